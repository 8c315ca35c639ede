//! What a table of tasks shows, and where each figure comes from.

use afterglow_engine::view::TaskView;

use crate::route::{Route, View};
use crate::widgets::table::Column;
use crate::widgets::value::Value;

fn stage(row: &TaskView, run: u32) -> Route {
    Route::run(run, View::Stage { id: row.stage, attempt: row.stage_attempt })
}

/// The columns of all tasks of the run.
pub(super) static COLUMNS: [Column<TaskView>; 33] = columns(true);
/// Those of the tasks of one stage, which needs no column of its own.
pub(super) static OF_STAGE: [Column<TaskView>; 33] = columns(false);

const fn columns(with_stage: bool) -> [Column<TaskView>; 33] {
    let mut stage_column = Column::text("stage", "Stage", 84, |row: &TaskView| Value::Id(row.stage)).link(stage);
    stage_column.shown = with_stage;
    [
        Column::text("id", "Task", 96, |row: &TaskView| Value::Id(row.id)),
        stage_column,
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
        Column::new("cpu_ms", "CPU", 104, |row: &TaskView| logged(row, cpu(row.cpu_ms, row.run_ms))),
        Column::new("gc_ms", "GC", 96, |row: &TaskView| logged(row, Value::Ms(row.gc_ms))),
        Column::new("scheduler_delay_ms", "Delay", 96, |row: &TaskView| logged(row, Value::Ms(row.scheduler_delay_ms)))
            .hint("From launch to finish, less what the executor accounts for"),
        Column::new("fetch_wait_ms", "Fetch wait", 104, |row: &TaskView| logged(row, Value::Ms(row.fetch_wait_ms))),
        Column::new("input_bytes", "Input", 96, |row: &TaskView| logged(row, Value::Bytes(row.input_bytes as f64))),
        Column::new("input_records", "Records", 104, |row: &TaskView| {
            logged(row, Value::Count(row.input_records as f64))
        }),
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
        Column::text("speculative", "Copy", 84, |row: &TaskView| {
            Value::Text(if row.speculative { "speculative" } else { "" }.to_owned())
        })
        .hint("A speculative copy of a task that was slow")
        .hidden(),
        Column::new("deserialize_ms", "Deserialisation", 124, |row: &TaskView| {
            logged(row, Value::Ms(row.deserialize_ms))
        })
        .hidden(),
        Column::new("serialize_result_ms", "Result ser.", 108, |row: &TaskView| {
            logged(row, Value::Ms(row.serialize_result_ms))
        })
        .hint("Serialisation of the result")
        .hidden(),
        Column::new("getting_result_ms", "Getting result", 120, |row: &TaskView| {
            logged(row, Value::Ms(row.getting_result_ms))
        })
        .hidden(),
        Column::new("shuffle_write_ms", "Write time", 104, |row: &TaskView| {
            logged(row, Value::Ms(row.shuffle_write_ms))
        })
        .hint("Time of writing shuffle data")
        .hidden(),
        Column::new("shuffle_read_remote_bytes", "Remote read", 116, |row: &TaskView| {
            logged(row, Value::Bytes(row.shuffle_read_remote_bytes as f64))
        })
        .hint("Shuffle data from other hosts")
        .hidden(),
        Column::new("shuffle_read_records", "Shuffle rows", 116, |row: &TaskView| {
            logged(row, Value::Count(row.shuffle_read_records as f64))
        })
        .hidden(),
        Column::new("shuffle_write_records", "Rows written", 116, |row: &TaskView| {
            logged(row, Value::Count(row.shuffle_write_records as f64))
        })
        .hint("Rows of shuffle data")
        .hidden(),
        Column::new("output_records", "Output rows", 112, |row: &TaskView| {
            logged(row, Value::Count(row.output_records as f64))
        })
        .hidden(),
        Column::new("result_bytes", "Result size", 108, |row: &TaskView| {
            logged(row, Value::Bytes(row.result_bytes as f64))
        })
        .hidden(),
    ]
}

/// A figure of a task whose metrics were logged; a task that failed early may have none.
/// CPU time; a task that ran and took none is of a release that did not measure it, or failed before it told.
pub(super) fn cpu(cpu_ms: f64, run_ms: f64) -> Value {
    if cpu_ms == 0.0 && run_ms >= 1.0 { Value::Unknown } else { Value::Ms(cpu_ms) }
}

fn logged(row: &TaskView, value: Value) -> Value {
    if row.has_metrics { value } else { Value::Unknown }
}
