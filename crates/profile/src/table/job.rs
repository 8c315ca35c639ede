//! Jobs.

use afterglow_units::{JobId, SqlId, StageId, Timestamp};

/// One job.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Job {
    /// `Job ID`.
    pub id: JobId,
    /// Submission; the log's earliest sign of it where the version does not write the time.
    pub submitted: Option<Timestamp>,
    /// Completion.
    pub completed: Option<Timestamp>,
    /// `Some(true)` if it succeeded, `None` while it runs.
    pub succeeded: Option<bool>,
    /// The exception's message of a failed job.
    pub error: Option<String>,
    /// The stages that it names, skipped ones included.
    pub stages: Vec<StageId>,
    /// The call site or name of its last stage.
    pub name: String,
    /// `spark.job.description`.
    pub description: Option<String>,
    /// `spark.jobGroup.id`.
    pub group: Option<String>,
    /// `spark.job.tags` (3.4), in the order of the log.
    pub tags: Vec<String>,
    /// `spark.scheduler.pool`.
    pub pool: Option<String>,
    /// The SQL execution it belongs to.
    pub sql: Option<SqlId>,
    /// The root of that execution (3.4).
    pub sql_root: Option<SqlId>,
    /// The streaming query's id and the batch.
    pub batch: Option<(String, i64)>,
}
