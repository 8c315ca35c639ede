//! Joins: products, broadcasts too big and too few.

use afterglow_units::{Basis, Bytes, order};

use crate::detector::{Case, Detector, Group};
use crate::finding::Finding;
use crate::plan::Node;
use crate::rules::sql_files::{stage_keys, stage_time};
use crate::saving;
use crate::thresholds as limit;
use crate::words::{grouped, size, time};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "cartesian-product",
        title: "Two tables are multiplied",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "a CartesianProduct or a nested-loop join that makes 100,000 rows and more, and more than it reads",
        source: "own; DataFlint speaks from 1e10 rows",
        needs: "plans with metrics",
        mistaken: "a product that is meant; a range join that has no other form",
        find: cartesian,
    },
    Detector {
        code: "big-broadcast",
        title: "A big table is broadcast",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "broadcast data above spark.sql.autoBroadcastJoinThreshold (10 MiB), of 16 MiB and more",
        source: "Spark's default; DataFlint (1 GB), Compass (30 to 40 % of memory), RAPIDS tools (100 MB)",
        needs: "plan metrics",
        mistaken: "a cluster with much memory and a slow shuffle, where it pays",
        find: big_broadcast,
    },
    Detector {
        code: "missed-broadcast",
        title: "A small table is shuffled for a join",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "sort-merge join with one side below 10 MB, or small against a far bigger side (100 MB/10 GB, 1 GB/300 GB)",
        source: "DataFlint",
        needs: "plan metrics",
        mistaken: "outer joins whose small side cannot be broadcast",
        find: missed,
    },
    Detector {
        code: "slow-broadcast",
        title: "Broadcasts take long",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "collecting, building and sending broadcast tables over 10 % of the run or half of the timeout",
        source: "Spark's documentation (broadcastTimeout 300 s)",
        needs: "plan metrics",
        mistaken: "broadcasts that are made while other stages run",
        find: slow_broadcast,
    },
];

fn cartesian(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for at in case.plans.nodes() {
        let name = at.op.name.as_str();
        if !name.contains("CartesianProduct") && !name.contains("NestedLoopJoin") && !name.contains("CrossJoin") {
            continue;
        }
        let plan = &at.execution.plan;
        let sides: Vec<f64> =
            plan.children(at.index as usize).filter_map(|child| case.plans.rows(plan, child as u32)).collect();
        let made = case.plans.metric(at.op, &["number of output rows"]);
        // A filter in the join hides how many pairs were looked at.
        let pairs = match sides.as_slice() {
            [left, right] => left * right,
            _ => made.unwrap_or(0.0),
        };
        let read: f64 = sides.iter().sum();
        if pairs < limit::CARTESIAN_ROWS || pairs <= 2.0 * read {
            continue;
        }
        let part = 1.0 - read / pairs;
        found.push((stage_time(case, at) * part, pairs, sides.clone(), at));
    }
    order::largest_first(&mut found, |one| one.0);
    let Some((_, pairs, sides, worst)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    let of = match sides.as_slice() {
        [left, right] => format!("{} and {} rows", grouped(*left as u64), grouped(*right as u64)),
        _ => "two inputs".to_owned(),
    };
    vec![
        Finding::new(
            format!("{} pairs each row of one side with each row of the other: {of} make {} pairs.", worst.op.name, grouped(*pairs as u64)),
            format!("The work grows with the product of both sides: about {} of its stages' time.", time(gain)),
            "Join on equal keys: add the missing condition, or turn a range or OR condition into keys (buckets, a union of joins).",
        )
        .risk()
        .stages(stage_keys(case, *worst))
        .nodes(found.iter().take(5).map(|entry| (entry.3.execution.id, entry.3.index)))
        .saves(saving::between(gain * 0.1, gain * 0.6, gain))
        .sure(0.7)
        .count("pairs", *pairs),
    ]
}

fn broadcasts<'a>(case: &'a Case<'_>) -> impl Iterator<Item = (Node<'a>, f64, f64)> + 'a {
    case.plans.nodes().filter(|at| at.op.name.contains("BroadcastExchange")).map(|at| {
        let bytes = case.plans.metric(at.op, &["data size"]).unwrap_or(0.0);
        let spent: f64 = ["time to collect", "time to build", "time to broadcast"]
            .iter()
            .filter_map(|name| case.plans.timing(at.op, &[name]))
            .sum();
        (at, bytes, spent)
    })
}

/// The threshold in force: of the execution if it changed it, else of the application; negative means off.
fn threshold(case: &Case<'_>, at: Node<'_>) -> f64 {
    let key = "spark.sql.autoBroadcastJoinThreshold";
    let own = at.execution.modified_confs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
    let text = own.or_else(|| case.conf().get(key));
    if text.is_some_and(|text| text.trim().starts_with('-')) {
        return 0.0;
    }
    match own {
        Some(value) => value.trim().parse().unwrap_or(limit::BROADCAST_DEFAULT),
        None => case.conf().bytes(key, Bytes(1)).map_or(limit::BROADCAST_DEFAULT, |bytes| bytes.0 as f64),
    }
}

