//! What the page knows: the address, the opened runs, what is being read, what went wrong.
//!
//! Signals for what happens, derived values for the rest. No effect writes a signal.

pub(crate) mod ask;
pub(crate) mod grow;
pub(crate) mod house;
mod open;
pub(crate) mod prefs;
mod range;
pub(crate) mod recent;
pub(crate) mod rows;
mod shelf;
pub(crate) mod table;
pub(crate) mod usage;
pub(crate) mod veil;
pub(crate) mod wanted;

use std::collections::BTreeMap;
use std::sync::Arc;

use afterglow_engine::{Machines, Progress, RunCard, Span};
use leptos::prelude::*;

use crate::guard::kept;
use crate::route::{self, Route, RunNo};
use crate::worker::client::Client;

/// The page's state. Copied into every view by context.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    /// The address.
    pub(crate) route: RwSignal<Route>,
    /// The span of time that the lists are narrowed to; it stands in the address.
    pub(crate) range: RwSignal<Option<Span>>,
    /// Opened runs, in the order of opening.
    pub(crate) runs: RwSignal<Vec<Run>>,
    /// Drops that are being read.
    pub(crate) openings: RwSignal<Vec<Opening>>,
    /// How the reading on of runs stands whose logs still grow.
    pub(crate) growths: RwSignal<BTreeMap<RunNo, grow::Growth>>,
    /// The table of past runs, if one was given.
    pub(crate) table: RwSignal<Option<table::Table>>,
    /// The samples of machines' use, if some were given.
    pub(crate) usage: RwSignal<Option<usage::Samples>>,
    /// The user's own rules, rates and prices.
    pub(crate) house: house::HouseState,
    /// The runs that the browser remembers, if it was asked to.
    pub(crate) recent: recent::Recent,
    /// Pasted paths: of the next files that are opened, only these are read.
    pub(crate) wanted: RwSignal<Vec<String>>,
    /// What the user must know.
    pub(crate) notices: RwSignal<Vec<Notice>>,
    /// How names are replaced.
    pub(crate) veil: veil::Veil,
    /// How the page looks.
    pub(crate) prefs: prefs::Prefs,
    /// Whether the page is kept for later, and whether a newer version waits.
    pub(crate) kept: RwSignal<kept::Kept>,
    /// Opens the list of commands, once it is in the document.
    pub(crate) palette: StoredValue<Option<Callback<()>>>,
    /// The owner of what outlives the view that it was made in.
    owner: StoredValue<Owner>,
    /// Numbers given so far, to runs, notices, and tables or samples.
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
    /// Its worker and its card as they are, while the run is shown with names replaced.
    pub(crate) unveiled: Option<(Client, Arc<RunCard>)>,
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
            range: RwSignal::new(range::of_hash(&current_hash())),
            runs: RwSignal::default(),
            openings: RwSignal::default(),
            growths: RwSignal::default(),
            table: RwSignal::default(),
            usage: RwSignal::default(),
            house: house::HouseState::new(),
            recent: recent::Recent::new(),
            wanted: RwSignal::default(),
            notices: RwSignal::default(),
            veil: veil::Veil::default(),
            prefs: prefs::Prefs::load(),
            kept: kept::kept(),
            palette: StoredValue::new(None),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            runs_given: RwSignal::new(0),
            notices_given: RwSignal::new(0),
            tables_given: RwSignal::new(0),
        }
    }

    /// Goes to a place; the browser's history keeps the one before.
    pub(crate) fn go(self, to: &Route) {
        // A page without an address bar refuses this; then the state alone is changed.
        if window().location().set_hash(&range::address(to, self.range_along(to))).is_err() {
            self.route.set(to.clone());
        }
    }

    /// The address has changed.
    pub(crate) fn follow_address(self) {
        let hash = current_hash();
        let range = range::of_hash(&hash);
        if self.range.get_untracked() != range {
            self.range.set(range);
        }
        self.route.set(route::parse(&hash));
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

    /// Ends a worker that no run is left of.
    fn end_unused(self, client: Client) {
        let is_of = |run: &Run| run.client == client || run.unveiled.as_ref().is_some_and(|(own, _)| *own == client);
        if !self.runs.with_untracked(|runs| runs.iter().any(is_of)) {
            client.end();
            grow::forget(client);
            veil::forget(client);
        }
    }

    /// Closes a run. Its worker ends with its last run.
    pub(crate) fn close(self, no: RunNo) {
        let Some(run) = self.runs.with_untracked(|runs| runs.iter().find(|run| run.no == no).cloned()) else { return };
        self.runs.update(|runs| runs.retain(|other| other.no != no));
        for client in [run.client].into_iter().chain(run.unveiled.as_ref().map(|(client, _)| *client)) {
            self.end_unused(client);
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
