//! The shape of query plans: adaptive execution, exchanges, windows, rows that multiply.

use afterglow_units::{Basis, order};

use crate::detector::{Case, Detector, Group};
use crate::finding::Finding;
use crate::rules::sql_files::{stage_keys, stage_time, write_time};
use crate::saving;
use crate::thresholds as limit;
use crate::words::{clip, grouped, times};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "explode-blow-up",
        title: "An explode multiplies rows",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "over 20 times the rows out of a Generate, a million and more",
        source: "own",
        needs: "plan metrics",
        mistaken: "arrays that are meant to be long",
        find: explode,
    },
    Detector {
        code: "expand-blow-up",
        title: "Several distinct counts multiply rows",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "4 times the rows out of an Expand, a million and more",
        source: "own",
        needs: "plan metrics",
        mistaken: "grouping sets that are meant",
        find: expand,
    },
    Detector {
        code: "global-window",
        title: "All rows go through one partition",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "a window or exchange of a single partition with over a million rows",
        source: "own; Compass for global sorts",
        needs: "plan metrics",
        mistaken: "a final ordering that somebody reads",
        find: single_partition,
    },
    Detector {
        code: "redundant-exchange",
        title: "Rows are shuffled twice in a row",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "an exchange right above another one, with nothing but projections and filters between",
        source: "own",
        needs: "plans",
        mistaken: "a repartition that sets the number of files",
        find: redundant_exchange,
    },
    Detector {
        code: "long-filter",
        title: "A filter of enormous length",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "a condition of over 1,000 characters",
        source: "DataFlint",
        needs: "plans",
        mistaken: "Spark cuts long plans, so the true length may be greater",
        find: long_filter,
    },
    Detector {
        code: "iceberg-rewrite",
        title: "A change rewrites whole files of an Iceberg table",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "any copy-on-write node",
        source: "DataFlint speaks from 60 % of the files on",
        needs: "Iceberg's plan nodes and metrics",
        mistaken: "a rewrite that is meant",
        find: iceberg,
    },
];

/// Nodes named like `name` whose rows out over rows in pass `factor`.
fn multiplied<'a>(case: &'a Case<'_>, name: &str, factor: f64) -> Vec<(f64, f64, f64, crate::plan::Node<'a>)> {
    let mut found = Vec::new();
    for at in case.plans.nodes().filter(|at| at.op.name.starts_with(name)) {
        let plan = &at.execution.plan;
        let below = plan.children(at.index as usize).next().and_then(|child| case.plans.rows(plan, child as u32));
        let (Some(read), Some(made)) = (below, case.plans.metric(at.op, &["number of output rows"])) else {
            continue;
        };
        if made >= 1e6 && read > 0.0 && made > factor * read {
            found.push((stage_time(case, at) * (1.0 - read / made), read, made, at));
        }
    }
    order::largest_first(&mut found, |one| one.0);
    found
}

