//! What the page knows: the address, the opened runs, what is being read, what went wrong.
//!
//! Signals for what happens, derived values for the rest. No effect writes a signal.

pub(crate) mod ask;
pub(crate) mod grow;
mod open;
pub(crate) mod prefs;
pub(crate) mod rows;
pub(crate) mod table;

use std::collections::BTreeMap;
use std::sync::Arc;

use afterglow_engine::{Machines, Progress, RunCard};
use leptos::prelude::*;

use crate::route::{self, Route, RunNo};
use crate::worker::client::Client;

/// The page's state. Copied into every view by context.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    /// The address.
    pub(crate) route: RwSignal<Route>,
    /// Opened runs, in the order of opening.
    pub(crate) runs: RwSignal<Vec<Run>>,
    /// Drops that are being read.
    pub(crate) openings: RwSignal<Vec<Opening>>,
    /// How the reading on of runs stands whose logs still grow.
    pub(crate) growths: RwSignal<BTreeMap<RunNo, grow::Growth>>,
    /// The table of past runs, if one was given.
    pub(crate) table: RwSignal<Option<table::Table>>,
    /// What the user must know.
    pub(crate) notices: RwSignal<Vec<Notice>>,
    /// How the page looks.
    pub(crate) prefs: prefs::Prefs,
    /// The owner of what outlives the view that it was made in.
    owner: StoredValue<Owner>,
    /// Numbers given so far, to runs, notices and tables.
    runs_given: RwSignal<u32>,
    notices_given: RwSignal<u32>,
    tables_given: RwSignal<u32>,
}

/// An opened run: a handle, and what the list of runs shows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    /// Its number in the page.
    pub(crate) no: RunNo,
    /// Its worker.
    pub(crate) client: Client,
    /// What the list shows.
    pub(crate) card: Arc<RunCard>,
    /// How often its log was read on, so that what was asked before is asked again.
    pub(crate) readings: u32,
    /// The machine that its executors ran on, as the user names it: `cloud:type`; empty where nobody did.
    pub(crate) machine: RwSignal<String>,
    /// Why its worker is gone, if so.
    pub(crate) lost: Option<Arc<str>>,
}

impl Run {
    /// What the user says of its machines.
    pub(crate) fn machines(&self) -> Machines {
        let named = self.machine.get().trim().to_owned();
        Machines { instance: Some(named).filter(|name| !name.is_empty()), ..Machines::default() }
    }
}

/// A drop that is being read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Opening {
    /// Its worker.
    pub(crate) client: Client,
    /// How far it is; `None` before the first word.
    pub(crate) progress: RwSignal<Option<Progress>>,
    /// The first file's name, and how many there are.
    pub(crate) name: StoredValue<String>,
    /// When it began, by the page's clock, in ms.
    pub(crate) began_ms: f64,
}

/// Something the user must know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    /// Its number.
    pub(crate) no: u32,
    /// An error, or a remark.
    pub(crate) error: bool,
    /// The file concerned; empty if none is.
    pub(crate) file: String,
    /// One sentence.
    pub(crate) text: String,
    /// Whether it asks for trust in a file that unpacks to suspiciously much.
    pub(crate) asks: bool,
}

impl Page {
    /// The state of a fresh page at its address.
    pub(crate) fn new() -> Self {
        Self {
            route: RwSignal::new(route::parse(&current_hash())),
            runs: RwSignal::default(),
            openings: RwSignal::default(),
            growths: RwSignal::default(),
            table: RwSignal::default(),
            notices: RwSignal::default(),
            prefs: prefs::Prefs::load(),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            runs_given: RwSignal::new(0),
            notices_given: RwSignal::new(0),
            tables_given: RwSignal::new(0),
        }
    }

    /// Goes to a place; the browser's history keeps the one before.
    pub(crate) fn go(self, to: &Route) {
        // A page without an address bar refuses this; then the state alone is changed.
        if window().location().set_hash(&route::print(to)).is_err() {
            self.route.set(to.clone());
        }
    }

    /// The address has changed.
    pub(crate) fn follow_address(self) {
        self.route.set(route::parse(&current_hash()));
    }

    /// The run of the current address.
    pub(crate) fn run(self) -> Option<Run> {
        let no = self.run_no()?;
        self.runs.with(|runs| runs.iter().find(|run| run.no == no).cloned())
    }

    /// The number of the run in the current address.
    pub(crate) fn run_no(self) -> Option<RunNo> {
        self.route.with(|route| match route {
            Route::Run { run, .. } => Some(*run),
            _ => None,
        })
    }

    /// Tells the user something.
    pub(crate) fn tell(self, error: bool, file: &str, text: &str) {
        let no = next(self.notices_given);
        let notice = Notice { no, error, file: file.to_owned(), text: text.to_owned(), asks: false };
        self.notices.update(|notices| notices.push(notice));
    }

    /// Tells the user of a file that unpacks to suspiciously much, and asks whether to trust it. Gives the notice's
    /// number.
    fn ask_for_trust(self, file: &str, text: &str) -> u32 {
        let no = next(self.notices_given);
        let notice = Notice { no, error: true, file: file.to_owned(), text: text.to_owned(), asks: true };
        self.notices.update(|notices| notices.push(notice));
        no
    }

    /// The user has read a notice.
    pub(crate) fn dismiss(self, no: u32) {
        open::forget_doubt(no);
        self.notices.update(|notices| notices.retain(|notice| notice.no != no));
    }

    /// Closes a run. Its worker ends with its last run.
    pub(crate) fn close(self, no: RunNo) {
        let Some(run) = self.runs.with_untracked(|runs| runs.iter().find(|run| run.no == no).cloned()) else { return };
        self.runs.update(|runs| runs.retain(|other| other.no != no));
        if self.runs.with_untracked(|runs| runs.iter().all(|other| other.client != run.client)) {
            run.client.end();
            grow::forget(run.client);
        }
        self.growths.update(|all| {
            all.remove(&no);
        });
        if self.run_no() == Some(no) {
            self.go(&Route::Home);
        }
    }
}

/// The number after those that were given.
fn next(given: RwSignal<u32>) -> u32 {
    given.update(|given| *given += 1);
    given.get_untracked()
}

fn current_hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// The page's state, from the context.
pub(crate) fn use_page() -> Page {
    expect_context()
}
