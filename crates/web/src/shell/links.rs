//! Links within a run keep the range that its lists are narrowed to.

use gloo::events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

use crate::route;
use crate::state::Page;

/// Listens as long as the page lives. Links are printed without the range, so that it need not be known where they are
/// made; a plain click on one goes by [`Page::go`], which adds it.
pub(super) fn listen(page: Page) {
    let active = EventListenerOptions { passive: false, ..EventListenerOptions::default() };
    EventListener::new_with_options(&document(), "click", active, move |event| {
        let Some(event) = event.dyn_ref::<MouseEvent>() else { return };
        let plain = event.button() == 0
            && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
            && !event.default_prevented();
        if !plain || page.range.with_untracked(Option::is_none) {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = target.and_then(|target| target.closest("a[href^='#/v1/run/']").ok().flatten());
        if let Some(href) = link.and_then(|link| link.get_attribute("href")) {
            event.prevent_default();
            page.go(&route::parse(&href));
        }
    })
    .forget();
}
