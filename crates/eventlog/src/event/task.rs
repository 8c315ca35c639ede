//! Tasks: the bulk of every log.

use afterglow_units::{Bytes, Millis, StageKey, TaskId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{ExecutorPeaks, Text};

/// `SparkListenerTaskStart`. Only what Spark does not change later is read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TaskStart<'a> {
    /// `Stage ID` and `Stage Attempt ID`.
    pub stage: StageKey,
    /// `Task ID`.
    pub task: TaskId,
    /// `Launch Time`.
    pub launched: Option<Timestamp>,
    /// `Executor ID`.
    #[serde(borrow)]
    pub executor: Text<'a>,
    /// `Host`.
    #[serde(borrow)]
    pub host: Text<'a>,
}

/// `SparkListenerTaskEnd`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TaskEnd<'a> {
    /// `Stage ID` and `Stage Attempt ID`.
    pub stage: StageKey,
    /// `Task Info`.
    #[serde(borrow)]
    pub info: TaskInfo<'a>,
    /// `Task Type` is `ResultTask` (else it writes a shuffle).
    pub result_task: bool,
    /// `Task End Reason`: this, not `Failed`, decides success.
    #[serde(borrow)]
    pub reason: EndReason<'a>,
    /// `Task Executor Metrics`, if any was sampled.
    pub peaks: Option<ExecutorPeaks>,
    /// `Task Metrics`; absent when the executor was lost, the task was resubmitted, and in such cases.
    pub metrics: Option<TaskMetrics>,
    /// `Push Based Shuffle` of its `Shuffle Read Metrics` (3.5), where any figure of it is above zero.
    pub push: Option<Box<PushRead>>,
}

/// `Task Info`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TaskInfo<'a> {
    /// `Task ID`.
    pub id: TaskId,
    /// `Index` in the task set.
    pub index: u32,
    /// `Attempt`, 0 for the first try.
    pub attempt: u32,
    /// `Partition ID` (3.3).
    pub partition: Option<u32>,
    /// `Launch Time`: when the driver decided to launch it.
    pub launched: Option<Timestamp>,
    /// `Getting Result Time`; `None` when the result came with the status.
    pub getting_result: Option<Timestamp>,
    /// `Finish Time`: when the driver handled the status.
    pub finished: Option<Timestamp>,
    /// `Executor ID`.
    #[serde(borrow)]
    pub executor: Text<'a>,
    /// `Host`.
    #[serde(borrow)]
    pub host: Text<'a>,
    /// `Locality`.
    pub locality: Locality,
    /// `Speculative`.
    pub speculative: bool,
    /// `Failed`, as logged; see [`EndReason`].
    pub failed: bool,
    /// `Killed` (2.1).
    pub killed: bool,
}

/// How near to its data a task ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[repr(u8)]
pub enum Locality {
    /// `PROCESS_LOCAL`.
    Process,
    /// `NODE_LOCAL`.
    Node,
    /// `NO_PREF`.
    #[default]
    NoPreference,
    /// `RACK_LOCAL`.
    Rack,
    /// `ANY`.
    Any,
}

/// `Task End Reason`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum EndReason<'a> {
    /// `Success`.
    #[default]
    Success,
    /// A successful map task whose output was lost with its executor: neither work nor failure.
    Resubmitted,
    /// `ExceptionFailure`.
    Exception {
        /// `Class Name`.
        class: Text<'a>,
        /// `Description`: the message.
        description: Text<'a>,
        /// `Full Stack Trace` (1.2), or the frames of `Stack Trace` joined by newlines.
        stack: Text<'a>,
    },
    /// `FetchFailed`: shuffle output of another executor was gone.
    FetchFailed {
        /// `Executor ID` of `Block Manager Address`.
        from_executor: Option<Text<'a>>,
        /// `Shuffle ID`.
        shuffle: Option<i64>,
        /// `Message`.
        message: Text<'a>,
    },
    /// `ExecutorLostFailure`.
    ExecutorLost {
        /// `Exit Caused By App` (1.6).
        by_app: Option<bool>,
        /// `Loss Reason`.
        reason: Text<'a>,
    },
    /// `TaskKilled`: the loser of speculation, or a task of a cancelled stage.
    Killed {
        /// `Kill Reason` (2.2).
        reason: Text<'a>,
    },
    /// `TaskCommitDenied`, `TaskResultLost`, `UnknownReason` and others.
    Other {
        /// `Reason`.
        reason: Text<'a>,
    },
}

