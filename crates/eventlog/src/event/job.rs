//! Jobs and stages.

use afterglow_units::{AccumulatorId, Bytes, JobId, StageId, StageKey, Timestamp};

use super::{JobTies, Text};

/// `SparkListenerJobStart`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JobStart<'a> {
    /// `Job ID`.
    pub id: JobId,
    /// `Submission Time` (1.3).
    pub at: Option<Timestamp>,
    /// `Stage IDs`: all that the job names, those that will be skipped too.
    pub stages: Vec<StageId>,
    /// `Stage Infos` (1.2), without times.
    pub infos: Vec<StageInfo<'a>>,
    /// What the properties say of SQL, streaming, pool and description.
    pub ties: JobTies<'a>,
}

/// `SparkListenerJobEnd`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JobEnd<'a> {
    /// `Job ID`.
    pub id: JobId,
    /// `Completion Time` (1.3).
    pub at: Option<Timestamp>,
    /// `Job Result` is `JobSucceeded`.
    pub succeeded: bool,
    /// The exception's message of a failed job.
    pub error: Option<Text<'a>>,
}

/// `SparkListenerStageSubmitted`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StageSubmitted<'a> {
    /// `Stage Info`.
    pub info: StageInfo<'a>,
    /// What the properties say.
    pub ties: JobTies<'a>,
    /// `spark.sql.shuffle.partitions` in force for this stage's session.
    pub shuffle_partitions: Option<i64>,
}

/// `SparkListenerStageCompleted`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StageCompleted<'a> {
    /// `Stage Info`; `failure` is set if it failed.
    pub info: StageInfo<'a>,
}

/// `Stage Info`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StageInfo<'a> {
    /// `Stage ID` and `Stage Attempt ID`.
    pub key: StageKey,
    /// `Stage Name`: the call site, as "count at Foo.scala:12".
    pub name: Text<'a>,
    /// `Details`: the call stack.
    pub details: Text<'a>,
    /// `Number of Tasks`, as announced.
    pub tasks: u32,
    /// `Parent IDs` (1.4): the edges of the graph, skipped stages included.
    pub parents: Vec<StageId>,
    /// `RDD Info`.
    pub rdds: Vec<RddInfo<'a>>,
    /// `Submission Time`.
    pub submitted: Option<Timestamp>,
    /// `Completion Time`.
    pub completed: Option<Timestamp>,
    /// `Failure Reason`.
    pub failure: Option<Text<'a>>,
    /// `Resource Profile Id` (3.1).
    pub resource_profile: Option<u32>,
    /// `Accumulables` that are not Spark's internal task metrics: SQL metrics and the user's own.
    pub accumulables: Vec<Accumulable<'a>>,
}

/// An RDD of a stage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RddInfo<'a> {
    /// `RDD ID`.
    pub id: i64,
    /// `Name`.
    pub name: Text<'a>,
    /// The `name` inside `Scope`, such as `WholeStageCodegen (1)`.
    pub scope: Option<Text<'a>>,
    /// `Parent IDs` (1.4).
    pub parents: Vec<i64>,
    /// Whether the storage level keeps it in memory or on disk.
    pub cached: bool,
    /// `Storage Level`.
    pub level: StorageLevel,
    /// `Number of Partitions`.
    pub partitions: u32,
    /// `Number of Cached Partitions`.
    pub cached_partitions: u32,
    /// `Memory Size`.
    pub memory: Bytes,
    /// `Disk Size`.
    pub disk: Bytes,
}

/// `Storage Level`: where an RDD is kept, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StorageLevel {
    /// `Use Disk`.
    pub disk: bool,
    /// `Use Memory` and `Use Off Heap`.
    pub memory: InMemory,
    /// `Deserialized`.
    pub deserialized: bool,
    /// `Replication`: how often each block is kept; 0 where the log does not tell.
    pub replication: u32,
}

/// Whether an RDD is kept in memory, and in which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InMemory {
    /// In none.
    #[default]
    No,
    /// On the heap of the JVM.
    OnHeap,
    /// Outside of it (1.6; before, another store had its own key).
    OffHeap,
}

/// An accumulator's total at the end of a stage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Accumulable<'a> {
    /// `ID`.
    pub id: AccumulatorId,
    /// `Name`.
    pub name: Text<'a>,
    /// `Value` where it is a whole number.
    pub value: Option<i64>,
    /// `Value` as it stands, of accumulators that are no SQL metrics.
    pub text: Option<Text<'a>>,
    /// `Metadata` is `sql`.
    pub sql: bool,
}
