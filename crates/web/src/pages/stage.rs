//! One stage attempt: its figures, how its tasks spread, its executors, and its tasks.

use afterglow_engine::view::{StageView, TaskView};
use afterglow_engine::{Reply, Request, TaskQuery};
use leptos::prelude::*;

use super::findings;
use crate::charts::spread::spread;
use crate::route::{self, Route, View};
use crate::state::Run;
use crate::state::ask::{answered, ask, pick};
use crate::state::rows::rows;
use crate::widgets::badge;
use crate::widgets::table::{Column, Source, Table, Wanted};
use crate::widgets::value::Value;
use crate::words::format;

static TASKS: [Column<TaskView>; 22] = [
    Column::text("id", "Task", 96, |row: &TaskView| Value::Id(row.id)),
    Column::text("index", "Index", 84, |row: &TaskView| Value::Id(i64::from(row.index))).hint("The partition"),
    Column::text("attempt", "Attempt", 84, |row: &TaskView| Value::Id(i64::from(row.attempt))),
    Column::text("status", "Status", 128, |row: &TaskView| Value::Status(row.status.clone())),
    Column::text("executor", "Executor", 96, |row: &TaskView| Value::Text(row.executor.clone())),
    Column::text("host", "Host", 200, |row: &TaskView| Value::Text(row.host.clone())),
    Column::text("locality", "Locality", 144, |row: &TaskView| Value::Text(row.locality.clone())).hidden(),
    Column::new("launched_ms", "Launched", 112, |row: &TaskView| Value::Ms(row.launched_ms))
        .hint("Time from the start of the run"),
    Column::new("duration_ms", "Duration", 104, |row: &TaskView| Value::Ms(row.duration_ms)),
    Column::new("run_ms", "Run", 104, |row: &TaskView| logged(row, Value::Ms(row.run_ms))),
    Column::new("cpu_ms", "CPU", 104, |row: &TaskView| logged(row, Value::Ms(row.cpu_ms))),
    Column::new("gc_ms", "GC", 96, |row: &TaskView| logged(row, Value::Ms(row.gc_ms))),
    Column::new("scheduler_delay_ms", "Delay", 96, |row: &TaskView| logged(row, Value::Ms(row.scheduler_delay_ms)))
        .hint("From launch to finish, less what the executor accounts for"),
    Column::new("fetch_wait_ms", "Fetch wait", 104, |row: &TaskView| logged(row, Value::Ms(row.fetch_wait_ms))),
    Column::new("input_bytes", "Input", 96, |row: &TaskView| logged(row, Value::Bytes(row.input_bytes as f64))),
    Column::new("input_records", "Records", 104, |row: &TaskView| logged(row, Value::Count(row.input_records as f64))),
    Column::new("shuffle_read_bytes", "Shuffle read", 116, |row: &TaskView| {
        logged(row, Value::Bytes(row.shuffle_read_bytes as f64))
    }),
    Column::new("shuffle_write_bytes", "Shuffle write", 116, |row: &TaskView| {
        logged(row, Value::Bytes(row.shuffle_write_bytes as f64))
    }),
    Column::new("output_bytes", "Output", 96, |row: &TaskView| logged(row, Value::Bytes(row.output_bytes as f64)))
        .hidden(),
    Column::new("memory_spilled_bytes", "Spilled", 100, |row: &TaskView| {
        logged(row, Value::Bytes(row.memory_spilled_bytes as f64))
    })
    .hint("Size in memory of what was spilled"),
    Column::new("disk_spilled_bytes", "To disk", 100, |row: &TaskView| {
        logged(row, Value::Bytes(row.disk_spilled_bytes as f64))
    }),
    Column::new("peak_execution_bytes", "Peak memory", 116, |row: &TaskView| {
        logged(row, Value::Memory(row.peak_execution_bytes as f64))
    })
    .hidden(),
];

/// A figure of a task whose metrics were logged; a task that failed early may have none.
fn logged(row: &TaskView, value: Value) -> Value {
    if row.has_metrics { value } else { Value::Unknown }
}

type ExecutorSums = (String, String, u64, u64, f64);

static EXECUTORS: [Column<ExecutorSums>; 5] = [
    Column::text("executor", "Executor", 112, |row| Value::Text(row.0.clone())),
    Column::text("host", "Host", 280, |row| Value::Text(row.1.clone())),
    Column::new("tasks", "Tasks", 96, |row| Value::Count(row.2 as f64)),
    Column::new("tasks_failed", "Failed", 96, |row| Value::Count(row.3 as f64)),
    Column::new("duration_ms", "Task time", 120, |row| Value::Ms(row.4)),
];

