//! Plans of SQL executions, with the values of their metrics.

use afterglow_profile::{Accumulator, MetricRef, Plan, PlanNode, SqlExecution};
use afterglow_units::{AccumulatorId, SqlId};

use super::Run;

/// One operator, by how deep it lies below the root.
pub(crate) struct Op {
    depth: usize,
    node: PlanNode,
    values: Vec<i64>,
    stages: Vec<usize>,
}

/// An operator with its name for a text.
pub(crate) fn op(depth: usize, name: &str) -> Op {
    let node = PlanNode { name: name.into(), text: name.into(), ..PlanNode::default() };
    Op { depth, node, values: Vec::new(), stages: Vec::new() }
}

impl Op {
    /// Its `simpleString`.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.node.text = text.into();
        self
    }

    /// An entry of its metadata.
    pub(crate) fn meta(mut self, key: &str, value: &str) -> Self {
        self.node.metadata.push((key.into(), value.into()));
        self
    }

    /// A metric that is a count.
    pub(crate) fn metric(self, name: &str, value: i64) -> Self {
        self.valued(name, "sum", value)
    }

    /// A metric that is a number of rows out.
    pub(crate) fn rows(self, rows: i64) -> Self {
        self.metric("number of output rows", rows)
    }

    /// A metric that is a time, ms.
    pub(crate) fn timing(self, name: &str, ms: i64) -> Self {
        self.valued(name, "timing", ms)
    }

    fn valued(mut self, name: &str, kind: &str, value: i64) -> Self {
        self.node.metrics.push(MetricRef { id: AccumulatorId(0), name: name.into(), kind: kind.into() });
        self.values.push(value);
        self
    }

    /// The stage rows whose tasks update its metrics.
    pub(crate) fn of(mut self, stages: &[usize]) -> Self {
        self.stages = stages.to_vec();
        self
    }
}

/// The execution of a plan; its metrics get their values and their stages.
pub(super) fn execution(run: &mut Run, ops: Vec<Op>) -> SqlExecution {
    let mut plan = Plan::default();
    // The last node seen at each depth: the parent of what follows below it.
    let mut above: Vec<u32> = Vec::new();
    for mut op in ops {
        above.truncate(op.depth);
        op.node.parent = above.last().copied();
        above.push(plan.nodes.len() as u32);
        for (metric, value) in op.node.metrics.iter_mut().zip(op.values) {
            metric.id = AccumulatorId(run.metrics);
            run.metrics += 1;
            run.profile.accumulators.insert(metric.id, Accumulator { tasks: Some(value), driver: None });
            run.updates.extend(op.stages.iter().map(|&row| (row, metric.id)));
        }
        plan.nodes.push(op.node);
    }
    SqlExecution { id: SqlId(run.profile.sql.len() as i64), plan, ..SqlExecution::default() }
}
