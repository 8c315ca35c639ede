//! A button that opens a small panel, by the browser's own `<details>`.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

/// A panel under a button named `label`. It closes by Escape, and when something in it was chosen.
#[component]
pub(crate) fn Menu(
    /// The button's text.
    label: &'static str,
    /// What the panel holds.
    children: Children,
) -> impl IntoView {
    let whole = NodeRef::<html::Details>::new();
    let button = NodeRef::<html::Summary>::new();
    let close = move || {
        if let Some(whole) = whole.get_untracked() {
            whole.set_open(false);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            close();
            if let Some(button) = button.get_untracked() {
                // A browser that cannot focus leaves the focus where it is.
                let _ = button.focus();
            }
        }
    };
    // Choosing is a click on a button; boxes that are ticked one after another leave the panel open.
    let on_click = move |event: web_sys::MouseEvent| {
        let chosen = event.target().is_some_and(|target| {
            use wasm_bindgen::JsCast;
            target.dyn_ref::<web_sys::Element>().is_some_and(|element| matches!(element.closest("button"), Ok(Some(_))))
        });
        if chosen {
            close();
        }
    };
    view! {
        <details class="menu" node_ref=whole on:keydown=on_key>
            <summary class="button quiet" node_ref=button>{label}</summary>
            <div class="menu-panel" on:click=on_click>{children()}</div>
        </details>
    }
}