/// `Task Metrics`. Times in milliseconds unless the field says nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TaskMetrics {
    /// `Executor Deserialize Time`.
    pub deserialize: Millis,
    /// `Executor Run Time`; from 4.0 it is multiplied by the task's cpus.
    pub run: Millis,
    /// `Executor CPU Time` (2.1), in nanoseconds.
    pub cpu_ns: u64,
    /// `Result Serialization Time`.
    pub serialize_result: Millis,
    /// `JVM GC Time`: of the whole JVM while the task ran, so never summed as time lost.
    pub gc: Millis,
    /// `Result Size`.
    pub result: Bytes,
    /// `Memory Bytes Spilled`: size in memory of what was spilled.
    pub memory_spilled: Bytes,
    /// `Disk Bytes Spilled`: what was written for it.
    pub disk_spilled: Bytes,
    /// `Peak Execution Memory` (3.0).
    pub peak_execution: Bytes,
    /// `Input Metrics`, `Bytes Read`.
    pub input: Bytes,
    /// `Input Metrics`, `Records Read`.
    pub input_records: u64,
    /// `Output Metrics`, `Bytes Written`.
    pub output: Bytes,
    /// `Output Metrics`, `Records Written`.
    pub output_records: u64,
    /// `Shuffle Read Metrics`, `Remote Bytes Read`.
    pub shuffle_read_remote: Bytes,
    /// `Shuffle Read Metrics`, `Local Bytes Read`.
    pub shuffle_read_local: Bytes,
    /// `Shuffle Read Metrics`, `Total Records Read`.
    pub shuffle_read_records: u64,
    /// `Shuffle Read Metrics`, `Fetch Wait Time`.
    pub fetch_wait: Millis,
    /// `Shuffle Write Metrics`, `Shuffle Bytes Written`.
    pub shuffle_write: Bytes,
    /// `Shuffle Write Metrics`, `Shuffle Records Written`.
    pub shuffle_write_records: u64,
    /// `Shuffle Write Metrics`, `Shuffle Write Time`, in nanoseconds.
    pub shuffle_write_ns: u64,
}

/// `Push Based Shuffle`: what was read of shuffle blocks that the shuffle services had merged. Bytes and blocks of it are
/// counted in the metrics of shuffle read as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PushRead {
    /// `Corrupt Merged Block Chunks`.
    pub corrupt_chunks: u64,
    /// `Merged Fetch Fallback Count`: how often the blocks were fetched one by one after all.
    pub fallbacks: u64,
    /// `Merged Remote Blocks Fetched`.
    pub remote_blocks: u64,
    /// `Merged Local Blocks Fetched`.
    pub local_blocks: u64,
    /// `Merged Remote Chunks Fetched`.
    pub remote_chunks: u64,
    /// `Merged Local Chunks Fetched`.
    pub local_chunks: u64,
    /// `Merged Remote Bytes Read`.
    pub remote: Bytes,
    /// `Merged Local Bytes Read`.
    pub local: Bytes,
    /// `Merged Remote Requests Duration`.
    pub requests: Millis,
}

impl PushRead {
    /// Both together; sums saturate.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            corrupt_chunks: self.corrupt_chunks.saturating_add(other.corrupt_chunks),
            fallbacks: self.fallbacks.saturating_add(other.fallbacks),
            remote_blocks: self.remote_blocks.saturating_add(other.remote_blocks),
            local_blocks: self.local_blocks.saturating_add(other.local_blocks),
            remote_chunks: self.remote_chunks.saturating_add(other.remote_chunks),
            local_chunks: self.local_chunks.saturating_add(other.local_chunks),
            remote: Bytes(self.remote.0.saturating_add(other.remote.0)),
            local: Bytes(self.local.0.saturating_add(other.local.0)),
            requests: Millis(self.requests.0.saturating_add(other.requests.0)),
        }
    }
}

/// Packages whose frames in a stack trace are a library's and not the user's: Spark, the JVM, Scala, and what they
/// are built on. The first frame outside of them is where the user's code stands.
pub const LIBRARY_PACKAGES: &[&str] = &[
    "org.apache.spark.",
    "java.",
    "javax.",
    "jdk.",
    "sun.",
    "scala.",
    "org.apache.hadoop.",
    "com.esotericsoftware.",
    "io.netty.",
    "py4j.",
];
