//! SQL executions: the list, and one with its plan.

mod graph;
mod node;
mod properties;
mod served;
pub(super) mod tree;

use afterglow_engine::Request;
use afterglow_engine::view::{SqlRow, SqlView};
use leptos::prelude::*;

use crate::route::{self, Route, View};
use crate::state::ask::{answered, ask, pick};
use crate::state::{Run, use_page};
use crate::widgets::badge;
use crate::widgets::copy::CopyBlock;
use crate::widgets::range_chip::{in_range, range_chip};
use crate::widgets::table::{Column, Source, Table};
use crate::widgets::value::Value;
use crate::words::{format, sql as words};

/// Plan texts longer than this are cut on the page; exports have the whole.
const LONGEST_TEXT: usize = 200_000;

fn open(row: &SqlRow, run: u32) -> Route {
    Route::run(run, View::sql(row.id))
}

/// To the execution that this one ran inside of; to itself where it is its own root.
fn root(row: &SqlRow, run: u32) -> Route {
    Route::run(run, View::sql(row.root.unwrap_or(row.id)))
}

static COLUMNS: [Column<SqlRow>; 11] = [
    Column::text("id", "SQL", 80, |row: &SqlRow| Value::Id(row.id)).link(open),
    Column::text("root", "Root", 80, |row: &SqlRow| Value::Id(row.root.unwrap_or(row.id)))
        .hint(words::ROOT_HINT)
        .link(root),
    Column::text("description", "Description", 380, |row: &SqlRow| Value::Text(row.description.clone())).link(open),
    Column::text("status", "Status", 120, |row: &SqlRow| Value::Status(row.status.clone())),
    Column::new("started_ms", "Started", 112, |row: &SqlRow| Value::maybe(row.started_ms, Value::Ms))
        .hint("Time from the start of the run"),
    Column::new("wall_ms", "Wall time", 112, |row: &SqlRow| Value::maybe(row.wall_ms, Value::Ms)),
    Column::new("task_ms", "Task time", 112, |row: &SqlRow| Value::Ms(row.task_ms))
        .hint("From launch to end, summed over tasks"),
    Column::new("jobs", "Jobs", 84, |row: &SqlRow| Value::Count(row.jobs.len() as f64)),
    Column::new("stages", "Stages", 84, |row: &SqlRow| Value::Count(row.stages.len() as f64)),
    Column::new("nodes", "Plan nodes", 108, |row: &SqlRow| Value::Count(row.nodes as f64)),
    Column::new("replans", "Planned again", 120, |row: &SqlRow| Value::Count(f64::from(row.replans)))
        .hint("How often adaptive execution changed the plan"),
];

/// All SQL executions of a run.
pub(super) fn list(run: &Run) -> impl IntoView + use<> {
    let asked = ask(run, || Request::SqlList, pick!(SqlList));
    let (no, range) = (run.no, use_page().range);
    answered(asked, 16, move |view| {
        let served = served::tables(&view, no);
        let executions = move || {
            let range = range.get();
            let kept = view.rows.iter().filter(|row| in_range(range, row.started_ms, row.wall_ms));
            let source = Source::list(kept.cloned().collect(), &COLUMNS);
            view! { <Table name="SQL executions" run=no columns=&COLUMNS source=source /> }
        };
        view! { {range_chip()} {executions} {served} }
    })
}

/// One SQL execution, with a node of its plan in view if one is named.
pub(super) fn execution(run: &Run, id: i64, node: Option<u32>) -> impl IntoView + use<> {
    let asked = ask(run, move || Request::Sql { id }, pick!(boxed Sql));
    let no = run.no;
    answered(asked, 12, move |view| page(&view, node, no))
}

fn page(view: &SqlView, node: Option<u32>, run: u32) -> impl IntoView + use<> {
    let row = &view.row;
    let error = view.error.clone().map(|error| {
        view! { <div class="notice" data-level="error"><pre class="wrapped" tabindex="0">{format::clipped(&error, 4_000)}</pre></div> }
    });
    let root = row.root.map(|id| {
        view! { <dt title=words::ROOT_HINT>"Part of"</dt><dd><a href=route::print(&Route::run(run, View::sql(id)))>{format!("SQL {id}")}</a></dd> }
    });
    let children = (!view.children.is_empty()).then(|| {
        let source = Source::list(view.children.clone(), &COLUMNS);
        view! {
            <section>
                <h2>"Executions inside of it"</h2>
                <p class="quiet-text">{words::CHILDREN}</p>
                <Table name="Executions inside" run=run columns=&COLUMNS source=source short=true />
            </section>
        }
    });
    let stages = row.stages.iter().take(24).map(|&id| {
        view! { <a href=route::print(&Route::run(run, View::Stage { id, attempt: 0 }))>{format!("Stage {id}")}</a> }
    });
    let fact = |label: &'static str, value: Value| {
        view! { <dt>{label}</dt><dd class="numbers" title=value.exact()>{value.shown()}</dd> }
    };
    let initial = (!view.initial.is_empty()).then(|| {
        view! {
            <details class="more">
                <summary><h2>"Before adaptive execution changed it"</h2></summary>
                {graph::plan(&view.initial, None, run)}
            </details>
        }
    });
    let text = (!view.text.is_empty()).then(|| {
        let text = format::clipped(&view.text, LONGEST_TEXT);
        view! {
            <details class="more">
                <summary><h2>"The plan as text"</h2></summary>
                <CopyBlock label="the plan" text=text />
            </details>
        }
    });
    view! {
        <p class="stage-name">{badge::status(&row.status)} " " <span title=row.description.clone()>{format::clipped(&row.description, 400)}</span></p>
        <dl class="facts inline">
            {fact("Wall time", Value::maybe(row.wall_ms, Value::Ms))}
            {fact("Task time", Value::Ms(row.task_ms))}
            {fact("Jobs", Value::Count(row.jobs.len() as f64))}
            {fact("Planned again", Value::Count(f64::from(row.replans)))}
            {root}
        </dl>
        <p class="links">{stages.collect_view()}</p>
        {error}
        <section>
            <h2>"Plan"</h2>
            {graph::plan(&view.nodes, node, run)}
        </section>
        {children}
        {initial}
        {text}
        {properties::changed(&view.properties, run)}
    }
}
