//! The runs that were opened lately, where the user asked the browser to remember them: a name, a date and a few figures
//! each, and the handles of the files where the browser gives such. Never a byte of a log.

use std::cell::RefCell;
use std::collections::BTreeMap;

use js_sys::{Array, Object, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use super::shelf::Shelf;
use super::{Page, Run, grow, next};
use crate::files::Live;
use crate::words::{format, home as words};

const SHELF: Shelf = Shelf { mark: "afterglow.recent", database: "afterglow-recent", store: "recent" };
/// So many runs are remembered, the newest first.
const MOST: usize = 12;
/// So much of a name, and of a path, by its end.
const LONGEST: usize = 200;

thread_local! {
    /// The handles of remembered runs, by their numbers. JavaScript objects stay out of signals.
    static HANDLES: RefCell<BTreeMap<u32, Live>> = RefCell::default();
}

/// What the page shows of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Recent {
    /// The remembered runs, the newest first.
    pub(crate) list: RwSignal<Vec<RecentRun>>,
    /// Whether the user asked for it.
    pub(crate) wished: RwSignal<bool>,
    /// Why the browser does not, if so.
    pub(crate) refused: RwSignal<Option<String>>,
    given: RwSignal<u32>,
}

/// A remembered run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct RecentRun {
    /// Its number in this page.
    #[serde(skip)]
    pub(crate) no: u32,
    /// The application's name.
    pub(crate) name: String,
    /// The application's id.
    pub(crate) id: Option<String>,
    /// The log's path as it was dropped.
    pub(crate) log: String,
    /// When the run began, in ms since 1970.
    pub(crate) started_ms: Option<i64>,
    /// The zone that its log names.
    #[serde(default)]
    pub(crate) zone: Option<String>,
    /// Its wall time.
    pub(crate) wall_ms: Option<f64>,
    /// Its tasks.
    pub(crate) tasks: u64,
    /// Whether its files can be opened without choosing them.
    #[serde(skip)]
    pub(crate) at_hand: bool,
}

impl Recent {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self {
            list: RwSignal::default(),
            wished: RwSignal::new(false),
            refused: RwSignal::default(),
            given: RwSignal::new(0),
        }
    }

    /// Puts a run first, in place of itself from an earlier time.
    fn add(self, run: &Run) {
        let card = &run.card;
        let live = grow::handles(run.client);
        let new = RecentRun {
            no: next(self.given),
            name: format::clipped(&card.name, LONGEST),
            id: card.id.as_deref().map(|id| format::clipped(id, LONGEST)),
            log: end(&card.log),
            started_ms: card.started_ms,
            zone: card.zone.clone(),
            wall_ms: card.wall_ms,
            tasks: card.tasks,
            at_hand: live.is_some(),
        };
        if let Some(live) = live {
            HANDLES.with_borrow_mut(|all| all.insert(new.no, (*live).clone()));
        }
        self.list.update(|list| {
            list.retain(|old| !new.is(old));
            list.insert(0, new);
            list.truncate(MOST);
        });
        let left = self.list.with_untracked(|list| list.iter().map(|run| run.no).collect::<Vec<_>>());
        HANDLES.with_borrow_mut(|all| all.retain(|no, _| left.contains(no)));
    }

    /// The list as the browser keeps it: each run as JSON, with its handles beside it.
    fn packed(self, with_handles: bool) -> JsValue {
        let list = self.list.with_untracked(Clone::clone);
        let packed = list.iter().filter_map(|run| {
            let entry = Object::new();
            Reflect::set(&entry, &"run".into(), &serde_json::to_string(run).ok()?.into()).ok()?;
            let handles = HANDLES.with_borrow(|all| all.get(&run.no).filter(|_| with_handles).map(Live::to_js));
            Reflect::set(&entry, &"handles".into(), &handles.unwrap_or_default()).ok()?;
            Some(JsValue::from(entry))
        });
        packed.collect::<Array>().into()
    }

    fn unpack(self, kept: &JsValue) {
        let mut list = Vec::new();
        for entry in Array::is_array(kept).then(|| Array::from(kept)).iter().flat_map(Array::iter).take(MOST) {
            let text = Reflect::get(&entry, &"run".into()).ok().and_then(|text| text.as_string());
            let Some(run) = text.and_then(|text| serde_json::from_str::<RecentRun>(&text).ok()) else { continue };
            let live =
                Reflect::get(&entry, &"handles".into()).map(|handles| Live::from_js(&handles)).unwrap_or_default();
            let (no, at_hand) = (next(self.given), !live.is_empty());
            HANDLES.with_borrow_mut(|all| all.insert(no, live));
            list.push(RecentRun { no, at_hand, ..run });
        }
        self.list.update(|now| {
            // What was opened while the browser looked it up is newer.
            list.retain(|old| !now.iter().any(|new| new.is(old)));
            now.append(&mut list);
            now.truncate(MOST);
        });
    }

    fn keep(self) {
        spawn_local(async move {
            let mut saved = SHELF.save(&self.packed(true)).await;
            if saved.is_err() {
                // Some browsers keep no handles of a page from disk; the names alone are of use too.
                saved = SHELF.save(&self.packed(false)).await;
            }
            if !self.wished.get_untracked() {
                // Who forgot it meanwhile does not want it kept.
                let _ = SHELF.forget().await;
                return;
            }
            self.refused.set(saved.err());
        });
    }

    /// Forgets all of it, and remembers nothing more.
    pub(crate) fn forget(self) {
        self.wished.set(false);
        self.list.set(Vec::new());
        HANDLES.with_borrow_mut(BTreeMap::clear);
        spawn_local(async move { self.refused.set(SHELF.forget().await.err()) });
    }
}

