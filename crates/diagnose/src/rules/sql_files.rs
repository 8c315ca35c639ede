//! Files and partitions that queries read and write.

use afterglow_units::{Basis, order};

use crate::detector::{Case, Detector, Group};
use crate::finding::Finding;
use crate::plan::{Node, is_scan};
use crate::saving;
use crate::thresholds as limit;
use crate::words::{clip, count, grouped, share, size, time};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "small-files-in",
        title: "Many small files are read",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "over 100 files of below 3 MB on average in one scan",
        source: "DataFlint; the cost of opening one is Spark's openCostInBytes",
        needs: "plan metrics",
        mistaken: "files that other readers keep small on purpose",
        find: small_in,
    },
    Detector {
        code: "small-files-out",
        title: "Many small files are written",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "over 100 files of below 3 MB on average in one write",
        source: "DataFlint",
        needs: "plan metrics",
        mistaken: "a table with very many partitions",
        find: small_out,
    },
    Detector {
        code: "missing-partition-filter",
        title: "All partitions of a table are read",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "a scan of a partitioned table without a partition filter, whose rows are filtered afterwards",
        source: "DataFlint",
        needs: "plan metrics and scan metadata",
        mistaken: "a filter that has nothing to do with the partitioning",
        find: no_partition_filter,
    },
    Detector {
        code: "read-amplification",
        title: "Nearly all rows read are thrown away",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "below 1 % of the rows pass the filter above a scan, of a million and more",
        source: "own",
        needs: "plan metrics",
        mistaken: "a search for a needle in data that has no order",
        find: amplification,
    },
    Detector {
        code: "large-scan",
        title: "A scan of very many rows",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "5e10 rows in one scan",
        source: "Compass",
        needs: "plan metrics",
        mistaken: "a table that has to be read in full",
        find: large_scan,
    },
    Detector {
        code: "slow-commit",
        title: "Committing the written files takes long",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "job commit over 5 % of the run; what follows a query's last job is told as its tail",
        source: "own",
        needs: "plan metrics",
        mistaken: "statistics that are gathered after the write",
        find: slow_commit,
    },
];

/// Wall time of the stages of a node, weighted by how alone they were, ms.
pub(crate) fn stage_time(case: &Case<'_>, at: Node<'_>) -> f64 {
    case.plans.stages_near(at).into_iter().map(|row| case.stages[row].wall * case.stages[row].weight()).sum()
}

/// The same for a node that writes. Where its metrics are the driver's, or it has none, the stages that write are those
/// of the query with output.
pub(crate) fn write_time(case: &Case<'_>, at: Node<'_>) -> f64 {
    let time = stage_time(case, at);
    if time > 0.0 {
        return time;
    }
    case.done()
        .filter(|stage| stage.sql == Some(at.execution.id) && case.profile.stages[stage.row].sums.output.0 > 0)
        .map(|stage| stage.wall * stage.weight())
        .sum()
}

pub(crate) fn stage_keys(case: &Case<'_>, at: Node<'_>) -> Vec<afterglow_units::StageKey> {
    case.plans.stages_near(at).into_iter().map(|row| case.stages[row].key).collect()
}

/// A scan's table or path, for sentences.
pub(crate) fn source(at: Node<'_>) -> String {
    let location = at.op.metadata.iter().find(|(key, _)| key == "Location").map(|(_, value)| value.as_str());
    let from_text = || at.op.text.split("Location: ").nth(1).and_then(|rest| rest.split(", PartitionFilters").next());
    match location.or_else(from_text) {
        Some(path) => {
            let inner = path.split('[').nth(1).map_or(path, |rest| rest.trim_end_matches(']'));
            clip(inner, 100)
        }
        None => clip(&at.op.name, 60),
    }
}