fn blow_up(case: &Case<'_>, name: &str, factor: f64, why: &str, fix: &str) -> Vec<Finding> {
    let found = multiplied(case, name, factor);
    let Some(&(_, read, made, worst)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    vec![
        Finding::new(
            format!(
                "{} makes {} rows of {}, {}.",
                clip(&worst.op.name, 40),
                grouped(made as u64),
                grouped(read as u64),
                times(made / read)
            ),
            why,
            fix,
        )
        .stages(stage_keys(case, worst))
        .nodes(found.iter().take(5).map(|entry| (entry.3.execution.id, entry.3.index)))
        .saves(saving::between(0.0, gain * 0.3, gain * 0.8))
        .sure(0.5)
        .count("rows in", read)
        .count("rows out", made),
    ]
}

fn explode(case: &Case<'_>) -> Vec<Finding> {
    blow_up(
        case,
        "Generate",
        limit::EXPLODE,
        "Everything behind it works on the multiplied rows.",
        "Filter before the explode and on the exploded value at once, or aggregate the arrays with higher-order functions.",
    )
}

fn expand(case: &Case<'_>) -> Vec<Finding> {
    blow_up(
        case,
        "Expand",
        limit::EXPAND,
        "Each distinct count or grouping set gets its own copy of every row.",
        "Count distinct approximately (approx_count_distinct), or in separate aggregations that are joined.",
    )
}

fn single_partition(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for at in case.plans.nodes() {
        if !at.op.name.contains("Exchange")
            || at.op.name.contains("Broadcast")
            || !at.op.text.contains("SinglePartition")
        {
            continue;
        }
        let rows = case.plans.metric(at.op, &["shuffle records written", "records read"]).unwrap_or(0.0);
        if rows < limit::SINGLE_PARTITION_ROWS {
            continue;
        }
        // The stage that reads it is the one with a single task.
        let read: f64 = case
            .plans
            .stages_of(at.op)
            .into_iter()
            .map(|row| &case.stages[row])
            .filter(|stage| stage.n == 1)
            .map(|stage| stage.wall * stage.weight())
            .sum();
        found.push((read * (1.0 - 1.0 / case.slots), rows, at));
    }
    order::largest_first(&mut found, |one| one.0);
    let Some(&(_, rows, worst)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    vec![
        Finding::new(
            format!("{} rows are brought into one partition.", grouped(rows as u64)),
            "One task works on all of them, however many slots there are.",
            "Give the window a PARTITION BY, replace a global sort by a top-n, or number rows by partition (zipWithIndex).",
        )
        .stages(stage_keys(case, worst))
        .nodes(found.iter().take(5).map(|entry| (entry.2.execution.id, entry.2.index)))
        .saves(saving::between(0.0, gain * 0.5, gain))
        .of_slots()
        .sure(0.6)
        .count("rows", rows),
    ]
}

fn redundant_exchange(case: &Case<'_>) -> Vec<Finding> {
    let shuffles = |name: &str| name.starts_with("Exchange") || name.starts_with("ShuffleExchange");
    let mut found = Vec::new();
    for at in case.plans.nodes().filter(|at| shuffles(&at.op.name)) {
        let plan = &at.execution.plan;
        let mut below = at.index as usize;
        let twice = loop {
            let mut children = plan.children(below);
            let (Some(child), None) = (children.next(), children.next()) else { break None };
            let name = plan.nodes[child].name.as_str();
            if shuffles(name) {
                break Some(child);
            }
            if !(crate::fingerprint::wrapper(name) || name.starts_with("Project") || name.starts_with("Filter")) {
                break None;
            }
            below = child;
        };
        if let Some(lower) = twice {
            let node = &plan.nodes[lower];
            let cost: f64 = case
                .plans
                .stages_of(node)
                .into_iter()
                .map(|row| &case.stages[row])
                .map(|stage| stage.wall * stage.weight())
                .fold(0.0, f64::max);
            found.push((cost, at));
        }
    }
    order::largest_first(&mut found, |one| one.0);
    let Some(&(_, worst)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    vec![
        Finding::new(
            "Rows are shuffled, and shuffled again before anything is done with them.".to_owned(),
            "The first shuffle is for nothing.",
            "Remove the repartition before a join, an aggregation or a write that partitions by itself.",
        )
        .stages(stage_keys(case, worst))
        .nodes(found.iter().take(5).map(|entry| (entry.1.execution.id, entry.1.index)))
        .saves(saving::between(gain * 0.1, gain * 0.5, gain))
        .sure(0.6)
        .count("such pairs", found.len() as f64),
    ]
}

fn long_filter(case: &Case<'_>) -> Vec<Finding> {
    let longest = case.plans.nodes().filter(|at| at.op.name.contains("Filter")).max_by_key(|at| at.op.text.len());
    let Some(at) = longest.filter(|at| at.op.text.len() > limit::LONG_FILTER) else { return Vec::new() };
    vec![
        Finding::new(
            format!("A filter's condition is {} characters long.", grouped(at.op.text.len() as u64)),
            "Such conditions are slow to plan, may not be pushed to the source, and can be too long to be compiled.",
            "Put the list of values into a table and join (broadcast) with it.",
        )
        .nodes([(at.execution.id, at.index)])
        .sure(0.5)
        .count("characters", at.op.text.len() as f64),
    ]
}

fn iceberg(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for at in
        case.plans.nodes().filter(|at| at.op.name.contains("ReplaceData") || at.op.text.contains("ReplaceIcebergData"))
    {
        found.push((write_time(case, at), at));
    }
    order::largest_first(&mut found, |one| one.0);
    let Some(&(_, worst)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    vec![
        Finding::new(
            "An update, delete or merge rewrites whole files of an Iceberg table (copy on write).".to_owned(),
            "Every file with a changed row is written anew.",
            "For few changed rows take merge-on-read (write.update.mode, write.delete.mode, write.merge.mode).",
        )
        .nodes([(worst.execution.id, worst.index)])
        .saves(saving::between(0.0, gain * 0.3, gain * 0.8))
        .sure(0.4)
        .count("such writes", found.len() as f64),
    ]
}
