//! Moves the window: by buttons, keys, the wheel and the pointer; with a way back.

use std::cell::RefCell;

use gloo::timers::callback::Timeout;
use leptos::prelude::*;

use super::window::Window;

/// How long the window must rest before the worker is asked for it.
const REST_MS: u32 = 90;
/// How many steps back are kept.
const PAST: usize = 50;

/// The window and its past.
#[derive(Debug, Clone, Copy)]
pub(super) struct Control {
    /// The window that is drawn.
    pub(super) window: RwSignal<Window>,
    /// The window as it was when it last rested: what is asked for.
    pub(super) settled: RwSignal<Window>,
    /// Windows before, the latest last.
    pub(super) past: RwSignal<Vec<Window>>,
    wall: f64,
}

thread_local! {
    static RESTING: RefCell<Option<Timeout>> = const { RefCell::new(None) };
}

impl Control {
    /// Shows the whole run.
    pub(super) fn new(wall: f64) -> Self {
        let whole = Window::whole(wall);
        Self { window: RwSignal::new(whole), settled: RwSignal::new(whole), past: RwSignal::default(), wall }
    }

    /// Shows a window, without a step back: for moves that follow the pointer.
    pub(super) fn follow(self, window: Window) {
        self.window.set(window.inside(self.wall));
        let rest = Timeout::new(REST_MS, move || {
            // The view may have gone meanwhile.
            if let Some(window) = self.window.try_get_untracked() {
                self.settled.set(window);
            }
        });
        // The timer before, if it still runs, ends with being dropped here.
        RESTING.with_borrow_mut(|resting| *resting = Some(rest));
    }

    /// Shows a window and remembers the one before.
    pub(super) fn go(self, window: Window) {
        self.remember();
        self.follow(window);
    }

    /// Remembers the window that is shown now.
    pub(super) fn remember(self) {
        let now = self.window.get_untracked();
        self.past.update(|past| {
            if past.last() != Some(&now) {
                past.push(now);
            }
            let surplus = past.len().saturating_sub(PAST);
            past.drain(..surplus);
        });
    }

    /// Closer for a factor below 1, around the middle.
    pub(super) fn zoom(self, factor: f64) {
        let window = self.window.get_untracked();
        self.go(window.scaled(factor, window.time(0.5)));
    }

    /// The whole run.
    pub(super) fn reset(self) {
        self.go(Window::whole(self.wall));
    }

    /// The window before.
    pub(super) fn undo(self) {
        if let Some(before) = self.past.try_update(Vec::pop).flatten() {
            self.follow(before);
        }
    }

    /// A key; true if it was one of ours.
    pub(super) fn key(self, key: &str) -> bool {
        match key {
            "+" | "=" | "w" => self.zoom(0.5),
            "-" | "s" => self.zoom(2.0),
            "ArrowLeft" | "a" => self.go(self.window.get_untracked().moved(-0.25)),
            "ArrowRight" | "d" => self.go(self.window.get_untracked().moved(0.25)),
            "0" => self.reset(),
            "Backspace" => self.undo(),
            _ => return false,
        }
        true
    }
}
