//! The time of each plan node, estimated from the stages it ran in.

use std::collections::BTreeMap;

use afterglow_profile::{Plan, PlanNode, Profile, SqlExecution, Stage};
use afterglow_units::{AccumulatorId, SqlId, StageKey};

/// The estimated time of a node.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NodeTime {
    /// Task time, ms, summed over tasks.
    pub task_ms: f64,
    /// Whether the node's own timing metrics say it; else it is a share of the stage that the node ran in.
    pub own_timing: bool,
    /// The stage attempts it ran in.
    pub stages: Vec<StageKey>,
}

/// Timings that are part of a node's own work in tasks. Left out are those that its children's work is a part of (building
/// an aggregation or a hash map pulls its rows through all operators below), and what the driver does (collecting and
/// building a broadcast table), which is no task's time.
const OWN: &[&str] =
    &["scan time", "sort time", "shuffle write time", "op time", "fetch wait time", "task commit time"];

/// One estimate a node of a plan of the execution. A stage's task time is given first to nodes whose own timings
/// claim it, and the rest to the other nodes that updated metrics in that stage, by the rows that go into and out of them
/// (own: a row costs about as much in one operator as in another). Together they are no more than the stages' task time.
pub fn node_times<'p>(profile: &'p Profile, plan: &Plan, stages: impl IntoIterator<Item = &'p Stage>) -> Vec<NodeTime> {
    let mut times = vec![NodeTime::default(); plan.nodes.len()];
    let mut by_metric: BTreeMap<AccumulatorId, usize> = BTreeMap::new();
    for (index, node) in plan.nodes.iter().enumerate() {
        for metric in &node.metrics {
            by_metric.insert(metric.id, index);
        }
        let own = own_time(profile, node);
        if own > 0.0 {
            times[index] = NodeTime { task_ms: own, own_timing: true, stages: Vec::new() };
        }
    }
    let rows = rows_through(profile, plan);
    let mut whole = 0.0;
    for stage in stages {
        whole += stage.sums.duration.0 as f64;
        share_out(stage, plan, &by_metric, &rows, &mut times);
    }
    let claimed: f64 = times.iter().map(|time| time.task_ms).sum();
    if claimed > whole {
        for time in &mut times {
            time.task_ms *= whole / claimed;
        }
    }
    times
}

/// Rows into and out of each node, at least 1. A node that counts none passes on what comes in.
fn rows_through(profile: &Profile, plan: &Plan) -> Vec<f64> {
    let count = |node: &PlanNode| {
        let metric = node.metrics.iter().find(|metric| metric.name == "number of output rows")?;
        Some(profile.accumulators.get(&metric.id)?.total()?.max(0) as f64)
    };
    let (mut into, mut through) = (vec![0.0; plan.nodes.len()], vec![1.0; plan.nodes.len()]);
    // Children stand behind their parents.
    for (index, node) in plan.nodes.iter().enumerate().rev() {
        let out = count(node).unwrap_or(into[index]);
        through[index] = f64::max(1.0, into[index] + out);
        if let Some(parent) = node.parent.filter(|parent| (*parent as usize) < index) {
            into[parent as usize] += out;
        }
    }
    through
}

/// The same for the last plan of every execution, with each stage looked at once.
pub(crate) fn all_node_times(profile: &Profile) -> Vec<(&SqlExecution, Vec<NodeTime>)> {
    let mut stages: BTreeMap<SqlId, Vec<&Stage>> = BTreeMap::new();
    for stage in &profile.stages {
        if let Some(sql) = stage.sql {
            stages.entry(sql).or_default().push(stage);
        }
    }
    profile
        .sql
        .iter()
        .map(|execution| {
            let own = stages.get(&execution.id).into_iter().flatten().copied();
            (execution, node_times(profile, &execution.plan, own))
        })
        .collect()
}

/// What a node's own timings claim, ms.
fn own_time(profile: &Profile, node: &PlanNode) -> f64 {
    let own = node.metrics.iter().filter(|metric| OWN.contains(&metric.name.as_str()));
    own.filter_map(|metric| {
        let value = profile.accumulators.get(&metric.id)?.total()?.max(0) as f64;
        Some(if metric.kind == "nsTiming" { value / 1e6 } else { value })
    })
    .sum()
}

/// Gives a stage's task time to the nodes that ran in it.
fn share_out(
    stage: &Stage,
    plan: &Plan,
    by_metric: &BTreeMap<AccumulatorId, usize>,
    rows: &[f64],
    times: &mut [NodeTime],
) {
    let mut touched: Vec<usize> = stage.accumulators.iter().filter_map(|id| by_metric.get(id).copied()).collect();
    touched.sort_unstable();
    touched.dedup();
    let claimed: f64 = touched.iter().filter(|&&at| times[at].own_timing).map(|&at| times[at].task_ms).sum();
    let others: Vec<usize> = touched
        .iter()
        .copied()
        .filter(|&at| !times[at].own_timing && !crate::fingerprint::wrapper(&plan.nodes[at].name))
        .collect();
    let rest = (stage.sums.duration.0 as f64 - claimed).max(0.0);
    let all: f64 = others.iter().map(|&at| rows[at]).sum();
    for &at in &others {
        times[at].task_ms += rest * rows[at] / all;
    }
    for at in touched {
        times[at].stages.push(stage.key);
    }
}

#[cfg(test)]
mod tests {
    use afterglow_profile::{Accumulator, MetricRef};
    use afterglow_units::Millis;

    use super::*;

    fn node(parent: Option<u32>, id: i64, name: &str) -> PlanNode {
        let metric = MetricRef { id: AccumulatorId(id), name: name.into(), kind: "timing".into() };
        PlanNode { name: format!("Node{id}"), parent, metrics: vec![metric], ..PlanNode::default() }
    }

    #[test]
    fn nodes_share_a_stage_by_rows_and_never_more_than_it_took() {
        let rows = "number of output rows";
        let plan = Plan { nodes: vec![node(None, 1, rows), node(Some(0), 2, rows), node(Some(1), 3, "scan time")] };
        let mut profile = Profile::default();
        let mut value = |id, value| {
            profile.accumulators.insert(AccumulatorId(id), Accumulator { tasks: Some(value), driver: None });
        };
        // A filter of 900 rows to 100, and a projection of those.
        (1..=2).for_each(|id| value(id, 100));
        value(3, 40);
        let mut stage = Stage { accumulators: (1..=3).map(AccumulatorId).collect(), ..Stage::default() };
        stage.sums.duration = Millis(100);
        let times: Vec<f64> = node_times(&profile, &plan, [&stage]).iter().map(|time| time.task_ms).collect();
        assert_eq!(times[2], 40.0, "its own timing");
        assert!((times.iter().sum::<f64>() - 100.0).abs() < 1e-9 && times[0] > times[1], "{times:?}");
        stage.sums.duration = Millis(20);
        let claimed: f64 = node_times(&profile, &plan, [&stage]).iter().map(|time| time.task_ms).sum();
        assert!((claimed - 20.0).abs() < 1e-9, "the scan claims more than the stage took");
    }
}
