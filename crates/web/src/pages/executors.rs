//! Executors: how busy, how much memory, and how they ended.

use afterglow_engine::Request;
use afterglow_engine::view::{ExecutorRow, ExecutorsView};
use leptos::prelude::*;

use super::{exclusions, storage};
use crate::state::ask::{answered, ask, pick};
use crate::state::{Run, use_page};
use crate::widgets::range_chip::{in_range, range_chip};
use crate::widgets::table::{Column, Source, Table};
use crate::widgets::value::Value;
use crate::words::format;

static COLUMNS: [Column<ExecutorRow>; 24] = [
    Column::text("id", "Executor", 104, |row: &ExecutorRow| Value::Text(row.id.clone())),
    Column::text("host", "Host", 240, |row: &ExecutorRow| Value::Text(row.host.clone())),
    Column::new("cores", "Cores", 80, |row: &ExecutorRow| {
        Value::maybe(row.cores, |cores| Value::Count(f64::from(cores)))
    }),
    Column::new("added_ms", "Came", 104, |row: &ExecutorRow| Value::maybe(row.added_ms, Value::Ms))
        .hint("Time from the start of the run"),
    Column::new("removed_ms", "Went", 104, |row: &ExecutorRow| Value::maybe(row.removed_ms, Value::Ms))
        .hint("Time from the start of the run"),
    Column::text("removed_reason", "Why it went", 280, |row: &ExecutorRow| {
        Value::maybe(row.removed_reason.clone(), Value::Text)
    }),
    Column::new("busy_ratio", "Busy", 88, |row: &ExecutorRow| Value::maybe(row.busy_ratio, Value::Share))
        .hint("Share of its slot time in which tasks ran"),
    Column::new("tasks", "Tasks", 96, |row: &ExecutorRow| Value::Count(row.tasks as f64)),
    Column::new("tasks_failed", "Failed", 88, |row: &ExecutorRow| Value::Count(row.tasks_failed as f64)),
    Column::new("task_ms", "Task time", 112, |row: &ExecutorRow| Value::Ms(row.task_ms))
        .hint("From launch to end, summed over tasks"),
    Column::new("gc_ms", "GC", 100, |row: &ExecutorRow| Value::Ms(row.gc_ms))
        .hint("Summed over its tasks: tasks that run at the same time each count the same pause"),
    Column::new("input_bytes", "Input", 96, |row: &ExecutorRow| Value::Bytes(row.input_bytes as f64)),
    Column::new("shuffle_read_bytes", "Shuffle read", 116, |row: &ExecutorRow| {
        Value::Bytes(row.shuffle_read_bytes as f64)
    }),
    Column::new("shuffle_write_bytes", "Shuffle write", 116, |row: &ExecutorRow| {
        Value::Bytes(row.shuffle_write_bytes as f64)
    }),
    Column::new("disk_spilled_bytes", "Spill", 96, |row: &ExecutorRow| Value::Bytes(row.disk_spilled_bytes as f64)),
    Column::new("heap_bytes", "Heap", 96, |row: &ExecutorRow| memory_of(row.heap_bytes)).hint("As it was allocated"),
    Column::new("peak_heap_bytes", "Peak heap", 104, |row: &ExecutorRow| memory_of(row.peak_heap_bytes)),
    Column::new("enough_bytes", "Enough heap", 116, |row: &ExecutorRow| memory_of(row.enough_bytes))
        .hint("Rule of thumb: the peak and a quarter, and 300 MiB that the JVM keeps for itself"),
    Column::new("peak_execution_bytes", "Peak execution", 132, |row: &ExecutorRow| memory_of(row.peak_execution_bytes))
        .hint("On and off heap"),
    Column::new("peak_storage_bytes", "Peak storage", 116, |row: &ExecutorRow| memory_of(row.peak_storage_bytes))
        .hint("On and off heap"),
    Column::new("peak_unified_bytes", "Peak unified", 116, |row: &ExecutorRow| memory_of(row.peak_unified_bytes))
        .hint("Execution and storage together, on and off heap"),
    Column::new("peak_off_heap_bytes", "Peak off-heap", 120, |row: &ExecutorRow| memory_of(row.peak_off_heap_bytes))
        .hint("Of the JVM: class data, compiled code, buffers"),
    Column::new("peak_resident_bytes", "Peak resident", 120, |row: &ExecutorRow| memory_of(row.peak_resident_bytes))
        .hint("The JVM, its Python workers and others; logged with process-tree metrics alone")
        .hidden(),
    Column::new("pool_bytes", "Pool", 96, |row: &ExecutorRow| memory_of(row.pool_bytes))
        .hint("Room for execution and storage")
        .hidden(),
];

fn memory_of(bytes: Option<u64>) -> Value {
    Value::maybe(bytes, |bytes| Value::Memory(bytes as f64))
}

/// All executors of a run.
pub(super) fn executors(run: &Run) -> impl IntoView + use<> {
    let asked = ask(run, || Request::Executors, pick!(Executors));
    let (no, range) = (run.no, use_page().range);
    let list = answered(asked, 16, move |view| {
        let (memory, excluded) = (memory(&view), exclusions::excluded(&view, no));
        let executors = move || {
            let range = range.get();
            let kept = view.rows.iter().filter(|row| {
                let came = row.added_ms.unwrap_or(0.0);
                in_range(range, Some(came), row.removed_ms.map(|went| went - came))
            });
            let source = Source::list(kept.cloned().collect(), &COLUMNS);
            view! { <Table name="Executors" run=no columns=&COLUMNS source=source /> }
        };
        view! { {memory} {range_chip()} {executors} {excluded} }
    });
    view! { {list} {storage::cached(run)} }
}

/// What was allocated, what would have been enough, and the greatest peak, on one scale.
fn memory(view: &ExecutorsView) -> impl IntoView + use<> {
    let bars = [
        ("Allocated heap", view.memory_allocated_bytes, "allocated"),
        ("Greatest peak of the heap", view.memory_peak_bytes, "peak"),
        ("Would have been enough (rule of thumb)", view.memory_enough_bytes, "enough"),
    ];
    let whole = bars.iter().filter_map(|(_, bytes, _)| *bytes).max().unwrap_or(1) as f64;
    let bars = bars.map(|(label, bytes, kind)| {
        let width = format!("{}%", bytes.map_or(0.0, |bytes| bytes as f64 / whole * 100.0));
        let value = memory_of(bytes);
        view! {
            <div class="meter">
                <span class="meter-label">{label}</span>
                <span class="meter-track"><span class="meter-bar" data-kind=kind style:width=width></span></span>
                <span class="meter-value numbers" title=value.exact()>{value.shown()}</span>
            </div>
        }
    });
    let overhead = view.memory_overhead_bytes.map(|bytes| {
        view! { <p class="quiet-text">{format!("and {} overhead beside the heap", format::memory(bytes as f64))}</p> }
    });
    let notes = view.notes.iter().map(|note| view! { <li>{note.clone()}</li> }).collect_view();
    view! {
        <section class="card">
            <h2>"Memory of an executor"</h2>
            {bars.into_iter().collect_view()}
            {overhead}
            <ul class="fine">{notes}</ul>
        </section>
    }
}
