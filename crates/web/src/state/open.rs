//! Opening a drop: one worker, its progress, and what came of it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use afterglow_engine::{FailureView, Opened, SessionNote, Trust};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Opening, Page, Run, next};
use crate::files::{self, Live, Picked};
use crate::route::{self, Route, View};
use crate::words::{away, format, text};
use crate::worker::client::{self, Client, Trouble};

/// The code of the failure that the user is asked about.
const TOO_LARGE: &str = "too-large";

thread_local! {
    /// The drops that users are asked about, by the notice that asks. JavaScript objects stay out of signals.
    static DOUBTFUL: RefCell<BTreeMap<u32, Vec<Picked>>> = RefCell::default();
}

/// Nobody will answer a notice any more.
pub(super) fn forget_doubt(notice: u32) {
    DOUBTFUL.with_borrow_mut(|all| all.remove(&notice));
}

impl Page {
    /// Takes files for the house by what is in them, and opens the others.
    pub(crate) fn open(self, files: Vec<Picked>, live: Live) {
        let (files, live) = self.only_wanted(files, live);
        spawn_local(async move {
            let (house, others) = files::for_the_house(files).await;
            if house.is_empty() {
                return self.open_runs(others, live);
            }
            self.bring(house);
            if !others.is_empty() {
                // The handles are of all files that were dropped.
                self.open_runs(others, Live::default());
            }
        });
    }

    /// Reads files in a worker of their own and shows the first run that they hold.
    /// Tables by name are no logs: a drop of nothing else is shown as samples of use or as a table of past runs.
    fn open_runs(self, files: Vec<Picked>, live: Live) {
        if !files.is_empty() && files.iter().all(Picked::is_table) {
            return self.open_tables(files);
        }
        self.open_with(files, live, Trust::Wary);
    }

    /// The user was asked about a file that unpacks to suspiciously much, and trusts it.
    pub(crate) fn open_all_the_same(self, notice: u32) {
        let files = DOUBTFUL.with_borrow_mut(|all| all.remove(&notice));
        self.dismiss(notice);
        if let Some(files) = files {
            self.open_with(files, Live::default(), Trust::Asked);
        }
    }

    fn open_with(self, files: Vec<Picked>, live: Live, trust: Trust) {
        let Some(first) = files.first() else {
            self.tell(true, "", text::NOTHING_DROPPED);
            return;
        };
        let name = match files.len() {
            1 => first.path.clone(),
            many => format!("{} and {} more", first.path, format::count((many - 1) as f64)),
        };
        let client = match client::take() {
            Ok(client) => client,
            Err(trouble) => return self.tell(true, &name, &text::trouble(&trouble)),
        };
        let began_ms = js_sys::Date::now();
        // The notice or the view that asked for this may go while it is being read.
        let (progress, name_kept) =
            self.owner.with_value(|owner| owner.with(|| (RwSignal::new(None), StoredValue::new(name.clone()))));
        let opening = Opening { client, progress, name: name_kept, began_ms };
        self.openings.update(|openings| openings.push(opening));
        client.on_crash(move |why| self.lose(client, &why));
        spawn_local(async move {
            let result = client.open(&files, trust, None, move |now| progress.set(Some(now))).await;
            self.openings.update(|openings| openings.retain(|opening| opening.client != client));
            match result {
                // Exports of monitoring tools are no logs, and need no name to be told.
                Ok(opened) if opened.runs.is_empty() && client.is_machine_use(&files).await => {
                    self.show_samples(client, files);
                }
                Ok(opened) => {
                    super::grow::keep(client, live);
                    super::veil::keep(client, &files, trust);
                    self.take_in(client, opened, &files);
                }
                Err(Trouble::Ended) => {}
                Err(trouble) => {
                    client.end();
                    self.tell(true, &name, &text::trouble(&trouble));
                }
            }
            client::warm();
        });
    }

    fn take_in(self, client: Client, opened: Opened, files: &[Picked]) {
        for failure in &opened.failures {
            self.tell_failure(failure, files);
        }
        let told = |log: &str| opened.failures.iter().any(|failure| failure.file.starts_with(log));
        for card in opened.runs.iter().filter(|card| card.partial && !told(&card.log)) {
            self.tell(true, &card.log, text::READ_IN_PART);
        }
        if let Some(ignored) = opened.ignored.first() {
            let text = text::passed_over(opened.ignored.len(), &ignored.reason);
            self.tell(false, &ignored.file, &text);
        }
        if opened.runs.is_empty() {
            if opened.failures.is_empty() {
                self.tell(true, "", text::NO_LOG_FOUND);
            }
            client.end();
            super::grow::forget(client);
            super::veil::forget(client);
            return;
        }
        let first = self.runs.with_untracked(Vec::len);
        // A single run comes back in the view that it was taken away in.
        let view = match &opened.runs[..] {
            [card] => card.session.as_ref().and_then(|session| session.settings.view.as_deref()).and_then(route::view),
            _ => None,
        };
        for card in opened.runs {
            let no = next(self.runs_given);
            let machine = self.owner.with_value(|owner| owner.with(RwSignal::<String>::default));
            if let Some(session) = &card.session {
                machine.set(session.settings.machine.clone().unwrap_or_default());
                self.tell_session(&card.log, session);
            }
            self.runs.update(|runs| {
                runs.push(Run { no, client, card: Arc::new(card), readings: 0, unveiled: None, machine, lost: None });
            });
        }
        self.remember(first);
        if let Some(no) = self.runs.with_untracked(|runs| runs.get(first).map(|run| run.no)) {
            self.go(&Route::run(no, view.unwrap_or(View::Summary)));
        }
    }

    /// Tells of a run that was opened from a session's file.
    fn tell_session(self, log: &str, session: &SessionNote) {
        let house = &session.settings.house_sha256;
        self.tell(false, log, &away::from_session(&session.written_by, session.redacted, house.is_some()));
    }

    /// Tells of a failure in a drop; where it is one of trust, the user may answer.
    pub(super) fn tell_failure(self, failure: &FailureView, files: &[Picked]) {
        if failure.code == TOO_LARGE {
            let notice = self.ask_for_trust(&failure.file, &failure.message);
            DOUBTFUL.with_borrow_mut(|all| all.insert(notice, files.to_vec()));
        } else {
            self.tell(true, &failure.file, &failure.message);
        }
    }

    /// A worker has stopped by itself: its runs stay in the list and say so.
    pub(super) fn lose(self, client: Client, why: &str) {
        let why: Arc<str> = why.into();
        self.runs.update(|runs| {
            for run in runs.iter_mut().filter(|run| run.client == client) {
                run.lost = Some(Arc::clone(&why));
            }
        });
    }
}
