//! Logs that still grow: reading on in them, once or every few seconds.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use afterglow_engine::ReadOn;
use gloo::timers::future::sleep;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Page, Run};
use crate::files::{Live, Picked};
use crate::route::RunNo;
use crate::words::text;
use crate::worker::client::{Client, Trouble};

/// How often a log that is followed is looked at.
const EVERY: Duration = Duration::from_secs(5);

/// How the reading on of a run stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Growth {
    /// Whether it is looked at every few seconds.
    pub(crate) following: bool,
    /// How often that was switched: a loop of an earlier time ends.
    turn: u32,
    /// Whether it is being read now.
    pub(crate) busy: bool,
    /// What came of the last time, in words.
    pub(crate) said: String,
    /// Whether that was a refusal.
    pub(crate) refused: bool,
}

thread_local! {
    /// What the drop of each worker was, where it can be looked at again. JavaScript objects stay out of signals.
    static LIVE: RefCell<BTreeMap<Client, Rc<Live>>> = RefCell::default();
}

/// Keeps the handles of a worker's drop.
pub(super) fn keep(client: Client, live: Live) {
    if !live.is_empty() {
        LIVE.with_borrow_mut(|all| all.insert(client, Rc::new(live)));
    }
}

/// The handles of a worker's drop, where there are some.
pub(super) fn handles(client: Client) -> Option<Rc<Live>> {
    LIVE.with_borrow(|all| all.get(&client).cloned())
}

/// Forgets them with the worker.
pub(super) fn forget(client: Client) {
    LIVE.with_borrow_mut(|all| all.remove(&client));
}

/// Whether the files of a run can be looked at again without asking the user.
pub(crate) fn is_live(run: &Run) -> bool {
    LIVE.with_borrow(|all| all.contains_key(&run.client))
}

impl Page {
    /// Reads on in the log of a run, which is looked at again.
    pub(crate) fn look_again(self, no: RunNo) {
        spawn_local(async move {
            self.look(no).await;
        });
    }

    /// Reads on in the log of a run, of which the user gave the files anew.
    pub(crate) fn read_on(self, no: RunNo, files: Vec<Picked>) {
        spawn_local(async move {
            self.take_more(no, &files).await;
        });
    }

    /// Starts or ends following a run.
    pub(crate) fn follow(self, no: RunNo, following: bool) {
        let mut turn = 0;
        self.growth(no, |growth| {
            (growth.following, growth.turn) = (following, growth.turn + 1);
            turn = growth.turn;
        });
        if following {
            spawn_local(async move {
                while self.is_followed(no, turn) {
                    self.look(no).await;
                    sleep(EVERY).await;
                }
            });
        }
    }

    /// A run is followed until its log has an end, or it is closed, or the user has enough.
    fn is_followed(self, no: RunNo, turn: u32) -> bool {
        let open = self.run_by(no).is_some_and(|run| !run.card.complete && run.lost.is_none());
        let wanted = |growth: &Growth| growth.following && growth.turn == turn;
        open && self.growths.with_untracked(|all| all.get(&no).is_some_and(wanted))
    }

    async fn look(self, no: RunNo) {
        let Some(run) = self.run_by(no) else { return };
        let Some(live) = LIVE.with_borrow(|all| all.get(&run.client).cloned()) else { return };
        let mut files = live.look().await;
        if files.is_empty() {
            self.growth(no, |growth| {
                (growth.following, growth.refused) = (false, true);
                text::LOG_IS_GONE.clone_into(&mut growth.said);
            });
            return;
        }
        // Of a drop with many logs, only this one is of interest, unless it has another name by now.
        let log = run.card.log.split('!').next().unwrap_or_default();
        let below = format!("{log}/");
        if files.iter().any(|picked| picked.path == log || picked.path.starts_with(&below)) {
            files.retain(|picked| picked.path == log || picked.path.starts_with(&below));
        }
        self.take_more(no, &files).await;
    }

    async fn take_more(self, no: RunNo, files: &[Picked]) {
        let Some(run) = self.run_by(no) else { return };
        if self.growths.with_untracked(|all| all.get(&no).is_some_and(|growth| growth.busy)) {
            return;
        }
        self.growth(no, |growth| growth.busy = true);
        let read = run.client.read_on(run.card.run, files).await;
        let refused = !matches!(read, Ok(Ok(_)));
        let (said, again) = match &read {
            Ok(Ok(read)) => (text::read_on(read, js_sys::Date::now()), true),
            Ok(Err(not)) => (not.because.clone(), not.for_now),
            Err(Trouble::Ended) => return,
            Err(trouble) => (text::trouble(trouble), false),
        };
        self.growth(no, |growth| {
            growth.busy = false;
            growth.said = said;
            growth.refused = refused;
            // Where asking again would give the same answer, it is not asked again.
            growth.following &= again;
        });
        if let Ok(Ok(read)) = read {
            super::veil::keep_again(run.client, files);
            self.put(no, run.client, read, files);
        }
    }

    /// Puts a run that was read on into the list, if anything changed.
    fn put(self, no: RunNo, asked: Client, read: ReadOn, files: &[Picked]) {
        // Its names may have been replaced meanwhile: what the reading with names says must not come in their place.
        if self.run_by(no).is_none_or(|run| run.client != asked) {
            self.runs.update(|runs| {
                for run in runs.iter_mut().filter(|run| run.no == no) {
                    if let Some((_, card)) = run.unveiled.as_mut().filter(|(client, _)| *client == asked) {
                        *card = Arc::new(read.card.clone());
                    }
                }
            });
            return;
        }
        // What was wrong with the log as it was is said of the log as it is, if it still is.
        let before = self.run_by(no).map(|run| run.card.log.clone());
        let of_log = |file: &str| before.iter().chain([&read.card.log]).any(|log| file.starts_with(log.as_str()));
        let old = self.notices.with_untracked(|notices| {
            notices.iter().filter(|notice| of_log(&notice.file)).map(|notice| notice.no).collect::<Vec<_>>()
        });
        for notice in old {
            self.dismiss(notice);
        }
        if read.card.complete && read.card.partial && read.failures.is_empty() {
            self.tell(true, &read.card.log, text::READ_IN_PART);
        }
        // A log that is being written ends in the middle of something: that is no failure yet.
        for failure in read.failures.iter().filter(|failure| read.card.complete || failure.code != "truncated") {
            self.tell_failure(failure, files);
        }
        let changed = |run: &Run| run.no == no && (read.new_bytes > 0 || read.anew || *run.card != read.card);
        if self.runs.with_untracked(|runs| runs.iter().any(changed)) {
            let card = Arc::new(read.card);
            self.runs.update(|runs| {
                for run in runs.iter_mut().filter(|run| run.no == no) {
                    run.card = Arc::clone(&card);
                    run.readings += 1;
                }
            });
        }
    }

    fn growth(self, no: RunNo, change: impl FnOnce(&mut Growth)) {
        self.growths.update(|all| change(all.entry(no).or_default()));
    }

    fn run_by(self, no: RunNo) -> Option<Run> {
        self.runs.with_untracked(|runs| runs.iter().find(|run| run.no == no).cloned())
    }
}
