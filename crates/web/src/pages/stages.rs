//! The table of stages.

use afterglow_engine::view::StageRow;
use afterglow_engine::{Reply, Request, Span, StageQuery};
use leptos::prelude::*;

use crate::route::{Route, View};
use crate::state::rows::rows;
use crate::state::{Run, use_page};
use crate::widgets::range_chip::range_chip;
use crate::widgets::table::{Column, Table, Wanted};
use crate::widgets::value::Value;

fn open(row: &StageRow, run: u32) -> Route {
    Route::run(run, View::Stage { id: row.id, attempt: row.attempt })
}

static COLUMNS: [Column<StageRow>; 22] = [
    Column::text("id", "Stage", 84, |row: &StageRow| Value::Id(row.id)).link(open),
    Column::text("attempt", "Attempt", 84, |row: &StageRow| Value::Id(i64::from(row.attempt))).hidden(),
    Column::text("name", "Name", 300, |row: &StageRow| Value::Text(row.name.clone())).link(open),
    Column::text("status", "Status", 120, |row: &StageRow| Value::Status(row.status.clone())),
    Column::text("job", "Job", 72, |row: &StageRow| Value::maybe(row.job, Value::Id)).hidden(),
    Column::text("sql", "SQL", 72, |row: &StageRow| Value::maybe(row.sql, Value::Id)),
    Column::new("submitted_ms", "Submitted", 112, |row: &StageRow| Value::maybe(row.submitted_ms, Value::Ms))
        .hint("Time from the start of the run"),
    Column::new("wall_ms", "Wall time", 112, |row: &StageRow| Value::maybe(row.wall_ms, Value::Ms))
        .hint("From submission to completion"),
    Column::new("tasks", "Tasks", 84, |row: &StageRow| Value::Count(row.tasks as f64)),
    Column::new("tasks_failed", "Failed", 84, |row: &StageRow| Value::Count(row.tasks_failed as f64)),
    Column::new("skew_ratio", "Skew", 84, |row: &StageRow| Value::maybe(row.skew_ratio, Value::Times))
        .hint("The longest task over the median task"),
    Column::new("task_median_ms", "Median task", 112, |row: &StageRow| Value::Ms(row.task_median_ms)),
    Column::new("task_max_ms", "Longest task", 116, |row: &StageRow| Value::Ms(row.task_max_ms)),
    Column::new("task_run_ms", "Run time", 112, |row: &StageRow| Value::Ms(row.task_run_ms))
        .hint("Run time, summed over tasks"),
    Column::new("task_cpu_ms", "CPU time", 112, |row: &StageRow| Value::Ms(row.task_cpu_ms)).hidden(),
    Column::new("task_gc_ms", "GC", 100, |row: &StageRow| Value::Ms(row.task_gc_ms))
        .hint("Garbage collection, summed over tasks"),
    Column::new("fetch_wait_ms", "Fetch wait", 112, |row: &StageRow| Value::Ms(row.fetch_wait_ms)).hidden(),
    Column::new("input_bytes", "Input", 96, |row: &StageRow| Value::Bytes(row.input_bytes as f64)),
    Column::new("output_bytes", "Output", 96, |row: &StageRow| Value::Bytes(row.output_bytes as f64)),
    Column::new("shuffle_read_bytes", "Shuffle read", 116, |row: &StageRow| {
        Value::Bytes(row.shuffle_read_bytes as f64)
    }),
    Column::new("shuffle_write_bytes", "Shuffle write", 116, |row: &StageRow| {
        Value::Bytes(row.shuffle_write_bytes as f64)
    }),
    Column::new("disk_spilled_bytes", "Spill", 96, |row: &StageRow| Value::Bytes(row.disk_spilled_bytes as f64))
        .hint("Spilled to disk, size on disk"),
];

/// All stages of a run.
pub(super) fn stages(run: &Run) -> impl IntoView + use<> {
    let range = use_page().range;
    let source = rows(
        run,
        move |wanted| query(wanted, range.get()),
        |reply| match reply {
            Reply::Stages(view) => Some((view.matching, view.total, view.rows)),
            _ => None,
        },
    );
    view! {
        {range_chip()}
        <Table name="Stages" run=run.no columns=&COLUMNS source=source />
    }
}

fn query(wanted: &Wanted, range: Option<Span>) -> Request {
    let Wanted { search, sort, from, count } = wanted.clone();
    Request::Stages(StageQuery { search, range, sort, from, count })
}
