//! Executors and hosts that got no more tasks because tasks had failed on them.

use afterglow_engine::view::{ExclusionRow, ExecutorsView};
use leptos::prelude::*;

use crate::route::{Route, View};
use crate::widgets::table::{Column, Source, Table};
use crate::widgets::value::Value;
use crate::words::tables;

fn stage(row: &ExclusionRow, run: u32) -> Route {
    row.stage.map_or(Route::run(run, View::Stages), |(id, attempt)| Route::run(run, View::Stage { id, attempt }))
}

static COLUMNS: [Column<ExclusionRow>; 6] = [
    Column::text("kind", "What", 96, |row: &ExclusionRow| Value::Text(row.kind.clone())),
    Column::text("target", "Name", 240, |row: &ExclusionRow| Value::Text(row.target.clone())),
    Column::text("stage", "From", 160, |row: &ExclusionRow| {
        Value::Text(row.stage.map_or(tables::WHOLE_RUN.to_owned(), |(id, attempt)| tables::stage_attempt(id, attempt)))
    })
    .link(stage),
    Column::new("at_ms", "At", 104, |row: &ExclusionRow| Value::maybe(row.at_ms, Value::Ms))
        .hint("Time from the start of the run"),
    Column::new("until_ms", "Let in again", 116, |row: &ExclusionRow| Value::maybe(row.until_ms, Value::Ms))
        .hint(tables::LET_IN_HINT),
    Column::new("failures", "Failures", 96, |row: &ExclusionRow| {
        Value::maybe(row.failures, |failures| Value::Count(f64::from(failures)))
    })
    .hint("Failed tasks of an executor, or excluded executors of a host, that led to it"),
];

/// The table, if anything was excluded.
pub(super) fn excluded(view: &ExecutorsView, run: u32) -> impl IntoView + use<> {
    (!view.exclusions.is_empty()).then(|| {
        let source = Source::list(view.exclusions.clone(), &COLUMNS);
        let beyond = (view.exclusions_beyond > 0).then(|| {
            view! { <p class="quiet-text">{tables::exclusions_beyond(view.exclusions_beyond)}</p> }
        });
        view! {
            <section>
                <h2>"Excluded executors and hosts"</h2>
                <p class="quiet-text">{tables::EXCLUDED}</p>
                <Table name="Exclusions" run=run columns=&COLUMNS source=source short=true />
                {beyond}
            </section>
        }
    })
}
