//! Whether the page is kept for later without a server, and whether a newer version waits, as `www/keep.js` tells it.

use gloo::events::EventListener;
use leptos::prelude::*;

/// How it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Kept {
    /// `starting`, `kept`, `past` (kept, but loaded past it), or `no: ` and why.
    pub(crate) state: String,
    /// Whether a newer version waits for its click.
    pub(crate) newer: bool,
}

/// How it stands now, and from now on; for as long as the page is open.
pub(crate) fn kept() -> RwSignal<Kept> {
    let signal = RwSignal::new(read());
    EventListener::new(&window(), "afterglow-kept", move |_| signal.set(read())).forget();
    signal
}

/// Lets the newer version take over, and loads the page anew.
pub(crate) fn take_over() {
    super::call("afterglowKeep", "takeOver");
}

fn read() -> Kept {
    let state = super::call("afterglowKeep", "state").and_then(|state| state.as_string());
    let newer = super::call("afterglowKeep", "newer").and_then(|newer| newer.as_bool());
    Kept { state: state.unwrap_or_default(), newer: newer.unwrap_or_default() }
}
