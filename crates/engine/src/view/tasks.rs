//! Tasks.

use serde::{Deserialize, Serialize};

/// A window of a task table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TasksView {
    /// How many tasks match.
    pub matching: usize,
    /// How many there are, in the stage or in the run.
    pub total: usize,
    /// The rows of the window.
    pub rows: Vec<TaskView>,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TaskView {
    /// `Task ID`.
    pub id: i64,
    /// `Stage ID`.
    pub stage: i64,
    /// `Stage Attempt ID`.
    pub stage_attempt: u32,
    /// `Index`.
    pub index: u32,
    /// `Attempt`.
    pub attempt: u32,
    /// `succeeded`, `failed`, `fetch-failed`, `executor-lost`, `killed` or `resubmitted`.
    pub status: String,
    /// Its executor.
    pub executor: String,
    /// Its host.
    pub host: String,
    /// `PROCESS_LOCAL` and so on.
    pub locality: String,
    /// A speculative attempt.
    pub speculative: bool,
    /// Launch, ms from the run's begin.
    pub launched_ms: f64,
    /// From launch to finish.
    pub duration_ms: f64,
    /// Whether metrics were logged; else the figures below are unknown.
    pub has_metrics: bool,
    /// `Executor Run Time`.
    pub run_ms: f64,
    /// CPU time.
    pub cpu_ms: f64,
    /// GC time.
    pub gc_ms: f64,
    /// Deserialisation.
    pub deserialize_ms: f64,
    /// Serialisation of the result.
    pub serialize_result_ms: f64,
    /// Fetching the result, where it was too big for the status.
    pub getting_result_ms: f64,
    /// Scheduler delay.
    pub scheduler_delay_ms: f64,
    /// Fetch wait.
    pub fetch_wait_ms: f64,
    /// Shuffle write time.
    pub shuffle_write_ms: f64,
    /// Input.
    pub input_bytes: u64,
    /// Input records.
    pub input_records: u64,
    /// Output.
    pub output_bytes: u64,
    /// Output records.
    pub output_records: u64,
    /// Shuffle read.
    pub shuffle_read_bytes: u64,
    /// Of it from other hosts.
    pub shuffle_read_remote_bytes: u64,
    /// Shuffle records read.
    pub shuffle_read_records: u64,
    /// Shuffle written.
    pub shuffle_write_bytes: u64,
    /// Shuffle records written.
    pub shuffle_write_records: u64,
    /// Spilled, size in memory.
    pub memory_spilled_bytes: u64,
    /// Spilled, size on disk.
    pub disk_spilled_bytes: u64,
    /// Peak execution memory.
    pub peak_execution_bytes: u64,
    /// The result's size.
    pub result_bytes: u64,
}

/// Tasks put together.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TaskGroupsView {
    /// The groups.
    pub rows: Vec<TaskGroup>,
}

/// Sums over the tasks of a group.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TaskGroup {
    /// The executor, the host, or the number of the attempt.
    pub key: String,
    /// The host of an executor; empty for other groups.
    pub host: String,
    /// Ended tasks.
    pub tasks: u64,
    /// Failed ones.
    pub failed: u64,
    /// Killed ones.
    pub killed: u64,
    /// Those that were not the first attempt.
    pub retries: u64,
    /// Speculative copies.
    pub speculative: u64,
    /// Sum of durations.
    pub duration_ms: f64,
    /// Median duration of those that succeeded.
    pub median_ms: Option<f64>,
    /// Longest of those that succeeded.
    pub max_ms: Option<f64>,
    /// Those whose metrics were logged: of the others no figure below is known.
    pub logged: u64,
    /// Sum of run times.
    pub run_ms: f64,
    /// Sum of CPU times.
    pub cpu_ms: f64,
    /// Sum of GC times.
    pub gc_ms: f64,
    /// Sum of fetch waits.
    pub fetch_wait_ms: f64,
    /// Input.
    pub input_bytes: u64,
    /// Output.
    pub output_bytes: u64,
    /// Shuffle read.
    pub shuffle_read_bytes: u64,
    /// Of it from other hosts.
    pub shuffle_read_remote_bytes: u64,
    /// Shuffle written.
    pub shuffle_write_bytes: u64,
    /// Spilled to disk.
    pub disk_spilled_bytes: u64,
    /// The greatest peak of execution memory.
    pub peak_execution_bytes: u64,
}

/// Tasks that took much longer than the others of their stage.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SlowTasksView {
    /// At most a hundred, most time beyond the median first.
    pub rows: Vec<SlowTask>,
}

/// A task against the median of its stage.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SlowTask {
    /// The task.
    pub task: TaskView,
    /// The median of its stage.
    pub median_ms: f64,
    /// How many times the median it took.
    pub times: f64,
    /// How much longer than the median it took.
    pub beyond_ms: f64,
    /// The chief cause: `bytes`, `records`, `spill`, `gc`, `fetch`, `write`, `delay`, `deserialise`, `result`, `host`,
    /// `first`, `locality`, `cpu`, `unexplained` or `unknown`.
    pub cause: String,
    /// What its figures tell, in one sentence.
    pub reason: String,
}

/// Quantiles of one figure over a stage's succeeded tasks.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Distribution {
    /// The field of [`TaskView`].
    pub metric: String,
    /// `ms`, `bytes` or `count`.
    pub unit: String,
    /// Minimum.
    pub min: f64,
    /// Lower quartile.
    pub p25: f64,
    /// Median.
    pub median: f64,
    /// Upper quartile.
    pub p75: f64,
    /// 95th percentile.
    pub p95: f64,
    /// Maximum.
    pub max: f64,
    /// A histogram: counts in equal bins from `min` to `max`.
    pub histogram: Vec<u64>,
}
