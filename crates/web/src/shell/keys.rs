//! The keyboard, where no field has the focus.

use gloo::events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::{help, opener};
use crate::route::{Route, View};
use crate::state::Page;

/// Keys and what they do, for the sheet.
pub(super) const KEYS: [(&str, &str); 9] = [
    ("?", "This sheet"),
    ("o", "Open event logs"),
    ("1 … 9", "The views of the run, in the order of the list"),
    ("[ and ]", "The run before and the run after"),
    ("/", "Search in the table"),
    ("h", "Home"),
    ("+ and −", "In the timeline: closer and farther"),
    ("← and →", "In the timeline: earlier and later"),
    ("0", "In the timeline: the whole run"),
];

/// Listens as long as the page lives.
pub(super) fn listen(page: Page) {
    let active = EventListenerOptions { passive: false, ..EventListenerOptions::default() };
    EventListener::new_with_options(&window(), "keydown", active, move |event| {
        if let Some(event) = event.dyn_ref::<KeyboardEvent>()
            && !event.ctrl_key()
            && !event.meta_key()
            && !event.alt_key()
            && !in_field(event)
            && act(page, &event.key())
        {
            event.prevent_default();
        }
    })
    .forget();
}

fn in_field(event: &KeyboardEvent) -> bool {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else { return false };
    let kind = target.get_attribute("type").unwrap_or_default();
    let writes = target.tag_name() == "INPUT" && !matches!(kind.as_str(), "checkbox" | "radio" | "file");
    writes || matches!(target.tag_name().as_str(), "TEXTAREA" | "SELECT") || target.is_content_editable()
}

fn act(page: Page, key: &str) -> bool {
    match key {
        "?" => help::show(),
        "o" => opener::choose(),
        "h" => page.go(&Route::Home),
        "/" => return focus_search(),
        "[" => return step(page, -1),
        "]" => return step(page, 1),
        digit => {
            let Some(place) = digit.parse::<usize>().ok().and_then(|digit| digit.checked_sub(1)) else { return false };
            let (Some(run), Some(view)) = (page.run_no(), View::LISTED.get(place)) else { return false };
            page.go(&Route::run(run, *view));
        }
    }
    true
}

fn focus_search() -> bool {
    let found = document().query_selector(".main .search").ok().flatten();
    let field = found.and_then(|field| field.dyn_into::<HtmlElement>().ok());
    field.is_some_and(|field| field.focus().is_ok())
}

fn step(page: Page, by: isize) -> bool {
    let Some(no) = page.run_no() else { return false };
    let next = page.runs.with_untracked(|runs| {
        let at = runs.iter().position(|run| run.no == no)?;
        runs.get(at.checked_add_signed(by)?).map(|run| run.no)
    });
    let Some(next) = next else { return false };
    let view = page.route.with_untracked(|route| match route {
        Route::Run { view, .. } => view.listed(),
        _ => View::Summary,
    });
    page.go(&Route::run(next, view));
    true
}
