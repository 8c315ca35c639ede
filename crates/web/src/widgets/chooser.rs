//! The button that chooses files, for those who do not drop them.

use leptos::prelude::*;
use web_sys::HtmlInputElement;

use crate::files::{self, Live};
use crate::state::Page;

/// A button that opens what is chosen. `accept`: endings of names, with commas between; `many`: several at once.
pub(crate) fn chooser(page: Page, name: &'static str, accept: Option<&'static str>, many: bool) -> impl IntoView {
    let chosen = move |event: web_sys::Event| {
        let input: HtmlInputElement = event_target(&event);
        let picked = input.files().map(|list| files::picked(&list)).unwrap_or_default();
        // So that the same file can be chosen again.
        input.set_value("");
        if !picked.is_empty() {
            page.open(picked, Live::default());
        }
    };
    view! {
        <label class="button">
            <span>{name}</span>
            <input type="file" multiple=many class="cover" accept=accept aria-label=name on:change=chosen />
        </label>
    }
}
