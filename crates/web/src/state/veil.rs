//! Names replaced: a run is read once more under a key, and that reading takes the place of the other.
//!
//! What is shown is then what is taken away: pages, tables, charts, prints and files are all made of a reading that
//! never held a name, so none of them can forget to replace one.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::rc::Rc;
use std::sync::Arc;

use afterglow_engine::view::InventoryView;
use afterglow_engine::{Progress, Reply, RunCard, SessionSettings, Trust};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::{Opening, Page, Run};
use crate::export::download;
use crate::files::Picked;
use crate::route::{Route, RunNo, View};
use crate::words::{away as words, contents, text};
use crate::worker::client::{self, Client, Trouble};
use crate::worker::message::Away;

/// A shorter key can be guessed, in characters.
const SHORTEST_KEY: usize = 16;

/// How names are replaced, while the page is open.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Veil {
    /// The key; empty before the first use.
    pub(crate) key: RwSignal<String>,
    /// Whether something is being made.
    pub(crate) busy: RwSignal<bool>,
    /// Whether the first menu with the switch was open when a reading took another's place.
    open: RwSignal<bool>,
}

impl Veil {
    /// Notes whether the menu with the switch is open, just before the views are made anew.
    fn note_open(self) {
        let first = document().query_selector("details:has(.veil-switch)").ok().flatten();
        self.open.set(first.is_some_and(|menu| menu.has_attribute("open")));
    }

    /// Whether it was open then; said once.
    pub(crate) fn was_open(self) -> bool {
        let open = self.open.get_untracked();
        if open {
            self.open.set(false);
        }
        open
    }
}

/// The files of a drop, and what they may unpack to.
type Drop = Rc<(Vec<Picked>, Trust)>;

thread_local! {
    /// What each worker read. JavaScript objects stay out of signals.
    static DROPS: RefCell<BTreeMap<Client, Drop>> = RefCell::default();
}

/// Keeps the files of a worker's drop, to be read again.
pub(super) fn keep(client: Client, files: &[Picked], trust: Trust) {
    DROPS.with_borrow_mut(|all| all.insert(client, Rc::new((files.to_vec(), trust))));
}

/// The same for files that came in the place of those of the same path: the others of the drop stay.
pub(super) fn keep_again(client: Client, files: &[Picked]) {
    let (mut all, trust) = drop_of(client).map_or_else(Default::default, |drop| (drop.0.clone(), drop.1));
    for file in files {
        match all.iter_mut().find(|kept| kept.path == file.path) {
            Some(kept) => *kept = file.clone(),
            None => all.push(file.clone()),
        }
    }
    keep(client, &all, trust);
}

/// Forgets them with the worker.
pub(super) fn forget(client: Client) {
    DROPS.with_borrow_mut(|all| all.remove(&client));
}

fn drop_of(client: Client) -> Option<Drop> {
    DROPS.with_borrow(|all| all.get(&client).cloned())
}

/// Whether a later reading is of the run of an earlier one, by what replacing names leaves as it is. Its log may have
/// grown meanwhile.
fn alike(later: &RunCard, earlier: &RunCard) -> bool {
    later.started_ms == earlier.started_ms && later.tasks >= earlier.tasks
}

/// A key that nobody guesses, in letters and digits that can be copied.
fn random_key() -> Option<String> {
    let bytes = js_sys::Uint8Array::new_with_length(32);
    let crypto = js_sys::Reflect::get(&js_sys::global(), &"crypto".into()).ok()?;
    let fill = js_sys::Reflect::get(&crypto, &"getRandomValues".into()).ok()?;
    fill.dyn_into::<js_sys::Function>().ok()?.call1(&crypto, &bytes).ok()?;
    let mut key = String::with_capacity(64);
    for byte in bytes.to_vec() {
        // Writing to a string cannot fail.
        let _ = write!(key, "{byte:02x}");
    }
    Some(key)
}

impl Run {
    /// Bytes of the files that it was read from, with all others of its drop; none where they are not at hand.
    pub(crate) fn drop_bytes(&self) -> Option<f64> {
        Some(drop_of(self.client)?.0.iter().map(|picked| picked.file.size()).sum())
    }
}

impl Page {
    /// Replaces names in a run, or shows them again.
    pub(crate) fn set_veiled(self, no: RunNo, veiled: bool) {
        let Some(run) = self.run_of(no) else { return };
        match (veiled, &run.unveiled) {
            (true, None) => self.veil_run(run),
            (false, Some((client, _))) => self.unveil(*client),
            _ => {}
        }
    }

    fn run_of(self, no: RunNo) -> Option<Run> {
        self.runs.with_untracked(|runs| runs.iter().find(|run| run.no == no).cloned())
    }

    fn unveil(self, own: Client) {
        let mut twin = None;
        self.veil.note_open();
        self.runs.update(|runs| {
            for run in runs.iter_mut() {
                if let Some((client, card)) = run.unveiled.take_if(|(client, _)| *client == own) {
                    twin = Some(std::mem::replace(&mut run.client, client));
                    run.card = card;
                    run.readings += 1;
                }
            }
        });
        if let Some(twin) = twin {
            self.end_unused(twin);
        }
    }

