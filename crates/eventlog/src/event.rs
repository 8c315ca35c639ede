//! The events of a Spark event log, typed.
//!
//! Borrowed from the line they were read from. A field that a Spark version does not write is an `Option`,
//! never a made-up zero. Names follow Spark's `JsonProtocol`.

pub mod app;
pub mod executor;
pub mod job;
pub mod served;
pub mod sql;
pub mod streaming;
pub mod task;

use std::borrow::Cow;

use afterglow_units::{SqlId, Timestamp};

pub use app::{AppEnd, AppStart, DatabricksPart, Environment, ResourceProfile, ResourceRequest};
pub use executor::{
    BlockManagerAdded, BlockManagerRemoved, BlockUpdated, ExecutorAdded, ExecutorExcluded, ExecutorPeaks,
    ExecutorRemoved, StageExecutorMetrics,
};
pub use job::{
    Accumulable, InMemory, JobEnd, JobStart, RddInfo, StageCompleted, StageInfo, StageSubmitted, StorageLevel,
};
pub use served::{Served, ServedStep, Server};
pub use sql::{DriverAccumulators, PlanMetric, PlanNode, SqlAdaptive, SqlEnd, SqlMetricIds, SqlPlan, SqlStart};
pub use streaming::{StateOperator, StreamProgress, StreamSource, StreamStarted, StreamTerminated};
pub use task::{EndReason, LIBRARY_PACKAGES, Locality, PushRead, TaskEnd, TaskInfo, TaskMetrics, TaskStart};

/// Text of the log: untrusted, decoded from JSON escapes, invalid UTF-8 replaced by U+FFFD.
pub type Text<'a> = Cow<'a, str>;

/// One event of the log.
#[derive(Debug, Clone, PartialEq)]
pub enum Event<'a> {
    /// The first line of a log: which Spark wrote it.
    LogStart {
        /// With the vendor's suffix, such as `3.3.0-amzn-0`.
        version: Text<'a>,
    },
    /// The first line of every Databricks file.
    DatabricksPart(DatabricksPart<'a>),
    /// `SparkListenerApplicationStart`.
    AppStart(AppStart<'a>),
    /// `SparkListenerApplicationEnd`.
    AppEnd(AppEnd),
    /// `SparkListenerEnvironmentUpdate`.
    Environment(Environment<'a>),
    /// `SparkListenerResourceProfileAdded`.
    ResourceProfile(ResourceProfile<'a>),
    /// `SparkListenerExecutorAdded`.
    ExecutorAdded(ExecutorAdded<'a>),
    /// `SparkListenerExecutorRemoved`.
    ExecutorRemoved(ExecutorRemoved<'a>),
    /// An executor or a node was excluded or blacklisted (either name).
    ExecutorExcluded(ExecutorExcluded<'a>),
    /// `SparkListenerBlockManagerAdded`.
    BlockManagerAdded(BlockManagerAdded<'a>),
    /// `SparkListenerBlockManagerRemoved`.
    BlockManagerRemoved(BlockManagerRemoved<'a>),
    /// `SparkListenerBlockUpdated`.
    BlockUpdated(BlockUpdated<'a>),
    /// `SparkListenerUnpersistRDD`.
    Unpersist {
        /// `RDD ID`.
        rdd: i64,
    },
    /// `SparkListenerJobStart`.
    JobStart(JobStart<'a>),
    /// `SparkListenerJobEnd`.
    JobEnd(JobEnd<'a>),
    /// `SparkListenerStageSubmitted`.
    StageSubmitted(StageSubmitted<'a>),
    /// `SparkListenerStageCompleted`.
    StageCompleted(StageCompleted<'a>),
    /// `SparkListenerTaskStart`.
    TaskStart(TaskStart<'a>),
    /// `SparkListenerTaskEnd`.
    TaskEnd(TaskEnd<'a>),
    /// `SparkListenerStageExecutorMetrics`.
    StageExecutorMetrics(StageExecutorMetrics<'a>),
    /// `SparkListenerSQLExecutionStart`.
    SqlStart(SqlStart<'a>),
    /// `SparkListenerSQLExecutionEnd`.
    SqlEnd(SqlEnd<'a>),
    /// `SparkListenerSQLAdaptiveExecutionUpdate`.
    SqlAdaptive(SqlAdaptive<'a>),
    /// `SparkListenerSQLAdaptiveSQLMetricUpdates`.
    SqlMetricIds(SqlMetricIds<'a>),
    /// `SparkListenerDriverAccumUpdates`.
    DriverAccumulators(DriverAccumulators),
    /// `StreamingQueryListener$QueryStartedEvent`.
    StreamStarted(StreamStarted<'a>),
    /// `StreamingQueryListener$QueryProgressEvent`.
    StreamProgress(StreamProgress<'a>),
    /// `StreamingQueryListener$QueryTerminatedEvent`.
    StreamTerminated(StreamTerminated<'a>),
    /// A session or a statement of the Thrift server or of Connect.
    Served(Served<'a>),
    /// Known and without a figure that the profile needs, or unknown: counted by name.
    Other {
        /// The value of the `Event` key.
        name: Text<'a>,
    },
}

/// A SQL execution or a streaming batch that a job belongs to, as its properties say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JobTies<'a> {
    /// `spark.sql.execution.id`.
    pub sql: Option<SqlId>,
    /// `spark.sql.execution.root.id` (3.4).
    pub sql_root: Option<SqlId>,
    /// `spark.jobGroup.id`.
    pub group: Option<Text<'a>>,
    /// `spark.job.tags` (3.4), with commas between them.
    pub tags: Option<Text<'a>>,
    /// `spark.job.description`.
    pub description: Option<Text<'a>>,
    /// `spark.scheduler.pool`.
    pub pool: Option<Text<'a>>,
    /// `callSite.short`.
    pub call_site: Option<Text<'a>>,
    /// `streaming.sql.batchId` with `sql.streaming.queryId`.
    pub batch: Option<(Text<'a>, i64)>,
    /// `spark.streaming.internal.batchTime` of the older DStream API.
    pub dstream_batch: Option<Timestamp>,
}
