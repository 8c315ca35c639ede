//! Query plans with the values of their metrics, and the time of each node.

mod native;
mod nodes;

pub use native::{Engine, NativeShare, engine_of, native_share};
pub(crate) use nodes::all_node_times;
pub use nodes::{NodeTime, node_times};

use std::collections::BTreeMap;

use afterglow_profile::{Plan, PlanNode, Profile, SqlExecution};
use afterglow_units::AccumulatorId;

/// The plans of a run, with the stages that each metric was updated in.
pub struct Plans<'a> {
    profile: &'a Profile,
    stages: BTreeMap<AccumulatorId, Vec<u32>>,
}

/// A node of the last plan of an execution.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    pub(crate) execution: &'a SqlExecution,
    pub(crate) index: u32,
    pub(crate) op: &'a PlanNode,
}

impl<'a> Plans<'a> {
    /// The plans of a profile.
    pub fn of(profile: &'a Profile) -> Self {
        let mut stages: BTreeMap<AccumulatorId, Vec<u32>> = BTreeMap::new();
        for (row, stage) in profile.stages.iter().enumerate() {
            for &id in &stage.accumulators {
                stages.entry(id).or_default().push(row as u32);
            }
        }
        Self { profile, stages }
    }

    /// All nodes of all last plans. A node that several plans show (a cached relation's scan) comes once.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = Node<'a>> + '_ {
        let mut seen = std::collections::BTreeSet::new();
        self.profile
            .sql
            .iter()
            .flat_map(|execution| {
                execution.plan.nodes.iter().enumerate().map(move |(index, node)| Node {
                    execution,
                    index: index as u32,
                    op: node,
                })
            })
            .filter(move |at| match at.op.metrics.first() {
                Some(metric) => seen.insert(metric.id),
                None => true,
            })
    }

    /// The value of a node's metric whose name is one of `names`, as logged (ms, ns, bytes, rows); `None` if unset.
    pub(crate) fn metric(&self, node: &PlanNode, names: &[&str]) -> Option<f64> {
        let metric = node.metrics.iter().find(|metric| names.contains(&metric.name.as_str()))?;
        let value = self.profile.accumulators.get(&metric.id)?.total()?;
        Some(if metric.kind == "average" { value as f64 / 10.0 } else { value as f64 })
    }

    /// A timing of a node in ms, whether it is kept in ms or ns.
    pub(crate) fn timing(&self, node: &PlanNode, names: &[&str]) -> Option<f64> {
        let metric = node.metrics.iter().find(|metric| names.contains(&metric.name.as_str()))?;
        let value = self.profile.accumulators.get(&metric.id)?.total()?.max(0) as f64;
        Some(if metric.kind == "nsTiming" { value / 1e6 } else { value })
    }

    /// Rows out of a node, or of the nearest node below or above that counts them.
    pub(crate) fn rows(&self, plan: &Plan, index: u32) -> Option<f64> {
        let node = plan.nodes.get(index as usize)?;
        if let Some(rows) = self.metric(node, &["number of output rows"]) {
            return Some(rows);
        }
        // Wrappers (codegen, input adapters, projections) pass rows on: look down through single children.
        let mut children = plan.children(index as usize);
        let (only, more) = (children.next()?, children.next());
        if more.is_some() { None } else { self.rows(plan, only as u32) }
    }

    /// The stage rows in which tasks updated any metric of a node.
    pub(crate) fn stages_of(&self, node: &PlanNode) -> Vec<usize> {
        let mut rows: Vec<usize> = node
            .metrics
            .iter()
            .filter_map(|metric| self.stages.get(&metric.id))
            .flatten()
            .map(|&row| row as usize)
            .collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// The stage rows of a node, else those of the nearest nodes below and above it in the same stage.
    pub(crate) fn stages_near(&self, at: Node<'a>) -> Vec<usize> {
        let own = self.stages_of(at.op);
        if !own.is_empty() {
            return own;
        }
        let plan = &at.execution.plan;
        let mut up = at.op.parent;
        while let Some(index) = up {
            let Some(node) = plan.nodes.get(index as usize) else { break };
            if node.name.contains("Exchange") {
                break;
            }
            let rows = self.stages_of(node);
            if !rows.is_empty() {
                return rows;
            }
            up = node.parent;
        }
        Vec::new()
    }
}

/// Whether a node reads files or a table.
pub(crate) fn is_scan(node: &PlanNode) -> bool {
    let name = node.name.as_str();
    (name.contains("Scan")
        && !name.contains("InMemory")
        && !name.contains("ExistingRDD")
        && !name.contains("LocalTable"))
        || name.starts_with("FileScan")
}