    /// Reads the drop of a run once more, and puts what comes of it in its place, for all runs of the drop.
    fn veil_run(self, run: Run) {
        let key = self.veil.key.get_untracked().trim().to_owned();
        let key = if key.is_empty() { random_key().unwrap_or_default() } else { key };
        if key.len() < SHORTEST_KEY {
            return self.tell(true, "", words::SHORT_KEY);
        }
        let Some((drop, twin)) = drop_of(run.client).and_then(|drop| Some((drop, client::take().ok()?))) else {
            return self.tell(true, &run.card.log, words::NOT_READ_AGAIN);
        };
        self.veil.key.set(key.clone());
        self.veil.busy.set(true);
        let began_ms = js_sys::Date::now();
        let (progress, name) = self.owner.with_value(|owner| {
            owner.with(|| (RwSignal::new(None), StoredValue::new(words::READING_AGAIN.to_owned())))
        });
        self.openings.update(|all| all.push(Opening { client: twin, progress, name, began_ms }));
        twin.on_crash(move |why| self.lose(twin, &why));
        spawn_local(async move {
            let opened = twin.open(&drop.0, drop.1, Some(key.into_bytes()), move |now| progress.set(Some(now))).await;
            self.openings.update(|all| all.retain(|opening| opening.client != twin));
            self.veil.busy.set(false);
            match opened {
                Ok(opened) => {
                    keep(twin, &drop.0, drop.1);
                    let own = run.client;
                    // A reading that found other runs than the first would put one in another's place.
                    let same = self.runs.with_untracked(|runs| {
                        runs.iter().filter(|run| run.client == own).all(|run| {
                            opened.runs.iter().any(|card| card.run == run.card.run && alike(card, &run.card))
                        })
                    });
                    if !same {
                        twin.end();
                        return self.tell(true, &run.card.log, words::NOT_READ_AGAIN);
                    }
                    self.veil.note_open();
                    self.runs.update(|runs| {
                        for run in runs.iter_mut().filter(|run| run.client == own) {
                            let Some(card) = opened.runs.iter().find(|card| card.run == run.card.run) else { continue };
                            run.unveiled = Some((own, std::mem::replace(&mut run.card, Arc::new(card.clone()))));
                            run.client = twin;
                            run.readings += 1;
                        }
                    });
                    // A run that was closed meanwhile leaves nobody to read for.
                    self.end_unused(twin);
                }
                Err(Trouble::Ended) => {}
                Err(trouble) => {
                    twin.end();
                    self.tell(true, "", &text::trouble(&trouble));
                }
            }
            client::warm();
        });
    }

    /// Makes a file of a run in its worker, and hands it to the browser's own download.
    pub(crate) fn take_away(self, run: &Run, what: Away, ending: &'static str) {
        if self.veil.busy.get_untracked() {
            return;
        }
        let (client, handle, card) = (run.client, run.card.run, Arc::clone(&run.card));
        let files = drop_of(client).map(|drop| drop.0.clone()).unwrap_or_default();
        self.veil.busy.set(true);
        spawn_local(async move {
            let made = client.away(handle, what, &files).await;
            self.veil.busy.set(false);
            match made {
                Ok((file, left_out)) => {
                    if left_out > 0 {
                        self.tell(false, "", &words::left_out(left_out));
                    }
                    download::save_blob(&download::name_of(card.id.as_deref(), ending), &file);
                }
                Err(Trouble::Ended) => {}
                Err(trouble) => self.tell(true, &card.log, &text::trouble(&trouble)),
            }
        });
    }

    /// Looks through the log of a run for sensitive content, in a worker of its own, so that the run can be asked
    /// meanwhile; ending that worker ends the look.
    pub(crate) async fn inventory(
        self,
        run: &Run,
        worker: Client,
        progress: impl Fn(Progress) + 'static,
    ) -> Result<InventoryView, Trouble> {
        let key = run.unveiled.as_ref().map(|_| self.veil.key.get_untracked().into_bytes());
        let found = match drop_of(run.client) {
            Some(drop) => worker.inventory(run.card.log.clone(), &drop.0, drop.1, key, progress).await,
            None => Err(Trouble::Refused(contents::NOT_AT_HAND.to_owned())),
        };
        worker.end();
        client::warm();
        match found? {
            Reply::Inventory(view) => Ok(view),
            _ => Err(Trouble::Crashed(text::WRONG_ANSWER.to_owned())),
        }
    }

    /// How the page is set for a run, as a session's file keeps it.
    pub(crate) fn session_settings(self, run: &Run) -> SessionSettings {
        let machine = run.machine.get_untracked().trim().to_owned();
        let view = self.route.with_untracked(|route| match route {
            Route::Run { view, .. } => *view,
            _ => View::Summary,
        });
        SessionSettings {
            view: Some(view.print()),
            machine: Some(machine).filter(|machine| !machine.is_empty()),
            house_sha256: None,
        }
    }
}
