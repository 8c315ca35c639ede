//! The house on the page: rules, rates and price files of the user's, in memory unless he asks to keep them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use afterglow_engine::house::{
    BroughtView, House, HouseFileView, LARGEST_POLICY, MOST_FILES, longer_than_rates_may_be,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag};

use super::shelf::Shelf;
use super::{Opening, Page, next};
use crate::export::download;
use crate::files::Picked;
use crate::route::Route;
use crate::words::{house as words, text};
use crate::worker::client::{self, Trouble};

/// Where the browser keeps it.
const SHELF: Shelf = Shelf { mark: "afterglow.house", database: "afterglow", store: "house" };

thread_local! {
    /// What the price files hold, by their numbers, as they stand in the house's file. JavaScript objects stay out of
    /// signals, and the page's thread never reads these.
    static HELD: RefCell<BTreeMap<u32, Blob>> = RefCell::default();
}

/// What the page shows of the house.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HouseState {
    /// The rules, as the text of a policy file.
    pub(crate) policy: RwSignal<String>,
    /// The rates, as the text of a rates file.
    pub(crate) rates: RwSignal<String>,
    /// The price files, the one that holds last at the end.
    pub(crate) files: RwSignal<Vec<PriceFile>>,
    /// Whether the browser keeps it.
    pub(crate) kept: RwSignal<Kept>,
    files_given: RwSignal<u32>,
    /// Counts what was changed.
    changes: RwSignal<u32>,
}

/// A price file in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PriceFile {
    /// Its number in the page.
    pub(crate) no: u32,
    /// What is shown of it.
    pub(crate) view: HouseFileView,
}

/// Whether the browser keeps the house.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Kept {
    /// It does not, and nobody asked.
    #[default]
    No,
    /// It will in a moment.
    Saving,
    /// It does, as it is now.
    Yes,
    /// It was asked to and cannot.
    Refused(String),
    /// It keeps one that does not hold here: it could not be read, or came too late.
    Unread(String),
}

impl HouseState {
    /// An empty house.
    pub(super) fn new() -> Self {
        Self {
            policy: RwSignal::default(),
            rates: RwSignal::default(),
            files: RwSignal::default(),
            kept: RwSignal::default(),
            files_given: RwSignal::new(0),
            changes: RwSignal::new(0),
        }
    }

    /// Whether nothing is stated.
    pub(crate) fn is_empty(self) -> bool {
        self.policy.with(|text| text.trim().is_empty())
            && self.rates.with(|text| text.trim().is_empty())
            && self.files.with(Vec::is_empty)
    }

    /// Other rules hold.
    pub(crate) fn set_policy(self, text: String) {
        self.policy.set(text);
        self.changed();
    }

    /// Other rates hold.
    pub(crate) fn set_rates(self, text: String) {
        self.rates.set(text);
        self.changed();
    }

    /// A price file does not hold any more.
    pub(crate) fn remove(self, no: u32) {
        HELD.with_borrow_mut(|held| held.remove(&no));
        self.files.update(|files| files.retain(|file| file.no != no));
        self.changed();
    }

    /// Nothing is stated any more.
    pub(crate) fn clear(self) {
        self.empty();
        self.changed();
    }

    fn empty(self) {
        HELD.with_borrow_mut(BTreeMap::clear);
        self.files.set(Vec::new());
        self.policy.set(String::new());
        self.rates.set(String::new());
    }

    /// Takes in what a file brought.
    fn take(self, brought: BroughtView, parts: Vec<Blob>) {
        next(self.changes);
        if brought.whole {
            self.empty();
        }
        if let Some(policy) = brought.policy {
            self.policy.set(policy);
        }
        if let Some(rates) = brought.rates {
            self.rates.set(rates);
        }
        for (view, part) in brought.files.into_iter().zip(parts) {
            let no = next(self.files_given);
            HELD.with_borrow_mut(|held| held.insert(no, part));
            self.files.update(|files| files.push(PriceFile { no, view }));
        }
    }

    /// The house as its file. The browser puts it together of its parts; none of them is read here.
    fn file(self) -> Option<Blob> {
        let (before, behind) =
            self.policy.with_untracked(|policy| self.rates.with_untracked(|rates| House::frame(policy, rates)));
        let parts = js_sys::Array::of1(&JsValue::from_str(&before));
        HELD.with_borrow(|held| {
            let files = self.files.with_untracked(|files| files.iter().map(|file| file.no).collect::<Vec<_>>());
            for (at, part) in files.iter().filter_map(|no| held.get(no)).enumerate() {
                if at > 0 {
                    parts.push(&JsValue::from_str(",\n"));
                }
                parts.push(part);
            }
        });
        parts.push(&JsValue::from_str(behind));
        let options = BlobPropertyBag::new();
        options.set_type("application/json");
        Blob::new_with_blob_sequence_and_options(&parts, &options).ok()
    }