fn big_broadcast(case: &Case<'_>) -> Vec<Finding> {
    let mut found: Vec<_> =
        broadcasts(case).filter(|(at, bytes, _)| *bytes > threshold(case, *at).max(16.0 * limit::MIB)).collect();
    order::largest_first(&mut found, |one| one.1);
    let Some(&(worst, bytes, spent)) = found.first() else { return Vec::new() };
    let all: f64 = found.iter().map(|entry| entry.2).sum::<f64>().min(case.wall);
    let memory = case.profile.executors.iter().filter_map(|executor| executor.pool).min().map(|pool| pool.0 as f64);
    let rows = case.plans.metric(worst.op, &["number of output rows"]).unwrap_or(0.0);
    let (others, in_all) = match found.len() {
        1 => (String::new(), String::new()),
        2 => (", and another big one".to_owned(), format!(", {} for both", time(all))),
        count => (format!(", and {} other big ones", count - 1), format!(", {} for all", time(all))),
    };
    let mut finding = Finding::new(
        format!("A table of {} ({} rows) in memory is broadcast{others}.", size(bytes), grouped(rows as u64)),
        format!(
            "The driver collects it, builds it and sends it to every executor ({} here{in_all}), where it takes memory from all tasks.",
            time(spent)
        ),
        "Drop the broadcast hint or lower the threshold, so that both sides are shuffled; or select fewer columns and rows before the join.",
    )
    .nodes(found.iter().take(5).map(|entry| (entry.0.execution.id, entry.0.index)))
    .stages(stage_keys(case, worst))
    .saves(saving::between(all * 0.1, all * 0.5, all))
    .sure(0.6)
    .bytes("data size", bytes)
    .ms("collect, build and send", spent);
    if let Some(memory) = memory {
        finding = finding.ratio("of an executor's pool", bytes / memory);
        if bytes > 0.3 * memory {
            finding = finding.risk();
        }
    }
    vec![finding]
}

fn missed(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for at in case.plans.nodes().filter(|at| at.op.name.contains("SortMergeJoin")) {
        let plan = &at.execution.plan;
        let sides: Vec<f64> = plan.children(at.index as usize).filter_map(|child| exchanged(case, at, child)).collect();
        let [left, right] = sides.as_slice() else { continue };
        let (small, big) = (left.min(*right), left.max(*right));
        // Outer joins may only broadcast the inner side; the join's text names the kind.
        let outer = at.op.text.contains("FullOuter");
        let fits = small > 0.0
            && (small < 10e6 || small < 100e6 && big > 10e9 || small < 1e9 && big > 300e9 || small < 5e9 && big > 1e12);
        if outer || !fits || big < 10.0 * small || big < 64.0 * limit::MIB {
            continue;
        }
        // What the shuffle of the big side costs: its stages' writing and waiting.
        let gain: f64 = case
            .plans
            .stages_near(at)
            .iter()
            .map(|&row| {
                let sums = &case.profile.stages[row].sums;
                (sums.fetch_wait + sums.shuffle_write_time()).0 as f64 / case.stages[row].slots as f64
                    * case.stages[row].weight()
            })
            .sum::<f64>()
            + stage_time(case, at) * 0.2;
        found.push((gain, small, big, at));
    }
    order::largest_first(&mut found, |one| one.0);
    let Some(&(_, small, big, worst)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    vec![
        Finding::new(
            format!("A sort-merge join shuffles {} to meet {}.", size(big), size(small)),
            "Broadcasting the small side would leave the big one where it is, unsorted and unshuffled.",
            "Give a broadcast hint, gather statistics, or raise the broadcast threshold above the small side.",
        )
        .stages(stage_keys(case, worst))
        .nodes(found.iter().take(5).map(|entry| (entry.3.execution.id, entry.3.index)))
        .saves(saving::between(gain * 0.2, gain * 0.7, gain * 1.5))
        .of_slots()
        .sure(0.5)
        .set(
            "spark.sql.autoBroadcastJoinThreshold",
            case.conf().get("spark.sql.autoBroadcastJoinThreshold"),
            format!("{}", (small * 1.5) as u64),
        )
        .bytes("small side", small)
        .bytes("big side", big),
    ]
}

/// Bytes of the exchange below one side of a join.
fn exchanged(case: &Case<'_>, at: Node<'_>, mut child: usize) -> Option<f64> {
    let plan = &at.execution.plan;
    loop {
        let node = plan.nodes.get(child)?;
        if node.name.contains("Exchange") {
            return case.plans.metric(node, &["data size"]);
        }
        let mut below = plan.children(child);
        child = below.next()?;
        if below.next().is_some() {
            return None;
        }
    }
}

fn slow_broadcast(case: &Case<'_>) -> Vec<Finding> {
    let timeout = case
        .conf()
        .millis("spark.sql.broadcastTimeout", afterglow_units::Millis(1_000))
        .map_or(300_000.0, |time| time.0 as f64);
    let mut found: Vec<_> = broadcasts(case).filter(|entry| entry.2 > 0.0).collect();
    order::largest_first(&mut found, |one| one.2);
    let Some(&(worst, bytes, spent)) = found.first() else { return Vec::new() };
    let all: f64 = found.iter().map(|entry| entry.2).sum();
    // A table above the threshold is the other finding; here it is ordinary ones that take long.
    if !big_broadcast(case).is_empty() || spent < 0.5 * timeout && all < 0.1 * case.wall.max(50_000.0) {
        return Vec::new();
    }
    let finding = Finding::new(
        format!(
            "Broadcast tables took {} to collect, build and send; the slowest {} for {}.",
            time(all),
            time(spent),
            size(bytes)
        ),
        "A join waits for its broadcast, and fails when the timeout passes.",
        "Make the broadcast side cheaper to compute, or cache it; broadcast less.",
    )
    .nodes(found.iter().take(5).map(|entry| (entry.0.execution.id, entry.0.index)))
    .stages(stage_keys(case, worst))
    .saves(saving::between(all * 0.1, all * 0.3, all))
    .sure(0.4)
    .ms("slowest", spent)
    .ms("timeout", timeout);
    vec![if spent >= 0.5 * timeout { finding.risk() } else { finding }]
}
