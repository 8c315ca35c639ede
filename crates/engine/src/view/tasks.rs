//! Tasks.

use serde::{Deserialize, Serialize};

/// A window of a task table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TasksView {
    /// How many tasks match.
    pub matching: usize,
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
    /// Shuffle read.
    pub shuffle_read_bytes: u64,
    /// Shuffle written.
    pub shuffle_write_bytes: u64,
    /// Spilled, size in memory.
    pub memory_spilled_bytes: u64,
    /// Spilled, size on disk.
    pub disk_spilled_bytes: u64,
    /// Peak execution memory.
    pub peak_execution_bytes: u64,
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
