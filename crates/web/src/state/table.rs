//! The table of past runs that is shown: one at a time, in a worker of its own.

use std::cell::RefCell;
use std::sync::Arc;

use afterglow_engine::view::PastRunsView;
use afterglow_engine::{PastRunsQuery, Reply};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::ask::Asked;
use super::{Page, next};
use crate::files::Picked;
use crate::route::Route;
use crate::words::text;
use crate::worker::client::{self, Client, Trouble};

thread_local! {
    /// The table's file. JavaScript objects stay out of signals.
    static FILE: RefCell<Option<Picked>> = RefCell::default();
}

/// A table: a handle, and what its page shows of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    client: Client,
    /// The file's name.
    pub(crate) name: Arc<str>,
    /// Tells it from the one before.
    no: u32,
}

impl Page {
    /// Shows tables: samples of machines' use by their content, else past runs.
    pub(super) fn open_tables(self, files: Vec<Picked>) {
        let client = match client::take() {
            Ok(client) => client,
            Err(trouble) => {
                let name = files.first().map_or("", |file| &file.path);
                return self.tell(true, name, &text::trouble(&trouble));
            }
        };
        spawn_local(async move {
            if client.is_machine_use(&files).await {
                self.show_samples(client, files);
            } else {
                self.show_table(client, files);
            }
        });
    }

    /// Shows the first of some tables in place of the one before.
    fn show_table(self, client: Client, files: Vec<Picked>) {
        let more = files.len().saturating_sub(1);
        let Some(file) = files.into_iter().next() else { return };
        let name: Arc<str> = file.path.as_str().into();
        if let Some(before) = self.table.get_untracked() {
            before.client.end();
        }
        if more > 0 {
            self.tell(false, &name, &text::one_table(more));
        }
        FILE.set(Some(file));
        self.table.set(Some(Table { client, name, no: next(self.tables_given) }));
        client::warm();
        self.go(&Route::Table);
    }
}

impl Table {
    /// Asks about the table, anew when a signal of the query changes.
    pub(crate) fn ask(&self, query: impl Fn() -> PastRunsQuery + 'static) -> Asked<PastRunsView> {
        let client = self.client;
        LocalResource::new(move || {
            let query = query();
            async move {
                let Some(file) = FILE.with_borrow(Clone::clone) else { return Err(Trouble::Ended) };
                match client.past_runs(&file, query).await? {
                    Reply::PastRuns(view) => Ok(Arc::new(*view)),
                    _ => Err(Trouble::Crashed(text::WRONG_ANSWER.to_owned())),
                }
            }
        })
    }
}
