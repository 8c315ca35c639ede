//! The browser's print dialog.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;

/// Opens it; it also writes PDF. What is folded on the page is unfolded on paper.
pub(crate) fn print() {
    let folded = document().query_selector_all("details.finding:not([open])").ok();
    for at in 0..folded.as_ref().map_or(0, web_sys::NodeList::length) {
        let element = folded.as_ref().and_then(|list| list.get(at)?.dyn_into::<web_sys::Element>().ok());
        if let Some(element) = element {
            // A finding that cannot be unfolded is printed folded.
            let _ = element.set_attribute("open", "");
        }
    }
    // A browser without printing has nothing to say about it either.
    let _ = window().print();
}
