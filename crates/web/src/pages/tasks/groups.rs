//! Sums over the tasks that the filter keeps, by executor, host or attempt.

use afterglow_engine::view::TaskGroup;
use afterglow_engine::{GroupBy, Request, TaskFilter};
use leptos::prelude::*;

use super::columns::cpu;
use crate::state::Run;
use crate::state::ask::{answered, ask, pick};
use crate::widgets::table::{Column, Source, Table};
use crate::widgets::value::Value;

const BY: [(GroupBy, &str); 3] =
    [(GroupBy::Executor, "Executor"), (GroupBy::Host, "Host"), (GroupBy::Attempt, "Attempt")];

static COLUMNS: [Column<TaskGroup>; 20] =
    [
        Column::text("key", "Group", 200, |row: &TaskGroup| Value::Text(row.key.clone())),
        Column::text("host", "Host", 200, |row: &TaskGroup| {
            if row.host.is_empty() { Value::Unknown } else { Value::Text(row.host.clone()) }
        }),
        Column::new("tasks", "Tasks", 88, |row: &TaskGroup| Value::Count(row.tasks as f64)),
        Column::new("failed", "Failed", 84, |row: &TaskGroup| Value::Count(row.failed as f64)),
        Column::new("killed", "Killed", 84, |row: &TaskGroup| Value::Count(row.killed as f64)).hidden(),
        Column::new("retries", "Retries", 88, |row: &TaskGroup| Value::Count(row.retries as f64))
            .hint("Tasks that were not the first attempt"),
        Column::new("speculative", "Copies", 84, |row: &TaskGroup| Value::Count(row.speculative as f64))
            .hint("Speculative copies of tasks that were slow"),
        Column::new("duration_ms", "Task time", 104, |row: &TaskGroup| Value::Ms(row.duration_ms))
            .hint("Sum of durations"),
        Column::new("median_ms", "Median", 96, |row: &TaskGroup| Value::maybe(row.median_ms, Value::Ms))
            .hint("Of the tasks that succeeded"),
        Column::new("max_ms", "Longest", 96, |row: &TaskGroup| Value::maybe(row.max_ms, Value::Ms))
            .hint("Of the tasks that succeeded"),
        Column::new("run_ms", "Run", 96, |row: &TaskGroup| logged(row, Value::Ms(row.run_ms))).hidden(),
        Column::new("cpu_ms", "CPU", 96, |row: &TaskGroup| logged(row, cpu(row.cpu_ms, row.run_ms))),
        Column::new("gc_ms", "GC", 88, |row: &TaskGroup| logged(row, Value::Ms(row.gc_ms))),
        Column::new("fetch_wait_ms", "Fetch wait", 104, |row: &TaskGroup| logged(row, Value::Ms(row.fetch_wait_ms))),
        Column::new("input_bytes", "Input", 96, |row: &TaskGroup| logged(row, Value::Bytes(row.input_bytes as f64))),
        Column::new("output_bytes", "Output", 96, |row: &TaskGroup| logged(row, Value::Bytes(row.output_bytes as f64)))
            .hidden(),
        Column::new("shuffle_read_bytes", "Shuffle read", 116, |row: &TaskGroup| {
            logged(row, Value::Bytes(row.shuffle_read_bytes as f64))
        }),
        Column::new("shuffle_read_remote_bytes", "Of it remote", 116, |row: &TaskGroup| {
            logged(row, Value::Bytes(row.shuffle_read_remote_bytes as f64))
        }),
        Column::new("shuffle_write_bytes", "Shuffle write", 116, |row: &TaskGroup| {
            logged(row, Value::Bytes(row.shuffle_write_bytes as f64))
        }),
        Column::new("disk_spilled_bytes", "Spill", 96, |row: &TaskGroup| {
            logged(row, Value::Bytes(row.disk_spilled_bytes as f64))
        }),
    ];

/// A figure of tasks whose metrics were logged.
fn logged(row: &TaskGroup, value: Value) -> Value {
    if row.logged == 0 { Value::Unknown } else { value }
}

/// The sums, asked for when they are looked at.
pub(super) fn groups(run: &Run, filter: Signal<TaskFilter>) -> impl IntoView + use<> {
    let opened = RwSignal::new(false);
    let by = RwSignal::new(GroupBy::Executor);
    let run = run.clone();
    let table = move || {
        opened.get().then(|| {
            let no = run.no;
            let asked =
                ask(&run, move || Request::TaskGroups { filter: filter.get(), by: by.get() }, pick!(TaskGroups));
            answered(asked, 4, move |view| {
                let source = Source::list(view.rows.clone(), &COLUMNS);
                view! { <Table name="Groups of tasks" run=no columns=&COLUMNS source=source short=true /> }
            })
        })
    };
    let chips = BY.map(|(of, name)| {
        let pressed = move || (by.get() == of).to_string();
        view! { <button type="button" class="chip" aria-pressed=pressed on:click=move |_| by.set(of)>{name}</button> }
    });
    view! {
        <details class="more" on:toggle=move |_| opened.set(true)>
            <summary><h2>"These tasks by executor, host or attempt"</h2></summary>
            <div class="chips" role="group" aria-label="Put together by">{chips.into_iter().collect_view()}</div>
            {table}
        </details>
    }
}