fn small_in(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for at in case.plans.nodes().filter(|at| is_scan(at.op)) {
        let files = case.plans.metric(at.op, &["number of files read", "number of files"]);
        let bytes = case.plans.metric(at.op, &["size of files read", "size of files"]);
        let (Some(files), Some(bytes)) = (files, bytes) else { continue };
        if files <= limit::SMALL_FILES as f64 || bytes / files >= limit::SMALL_FILE {
            continue;
        }
        // Spark itself reckons the opening of a file like reading 4 MiB.
        let opening = files * limit::OPEN_COST / (files * limit::OPEN_COST + bytes);
        found.push((stage_time(case, at) * opening, files, bytes, at));
    }
    order::largest_first(&mut found, |one| one.0);
    let Some(&(_, files, bytes, worst)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    vec![
        Finding::new(
            format!("{} files of {} on average are read from {}.", grouped(files as u64), size(bytes / files), source(worst)),
            format!("Listing and opening them costs more than their content: about {} of the scans' time.", time(gain)),
            "Write fewer and bigger files (repartition before the write, OPTIMIZE or compaction), 128 MiB and more each.",
        )
        .stages(stage_keys(case, worst))
        .nodes(found.iter().take(5).map(|entry| (entry.3.execution.id, entry.3.index)))
        .saves(saving::between(gain * 0.25, gain * 0.6, gain * 0.95))
        .sure(0.7)
        .count("files", files)
        .bytes("mean size", bytes / files),
    ]
}

fn small_out(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for at in case.plans.nodes() {
        let files = case.plans.metric(at.op, &["number of written files"]);
        let bytes = case.plans.metric(at.op, &["written output"]);
        let (Some(files), Some(bytes)) = (files, bytes) else { continue };
        if files <= limit::SMALL_FILES as f64 || bytes / files >= limit::SMALL_FILE {
            continue;
        }
        found.push((write_time(case, at), files, bytes, at));
    }
    order::largest_first(&mut found, |one| one.0);
    let Some(&(_, files, bytes, worst)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    let partitions = case.plans.metric(worst.op, &["number of dynamic part"]).unwrap_or(0.0);
    let fix = if partitions > 1.0 {
        "Repartition by the partition columns before the write, so that each partition is written by one task."
            .to_owned()
    } else {
        format!(
            "Take about {} before the write.",
            count((bytes / limit::PARTITION_TARGET).ceil().max(1.0) as u64, "partition")
        )
    };
    vec![
        Finding::new(
            format!("{} files of {} on average were written.", grouped(files as u64), size(bytes / files)),
            "Each costs a task or a close of its own now, and an open for every reader later.",
            fix,
        )
        .nodes(found.iter().take(5).map(|entry| (entry.3.execution.id, entry.3.index)))
        .saves(saving::between(gain * 0.1, gain * 0.4, gain * 0.9))
        .sure(0.6)
        .count("files", files)
        .bytes("mean size", bytes / files),
    ]
}

/// Rows that a scan gave and rows that the filters right above it let through.
fn filtered(case: &Case<'_>, at: Node<'_>) -> Option<(f64, f64)> {
    let plan = &at.execution.plan;
    let read = case.plans.rows(plan, at.index)?;
    let mut up = at.op.parent;
    while let Some(index) = up {
        let node = plan.nodes.get(index as usize)?;
        if node.name.contains("Filter") {
            return Some((read, case.plans.metric(node, &["number of output rows"])?));
        }
        let wrapper = ["ColumnarToRow", "InputAdapter", "WholeStageCodegen", "Project"]
            .iter()
            .any(|name| node.name.starts_with(name));
        if !wrapper {
            return None;
        }
        up = node.parent;
    }
    None
}

/// A part of a scan's metadata or text, such as `PartitionFilters`.
fn told<'a>(at: Node<'a>, key: &str) -> Option<&'a str> {
    if let Some((_, value)) = at.op.metadata.iter().find(|(name, _)| name == key) {
        return Some(value);
    }
    let start = at.op.text.find(&format!("{key}: ["))? + key.len() + 2;
    let rest = at.op.text.get(start..)?;
    rest.get(..=rest.find(']')?)
}

