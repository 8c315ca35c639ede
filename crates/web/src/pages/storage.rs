//! Cached RDDs, as the Storage page of Spark's own interface has them.

use afterglow_engine::Request;
use afterglow_engine::view::RddRow;
use leptos::prelude::*;

use crate::state::Run;
use crate::state::ask::{answered, ask, pick};
use crate::widgets::table::{Column, Source, Table};
use crate::widgets::value::Value;
use crate::words::tables;

static COLUMNS: [Column<RddRow>; 10] = [
    Column::text("id", "RDD", 72, |row: &RddRow| Value::Id(row.id)),
    Column::text("name", "Name", 320, |row: &RddRow| Value::Text(row.name.clone())),
    Column::text("scope", "Scope", 200, |row: &RddRow| Value::maybe(row.scope.clone(), Value::Text)),
    Column::text("level", "Storage level", 300, |row: &RddRow| Value::maybe(row.level.clone(), Value::Text)),
    Column::new("partitions", "Partitions", 104, |row: &RddRow| Value::Count(f64::from(row.partitions))),
    Column::new("blocks", "Blocks", 88, |row: &RddRow| Value::maybe(row.blocks, |blocks| Value::Count(blocks as f64)))
        .hint("Cached partitions that block updates told of"),
    Column::new("dropped", "Dropped", 96, |row: &RddRow| {
        Value::maybe(row.dropped, |dropped| Value::Count(dropped as f64))
    })
    .hint("Cached partitions that went again"),
    Column::new("memory_bytes", "In memory", 104, |row: &RddRow| {
        Value::maybe(row.memory_bytes, |bytes| Value::Memory(bytes as f64))
    }),
    Column::new("disk_bytes", "On disk", 96, |row: &RddRow| {
        Value::maybe(row.disk_bytes, |bytes| Value::Bytes(bytes as f64))
    }),
    Column::text("stages", "Stages", 200, |row: &RddRow| {
        Value::Text(row.stages.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
    }),
];

/// The cached RDDs of a run, asked for when they are looked at.
pub(super) fn cached(run: &Run) -> impl IntoView + use<> {
    let opened = RwSignal::new(false);
    let run = run.clone();
    let body = move || {
        opened.get().then(|| {
            let no = run.no;
            answered(ask(&run, || Request::Storage, pick!(Storage)), 3, move |view| {
                if view.rows.is_empty() {
                    return view! { <p class="empty">{tables::NO_RDD}</p> }.into_any();
                }
                let note = (!view.block_updates).then_some(tables::NO_BLOCK_UPDATES);
                let source = Source::list(view.rows.clone(), &COLUMNS);
                view! {
                    <p class="quiet-text">{note}</p>
                    <Table name="Cached RDDs" run=no columns=&COLUMNS source=source short=true />
                }
                .into_any()
            })
        })
    };
    view! {
        <details class="more" on:toggle=move |_| opened.set(true)>
            <summary><h2>"Cached data"</h2></summary>
            {body}
        </details>
    }
}
