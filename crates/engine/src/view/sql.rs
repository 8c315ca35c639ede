//! SQL executions and plans.

use serde::{Deserialize, Serialize};

/// All SQL executions.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SqlListView {
    /// The rows.
    pub rows: Vec<SqlRow>,
    /// Sessions of the Thrift server and of Connect, in the order of the log.
    pub sessions: Vec<SessionRow>,
    /// Their statements, in the order of the log.
    pub statements: Vec<StatementRow>,
    /// Events of sessions and statements beyond those that are kept.
    pub served_beyond: u64,
}

/// A session of the Thrift server or of Connect.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SessionRow {
    /// `Thrift server` or `Connect`.
    pub server: String,
    /// Its id.
    pub id: String,
    /// Whose it was.
    pub user: String,
    /// From which address, where the log tells.
    pub from: Option<String>,
    /// Start, ms from the run's begin.
    pub started_ms: Option<f64>,
    /// Wall time; `None` while it is open.
    pub wall_ms: Option<f64>,
    /// How many statements it ran.
    pub statements: u64,
}

/// A statement of the Thrift server, or an operation of Connect.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StatementRow {
    /// `Thrift server` or `Connect`.
    pub server: String,
    /// Its id.
    pub id: String,
    /// Its session.
    pub session: String,
    /// Who ran it.
    pub user: String,
    /// What it said; the first 400 characters, what looks like a secret masked.
    pub text: String,
    /// `running`, `succeeded`, `failed`, `killed` or `timed-out`.
    pub status: String,
    /// Start, ms from the run's begin.
    pub started_ms: Option<f64>,
    /// From its start to its end, without the time in which its results were taken.
    pub wall_ms: Option<f64>,
    /// From its start until it was closed.
    pub open_ms: Option<f64>,
    /// The jobs that carry its group or tag, the first [`StatementRow::MOST_JOBS`].
    pub jobs: Vec<i64>,
    /// How many there are.
    pub jobs_total: u64,
    /// The first SQL execution of these.
    pub sql: Option<i64>,
    /// The error of a failed one, as the text.
    pub error: Option<String>,
}

impl StatementRow {
    /// Jobs that a row names.
    pub const MOST_JOBS: usize = 20;
}

/// A SQL execution.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SqlRow {
    /// `executionId`.
    pub id: i64,
    /// The root execution, if it is another.
    pub root: Option<i64>,
    /// Its description.
    pub description: String,
    /// `running`, `succeeded` or `failed`.
    pub status: String,
    /// Start, ms from the run's begin.
    pub started_ms: Option<f64>,
    /// Wall time.
    pub wall_ms: Option<f64>,
    /// Jobs that it ran.
    pub jobs: Vec<i64>,
    /// Stages that it ran.
    pub stages: Vec<i64>,
    /// Sum of its tasks' durations.
    pub task_ms: f64,
    /// Plan nodes.
    pub nodes: usize,
    /// How often it was planned again.
    pub replans: u32,
}

/// A SQL execution with its plan.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SqlView {
    /// Its row.
    pub row: SqlRow,
    /// The error, if it failed.
    pub error: Option<String>,
    /// The last plan's nodes in preorder.
    pub nodes: Vec<NodeView>,
    /// The first plan's nodes, if adaptive execution changed it.
    pub initial: Vec<NodeView>,
    /// The plan's text; empty if the log has none.
    pub text: String,
    /// The settings that its session had changed, with secrets masked, by name.
    pub properties: Vec<SqlProperty>,
    /// The executions that ran inside of it, in the order of the log.
    pub children: Vec<SqlRow>,
}

/// A setting of a SQL execution that its session had changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SqlProperty {
    /// Its name.
    pub key: String,
    /// Its value for this execution.
    pub value: String,
    /// Its value for the application; `None` where that is not set.
    pub of_run: Option<String>,
}

/// A plan node.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct NodeView {
    /// Its index in the list.
    pub index: usize,
    /// Its parent's index.
    pub parent: Option<usize>,
    /// Its name.
    pub name: String,
    /// Its simple string.
    pub detail: String,
    /// What it is: `scan`, `exchange`, `join`, `aggregate`, `sort`, `filter`, `project`, `write`, `wrapper`, `other`.
    pub kind: String,
    /// Estimated share of the execution's task time, 0 to 1, from the stages that updated its metrics.
    pub time_ratio: Option<f64>,
    /// `measured` if the node's own timings say it, `rule` if it is a share of its stages; empty without a time.
    pub time_basis: String,
    /// Rows out.
    pub rows: Option<i64>,
    /// Stages that ran it.
    pub stages: Vec<i64>,
    /// Its metrics.
    pub metrics: Vec<MetricView>,
    /// Metadata of file scans.
    pub metadata: Vec<(String, String)>,
}

/// A metric of a node.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MetricView {
    /// Its name.
    pub name: String,
    /// Its value, if any was set.
    pub value: Option<f64>,
    /// `count`, `bytes` or `ms`.
    pub unit: String,
    /// Least, median and greatest value of a task, where the tasks' own figures add up to the value.
    pub by_task: Option<(f64, f64, f64)>,
}
