//! The sheet of keys.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::keys::KEYS;
use crate::words::text;

const ID: &str = "keys";

/// The sheet, closed at first.
pub(super) fn sheet() -> impl IntoView {
    let rows = KEYS.iter().map(|key| view! { <dt><kbd>{key.shown}</kbd></dt><dd>{key.meaning}</dd> });
    view! {
        <dialog id=ID class="sheet" aria-labelledby="keys-title">
            <h2 id="keys-title">{text::KEYS}</h2>
            <dl class="keys">{rows.collect_view()}</dl>
            <button type="button" class="button" on:click=|_| with(HtmlDialogElement::close)>{text::CLOSE}</button>
        </dialog>
    }
}

/// Opens the sheet.
pub(crate) fn show() {
    with(|dialog| {
        if !dialog.open() {
            // Refused only when the dialog is not in the document.
            let _ = dialog.show_modal();
        }
    });
}

fn with(act: impl FnOnce(&HtmlDialogElement)) {
    if let Some(dialog) =
        document().get_element_by_id(ID).and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok())
    {
        act(&dialog);
    }
}
