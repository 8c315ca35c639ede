//! Work that is done twice within one application.

use std::collections::BTreeMap;

use afterglow_profile::Profile;
use afterglow_profile::interval::{covered, union};
use afterglow_units::SqlId;

use crate::fingerprint::plan_fingerprint;

/// Queries with the same plan over the same input.
#[derive(Debug, Clone, PartialEq)]
pub struct Repeated {
    /// Fingerprint of the plan.
    pub fingerprint: u64,
    /// The executions, in the order of their start.
    pub executions: Vec<SqlId>,
    /// Wall time of all but the first, ms.
    pub again_ms: f64,
}

/// Queries that ran more than once: equal plans by [`plan_fingerprint`], each of which ran a job.
///
/// Plans that write, and commands, are left out: running them again is what their caller wants. Micro-batches of a
/// stream have equal plans by nature and are left out as well.
pub fn repeated_queries(profile: &Profile) -> Vec<Repeated> {
    let mut ran: BTreeMap<SqlId, bool> = BTreeMap::new();
    for job in &profile.jobs {
        if let Some(sql) = job.sql {
            let streaming = job.batch.is_some();
            ran.entry(sql).and_modify(|entry| *entry |= streaming).or_insert(streaming);
        }
    }
    let mut same: BTreeMap<u64, Vec<&afterglow_profile::SqlExecution>> = BTreeMap::new();
    for execution in &profile.sql {
        let writes =
            execution.plan.nodes.iter().any(|node| {
                node.name.contains("Insert") || node.name.contains("Write") || node.name.contains("Command")
            });
        if ran.get(&execution.id) != Some(&false) || writes || execution.plan.nodes.len() < 2 {
            continue;
        }
        same.entry(plan_fingerprint(&execution.plan)).or_default().push(execution);
    }
    same.into_iter()
        .filter(|(_, executions)| executions.len() > 1)
        .map(|(fingerprint, executions)| {
            let again = executions
                .iter()
                .skip(1)
                .filter_map(|execution| Some((execution.started?, execution.ended?)))
                .collect();
            Repeated {
                fingerprint,
                executions: executions.iter().map(|execution| execution.id).collect(),
                again_ms: covered(&union(again)).0 as f64,
            }
        })
        .collect()
}
