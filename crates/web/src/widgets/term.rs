//! A term with its meaning, by hover, focus and tap. The style shows and hides it; no script is needed but for Escape.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::words::terms;

/// The label of a term; plain where nothing is said of it.
pub(crate) fn term(key: &str, label: impl Into<String>) -> AnyView {
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    let label: String = label.into();
    let Some(meaning) = terms::meaning(key) else { return label.into_any() };
    let id = format!("term-{}", GIVEN.fetch_add(1, Ordering::Relaxed));
    let on_key = |event: KeyboardEvent| {
        if event.key() == "Escape"
            && let Some(button) = event.current_target().and_then(|button| button.dyn_into::<HtmlElement>().ok())
        {
            // Without the focus its meaning is hidden again.
            let _ = button.blur();
        }
    };
    view! {
        <span class="term-box">
            <button type="button" class="term" aria-describedby=id.clone() on:keydown=on_key>{label}</button>
            <span class="term-meaning" role="tooltip" id=id>{meaning}</span>
        </span>
    }
    .into_any()
}
