//! A button that opens a small panel, by the browser's own `<details>`.

use leptos::prelude::*;

/// A panel under a button named `label`.
#[component]
pub(crate) fn Menu(
    /// The button's text.
    label: &'static str,
    /// What the panel holds.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="menu">
            <summary class="button quiet">{label}</summary>
            <div class="menu-panel">{children()}</div>
        </details>
    }
}
