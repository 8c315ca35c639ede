//! The totals, each figure in an element that names it, so that other programs find it.

use afterglow_engine::view::SummaryView;
use leptos::prelude::*;

use crate::widgets::term::term;
use crate::widgets::value::Value;

type Row = (&'static str, &'static str, Value);

/// The totals in groups.
pub(super) fn totals(summary: &SummaryView) -> impl IntoView + use<> {
    let groups = groups(summary).into_iter().map(|(title, rows)| {
        let rows = rows.into_iter().map(figure).collect_view();
        view! { <div class="total-group"><h3>{title}</h3><dl class="totals">{rows}</dl></div> }
    });
    view! { <section><h2>"Totals"</h2><div class="total-groups">{groups.collect_view()}</div></section> }
}

fn figure((metric, label, value): Row) -> impl IntoView {
    // Without a value there is no attribute: unknown is not 0.
    let raw = Some(value.raw()).filter(|raw| !raw.is_empty());
    view! {
        <div class="total">
            <dt>{term(if metric == "app.wall_ms" { "wall" } else { metric }, label)}</dt>
            <dd class="numbers" data-metric=metric data-value=raw title=value.exact()>{value.shown()}</dd>
        </div>
    }
}

fn groups(summary: &SummaryView) -> Vec<(&'static str, Vec<Row>)> {
    let totals = &summary.totals;
    let count = |n: u64| Value::Count(n as f64);
    // Stages ran, and no task of theirs is told of: nothing of it was nothing.
    let told = totals.tasks > 0 || totals.stages == 0;
    let of_tasks = |value: Value| if told { value } else { Value::Unknown };
    let ms = |n: u64| of_tasks(Value::Ms(n as f64));
    let bytes = |n: u64| of_tasks(Value::Bytes(n as f64));
    vec![
        (
            "Time",
            vec![
                ("app.wall_ms", "Wall time", Value::maybe(summary.card.wall_ms, Value::Ms)),
                ("driver_only_ms", "Driver only, no task running", Value::maybe(totals.driver_only_ms, ms)),
                ("slot_idle_ratio", "Slots idle", Value::maybe(totals.slot_idle_ratio, Value::Share)),
                ("task_run_ms", "Run time of all tasks", ms(totals.task_run_ms)),
                (
                    "task_cpu_ms",
                    "CPU time of all tasks",
                    Value::maybe(totals.task_cpu_ms, |time| Value::Ms(time as f64)),
                ),
                ("task_gc_ms", "Garbage collection", ms(totals.task_gc_ms)),
            ],
        ),
        (
            "Work",
            vec![
                ("jobs", "Jobs", count(totals.jobs)),
                ("jobs_failed", "Jobs failed", count(totals.jobs_failed)),
                ("stages", "Stages", count(totals.stages)),
                ("stages_failed", "Stages failed", count(totals.stages_failed)),
                ("tasks", "Tasks", of_tasks(count(totals.tasks))),
                ("tasks_failed", "Tasks failed", of_tasks(count(totals.tasks_failed))),
                ("tasks_killed", "Tasks killed", of_tasks(count(totals.tasks_killed))),
                ("tasks_speculative", "Speculative tasks", of_tasks(count(totals.tasks_speculative))),
                ("sql_executions", "SQL executions", count(totals.sql_executions)),
                ("streaming_batches", "Streaming batches", count(totals.streaming_batches)),
            ],
        ),
        (
            "Data",
            vec![
                ("input_bytes", "Read", bytes(totals.input_bytes)),
                ("output_bytes", "Written", bytes(totals.output_bytes)),
                ("shuffle_read_bytes", "Shuffle read", bytes(totals.shuffle_read_bytes)),
                ("shuffle_write_bytes", "Shuffle written", bytes(totals.shuffle_write_bytes)),
                ("memory_spilled_bytes", "Spilled, size in memory", bytes(totals.memory_spilled_bytes)),
                ("disk_spilled_bytes", "Spilled, size on disk", bytes(totals.disk_spilled_bytes)),
            ],
        ),
        (
            "Cluster",
            vec![
                (
                    "peak_slots",
                    "Most slots at one time",
                    Value::maybe(totals.peak_slots, |n| Value::Count(f64::from(n))),
                ),
                ("executors_added", "Executors added", count(totals.executors_added)),
                ("executors_removed", "Executors removed", count(totals.executors_removed)),
            ],
        ),
    ]
}