/// The view of a stage attempt.
pub(super) fn stage(run: &Run, id: i64, attempt: u32) -> impl IntoView + use<> {
    let asked = ask(run, move || Request::Stage { id, attempt }, pick!(boxed Stage));
    let tasks = rows(
        run,
        move |wanted| query(wanted, id, attempt),
        |reply| match reply {
            Reply::Tasks(view) => Some((view.matching, view.matching, view.rows)),
            _ => None,
        },
    );
    let tasks = tasks.unsearchable();
    let no = run.no;
    view! {
        {answered(asked, 10, move |stage| page(&stage, no))}
        <section>
            <h2>"Tasks"</h2>
            <Table name="Tasks" run=no columns=&TASKS source=tasks />
        </section>
    }
}

fn query(wanted: &Wanted, id: i64, attempt: u32) -> Request {
    Request::Tasks(TaskQuery {
        stage: Some((id, attempt)),
        sort: wanted.sort.clone(),
        from: wanted.from,
        count: wanted.count,
        ..TaskQuery::default()
    })
}

fn page(stage: &StageView, run: u32) -> impl IntoView + use<> {
    let slowest = stage.slowest.clone().map(|why| view! { <section class="card verdict"><p>{why}</p></section> });
    let failure = stage.failure.clone().map(|why| {
        view! { <div class="notice" data-level="error"><pre class="wrapped">{format::clipped(&why, 4_000)}</pre></div> }
    });
    let found = (!stage.findings.is_empty()).then(|| findings::list(&stage.findings, run));
    let spreads =
        stage.distributions.iter().filter(|spread| spread.max > 0.0).map(|figure| spread(figure, None)).collect_view();
    let executors = Source::list(stage.executors.clone(), &EXECUTORS);
    view! {
        {facts(stage, run)}
        {failure}
        {slowest}
        {found}
        <section>
            <h2>"How the tasks spread"</h2>
            <div class="spreads">{spreads}</div>
        </section>
        <details class="more">
            <summary><h2>"By executor"</h2></summary>
            <Table name="Executors of the stage" run=run columns=&EXECUTORS source=executors short=true />
        </details>
        <details class="more">
            <summary><h2>"Where in the program"</h2></summary>
            <pre class="wrapped" tabindex="0">{stage.details.clone()}</pre>
            <p class="quiet-text">{stage.rdds.join(" · ")}</p>
        </details>
    }
}

fn facts(stage: &StageView, run: u32) -> impl IntoView + use<> {
    let row = &stage.row;
    let parents = stage.parents.iter().map(|&id| {
        view! { <a href=route::print(&Route::run(run, View::Stage { id, attempt: 0 }))>{format!("Stage {id}")}</a> " " }
    });
    let parents = (!stage.parents.is_empty()).then(|| view! { <dt>"Reads from"</dt><dd>{parents.collect_view()}</dd> });
    let sql = row.sql.map(|id| {
        view! { <dt>"Part of"</dt><dd><a href=route::print(&Route::run(run, View::sql(id)))>{format!("SQL {id}")}</a></dd> }
    });
    let fact = |label: &'static str, value: Value| {
        view! { <dt>{label}</dt><dd class="numbers" title=value.exact()>{value.shown()}</dd> }
    };
    view! {
        <p class="stage-name">{badge::status(&row.status)} " " <span title=row.name.clone()>{format::clipped(&row.name, 300)}</span></p>
        <dl class="facts inline">
            {fact("Wall time", Value::maybe(row.wall_ms, Value::Ms))}
            {fact("Tasks", Value::Count(row.tasks as f64))}
            {fact("Failed", Value::Count(row.tasks_failed as f64))}
            {fact("Median task", Value::Ms(row.task_median_ms))}
            {fact("Longest task", Value::Ms(row.task_max_ms))}
            {fact("Input", Value::Bytes(row.input_bytes as f64))}
            {fact("Shuffle read", Value::Bytes(row.shuffle_read_bytes as f64))}
            {fact("Shuffle written", Value::Bytes(row.shuffle_write_bytes as f64))}
            {fact("Spilled to disk", Value::Bytes(row.disk_spilled_bytes as f64))}
            {parents}
            {sql}
        </dl>
    }
}
