//! The samples of machines' use that are shown: the files of one drop, in a worker of their own.

use std::cell::RefCell;
use std::sync::Arc;

use afterglow_engine::view::MachineUseView;
use afterglow_engine::{MachineUseQuery, Reply};
use leptos::prelude::*;

use super::ask::Asked;
use super::{Page, next};
use crate::files::Picked;
use crate::route::Route;
use crate::words::{format, text};
use crate::worker::client::{self, Client, Trouble};

thread_local! {
    /// The files. JavaScript objects stay out of signals.
    static FILES: RefCell<Vec<Picked>> = RefCell::default();
}

/// Samples of use: a handle, and what their page shows of the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Samples {
    client: Client,
    /// The first file's name, and how many there are.
    pub(crate) name: Arc<str>,
    /// Tells them from those before.
    no: u32,
}

impl Page {
    /// Shows files that hold samples of use, in place of those before.
    pub(super) fn show_samples(self, client: Client, files: Vec<Picked>) {
        let Some(first) = files.first() else { return };
        let name: Arc<str> = match files.len() {
            1 => first.path.as_str().into(),
            many => format!("{} and {} more", first.path, format::count((many - 1) as f64)).into(),
        };
        if let Some(before) = self.usage.get_untracked() {
            before.client.end();
        }
        FILES.set(files);
        self.usage.set(Some(Samples { client, name, no: next(self.tables_given) }));
        client::warm();
        self.go(&Route::Usage);
    }
}

impl Samples {
    /// Asks about the samples, anew when a signal of the query changes.
    pub(crate) fn ask(&self, query: impl Fn() -> MachineUseQuery + 'static) -> Asked<MachineUseView> {
        let client = self.client;
        LocalResource::new(move || {
            let query = query();
            async move {
                let files = FILES.with_borrow(Clone::clone);
                match client.machine_use(&files, query).await? {
                    Reply::MachineUse(view) => Ok(Arc::new(*view)),
                    _ => Err(Trouble::Crashed(text::WRONG_ANSWER.to_owned())),
                }
            }
        })
    }
}
