//! SQL executions and their plans.

use std::collections::{BTreeMap, BTreeSet};

use afterglow_profile::{Plan, Profile, SqlExecution};
use afterglow_units::{AccumulatorId, SqlId};

use super::{length, since_begin};
use crate::run::Run;
use crate::view::{MetricView, NodeView, SqlListView, SqlRow, SqlView};

/// All SQL executions.
pub(super) fn list(run: &Run) -> SqlListView {
    let mut jobs: BTreeMap<SqlId, Vec<usize>> = BTreeMap::new();
    for (at, job) in run.profile.jobs.iter().enumerate() {
        if let Some(sql) = job.sql {
            jobs.entry(sql).or_default().push(at);
        }
    }
    let mut of_sql: BTreeMap<SqlId, Vec<usize>> = BTreeMap::new();
    for (at, stage) in run.profile.stages.iter().enumerate() {
        if let Some(sql) = stage.sql {
            of_sql.entry(sql).or_default().push(at);
        }
    }
    let none = Vec::new();
    let rows = run.profile.sql.iter().map(|execution| {
        row(
            &run.profile,
            execution,
            jobs.get(&execution.id).unwrap_or(&none),
            of_sql.get(&execution.id).unwrap_or(&none),
        )
    });
    SqlListView { rows: rows.collect() }
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
    let updated = updated_in(profile, &stages);
    Some(SqlView {
        row: row(profile, execution, &jobs, &stages),
        error: execution.error.clone(),
        nodes: nodes(profile, &execution.plan, &stages, &updated),
        initial: execution.initial_plan.as_ref().map_or_else(Vec::new, |plan| nodes(profile, plan, &stages, &updated)),
        text: execution.plan_text.clone(),
    })
}

/// The stages, by row, whose tasks updated an accumulator.
fn updated_in(profile: &Profile, stages: &[usize]) -> BTreeMap<AccumulatorId, Vec<usize>> {
    let mut updated: BTreeMap<AccumulatorId, Vec<usize>> = BTreeMap::new();
    for &stage in stages {
        for &accumulator in &profile.stages[stage].accumulators {
            updated.entry(accumulator).or_default().push(stage);
        }
    }
    updated
}

fn nodes(
    profile: &Profile,
    plan: &Plan,
    stages: &[usize],
    updated: &BTreeMap<AccumulatorId, Vec<usize>>,
) -> Vec<NodeView> {
    let ran_in: Vec<BTreeSet<usize>> = plan
        .nodes
        .iter()
        .map(|node| node.metrics.iter().filter_map(|metric| updated.get(&metric.id)).flatten().copied().collect())
        .collect();
    // A stage's task time is shared out evenly among the nodes that ran in it: the log does not split it further.
    let mut sharing: BTreeMap<usize, usize> = BTreeMap::new();
    for stage in ran_in.iter().flatten() {
        *sharing.entry(*stage).or_default() += 1;
    }
    let task_time: f64 = stages.iter().map(|&stage| profile.stages[stage].sums.duration.0 as f64).sum();
    let of = |stage: usize| profile.stages[stage].sums.duration.0 as f64 / sharing[&stage] as f64;
    plan.nodes
        .iter()
        .enumerate()
        .map(|(index, node)| NodeView {
            index,
            parent: node.parent.map(|parent| parent as usize),
            name: node.name.clone(),
            detail: node.text.clone(),
            kind: kind(&node.name).to_owned(),
            time_ratio: (task_time > 0.0 && !ran_in[index].is_empty())
                .then(|| ran_in[index].iter().map(|&stage| of(stage)).sum::<f64>() / task_time),
            rows: node
                .metrics
                .iter()
                .find(|metric| metric.name == "number of output rows")
                .and_then(|metric| profile.accumulators.get(&metric.id)?.total()),
            stages: ran_in[index].iter().map(|&stage| profile.stages[stage].key.id.0).collect(),
            metrics: node.metrics.iter().map(|metric| metric_view(profile, metric)).collect(),
            metadata: node.metadata.clone(),
        })
        .collect()
}

fn metric_view(profile: &Profile, metric: &afterglow_profile::MetricRef) -> MetricView {
    let total =
        profile.accumulators.get(&metric.id).and_then(|accumulator| accumulator.total()).map(|total| total as f64);
    let (value, unit) = match metric.kind.as_str() {
        "size" => (total, "bytes"),
        "timing" => (total, "ms"),
        "nsTiming" => (total.map(|ns| ns / 1e6), "ms"),
        "average" => (total.map(|tenths| tenths / 10.0), "count"),
        _ => (total, "count"),
    };
    MetricView { name: metric.name.clone(), value, unit: unit.to_owned() }
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
