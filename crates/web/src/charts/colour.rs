//! Colours of the tokens as a canvas needs them.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// What `var(name)` is at this moment as a colour, such as `rgb(20, 22, 27)`.
///
/// A custom property reads back as it was written, `light-dark(…)` and all; only as the `color` of an element is it
/// resolved. The hidden element for that is made once.
pub(crate) fn token(name: &str) -> String {
    probe()
        .and_then(|probe| {
            // A malformed name leaves the colour of the text, which is still readable.
            let _ = probe.style().set_property("color", &format!("var({name})"));
            window().get_computed_style(&probe).ok().flatten()?.get_property_value("color").ok()
        })
        .unwrap_or_else(|| "gray".to_owned())
}

fn probe() -> Option<HtmlElement> {
    const ID: &str = "colour-probe";
    if let Some(found) = document().get_element_by_id(ID) {
        return found.dyn_into().ok();
    }
    let made: HtmlElement = document().create_element("span").ok()?.dyn_into().ok()?;
    made.set_id(ID);
    made.set_hidden(true);
    document().body()?.append_child(&made).ok()?;
    Some(made)
}
