//! One stage attempt: its figures, how its tasks spread, and its tasks.

mod extras;
mod failures;
mod graph;

use afterglow_engine::Request;
use afterglow_engine::view::StageView;
use leptos::prelude::*;

use super::{findings, tasks};
use crate::charts::spread::spread;
use crate::route::{self, Route, View};
use crate::state::Run;
use crate::state::ask::{answered, ask, pick};
use crate::widgets::badge;
use crate::widgets::value::Value;
use crate::words::format;

/// The view of a stage attempt.
pub(super) fn stage(run: &Run, id: i64, attempt: u32) -> impl IntoView + use<> {
    let asked = ask(run, move || Request::Stage { id, attempt }, pick!(boxed Stage));
    let no = run.no;
    view! {
        {answered(asked, 10, move |stage| page(&stage, no))}
        <section>
            <h2>"Tasks"</h2>
            {tasks::of(run, Some((id, attempt)))}
        </section>
    }
}

fn page(stage: &StageView, run: u32) -> impl IntoView + use<> {
    let slowest = stage.slowest.clone().map(|why| view! { <section class="card verdict"><p>{why}</p></section> });
    let failure = stage.failure.clone().map(|why| {
        view! { <div class="notice" data-level="error"><pre class="wrapped" tabindex="0">{format::clipped(&why, 4_000)}</pre></div> }
    });
    let found = (!stage.findings.is_empty()).then(|| findings::list(&stage.findings, run));
    let spreads =
        stage.distributions.iter().filter(|spread| spread.max > 0.0).map(|figure| spread(figure, None)).collect_view();
    view! {
        {facts(stage, run)}
        {failure}
        {failures::failures(stage)}
        {slowest}
        {found}
        <section>
            <h2>"How the tasks spread"</h2>
            <div class="spreads">{spreads}</div>
        </section>
        {extras::push(stage)}
        {extras::accumulators(stage)}
        <details class="more">
            <summary><h2>"Where in the program"</h2></summary>
            <pre class="wrapped" tabindex="0">{stage.details.clone()}</pre>
            <p class="quiet-text">{stage.rdds.join(" · ")}</p>
            {graph::rdds(&stage.graph)}
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
    let near = stage.localities.iter().map(|(word, count)| format!("{word} {}", format::count(*count as f64)));
    let localities = near.collect::<Vec<_>>().join(" · ");
    let copies = (stage.speculative > 0).then(|| fact("Speculative copies", Value::Count(stage.speculative as f64)));
    let pool = stage.pool.clone().map(|pool| fact("Pool", Value::Text(pool)));
    let profile =
        (stage.resource_profile > 0).then(|| fact("Resource profile", Value::Id(i64::from(stage.resource_profile))));
    let jobs = stage.jobs.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let jobs =
        (!jobs.is_empty()).then(|| fact(if stage.jobs.len() == 1 { "Job" } else { "In jobs" }, Value::Text(jobs)));
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
            {fact("Peak heap", Value::maybe(stage.peak_heap_bytes, |bytes| Value::Memory(bytes as f64)))}
            <dt>"Locality"</dt>
            <dd class="numbers">{localities}</dd>
            {copies}
            {pool}
            {profile}
            {parents}
            {sql}
            {jobs}
        </dl>
    }
}
