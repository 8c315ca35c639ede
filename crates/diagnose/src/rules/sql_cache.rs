//! Caches that nobody reads, that are missing, that do not fit; work that is done twice.

use std::collections::{BTreeMap, BTreeSet};

use afterglow_units::{Basis, order};

use crate::detector::{Case, Detector, Group};
use crate::finding::Finding;
use crate::plan::{Node, is_scan};
use crate::redundant;
use crate::rules::sql_files::{source, stage_time};
use crate::saving;
use crate::words::{clip, count, size, time};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "cache-unused",
        title: "Cached data is never read again",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "a cached RDD or relation that only the job or query that fills it uses",
        source: "own",
        needs: "RDD information of stages",
        mistaken: "a log that ends before the cache is read",
        find: unused,
    },
    Detector {
        code: "cache-evicted",
        title: "A cache does not fit",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "fewer partitions cached than there are, while the RDD is read again",
        source: "own",
        needs: "RDD information of stages, or block updates",
        mistaken: "RDD information from before the cache was filled (most logs): then nothing is said",
        find: evicted,
    },
    Detector {
        code: "missing-cache",
        title: "The same RDD is computed several times",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "an uncached RDD that forks into several jobs' stages is computed in each of them",
        source: "own",
        needs: "RDD information of stages",
        mistaken: "an RDD that is cheaper to compute than to keep",
        find: missing,
    },
    Detector {
        code: "redundant-in-app",
        title: "The same query runs several times",
        basis: Basis::Measured,
        group: Group::Sql,
        threshold: "two queries with the same plan over the same input",
        source: "own",
        needs: "plans",
        mistaken: "input that changed in between; queries run again on purpose, as in a benchmark",
        find: repeated,
    },
    Detector {
        code: "repeated-scan",
        title: "The same table is scanned several times",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "the same columns of the same location read three times and more, in different queries",
        source: "RAPIDS tools' rule for a file cache",
        needs: "plans with scan metadata",
        mistaken: "scans of different partitions of one table",
        find: scans,
    },
];

/// What a cached RDD is used by.
#[derive(Default)]
struct Cached {
    name: String,
    /// The first stage row that has it.
    first: Option<usize>,
    /// Queries, or jobs outside queries, whose stages have it.
    users: BTreeSet<(bool, i64)>,
    bytes: f64,
    partitions: u32,
    kept: u32,
}

fn cached(case: &Case<'_>) -> BTreeMap<i64, Cached> {
    let mut found: BTreeMap<i64, Cached> = BTreeMap::new();
    for stage in case.stages.iter().filter(|stage| stage.n > 0) {
        let row = &case.profile.stages[stage.row];
        for rdd in row.rdds.iter().filter(|rdd| rdd.cached) {
            let entry = found.entry(rdd.id).or_default();
            entry.first.get_or_insert(stage.row);
            entry.users.insert(match (row.sql, row.job) {
                (Some(sql), _) => (true, sql.0),
                (None, Some(job)) => (false, job.0),
                (None, None) => (false, -1),
            });
            entry.bytes = entry.bytes.max((rdd.memory + rdd.disk).0 as f64);
            entry.partitions = entry.partitions.max(rdd.partitions);
            entry.kept = entry.kept.max(rdd.cached_partitions);
            if entry.name.is_empty() {
                entry.name = clip(rdd.name.lines().next().unwrap_or_default(), 60);
            }
        }
    }
    found
}