fn no_partition_filter(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for at in case.plans.nodes().filter(|at| is_scan(at.op)) {
        // Spark declares this metric only for tables that have partitions.
        let Some(partitions) = case.plans.metric(at.op, &["number of partitions read"]) else { continue };
        let none = told(at, "PartitionFilters").is_some_and(|filters| filters.trim() == "[]");
        let wanted = told(at, "DataFilters").is_some_and(|filters| filters.trim() != "[]" && !only_not_null(filters));
        if partitions < 2.0 || !none || !wanted {
            continue;
        }
        let kept =
            filtered(case, at).map_or(0.5, |(read, passed)| (passed / read.max(1.0)).clamp(1.0 / partitions, 1.0));
        found.push((stage_time(case, at) * (1.0 - kept), partitions, kept, at));
    }
    order::largest_first(&mut found, |one| one.0);
    let Some(&(_, partitions, kept, worst)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    vec![
        Finding::new(
            format!("All {} of {} are read, and {} of their rows pass the filter.", count(partitions as u64, "partition"), source(worst), share(kept)),
            format!("With a filter on the partition column Spark would not even open the others: about {} of these scans' time.", time(gain)),
            "Filter on the partition column itself, not on something computed from another column, or partition the table by what is asked for.",
        )
        .stages(stage_keys(case, worst))
        .nodes(found.iter().take(5).map(|entry| (entry.3.execution.id, entry.3.index)))
        .saves(saving::between(gain * 0.2, gain * 0.7, gain))
        .sure(0.7)
        .count("partitions read", partitions)
        .ratio("rows that pass", kept),
    ]
}

/// Filters that a join or the optimizer adds by itself select nothing.
fn only_not_null(filters: &str) -> bool {
    let inner = filters.trim().trim_start_matches('[').trim_end_matches(']');
    inner.split(", ").all(|part| part.starts_with("isnotnull(") || part.starts_with("dynamicpruning"))
}

fn amplification(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for at in case.plans.nodes().filter(|at| is_scan(at.op)) {
        let Some((read, passed)) = filtered(case, at) else { continue };
        if read >= 1e6 && passed < limit::AMPLIFICATION * read {
            found.push((stage_time(case, at), read, passed, at));
        }
    }
    order::largest_first(&mut found, |one| one.0);
    let Some(&(_, read, passed, worst)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    vec![
        Finding::new(
            format!(
                "Of {} rows read from {}, {} pass the filter.",
                grouped(read as u64),
                source(worst),
                grouped(passed as u64)
            ),
            "Neither partitions nor file statistics keep the others from being read.",
            "Partition, cluster or sort the table by the filtered column, so that files can be skipped.",
        )
        .stages(stage_keys(case, worst))
        .nodes(found.iter().take(5).map(|entry| (entry.3.execution.id, entry.3.index)))
        .saves(saving::between(0.0, gain * 0.5, gain * 0.9))
        .sure(0.5)
        .count("rows read", read)
        .count("rows kept", passed),
    ]
}

fn large_scan(case: &Case<'_>) -> Vec<Finding> {
    let mut found: Vec<_> = case
        .plans
        .nodes()
        .filter(|at| is_scan(at.op))
        .filter_map(|at| Some((case.plans.metric(at.op, &["number of output rows"])?, at)))
        .filter(|(rows, _)| *rows >= limit::LARGE_SCAN)
        .collect();
    order::largest_first(&mut found, |one| one.0);
    let Some(&(rows, worst)) = found.first() else { return Vec::new() };
    vec![
        Finding::new(
            format!("One scan of {} reads {} rows.", source(worst), grouped(rows as u64)),
            "Whatever follows has to look at each of them.",
            "Read a part: a filter on partitions, a sample, or a table that is aggregated beforehand.",
        )
        .nodes([(worst.execution.id, worst.index)])
        .saves(saving::between(0.0, stage_time(case, worst) * 0.3, stage_time(case, worst)))
        .sure(0.3)
        .count("rows", rows),
    ]
}

fn slow_commit(case: &Case<'_>) -> Vec<Finding> {
    let (mut lost, mut nodes) = (0.0, Vec::new());
    for at in case.plans.nodes() {
        if let Some(commit) = case.plans.timing(at.op, &["job commit time"]) {
            lost += commit;
            nodes.push((at.execution.id, at.index));
        }
    }
    if lost < limit::COMMIT_TAIL * case.wall {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!("Committing written files took {}.", time(lost)),
            format!("It is {} of the run; on an object store each rename is a copy.", case.of_run(lost)),
            "Use a committer made for the store (magic or manifest committer) or a table format, and write fewer files.",
        )
        .nodes(nodes.into_iter().take(5))
        .saves(saving::between(lost * 0.3, lost * 0.7, lost))
        .ms("job commit time", lost),
    ]
}