impl RecentRun {
    /// Whether another entry is of the same log.
    fn is(&self, other: &Self) -> bool {
        self.id == other.id && self.started_ms == other.started_ms && self.name == other.name
    }
}

/// The end of a path, which tells more than its beginning.
fn end(path: &str) -> String {
    let left_out = path.chars().count().saturating_sub(LONGEST);
    if left_out == 0 { path.to_owned() } else { format!("…{}", path.chars().skip(left_out).collect::<String>()) }
}

impl Page {
    /// The user wants recent runs remembered, those that are open with them.
    pub(crate) fn remember_recent(self) {
        self.recent.wished.set(true);
        self.remember(0);
        self.recent.keep();
    }

    /// Remembers the runs from a place of the list on, if the user wants it.
    pub(super) fn remember(self, first: usize) {
        if !self.recent.wished.get_untracked() {
            return;
        }
        let runs = self.runs.with_untracked(|runs| runs.iter().skip(first).cloned().collect::<Vec<_>>());
        for run in runs.iter().rev() {
            self.recent.add(run);
        }
        if !runs.is_empty() {
            self.recent.keep();
        }
    }

    /// Looks up what the browser remembers, if it was asked to.
    pub(crate) fn bring_recent(self) {
        if !SHELF.is_kept() {
            return;
        }
        let recent = self.recent;
        recent.wished.set(true);
        spawn_local(async move {
            match SHELF.load().await {
                Ok(kept) if recent.wished.get_untracked() => recent.unpack(&kept),
                Ok(_) => {}
                Err(why) => recent.refused.set(Some(why)),
            }
        });
    }

    /// Opens a remembered run anew, in the handler of a click: the browser asks the user whether it may be read.
    pub(crate) fn open_recent(self, no: u32, log: String) {
        let live = HANDLES.with_borrow(|all| all.get(&no).cloned()).unwrap_or_default();
        spawn_local(async move {
            if !live.may_read().await {
                return self.tell(true, &log, words::MAY_NOT_READ);
            }
            let files = live.look().await;
            if files.is_empty() { self.tell(true, &log, words::GONE) } else { self.open(files, live) }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_keeps_its_end() {
        assert_eq!(end("logs/app-1"), "logs/app-1");
        let long = format!("{}app-1", "folder/".repeat(100));
        assert!(end(&long).ends_with("folder/app-1") && end(&long).chars().count() == LONGEST + 1);
    }

    #[test]
    fn only_what_is_promised_goes_into_the_browser() {
        let kept = serde_json::to_value(RecentRun { no: 7, at_hand: true, ..RecentRun::default() }).expect("JSON");
        let mut names: Vec<&str> = kept.as_object().expect("an object").keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["id", "log", "name", "started_ms", "tasks", "wall_ms", "zone"]);
    }
}
