//! The table of jobs.

use afterglow_engine::Request;
use afterglow_engine::view::JobRow;
use leptos::prelude::*;

use crate::route::{Route, View};
use crate::state::ask::{answered, ask, pick};
use crate::state::{Run, use_page};
use crate::widgets::range_chip::{in_range, range_chip};
use crate::widgets::table::{Column, Source, Table};
use crate::widgets::value::Value;

/// To the job's last stage, whose call site names it.
fn last_stage(row: &JobRow, run: u32) -> Route {
    row.stages.last().map_or(Route::run(run, View::Stages), |&id| Route::run(run, View::Stage { id, attempt: 0 }))
}

static COLUMNS: [Column<JobRow>; 11] = [
    Column::text("id", "Job", 80, |row: &JobRow| Value::Id(row.id)),
    Column::text("name", "Name", 320, |row: &JobRow| Value::Text(row.name.clone())).link(last_stage),
    Column::text("description", "Description", 240, |row: &JobRow| Value::maybe(row.description.clone(), Value::Text)),
    Column::text("group", "Group", 160, |row: &JobRow| Value::maybe(row.group.clone(), Value::Text)).hidden(),
    Column::text("tags", "Tags", 200, |row: &JobRow| {
        if row.tags.is_empty() { Value::Unknown } else { Value::Text(row.tags.join(", ")) }
    })
    .hint("As the program gave them (Spark 3.4 and later)")
    .hidden(),
    Column::text("status", "Status", 120, |row: &JobRow| Value::Status(row.status.clone())),
    Column::new("submitted_ms", "Submitted", 112, |row: &JobRow| Value::maybe(row.submitted_ms, Value::Ms))
        .hint("Time from the start of the run"),
    Column::new("wall_ms", "Wall time", 112, |row: &JobRow| Value::maybe(row.wall_ms, Value::Ms)),
    Column::new("stages_run", "Stages run", 108, |row: &JobRow| Value::Count(row.stages_run as f64))
        .hint("Stages that ran; the others were skipped, because their result was there already"),
    Column::text("sql", "SQL", 80, |row: &JobRow| Value::maybe(row.sql, Value::Id)),
    Column::text("error", "Error", 320, |row: &JobRow| Value::maybe(row.error.clone(), Value::Text)),
];

/// All jobs of a run.
pub(super) fn jobs(run: &Run) -> impl IntoView + use<> {
    let asked = ask(run, || Request::Jobs, pick!(Jobs));
    let (no, range) = (run.no, use_page().range);
    answered(asked, 16, move |jobs| {
        let range = range.get();
        let kept = jobs.rows.iter().filter(|row| in_range(range, row.submitted_ms, row.wall_ms));
        let source = Source::list(kept.cloned().collect(), &COLUMNS);
        view! { {range_chip()} <Table name="Jobs" run=no columns=&COLUMNS source=source /> }
    })
}