fn unused(case: &Case<'_>) -> Vec<Finding> {
    // A log that was cut off cannot tell what would have been read later.
    if !case.profile.log.complete && case.profile.jobs.last().is_none_or(|job| job.succeeded.is_none()) {
        return Vec::new();
    }
    let mut found: Vec<(f64, Cached)> = cached(case)
        .into_values()
        .filter(|cached| cached.users.len() == 1)
        .filter_map(|cached| {
            let stage = &case.stages[cached.first?];
            Some((stage.wall * stage.weight(), cached))
        })
        .collect();
    order::largest_first(&mut found, |one| one.0);
    let Some((took, worst)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    let stage = worst.first.map(|row| &case.stages[row]);
    vec![
        Finding::new(
            format!("{} cached and read by nobody but the query that filled it: {}.", if found.len() == 1 { "A dataset is".to_owned() } else { format!("{} datasets are", found.len()) }, worst.name),
            format!("The stage that fills the cache took {}; packing rows into the cache is part of that, and the memory is gone for the rest.", time(*took)),
            "Drop the cache() or persist(), or unpersist as soon as it is not needed.",
        )
        .stages(stage.map(|stage| stage.key))
        .saves(saving::between(gain * 0.1, gain * 0.5, gain))
        .sure(0.7)
        .count("cached and unused", found.len() as f64)
        .ms("stages that fill it", gain)
        .bytes("cached, if known", worst.bytes),
    ]
}

fn evicted(case: &Case<'_>) -> Vec<Finding> {
    // Block updates are the only sure sign; RDD information in stages is from before the stage.
    let dropped = case.profile.blocks.iter().filter(|block| block.dropped && block.id.starts_with("rdd_")).count();
    let part = cached(case)
        .into_values()
        .filter(|cached| cached.users.len() > 1 && cached.kept > 0 && cached.kept < cached.partitions)
        .collect::<Vec<_>>();
    if dropped == 0 && part.is_empty() {
        return Vec::new();
    }
    let gain: f64 = part
        .iter()
        .filter_map(|cached| {
            let stage = &case.stages[cached.first?];
            let gone = 1.0 - f64::from(cached.kept) / f64::from(cached.partitions.max(1));
            Some(stage.wall * stage.weight() * gone * (cached.users.len() - 1) as f64)
        })
        .sum();
    let worst = part.first();
    let finding =
        Finding::new(
            match worst {
                Some(cached) => format!("Of {} partitions of {} only {} stay cached.", cached.partitions, cached.name, cached.kept),
                None => format!("{} were dropped from the cache.", count(dropped as u64, "cached block")),
            },
            "What was dropped is computed again each time it is read.",
            "Cache fewer columns and rows, serialised or with disk (MEMORY_AND_DISK_SER), or give the executors more memory.",
        )
        .sure(0.5)
        .count("blocks dropped", dropped as f64);
    // Block updates tell that blocks went, and not what it costs to compute them again.
    vec![if part.is_empty() { finding } else { finding.saves(saving::between(gain * 0.2, gain * 0.6, gain)) }]
}

fn missing(case: &Case<'_>) -> Vec<Finding> {
    // An RDD whose children lie in different stages is a fork; what is above it ran once for each.
    let mut uses: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    let mut behind_cache: BTreeSet<i64> = BTreeSet::new();
    for stage in case.done().filter(|stage| stage.sql.is_none() && stage.key.attempt == 0) {
        let rdds = &case.profile.stages[stage.row].rdds;
        let any_cached = rdds.iter().any(|rdd| rdd.cached);
        for rdd in rdds {
            if any_cached {
                behind_cache.insert(rdd.id);
            }
            uses.entry(rdd.id).or_default().push(stage.row);
        }
    }
    // The deepest common RDD of each set of stages stands for it: the one with the greatest id.
    let mut by_stages: BTreeMap<Vec<usize>, i64> = BTreeMap::new();
    for (id, rows) in uses {
        let mut ids: Vec<_> = rows.iter().map(|&row| case.stages[row].key.id).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.len() >= 2 && !behind_cache.contains(&id) {
            let entry = by_stages.entry(rows).or_insert(id);
            *entry = (*entry).max(id);
        }
    }
    let mut found = Vec::new();
    for (rows, id) in by_stages {
        // Only a fork below real work: input, shuffle or task time beyond the cheapest stage says how much.
        let cheapest = rows.iter().map(|&row| case.stages[row].duration.sum).fold(f64::INFINITY, f64::min);
        let common =
            rows.iter().all(|&row| case.profile.stages[row].rdds.iter().filter(|rdd| rdd.id <= id).count() >= 2);
        if !common || cheapest <= 0.0 {
            continue;
        }
        let slots = case.stages[rows[0]].slots as f64;
        let gain = cheapest * (rows.len() - 1) as f64 / slots.min(case.stages[rows[0]].n as f64).max(1.0);
        let name = case.profile.stages[rows[0]]
            .rdds
            .iter()
            .find(|rdd| rdd.id == id)
            .map_or(String::new(), |rdd| clip(rdd.name.lines().next().unwrap_or_default(), 60));
        found.push((gain, rows, name));
    }
    order::largest_first(&mut found, |one| one.0);
    let Some((gain, rows, name)) = found.first() else { return Vec::new() };
    vec![
        Finding::new(
            format!("An uncached RDD ({name}) is computed in {}.", count(rows.len() as u64, "stage")),
            "Each of them goes back to its input.",
            "Cache it before the fork, or checkpoint it.",
        )
        .stages(rows.iter().take(8).map(|&row| case.stages[row].key))
        .saves(saving::between(0.0, gain * 0.4, *gain))
        .of_slots()
        .sure(0.5)
        .count("times computed", rows.len() as f64),
    ]
}

fn repeated(case: &Case<'_>) -> Vec<Finding> {
    let mut found = redundant::repeated_queries(case.profile);
    order::largest_first(&mut found, |one| one.again_ms);
    let Some(worst) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.again_ms).sum::<f64>().min(case.wall);
    let description = case
        .profile
        .sql_execution(worst.executions[0])
        .map_or(String::new(), |sql| clip(sql.description.lines().next().unwrap_or_default(), 60));
    vec![
        Finding::new(
            format!("The same plan over the same input ran {} times ({description}).", worst.executions.len()),
            format!("All but the first run of such queries took {}, {} of the run.", time(gain), case.of_run(gain)),
            "Keep the result: write it once, or pass on what was computed; a cache of its input does not spare the rest.",
        )
        .sql(worst.executions.iter().copied())
        .saves(saving::between(gain * 0.5, gain * 0.9, gain))
        .sure(0.8)
        .count("runs of the most repeated", worst.executions.len() as f64)
        .count("plans that repeat", found.len() as f64)
        .ms("time of the repetitions", gain),
    ]
}

