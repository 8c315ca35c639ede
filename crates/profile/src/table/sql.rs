//! SQL executions, their plans, and the values of their metrics.

use afterglow_units::{AccumulatorId, SqlId, Timestamp};

/// One SQL execution.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SqlExecution {
    /// `executionId`.
    pub id: SqlId,
    /// `rootExecutionId`, where it differs from the id.
    pub root: Option<SqlId>,
    /// `description`.
    pub description: String,
    /// The text of the last plan, kept once however often it was logged again.
    pub plan_text: String,
    /// The first plan, if adaptive execution changed it later.
    pub initial_plan: Option<Plan>,
    /// The last plan.
    pub plan: Plan,
    /// How often adaptive execution planned it again.
    pub replans: u32,
    /// Start.
    pub started: Option<Timestamp>,
    /// End; `None` if the log does not have it.
    pub ended: Option<Timestamp>,
    /// The error, where the version writes one.
    pub error: Option<String>,
    /// Metrics of every plan version and of subqueries: id, name, kind, in order of id, each id once.
    pub metrics: Vec<MetricRef>,
    /// `modifiedConfigs` (3.3).
    pub modified_confs: Vec<(String, String)>,
}

/// A plan as an arena in preorder: node 0 is the root.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The nodes.
    pub nodes: Vec<PlanNode>,
}

impl Plan {
    /// The children of a node, in plan order.
    pub fn children(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        (node + 1..self.nodes.len()).filter(move |&child| self.nodes[child].parent == Some(node as u32))
    }
}

/// One operator.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanNode {
    /// `nodeName`.
    pub name: String,
    /// `simpleString`.
    pub text: String,
    /// The parent's index.
    pub parent: Option<u32>,
    /// `metadata` of file scans.
    pub metadata: Vec<(String, String)>,
    /// Its metrics.
    pub metrics: Vec<MetricRef>,
}

/// A metric that a plan declares.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MetricRef {
    /// Its accumulator.
    pub id: AccumulatorId,
    /// Its name, such as "number of output rows".
    pub name: String,
    /// `sum`, `size` (bytes), `timing` (ms), `nsTiming` (ns), `average` (times 10), or a connector's own.
    pub kind: String,
}

/// The total of an accumulator over the run: the tasks' total at the last completed stage plus the driver's updates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accumulator {
    /// Total over the tasks, as the last completed stage that updated it says.
    pub tasks: Option<i64>,
    /// Sum of the driver's own updates.
    pub driver: Option<i64>,
}

impl Accumulator {
    /// Both together; `None` if nobody set it (Spark's −1 counts as unset).
    pub fn total(self) -> Option<i64> {
        match (self.tasks, self.driver) {
            (None, None) => None,
            (tasks, driver) => Some(tasks.unwrap_or(0).saturating_add(driver.unwrap_or(0))),
        }
    }
}
