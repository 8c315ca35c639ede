//! SQL executions and their plans.

mod metric;
mod served;

use std::collections::{BTreeMap, BTreeSet};

use afterglow_diagnose::{NodeTime, node_times};
use afterglow_profile::secret::mask;
use afterglow_profile::{Plan, Profile, SqlExecution};
use afterglow_units::{Basis, SqlId};

use super::{length, since_begin};
use crate::run::Run;
use crate::view::{NodeView, SqlListView, SqlProperty, SqlRow, SqlView};

/// All SQL executions in the order of their start, each with those that ran inside of it behind it.
pub(super) fn list(run: &Run) -> SqlListView {
    let profile = &run.profile;
    let mut rows = rows(profile, |_| true);
    let places: BTreeMap<i64, usize> = rows.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
    // A root that the log lost leaves its executions where they are.
    rows.sort_by_cached_key(|row| row.root.and_then(|root| places.get(&root)).or(places.get(&row.id)).copied());
    let (sessions, statements) = served::tables(profile);
    SqlListView { rows, sessions, statements, served_beyond: profile.served.beyond }
}

/// The rows of those executions that `keep` takes, in the order of the log.
fn rows(profile: &Profile, keep: impl Fn(&SqlExecution) -> bool) -> Vec<SqlRow> {
    let mut jobs: BTreeMap<SqlId, Vec<usize>> = BTreeMap::new();
    for (at, job) in profile.jobs.iter().enumerate() {
        if let Some(sql) = job.sql {
            jobs.entry(sql).or_default().push(at);
        }
    }
    let mut of_sql: BTreeMap<SqlId, Vec<usize>> = BTreeMap::new();
    for (at, stage) in profile.stages.iter().enumerate() {
        if let Some(sql) = stage.sql {
            of_sql.entry(sql).or_default().push(at);
        }
    }
    let none = Vec::new();
    let of = |execution: &SqlExecution| {
        let of = |by: &BTreeMap<SqlId, Vec<usize>>| by.get(&execution.id).unwrap_or(&none).clone();
        row(profile, execution, &of(&jobs), &of(&of_sql))
    };
    profile.sql.iter().filter(|execution| keep(execution)).map(of).collect()
}

/// What an execution's session had changed, by name.
fn properties(profile: &Profile, execution: &SqlExecution) -> Vec<SqlProperty> {
    let shown = |key: &str, value: &str| mask(key, value).0;
    let changed: BTreeMap<&str, &str> =
        execution.modified_confs.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let property = |(key, value): (&str, &str)| SqlProperty {
        key: key.to_owned(),
        value: shown(key, value),
        of_run: profile.conf.get(key).map(|value| shown(key, value)),
    };
    changed.into_iter().map(property).collect()
}

fn row(profile: &Profile, execution: &SqlExecution, jobs: &[usize], stages: &[usize]) -> SqlRow {
    let failed = execution.error.is_some() || jobs.iter().any(|&job| profile.jobs[job].succeeded == Some(false));
    SqlRow {
        id: execution.id.0,
        root: execution.root.map(|root| root.0),
        description: execution.description.clone(),
        status: if failed {
            "failed"
        } else if execution.ended.is_some() {
            "succeeded"
        } else {
            "running"
        }
        .to_owned(),
        started_ms: since_begin(profile, execution.started),
        wall_ms: length(execution.started, execution.ended),
        jobs: jobs.iter().map(|&job| profile.jobs[job].id.0).collect(),
        stages: stages
            .iter()
            .map(|&stage| profile.stages[stage].key.id.0)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
        task_ms: stages.iter().map(|&stage| profile.stages[stage].sums.duration.0 as f64).sum(),
        nodes: execution.plan.nodes.len(),
        replans: execution.replans,
    }
}