/// Time of a scan's stages in ms, bytes of its files, and the scan.
type Scan<'a> = (f64, f64, Node<'a>);

fn scans(case: &Case<'_>) -> Vec<Finding> {
    let whole: BTreeSet<_> =
        redundant::repeated_queries(case.profile).into_iter().flat_map(|entry| entry.executions).collect();
    let mut by_key: BTreeMap<(String, String, String), Vec<Scan<'_>>> = BTreeMap::new();
    for at in case.plans.nodes().filter(|at| is_scan(at.op) && !whole.contains(&at.execution.id)) {
        let told = |key: &str| at.op.metadata.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
        let (Some(location), Some(schema)) = (told("Location"), told("ReadSchema")) else { continue };
        // Of text all columns are read, whichever are wanted.
        let whole = told("Format").is_some_and(|format| ["CSV", "JSON", "Text", "XML"].contains(&format.as_str()));
        let schema = if whole { String::new() } else { schema };
        let bytes = case.plans.metric(at.op, &["size of files read"]).unwrap_or(0.0);
        by_key.entry((location, schema, told("PartitionFilters").unwrap_or_default())).or_default().push((
            stage_time(case, at),
            bytes,
            at,
        ));
    }
    let mut found: Vec<_> = by_key
        .into_iter()
        .filter(|(_, uses)| {
            let mut queries: Vec<_> = uses.iter().map(|use_| use_.2.execution.id).collect();
            queries.dedup();
            uses.len() >= 3 && queries.len() >= 2
        })
        .map(|(key, uses)| {
            // All but the slowest, and of a scan's stage only a part is the scan.
            let slowest = uses.iter().map(|use_| use_.0).fold(0.0, f64::max);
            let again = uses.iter().map(|use_| use_.0).sum::<f64>() - slowest;
            (again * 0.5, key.1.is_empty(), uses)
        })
        .collect();
    order::largest_first(&mut found, |one| one.0);
    let Some((_, whole, uses)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    vec![
        Finding::new(
            format!(
                "{} is scanned {} times{}.",
                source(uses[0].2),
                uses.len(),
                if *whole { ", each time whole, since it is text" } else { " for the same columns" }
            ),
            format!("{} are read each time.", size(uses[0].1)),
            "Cache those columns, or combine the queries.",
        )
        .nodes(uses.iter().take(5).map(|use_| (use_.2.execution.id, use_.2.index)))
        .saves(saving::between(0.0, gain * 0.4, gain))
        .sure(0.4)
        .count("scans", uses.len() as f64),
    ]
}
