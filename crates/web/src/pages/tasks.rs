//! Tasks: all of the run, or those of a stage; filtered, sorted, put together, and the late ones with the reason.
//!
//! [`filter`] is the row of fields, [`columns`] what the table shows, [`groups`] sums by executor and host, [`slow`] the
//! late tasks. The rows stay in the worker, which gives the window that is in view.

mod columns;
mod filter;
mod groups;
mod slow;

use afterglow_engine::{Reply, Request, TaskFilter, TaskQuery};
use leptos::prelude::*;

use crate::state::ask::settled;
use crate::state::rows::rows;
use crate::state::{Run, use_page};
use crate::widgets::range_chip::range_chip;
use crate::widgets::table::Table;

/// The tasks of the whole run.
pub(super) fn page(run: &Run) -> impl IntoView + use<> {
    view! { {range_chip()} {of(run, None)} }
}

/// The tasks of a stage attempt, or of the run.
pub(super) fn of(run: &Run, stage: Option<(i64, u32)>) -> impl IntoView + use<> {
    let fields = filter::Fields::default();
    let range = use_page().range;
    // A stage has its own time: only the lists of the run are narrowed.
    let whole = stage.is_some();
    let filter = settled(move || {
        let typed = fields.filter();
        TaskFilter { stage: stage.or(typed.stage), range: range.get().filter(|_| !whole), ..typed }
    });
    let source = rows(
        run,
        move |wanted| {
            let (sort, from, count) = (wanted.sort.clone(), wanted.from, wanted.count);
            Request::Tasks(TaskQuery { filter: filter.get(), sort, from, count })
        },
        |reply| match reply {
            Reply::Tasks(view) => Some((view.matching, view.total, view.rows)),
            _ => None,
        },
    );
    let source = source.unsearchable();
    let no = run.no;
    let table = if whole {
        view! { <Table name="Tasks" run=no columns=&columns::OF_STAGE source=source /> }
    } else {
        view! { <Table name="Tasks" run=no columns=&columns::COLUMNS source=source /> }
    };
    view! {
        {filter::bar(fields, stage.is_none())}
        {table}
        {groups::groups(run, filter)}
        {slow::slow(run, filter)}
    }
}