/// One SQL execution with its plan.
pub(super) fn one(run: &Run, id: i64) -> Option<SqlView> {
    let profile = &run.profile;
    let execution = profile.sql_execution(SqlId(id))?;
    let jobs: Vec<usize> = (0..profile.jobs.len()).filter(|&job| profile.jobs[job].sql == Some(execution.id)).collect();
    let stages: Vec<usize> =
        (0..profile.stages.len()).filter(|&stage| profile.stages[stage].sql == Some(execution.id)).collect();
    Some(SqlView {
        row: row(profile, execution, &jobs, &stages),
        error: execution.error.clone(),
        nodes: nodes(run, &execution.plan, &stages),
        initial: execution.initial_plan.as_ref().map_or_else(Vec::new, |plan| nodes(run, plan, &stages)),
        text: execution.plan_text.clone(),
        properties: properties(profile, execution),
        children: rows(profile, |other| other.root == Some(execution.id)),
    })
}

fn nodes(run: &Run, plan: &Plan, stages: &[usize]) -> Vec<NodeView> {
    let profile = &run.profile;
    let times = node_times(profile, plan, stages.iter().map(|&stage| &profile.stages[stage]));
    let task_time: f64 = stages.iter().map(|&stage| profile.stages[stage].sums.duration.0 as f64).sum();
    plan.nodes
        .iter()
        .zip(times)
        .enumerate()
        .map(|(index, (node, time))| {
            let of = kind(&node.name);
            let timed = task_time > 0.0 && (time.own_timing || !time.stages.is_empty() && time.task_ms > 0.0);
            NodeView {
                index,
                parent: node.parent.map(|parent| parent as usize),
                name: node.name.clone(),
                detail: node.text.clone(),
                kind: of.to_owned(),
                time_ratio: timed.then(|| (time.task_ms / task_time).min(1.0)),
                time_basis: if timed { Basis::word(basis(&time)) } else { "" }.to_owned(),
                rows: node
                    .metrics
                    .iter()
                    .find(|metric| metric.name == "number of output rows")
                    .and_then(|metric| profile.accumulators.get(&metric.id)?.total()),
                metrics: node.metrics.iter().map(|metric| metric::view(run, of, metric, stages)).collect(),
                stages: time.stages.iter().map(|stage| stage.id.0).collect(),
                metadata: node.metadata.clone(),
            }
        })
        .collect()
}

/// A node's own timings are summed from the log; a share of its stages is a rule of thumb.
fn basis(time: &NodeTime) -> Basis {
    if time.own_timing { Basis::Measured } else { Basis::Rule }
}

/// What an operator does, by its name; vendors' operators (Photon, Gpu…, …Transformer, Comet…) carry Spark's words.
fn kind(name: &str) -> &'static str {
    const WRAPPERS: [&str; 9] = [
        "AdaptiveSparkPlan",
        "InputAdapter",
        "WholeStageCodegen",
        "ShuffleQueryStage",
        "BroadcastQueryStage",
        "ResultQueryStage",
        "ReusedExchange",
        "CommandResult",
        "ColumnarToRow",
    ];
    if WRAPPERS.iter().any(|wrapper| name.starts_with(wrapper)) {
        "wrapper"
    } else if name.contains("Exchange") || name.contains("Shuffle") {
        "exchange"
    } else if name.contains("Join") || name.contains("CartesianProduct") {
        "join"
    } else if name.contains("Aggregate") || name.contains("Agg") {
        "aggregate"
    } else if name.contains("Scan") {
        "scan"
    } else if name.contains("Sort") || name.contains("TakeOrdered") {
        "sort"
    } else if name.contains("Filter") {
        "filter"
    } else if name.contains("Project") {
        "project"
    } else if name.contains("Insert") || name.contains("Write") || name.contains("Save") {
        "write"
    } else {
        "other"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_told_by_their_names() {
        for (name, expected) in [
            ("WholeStageCodegen (3)", "wrapper"),
            ("Scan parquet db.t", "scan"),
            ("BroadcastHashJoin", "join"),
            ("PhotonGroupingAgg", "aggregate"),
            ("Execute InsertIntoHadoopFsRelationCommand", "write"),
            ("Range", "other"),
        ] {
            assert_eq!(kind(name), expected, "{name}");
        }
    }
}
