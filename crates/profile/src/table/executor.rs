//! Executors.

use afterglow_eventlog::event::ExecutorPeaks;
use afterglow_units::{Bytes, Cores, Millis, StageKey, Timestamp};

/// One executor, from its coming to its going.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Executor {
    /// Its id, text in Spark; `driver` for the driver of local mode.
    pub id: String,
    /// Its host.
    pub host: String,
    /// When it was asked for (3.4).
    pub requested: Option<Timestamp>,
    /// When it came; before 1.3 the time of its block manager or of its first task.
    pub added: Option<Timestamp>,
    /// When it went; `None` if it stayed to the end.
    pub removed: Option<Timestamp>,
    /// Why it went, in the cluster manager's words.
    pub removed_reason: Option<String>,
    /// `Total Cores`; `None` before 1.3.
    pub cores: Option<Cores>,
    /// Its resource profile.
    pub resource_profile: u32,
    /// Whether `ExecutorAdded` was logged for it (else it was inferred from blocks or tasks).
    pub announced: bool,
    /// The pool for storage and execution, from its block manager.
    pub pool: Option<Bytes>,
    /// The on-heap part of the pool.
    pub pool_on_heap: Option<Bytes>,
    /// The off-heap part of the pool.
    pub pool_off_heap: Option<Bytes>,
    /// The greatest gauges that any task or stage sampled; `None` if none did.
    pub peaks: Option<ExecutorPeaks>,
    /// Ended tasks.
    pub tasks: u64,
    /// Failed ones.
    pub tasks_failed: u64,
    /// Sum of task durations.
    pub task_duration: Millis,
    /// Sum of `Executor Run Time`.
    pub task_run: Millis,
    /// Sum of `JVM GC Time`; concurrent tasks count the same pause each.
    pub task_gc: Millis,
    /// Sum of input bytes.
    pub input: Bytes,
    /// Sum of shuffle bytes read.
    pub shuffle_read: Bytes,
    /// Sum of shuffle bytes written.
    pub shuffle_write: Bytes,
    /// Sum of bytes spilled to disk.
    pub disk_spilled: Bytes,
    /// First task launch.
    pub first_launch: Option<Timestamp>,
    /// Last task finish.
    pub last_finish: Option<Timestamp>,
}

/// The last state of a cached block.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Block {
    /// `rdd_7_3` and the like.
    pub id: String,
    /// The greatest size in memory seen.
    pub memory: Bytes,
    /// The greatest size on disk seen.
    pub disk: Bytes,
    /// Whether it was dropped (both sizes 0) after it had been there.
    pub dropped: bool,
}

/// An executor or node that was excluded or blacklisted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exclusion {
    /// The executor's id, or the host.
    pub target: String,
    /// Whether it is a host.
    pub node: bool,
    /// The stage attempt that it was excluded from; `None` where it was from the whole run.
    pub stage: Option<StageKey>,
    /// How many tasks of an executor, or executors of a host, had failed by then.
    pub failures: Option<u32>,
    /// When.
    pub at: Option<Timestamp>,
    /// When it was let in again, if the log tells; of a stage none does.
    pub until: Option<Timestamp>,
}

impl Exclusion {
    /// Exclusions that are kept; of more, the log is too long a story.
    pub const MOST: usize = 10_000;
}
