//! The keyboard: one table says which key does what, and both the page and the sheet of keys go by it.

use gloo::events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::{help, opener, palette};
use crate::route::{Route, View};
use crate::state::Page;

/// A key, or some that belong together.
pub(super) struct Key {
    /// As the sheet writes it.
    pub(super) shown: &'static str,
    /// What it does.
    pub(super) meaning: &'static str,
    /// What the browser calls it; none where the view that has the focus takes it by itself.
    pressed: &'static [&'static str],
    /// Whether Ctrl (⌘ on a Mac) is held. Such keys work in fields too.
    ctrl: bool,
    /// Does it; false where there is nothing to do, so that the browser may.
    act: fn(Page, &str) -> bool,
}

impl Key {
    const fn new(
        shown: &'static str,
        pressed: &'static [&'static str],
        meaning: &'static str,
        act: fn(Page, &str) -> bool,
    ) -> Self {
        Self { shown, meaning, pressed, ctrl: false, act }
    }

    /// A key of one view, which takes it by itself while it has the focus.
    const fn of_view(shown: &'static str, meaning: &'static str) -> Self {
        Self::new(shown, &[], meaning, |_, _| false)
    }
}

const DIGITS: &[&str] = &["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// All keys, in the order of the sheet.
pub(super) const KEYS: [Key; 17] = [
    Key {
        ctrl: true,
        ..Key::new(
            "Ctrl+K, ⌘K",
            &["k", "K"],
            "Go to a view, stage or query, or do something, by its name",
            |page, _| {
                palette::show(page);
                true
            },
        )
    },
    Key::new("?", &["?"], "This sheet", |_, _| {
        help::show();
        true
    }),
    Key::new("o", &["o"], "Open event logs", |_, _| {
        opener::choose();
        true
    }),
    Key::new("h", &["h"], "Home", |page, _| {
        page.go(&Route::Home);
        true
    }),
    Key::new("1 … 9", DIGITS, "The views of the run, in the order of the list", view),
    Key::new("[ and ]", &["[", "]"], "The run before and the run after", |page, key| {
        step(page, if key == "[" { -1 } else { 1 })
    }),
    Key::new("/", &["/"], "Search in the table", |_, _| focus_search()),
    Key::new("t", &["t"], "Theme: light, dark, as the system has it", |page, _| {
        page.prefs.set_theme(page.prefs.theme.get_untracked().next());
        true
    }),
    Key::new("u", &["u"], "Times of day in UTC or in the log's zone", |page, _| {
        page.prefs.turn_zone();
        true
    }),
    Key::of_view("Ctrl+V, ⌘V", "Open copied files, or take a list of paths to read of the next folder"),
    Key::of_view("+ and −", "In the timeline: closer and farther"),
    Key::of_view("← and →", "In the timeline: earlier and later"),
    Key::of_view("0", "In the timeline: the whole run"),
    Key::of_view("Backspace", "In the timeline: the window before"),
    Key::of_view(
        "r and z",
        "In the timeline: the window becomes the range that lists are narrowed to; zoom to the range",
    ),
    Key::of_view("Shift and ← or →", "In the timeline: move the end of the range; with Alt its start"),
    Key::of_view("Esc", "Closes this sheet, a menu, the list of commands"),
];

/// Listens as long as the page lives.
pub(super) fn listen(page: Page) {
    let active = EventListenerOptions { passive: false, ..EventListenerOptions::default() };
    EventListener::new_with_options(&window(), "keydown", active, move |event| {
        if let Some(event) = event.dyn_ref::<KeyboardEvent>()
            && !event.alt_key()
            && act(page, event)
        {
            event.prevent_default();
        }
    })
    .forget();
}

fn act(page: Page, event: &KeyboardEvent) -> bool {
    // Behind an open dialog nothing moves.
    if document().query_selector("dialog[open]").is_ok_and(|open| open.is_some()) {
        return false;
    }
    let (pressed, ctrl) = (event.key(), event.ctrl_key() || event.meta_key());
    let key = KEYS.iter().find(|key| key.ctrl == ctrl && key.pressed.contains(&pressed.as_str()));
    key.is_some_and(|key| (ctrl || !in_field(event)) && (key.act)(page, &pressed))
}

fn in_field(event: &KeyboardEvent) -> bool {
    event.target().and_then(|target| target.dyn_into().ok()).is_some_and(|element| is_field(&element))
}

/// Whether keys write into it.
pub(super) fn is_field(element: &HtmlElement) -> bool {
    let kind = element.get_attribute("type").unwrap_or_default();
    let writes = element.tag_name() == "INPUT" && !matches!(kind.as_str(), "checkbox" | "radio" | "file" | "range");
    writes || matches!(element.tag_name().as_str(), "TEXTAREA" | "SELECT") || element.is_content_editable()
}

fn view(page: Page, digit: &str) -> bool {
    let place = digit.parse::<usize>().ok().and_then(|digit| digit.checked_sub(1));
    let (Some(run), Some(view)) = (page.run_no(), place.and_then(|place| View::LISTED.get(place))) else {
        return false;
    };
    page.go(&Route::run(run, *view));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_one_meaning_and_stands_on_the_sheet() {
        let mut taken = std::collections::BTreeSet::new();
        for key in &KEYS {
            assert!(!key.shown.is_empty() && !key.meaning.is_empty());
            for pressed in key.pressed {
                assert!(taken.insert((key.ctrl, *pressed)), "{pressed} has two meanings");
                let named = key.shown.to_lowercase().contains(&pressed.to_lowercase());
                assert!(named || DIGITS.contains(pressed), "{pressed} is not on the sheet");
            }
        }
    }
}
