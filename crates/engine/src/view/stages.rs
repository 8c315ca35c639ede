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
    /// Why its tasks failed or were killed, alike ones together, most tasks first; at most
    /// [`TaskFailureView::MOST`].
    pub failures: Vec<TaskFailureView>,
    /// How many tasks failed or were killed for reasons that are not among these.
    pub failures_beyond: u64,
    /// The program's own accumulators as (name, value), as they stood at its end.
    pub accumulators: Vec<(String, String)>,
    /// What push-based shuffle did for its reading; `None` where it did nothing.
    pub push: Option<PushView>,
    /// The call stack.
    pub details: String,
    /// The failure, if it failed.
    pub failure: Option<String>,
    /// Parents by stage id.
    pub parents: Vec<i64>,
    /// RDD scopes and names.
    pub rdds: Vec<String>,
    /// The same RDDs as a graph, the result first and each before those that it reads; at most [`RddNode::MOST`].
    pub graph: Vec<RddNode>,
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

/// Tasks of a stage attempt that failed, or were killed, for reasons that read alike.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TaskFailureView {
    /// How they ended, as [`super::TaskView::status`] words it.
    pub status: String,
    /// The exception's class; empty for what is no exception.
    pub class: String,
    /// The message of the first of them.
    pub message: String,
    /// Its stack; empty where none was logged.
    pub stack: String,
    /// Bytes of message and stack that were logged and are cut off here.
    pub cut_bytes: u64,
    /// The first of them by `Task ID`.
    pub first_task: i64,
    /// How many there were.
    pub count: u64,
    /// The time of these tasks, from launch to finish.
    pub lost_ms: f64,
}

impl TaskFailureView {
    /// Kinds of failures that are told of a stage.
    pub const MOST: usize = 40;
}

/// What tasks read of shuffle blocks that the shuffle services had merged; bytes and records are in the shuffle read as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PushView {
    /// Merged blocks that were read over the network.
    pub remote_blocks: u64,
    /// Merged blocks that were read on the same host.
    pub local_blocks: u64,
    /// Chunks of merged blocks that were read over the network.
    pub remote_chunks: u64,
    /// Chunks of merged blocks that were read on the same host.
    pub local_chunks: u64,
    /// Bytes of merged blocks that were read over the network.
    pub remote_bytes: u64,
    /// Bytes of merged blocks that were read on the same host.
    pub local_bytes: u64,
    /// How often the single blocks were fetched after all.
    pub fallbacks: u64,
    /// Chunks that did not fit their checksum.
    pub corrupt_chunks: u64,
    /// Sum of the times of requests for merged blocks, in ms.
    pub requests_ms: u64,
}

/// An RDD of a stage as a node of the graph.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RddNode {
    /// `RDD ID`.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its scope, such as `WholeStageCodegen (1)`.
    pub scope: Option<String>,
    /// Partitions.
    pub partitions: u32,
    /// Whether it is kept.
    pub cached: bool,
    /// The places in the list of those that read it, all of them before its own; the farthest from the result first.
    pub feeds: Vec<usize>,
}

impl RddNode {
    /// RDDs of a stage that are told.
    pub const MOST: usize = 300;
    /// Lines between them that are told.
    pub const MOST_LINES: usize = 1_000;
}
