//! The late tasks against the median of their stage, each with the reason.

use afterglow_engine::view::SlowTask;
use afterglow_engine::{Request, TaskFilter};
use leptos::prelude::*;

use crate::route::{Route, View};
use crate::state::Run;
use crate::state::ask::{answered, ask, pick};
use crate::widgets::table::{Column, Source, Table};
use crate::widgets::value::Value;
use crate::words::tables;

fn stage(row: &SlowTask, run: u32) -> Route {
    Route::run(run, View::Stage { id: row.task.stage, attempt: row.task.stage_attempt })
}

static COLUMNS: [Column<SlowTask>; 10] = [
    Column::text("id", "Task", 88, |row: &SlowTask| Value::Id(row.task.id)),
    Column::text("stage", "Stage", 76, |row: &SlowTask| Value::Id(row.task.stage)).link(stage),
    Column::new("duration_ms", "Duration", 100, |row: &SlowTask| Value::Ms(row.task.duration_ms)),
    Column::new("median_ms", "Median", 96, |row: &SlowTask| Value::Ms(row.median_ms)).hint("Of its stage"),
    Column::new("times", "Times", 80, |row: &SlowTask| Value::Times(row.times)).hint("Duration over median"),
    Column::new("beyond_ms", "Beyond", 96, |row: &SlowTask| Value::Ms(row.beyond_ms))
        .hint("How much longer than the median it took"),
    Column::text("cause", "Chief cause", 152, |row: &SlowTask| Value::Text(tables::cause(&row.cause).to_owned())),
    Column::text("reason", "What its figures tell", 620, |row: &SlowTask| Value::Text(row.reason.clone())),
    Column::text("executor", "Executor", 96, |row: &SlowTask| Value::Text(row.task.executor.clone())),
    Column::text("host", "Host", 180, |row: &SlowTask| Value::Text(row.task.host.clone())),
];

/// The late tasks among those that the filter keeps, asked for when they are looked at.
pub(super) fn slow(run: &Run, filter: Signal<TaskFilter>) -> impl IntoView + use<> {
    let opened = RwSignal::new(false);
    let run = run.clone();
    let table = move || {
        opened.get().then(|| {
            let no = run.no;
            let asked = ask(&run, move || Request::SlowTasks(filter.get()), pick!(SlowTasks));
            answered(asked, 6, move |view| {
                if view.rows.is_empty() {
                    return view! { <p class="empty">{tables::NO_LATE_TASK}</p> }.into_any();
                }
                let source = Source::list(view.rows.clone(), &COLUMNS);
                view! { <Table name="Late tasks" run=no columns=&COLUMNS source=source short=true /> }.into_any()
            })
        })
    };
    view! {
        <details class="more" on:toggle=move |_| opened.set(true)>
            <summary><h2>"Late tasks, and why"</h2></summary>
            <p class="quiet-text">{tables::LATE_ABOUT}</p>
            {table}
        </details>
    }
}
