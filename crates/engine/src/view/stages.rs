//! Stages.

use serde::{Deserialize, Serialize};

use super::{Distribution, FindingView};

/// A window of the stage table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StagesView {
    /// How many stages match.
    pub matching: usize,
    /// How many there are.
    pub total: usize,
    /// The rows of the window.
    pub rows: Vec<StageRow>,
}

/// A stage attempt.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StageRow {
    /// `Stage ID`.
    pub id: i64,
    /// `Stage Attempt ID`.
    pub attempt: u32,
    /// The call site.
    pub name: String,
    /// `running`, `succeeded` or `failed`.
    pub status: String,
    /// The job.
    pub job: Option<i64>,
    /// The SQL execution.
    pub sql: Option<i64>,
    /// Submission, ms from the run's begin.
    pub submitted_ms: Option<f64>,
    /// From submission to completion.
    pub wall_ms: Option<f64>,
    /// Ended tasks.
    pub tasks: u64,
    /// Announced tasks.
    pub tasks_announced: u64,
    /// Failed ones.
    pub tasks_failed: u64,
    /// Sum of run times.
    pub task_run_ms: f64,
    /// Sum of CPU times.
    pub task_cpu_ms: f64,
    /// Sum of GC times.
    pub task_gc_ms: f64,
    /// Sum of fetch waits.
    pub fetch_wait_ms: f64,
    /// Sum of shuffle write times.
    pub shuffle_write_ms: f64,
    /// Median of task durations.
    pub task_median_ms: f64,
    /// Longest task.
    pub task_max_ms: f64,
    /// Longest over median.
    pub skew_ratio: Option<f64>,
    /// Input.
    pub input_bytes: u64,
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
}

/// A stage attempt in detail.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StageView {
    /// Its row.
    pub row: StageRow,
    /// The call stack.
    pub details: String,
    /// The failure, if it failed.
    pub failure: Option<String>,
    /// Parents by stage id.
    pub parents: Vec<i64>,
    /// RDD scopes and names.
    pub rdds: Vec<String>,
    /// Quantiles of its tasks' figures.
    pub distributions: Vec<Distribution>,
    /// How many tasks ran at each locality, nearest first.
    pub localities: Vec<(String, u64)>,
    /// Speculative copies among its tasks.
    pub speculative: u64,
    /// The pool of the fair scheduler, where one was named.
    pub pool: Option<String>,
    /// Its resource profile.
    pub resource_profile: u32,
    /// The greatest heap of an executor while its tasks ran, where it was sampled.
    pub peak_heap_bytes: Option<u64>,
    /// The jobs that name it.
    pub jobs: Vec<i64>,
    /// Sums by executor: (executor, host, tasks, failed, duration ms).
    pub executors: Vec<(String, String, u64, u64, f64)>,
    /// Findings that name it.
    pub findings: Vec<FindingView>,
    /// Why its slowest task is slower than the median, in one sentence.
    pub slowest: Option<String>,
}