    /// Saves all of it as one file.
    pub(crate) fn export(self) {
        if let Some(file) = self.file() {
            download::save_blob("house.json", &file);
        }
    }

    /// From now on the workers answer under it, and the browser keeps it where it was asked to.
    fn changed(self) {
        next(self.changes);
        self.in_force();
        // What could not be read is not written over unless somebody asks for it.
        if !matches!(untrack(|| self.kept.get()), Kept::No | Kept::Unread(_)) {
            self.keep();
        }
    }

    fn in_force(self) {
        client::set_house(if untrack(|| self.is_empty()) { None } else { self.file() });
    }

    /// Asks the browser to keep it from now on.
    pub(crate) fn keep(self) {
        self.kept.set(Kept::Saving);
        let Some(file) = self.file() else { return };
        spawn_local(async move {
            let saved = SHELF.save(&file).await;
            // Who forgot it meanwhile does not want it kept.
            if self.kept.get_untracked() == Kept::No {
                let _ = SHELF.forget().await;
                return;
            }
            self.kept.set(match saved {
                Ok(()) => Kept::Yes,
                Err(why) => Kept::Refused(why),
            });
        });
    }

    /// Makes the browser forget it. What holds on the page still holds.
    pub(crate) fn forget(self) {
        self.kept.set(Kept::No);
        spawn_local(async move {
            if let Err(why) = SHELF.forget().await {
                self.kept.set(Kept::Refused(why));
            }
        });
    }
}

impl Page {
    /// Reads files for the house, one after another, and shows it.
    pub(crate) fn bring(self, files: Vec<Picked>) {
        spawn_local(async move {
            let mut taken = false;
            for file in files {
                taken |= self.bring_one(&file.path, &file.file).await;
            }
            if taken {
                self.house.changed();
                self.go(&Route::House);
            }
            client::warm();
        });
    }

    /// Takes in what the browser kept, if it was asked to.
    pub(crate) fn bring_kept(self) {
        if !SHELF.is_kept() {
            return;
        }
        let house = self.house;
        let before = house.changes.get_untracked();
        spawn_local(async move {
            let read = match SHELF.load().await.map(JsCast::dyn_into::<Blob>) {
                Ok(Ok(file)) => self.read_one(words::KEPT_FILE, &file).await,
                Ok(Err(_)) => Err(words::KEPT_GONE.to_owned()),
                Err(why) => Err(why),
            };
            // Who asked to keep something else, or to forget it, meant that.
            if house.kept.get_untracked() != Kept::No || !SHELF.is_kept() {
                return;
            }
            let why = match read {
                Ok((view, parts)) if house.changes.get_untracked() == before => {
                    house.take(view, parts);
                    house.in_force();
                    house.kept.set(Kept::Yes);
                    return;
                }
                Ok(_) => words::KEPT_LATE.to_owned(),
                Err(why) => why,
            };
            self.tell(true, words::KEPT_FILE, &why);
            house.kept.set(Kept::Unread(why));
        });
    }

    async fn bring_one(self, name: &str, file: &Blob) -> bool {
        match self.read_one(name, file).await {
            Ok((view, parts)) => {
                let before = if view.whole { 0 } else { self.house.files.with_untracked(Vec::len) };
                if before + parts.len() > MOST_FILES {
                    self.tell(true, name, &format!("a house has {MOST_FILES} price files at most: remove some first"));
                    return false;
                }
                self.house.take(view, parts);
                true
            }
            Err(why) if why.is_empty() => false,
            Err(why) => {
                self.tell(true, name, &why);
                false
            }
        }
    }

    /// Reads a file for the house; or why it brings nothing, in an empty text where it was ended on purpose.
    async fn read_one(self, name: &str, file: &Blob) -> Result<(BroughtView, Vec<Blob>), String> {
        let client = client::take().map_err(|trouble| text::trouble(&trouble))?;
        let (progress, kept) =
            self.owner.with_value(|owner| owner.with(|| (RwSignal::new(None), StoredValue::new(name.to_owned()))));
        let opening = Opening { client, progress, name: kept, began_ms: js_sys::Date::now() };
        self.openings.update(|openings| openings.push(opening));
        let brought = client.bring(name, file, move |now| progress.set(Some(now))).await;
        self.openings.update(|openings| openings.retain(|opening| opening.client != client));
        // What was read of the file ends with its worker; what is kept of it came back.
        client.end();
        match brought {
            Ok(brought) => brought,
            Err(Trouble::Ended) => Err(String::new()),
            Err(trouble) => Err(text::trouble(&trouble)),
        }
    }
}

/// Whether a typed policy is too long to be looked at while somebody types.
pub(crate) fn too_long_policy(text: &str) -> bool {
    text.len() > LARGEST_POLICY
}

/// The same of rates.
pub(crate) fn too_long_rates(text: &str) -> bool {
    longer_than_rates_may_be(text).is_some()
}
