//! Why tasks failed, as the log words it.

use afterglow_units::{Millis, StageKey, TaskId};

use super::task::TaskStatus;

/// Failures of one stage attempt that read alike: same kind, same exception class, same first line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskFailure {
    /// The stage attempt.
    pub stage: StageKey,
    /// How the tasks ended: failed, fetch failed, executor lost, or killed.
    pub status: TaskStatus,
    /// The exception's class; empty for what is no exception.
    pub class: String,
    /// The message of the first of them, cut at [`TaskFailure::LONGEST`].
    pub message: String,
    /// The stack of the first of them, cut likewise.
    pub stack: String,
    /// Bytes of that message and of that stack as they were logged, before they were cut.
    pub logged_bytes: (u64, u64),
    /// The first of them.
    pub first: TaskId,
    /// How many there were.
    pub count: u64,
    /// The time of these tasks, from launch to finish.
    pub lost: Millis,
}

impl TaskFailure {
    /// Bytes of a message or a stack that are kept.
    pub const LONGEST: usize = 8 << 10;
    /// Groups that are kept; failures of further kinds are in the sums only.
    pub const MOST: usize = 1_000;
}
