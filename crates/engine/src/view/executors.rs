//! Executors and memory.

use serde::{Deserialize, Serialize};

/// All executors.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ExecutorsView {
    /// The rows.
    pub rows: Vec<ExecutorRow>,
    /// `spark.executor.memory` as configured, in bytes.
    pub memory_allocated_bytes: Option<u64>,
    /// Memory overhead as configured or by Spark's default rule, in bytes.
    pub memory_overhead_bytes: Option<u64>,
    /// The greatest peak of an executor's heap, in bytes.
    pub memory_peak_bytes: Option<u64>,
    /// The size that would have been enough, with head-room, in bytes.
    pub memory_enough_bytes: Option<u64>,
    /// Sentences on memory: what is known and what is not.
    pub notes: Vec<String>,
    /// What was given no more tasks for a while, or to the end, in the order of the log.
    pub exclusions: Vec<ExclusionRow>,
    /// How many more the log has than are kept.
    pub exclusions_beyond: u64,
}

/// An executor or a host that was excluded, or blacklisted, as it was called before Spark 3.1.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ExclusionRow {
    /// `executor` or `host`.
    pub kind: String,
    /// The executor's id, or the host.
    pub target: String,
    /// The stage attempt that it was excluded from; `None` where it was from the whole run.
    pub stage: Option<(i64, u32)>,
    /// When, ms from the run's begin.
    pub at_ms: Option<f64>,
    /// When it was let in again, ms from the run's begin, if the log tells.
    pub until_ms: Option<f64>,
    /// How many tasks of an executor, or executors of a host, had failed by then.
    pub failures: Option<u32>,
}

/// An executor.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ExecutorRow {
    /// Its id.
    pub id: String,
    /// Its host.
    pub host: String,
    /// Its cores.
    pub cores: Option<u32>,
    /// When it came, ms from the run's begin.
    pub added_ms: Option<f64>,
    /// When it went, ms from the run's begin.
    pub removed_ms: Option<f64>,
    /// Why it went.
    pub removed_reason: Option<String>,
    /// Ended tasks.
    pub tasks: u64,
    /// Failed ones.
    pub tasks_failed: u64,
    /// Sum of task durations.
    pub task_ms: f64,
    /// Share of its slot time in which tasks ran, 0 to 1.
    pub busy_ratio: Option<f64>,
    /// Sum of GC times over its tasks (concurrent tasks count the same pause each).
    pub gc_ms: f64,
    /// Input.
    pub input_bytes: u64,
    /// Shuffle read.
    pub shuffle_read_bytes: u64,
    /// Shuffle written.
    pub shuffle_write_bytes: u64,
    /// Spilled to disk.
    pub disk_spilled_bytes: u64,
    /// Heap as allocated.
    pub heap_bytes: Option<u64>,
    /// The pool for storage and execution.
    pub pool_bytes: Option<u64>,
    /// Peak heap.
    pub peak_heap_bytes: Option<u64>,
    /// Peak off-heap of the JVM.
    pub peak_off_heap_bytes: Option<u64>,
    /// Peak of execution memory, on and off heap.
    pub peak_execution_bytes: Option<u64>,
    /// Peak of storage memory, on and off heap.
    pub peak_storage_bytes: Option<u64>,
    /// Peak of both together, on and off heap.
    pub peak_unified_bytes: Option<u64>,
    /// Peak of the resident memory of the JVM, its Python workers and others.
    pub peak_resident_bytes: Option<u64>,
    /// The heap that would have been enough: a rule of thumb.
    pub enough_bytes: Option<u64>,
}
