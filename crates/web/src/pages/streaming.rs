//! Streaming queries: batches, rates and state.

use afterglow_engine::Request;
use afterglow_engine::view::{BatchRow, StreamView};
use leptos::prelude::*;

use crate::charts::line::{Chart, Line, LineChart};
use crate::state::Run;
use crate::state::ask::{answered, ask, pick};
use crate::widgets::table::{Column, Source, Table};
use crate::widgets::value::Value;
use crate::words::{format, streaming as words};

static COLUMNS: [Column<BatchRow>; 12] = [
    Column::text("id", "Batch", 88, |row: &BatchRow| Value::Id(row.id)),
    Column::new("at_ms", "Trigger", 112, |row: &BatchRow| Value::maybe(row.at_ms, Value::Ms))
        .hint("Time from the start of the run"),
    Column::new("duration_ms", "Duration", 112, |row: &BatchRow| Value::maybe(row.duration_ms, Value::Ms))
        .hint("From trigger to commit"),
    Column::new("input_rows", "Rows in", 104, |row: &BatchRow| Value::Count(row.input_rows as f64)),
    Column::new("input_rate", "In, rows/s", 112, |row: &BatchRow| {
        Value::maybe(row.input_rate.map(f64::round), Value::Count)
    }),
    Column::new("processed_rate", "Done, rows/s", 120, |row: &BatchRow| {
        Value::maybe(row.processed_rate.map(f64::round), Value::Count)
    }),
    Column::new("state_rows", "State rows", 112, |row: &BatchRow| Value::Count(row.state_rows as f64)),
    Column::new("state_bytes", "State", 96, |row: &BatchRow| Value::Bytes(row.state_bytes as f64)),
    Column::new("rows_dropped", "Dropped", 96, |row: &BatchRow| {
        Value::maybe(row.rows_dropped, |rows| Value::Count(rows as f64))
    })
    .hint(words::DROPPED_HINT),
    Column::text("watermark_unix_ms", "Watermark", 200, |row: &BatchRow| {
        Value::maybe(row.watermark_unix_ms, |at| Value::Text(format::date_time(at as i64)))
    })
    .hint(words::WATERMARK_HINT),
    Column::new("watermark_gap_ms", "Gap", 104, |row: &BatchRow| Value::maybe(row.watermark_gap_ms, Value::Ms))
        .hint(words::GAP_HINT),
    Column::text("phases", "Phases", 420, |row: &BatchRow| Value::Text(phases(row))),
];

fn phases(row: &BatchRow) -> String {
    let phases: Vec<String> = row.phases.iter().map(|(name, ms)| format!("{name} {}", format::duration(*ms))).collect();
    phases.join(", ")
}

/// All streaming queries of a run.
pub(super) fn streaming(run: &Run) -> impl IntoView + use<> {
    let asked = ask(run, || Request::Streaming, pick!(Streaming));
    let no = run.no;
    answered(asked, 12, move |view| {
        if view.queries.is_empty() {
            return view! { <p class="empty">"The log has no streaming query."</p> }.into_any();
        }
        view.queries.iter().map(|query| one(query, no)).collect_view().into_any()
    })
}

fn one(query: &StreamView, run: u32) -> impl IntoView + use<> {
    let exception = query.exception.clone().map(|why| {
        view! { <div class="notice" data-level="error"><pre class="wrapped" tabindex="0">{format::clipped(&why, 4_000)}</pre></div> }
    });
    let facts = format!("{} → {}", query.sources.join(", "), query.sink);
    let of = |get: fn(&BatchRow) -> Option<f64>| query.batches.iter().map(|row| get(row).unwrap_or(f64::NAN)).collect();
    let x: Vec<f64> = query.batches.iter().map(|row| row.id as f64).collect();
    let line = |name, colour, values| Line { name, colour, values, edge: false, dashed: false };
    let durations =
        Chart { x: x.clone(), lines: vec![line("duration", "--accent", of(|row| row.duration_ms))], bands: vec![] };
    let rates = Chart {
        x: x.clone(),
        lines: vec![
            line("in", "--part-1", of(|row| row.input_rate)),
            line("processed", "--part-2", of(|row| row.processed_rate)),
        ],
        bands: vec![],
    };
    let behind = query.batches.iter().filter(|row| row.processed_rate < row.input_rate).count();
    let dropped = query.batches.iter().filter_map(|row| row.rows_dropped).reduce(u64::saturating_add);
    let sentence = words::behind(behind, query.batches.len()) + &dropped.map(words::dropped).unwrap_or_default();
    let gaps = query.batches.iter().any(|row| row.watermark_gap_ms.is_some()).then(|| {
        let gaps = vec![line("gap", "--part-3", of(|row| row.watermark_gap_ms))];
        view! { <LineChart title="Watermark gap by batch" x_name="batch" x_kind=Value::Count y_kind=Value::Ms summary=words::GAP_SUMMARY.to_owned() chart=Chart { x, lines: gaps, bands: vec![] } /> }
    });
    let source = Source::list(query.batches.clone(), &COLUMNS);
    view! {
        <section>
            <h2 title=query.id.clone()>{format::clipped(&query.name, 120)}</h2>
            <p class="quiet-text">{format::clipped(&facts, 300)}</p>
            {exception}
            <div class="columns">
                <LineChart title="Duration by batch" x_name="batch" x_kind=Value::Count y_kind=Value::Ms summary="From trigger to commit".to_owned() chart=durations />
                <LineChart title="Rows a second by batch" x_name="batch" x_kind=Value::Count y_kind=Value::Count summary=sentence chart=rates />
                {gaps}
            </div>
            <Table name="Batches" run=run columns=&COLUMNS source=source short=true />
        </section>
    }
}
