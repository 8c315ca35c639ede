//! SQL executions and their plans.

use afterglow_units::{AccumulatorId, SqlId, Timestamp};

use super::Text;

/// `SparkListenerSQLExecutionStart`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SqlStart<'a> {
    /// `executionId`.
    pub id: SqlId,
    /// `rootExecutionId` (3.4, earlier at Databricks).
    pub root: Option<SqlId>,
    /// `description`: call site or job description.
    pub description: Text<'a>,
    /// `physicalPlanDescription`; may be empty (`spark.sql.ui.explainMode=none`).
    pub plan_text: Text<'a>,
    /// `sparkPlanInfo`.
    pub plan: SqlPlan<'a>,
    /// `time`.
    pub at: Option<Timestamp>,
    /// `modifiedConfigs` (3.3).
    pub modified_confs: Vec<(Text<'a>, Text<'a>)>,
}

/// `SparkListenerSQLExecutionEnd`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SqlEnd<'a> {
    /// `executionId`.
    pub id: SqlId,
    /// `time`.
    pub at: Option<Timestamp>,
    /// `errorMessage` (3.4), if not empty.
    pub error: Option<Text<'a>>,
}

/// `SparkListenerSQLAdaptiveExecutionUpdate` (3.0): the whole plan again.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SqlAdaptive<'a> {
    /// `executionId`.
    pub id: SqlId,
    /// `physicalPlanDescription`.
    pub plan_text: Text<'a>,
    /// `sparkPlanInfo`.
    pub plan: SqlPlan<'a>,
}

/// `SparkListenerSQLAdaptiveSQLMetricUpdates` (3.0): metrics of subqueries, in no plan node.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SqlMetricIds<'a> {
    /// `executionId`.
    pub id: SqlId,
    /// `sqlPlanMetrics`.
    pub metrics: Vec<PlanMetric<'a>>,
}

/// `SparkListenerDriverAccumUpdates`: scan, broadcast and write metrics that the driver knows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DriverAccumulators {
    /// `executionId`.
    pub id: SqlId,
    /// `accumUpdates`.
    pub updates: Vec<(AccumulatorId, i64)>,
}

/// A plan as an arena in preorder: node 0 is the root, if any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SqlPlan<'a> {
    /// The nodes; a child's index is above its parent's.
    pub nodes: Vec<PlanNode<'a>>,
}

/// One operator.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanNode<'a> {
    /// `nodeName`; may carry data, as in "Scan parquet db.t".
    pub name: Text<'a>,
    /// `simpleString`, cut by Spark at `spark.sql.debug.maxToStringFields`.
    pub text: Text<'a>,
    /// The parent's index in the arena; `None` for the root.
    pub parent: Option<u32>,
    /// `metadata`, of file scans only: Location, ReadSchema, PushedFilters.
    pub metadata: Vec<(Text<'a>, Text<'a>)>,
    /// `metrics`.
    pub metrics: Vec<PlanMetric<'a>>,
}

/// A metric that a plan node declares; its value comes by accumulator.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanMetric<'a> {
    /// `name`.
    pub name: Text<'a>,
    /// `accumulatorId`.
    pub id: AccumulatorId,
    /// `metricType`: `sum`, `size`, `timing` (ms), `nsTiming`, `average` (times 10), or a connector's own.
    pub kind: Text<'a>,
}
