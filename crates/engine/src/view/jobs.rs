//! Jobs.

use serde::{Deserialize, Serialize};

/// All jobs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct JobsView {
    /// The rows, in the order of their start.
    pub rows: Vec<JobRow>,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct JobRow {
    /// `Job ID`.
    pub id: i64,
    /// Its name: the call site of its last stage.
    pub name: String,
    /// Its description.
    pub description: Option<String>,
    /// Its group.
    pub group: Option<String>,
    /// Its tags (Spark 3.4), in the order of the log.
    pub tags: Vec<String>,
    /// `running`, `succeeded` or `failed`.
    pub status: String,
    /// Submission, ms from the run's begin.
    pub submitted_ms: Option<f64>,
    /// Wall time.
    pub wall_ms: Option<f64>,
    /// Stages it names.
    pub stages: Vec<i64>,
    /// Those of them that ran.
    pub stages_run: usize,
    /// The SQL execution.
    pub sql: Option<i64>,
    /// The error, if it failed.
    pub error: Option<String>,
}
