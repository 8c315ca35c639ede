//! The search: what matches is lit, and each match can be gone to.

use std::sync::Arc;

use afterglow_engine::Request;
use afterglow_engine::view::{FoundView, Hit};
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::control::Control;
use super::lit::Lit;
use super::window::Window;
use crate::state::Run;
use crate::state::ask::{ask, pick, settled};
use crate::words::{format, tables};

/// The share of the window that a match may take before the window grows to hold it.
const ROOM: f64 = 0.8;

/// The search of a timeline.
#[derive(Clone, Copy)]
pub(super) struct Find {
    text: RwSignal<String>,
    found: Signal<Arc<FoundView>>,
    /// The match that was gone to last.
    at: RwSignal<Option<usize>>,
    /// What is lit, while something is searched.
    pub(super) lit: Memo<Option<Lit>>,
}

impl Find {
    /// A search of a run's timeline.
    pub(super) fn new(run: &Run) -> Self {
        let text = RwSignal::new(String::new());
        let wanted = settled(move || text.get());
        let asked = ask(run, move || Request::Find { text: wanted.get() }, pick!(Found));
        let found = Signal::derive(move || match asked.get() {
            Some(Ok(found)) => found,
            _ => Arc::default(),
        });
        let lit = Memo::new(move |_| Lit::of(&found.get()));
        Self { text, found, at: RwSignal::new(None), lit }
    }

    /// The match that was gone to last.
    pub(super) fn now(self) -> Option<Hit> {
        let at = self.at.get()?;
        self.found.with(|found| found.hits.get(at).cloned())
    }

    fn step(self, by: isize, control: Control) {
        let found = self.found.get_untracked();
        let all = found.hits.len();
        if all == 0 {
            return;
        }
        let next = match self.at.get_untracked() {
            None if by < 0 => all - 1,
            None => 0,
            Some(at) => (at + all).saturating_add_signed(by) % all,
        };
        self.at.set(Some(next));
        if let Some(hit) = found.hits.get(next) {
            control.go(around(hit, control.window.get_untracked()));
        }
    }

    /// The field, how many there are, and the way from one to the next.
    pub(super) fn bar(self, control: Control) -> impl IntoView {
        let typed = move |event| {
            self.at.set(None);
            self.text.set(event_target_value(&event));
        };
        let keys = move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                event.prevent_default();
                self.step(if event.shift_key() { -1 } else { 1 }, control);
            }
        };
        let none = move || self.found.with(|found| found.hits.is_empty());
        let said = move || {
            if self.text.with(|text| text.trim().is_empty()) {
                return String::new();
            }
            self.found.with(|found| match self.now() {
                _ if found.hits.is_empty() => tables::NOTHING_FOUND.to_owned(),
                None => format::number_of(found.matching as f64, "match", "matches"),
                Some(hit) => {
                    let at = tables::match_of(self.at.get().unwrap_or(0), found.hits.len(), found.matching);
                    format!("{at}: {}", format::clipped(&name(&hit), 60))
                }
            })
        };
        view! {
            <div class="toolbar find" role="search">
                <input
                    type="search"
                    class="search"
                    placeholder=tables::FIND
                    aria-label=tables::FIND
                    title=tables::FIND_HINT
                    prop:value=move || self.text.get()
                    on:input=typed
                    on:keydown=keys
                />
                <button type="button" class="button" disabled=none on:click=move |_| self.step(-1, control)>{tables::BEFORE}</button>
                <button type="button" class="button" disabled=none on:click=move |_| self.step(1, control)>{tables::NEXT}</button>
                <span class="quiet-text numbers" role="status">{said}</span>
            </div>
        }
    }
}

fn name(hit: &Hit) -> String {
    match hit.kind.as_str() {
        "executor" => format!("executor {}", hit.name),
        "sql" => format!("SQL {}, {}", hit.id, hit.name),
        kind => format!("{kind} {}, {}", hit.id, hit.name),
    }
}

/// The window that shows a match: as long as it is now if the match fits, with the match in the middle.
fn around(hit: &Hit, now: Window) -> Window {
    let middle = f64::midpoint(hit.from_ms, hit.to_ms);
    let length = now.length().max((hit.to_ms - hit.from_ms) / ROOM);
    Window { from: middle - length / 2.0, to: middle + length / 2.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_stands_in_the_middle() {
        let hit = |from_ms, to_ms| Hit { from_ms, to_ms, ..Hit::default() };
        let now = Window { from: 0.0, to: 100.0 };
        assert_eq!(around(&hit(500.0, 510.0), now), Window { from: 455.0, to: 555.0 });
        assert_eq!(around(&hit(500.0, 900.0), now).length(), 500.0);
    }
}
