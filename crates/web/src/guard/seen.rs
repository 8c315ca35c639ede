//! What was asked for and what was refused since the page had loaded, as `www/guard.js` counts it.

use gloo::events::EventListener;
use leptos::prelude::*;
use serde::Deserialize;

/// What was counted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Seen {
    /// The first requests.
    pub(crate) asked: Vec<Said>,
    /// How many there were, by the page and its workers.
    pub(crate) asked_count: u32,
    /// The first attempts that the policy, or the guard, refused.
    pub(crate) refused: Vec<Said>,
    /// How many there were.
    pub(crate) refused_count: u32,
    /// Workers that were started so far, and are counted too.
    pub(crate) workers: u32,
}

/// A request or an attempt at one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Said {
    /// The address without what stands behind a `?`, or what was refused.
    pub(crate) what: String,
    /// `page` or `worker`.
    #[serde(rename = "where")]
    pub(crate) by: String,
}

/// What was counted until now, and from now on.
pub(crate) fn seen() -> RwSignal<Seen> {
    let signal = RwSignal::new(read());
    // Listens for as long as the view is there; that may be gone between the event and this.
    let listener = EventListener::new(&window(), "afterglow-seen", move |_| drop(signal.try_set(read())));
    StoredValue::new_local(listener);
    signal
}

fn read() -> Seen {
    super::call("afterglowGuard", "seen").and_then(|seen| serde_wasm_bindgen::from_value(seen).ok()).unwrap_or_default()
}
