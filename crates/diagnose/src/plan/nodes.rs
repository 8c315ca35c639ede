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

/// Timings that are part of a node's own work in tasks; waiting for children is in none of them, and what the driver does
/// (collecting and building a broadcast table) is no task's time.
const OWN: &[&str] = &[
    "scan time",
    "sort time",
    "time in aggregation build",
    "shuffle write time",
    "time to build hash map",
    "op time",
    "fetch wait time",
    "task commit time",
    "time to build hash table",
    "data sent to Python workers time",
];

/// One estimate a node of a plan of the execution. A stage's task time is given first to nodes whose own timings
/// claim it, and the rest in equal parts to the other nodes that updated metrics in that stage.
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
    for stage in stages {
        share_out(stage, plan, &by_metric, &mut times);
    }
    times
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
fn share_out(stage: &Stage, plan: &Plan, by_metric: &BTreeMap<AccumulatorId, usize>, times: &mut [NodeTime]) {
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
    for &at in &others {
        times[at].task_ms += rest / others.len() as f64;
    }
    for at in touched {
        times[at].stages.push(stage.key);
    }
}
