//! How many partitions, and how big.

use std::collections::BTreeSet;

use afterglow_units::{Basis, Bytes, order};

use crate::detector::{Case, Detector, Group};
use crate::facts::{StageFacts, most_from_spreading};
use crate::finding::{Finding, TaskFigure};
use crate::plan::Node;
use crate::rules::utilisation::single_tasks;
use crate::saving;
use crate::thresholds as limit;
use crate::words::{count, grouped, share, size, time};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "too-few-partitions",
        title: "Fewer partitions than slots",
        basis: Basis::Modelled,
        group: Group::Utilisation,
        threshold: "fewer tasks than slots in stages whose splitting saves 5 % of the run",
        source: "Sparklens' parallelism ratio, for stages above 5 % of the run",
        needs: "task durations, executors' cores",
        mistaken: "work that cannot be split further",
        find: too_few,
    },
    Detector {
        code: "tiny-tasks",
        title: "Too many tiny tasks",
        basis: Basis::Modelled,
        group: Group::Skew,
        threshold: "100 tasks and 4 waves or more, median below 500 ms, over 25 % of a task without work",
        source: "DataFlint (500 ms); own for the rest",
        needs: "task durations",
        mistaken: "tasks that wait for another system and hold no core",
        find: tiny,
    },
    Detector {
        code: "huge-partitions",
        title: "Partitions are very big",
        basis: Basis::Rule,
        group: Group::Skew,
        threshold: "a task with over 5 GiB in or out",
        source: "DataFlint",
        needs: "task metrics",
        mistaken: "a plain copy of big files",
        find: huge,
    },
    Detector {
        code: "shuffle-partitions-off-target",
        title: "Shuffle partitions are off their best size",
        basis: Basis::Modelled,
        group: Group::Skew,
        threshold: "spilling shuffle partitions of over twice 128 MiB",
        source: "RAPIDS tools (128 MiB), Spark's advisory size (64 MiB)",
        needs: "task metrics",
        mistaken: "skew: a hot key stays in one partition however many there are",
        find: off_target,
    },
    Detector {
        code: "read-split-size",
        title: "Input splits are badly sized",
        basis: Basis::Modelled,
        group: Group::Sql,
        threshold: "many waves of scan tasks that read below 8 MiB in under 500 ms",
        source: "RAPIDS tools; SparkAdvisor (10 MB)",
        needs: "input metrics",
        mistaken: "small files, where another finding speaks",
        find: splits,
    },
    Detector {
        code: "unsplittable-input",
        title: "Input cannot be split",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "tasks that read over twice spark.sql.files.maxPartitionBytes from text, CSV or JSON, or over it with a task for each file",
        source: "own: gzip is not splittable",
        needs: "input metrics and plans",
        mistaken: "a format of a vendor that cuts its splits by another rule",
        find: unsplittable,
    },
];

fn too_few(case: &Case<'_>) -> Vec<Finding> {
    let mut found: Vec<(f64, &StageFacts)> = Vec::new();
    // A file that cannot be split has a finding of its own, and more partitions would not split it; so has a single task.
    let told: BTreeSet<usize> = unsplittable_scans(case)
        .iter()
        .map(|scan| scan.stage.row)
        .chain(single_tasks(case).0.iter().map(|stage| stage.row))
        .collect();
    for stage in case.done().filter(|stage| stage.n < stage.slots && stage.preparing.is_none()) {
        if told.contains(&stage.row) {
            continue;
        }
        let per_task = stage.volume.median;
        let worth = per_task >= limit::SPLITTABLE
            || stage.duration.median >= limit::SPLITTABLE_MS
            || stage.volume.sum == 0.0 && stage.duration.median >= 1_000.0;
        // One record a task cannot be split by more partitions.
        let divisible = stage.records.sum == 0.0 || stage.records.sum > stage.n as f64;
        if !worth || !divisible {
            continue;
        }
        let even = stage.duration.sum / stage.slots as f64;
        let gain = (stage.longest_work - even).clamp(0.0, stage.wall) * stage.weight();
        if gain >= 0.01 * case.wall {
            found.push((gain, stage));
        }
    }
    let sum: f64 = found.iter().map(|entry| entry.0).sum();
    let sum = sum.min(most_from_spreading(found.iter().map(|entry| entry.1)));
    if sum < limit::FEW_PARTITIONS_SAVE * case.wall && sum < 60_000.0 {
        return Vec::new();
    }
    order::largest_first(&mut found, |one| one.0);
    let Some((_, worst)) = found.first() else { return Vec::new() };
    let partitions = 3 * worst.slots;
    let shuffled = worst.read.sum > 0.0 && case.profile.stages[worst.row].sums.shuffle_read().0 > 0;
    let mut finding = Finding::new(
        format!("{} ran {} on {} for {}.", case.name(worst), count(worst.n as u64, "task"), count(worst.slots as u64, "slot"), time(worst.wall)),
        format!("{} of the slots had nothing to do meanwhile.", share(1.0 - worst.n as f64 / worst.slots as f64)),
        format!("Split the work: about {partitions} partitions (repartition, minPartitions of the source, a smaller maxPartitionBytes)."),
    )
    .stages(found.iter().take(8).map(|entry| entry.1.key))
    .chart(TaskFigure::Duration)
    .saves(saving::between(sum * 0.4, sum * 0.8, sum))
    .count("tasks", worst.n as f64)
    .count("slots", worst.slots as f64)
    .ms("median task", worst.duration.median);
    if shuffled && worst.sql.is_some() {
        finding = finding.set(
            "spark.sql.shuffle.partitions",
            case.conf().get("spark.sql.shuffle.partitions"),
            partitions.to_string(),
        );
    } else if worst.sql.is_none() {
        finding = finding.set(
            "spark.default.parallelism",
            case.conf().get("spark.default.parallelism"),
            partitions.to_string(),
        );
    }
    vec![finding]
}

/// What a stage of tiny tasks would save with fewer of them, and how many.
pub(crate) fn fewer(stage: &StageFacts) -> Option<(f64, usize)> {
    let waves = stage.n as f64 / stage.slots as f64;
    if stage.n < limit::TINY_TASKS || waves < limit::TINY_WAVES || stage.duration.median >= limit::TINY_MS {
        return None;
    }
    // What any task costs, whatever it does, falls away with it; the rest is work, which stays.
    let mean = stage.duration.sum / stage.n as f64;
    let overhead = stage.fixed.min(mean);
    if overhead < limit::TINY_OVERHEAD * mean {
        return None;
    }
    let work = (stage.duration.sum - overhead * stage.n as f64).max(0.0);
    let by_time = (work / 1_000.0).ceil() as usize;
    let by_bytes = (stage.volume.sum / limit::PARTITION_TARGET).ceil() as usize;
    let target = by_time.max(by_bytes).max(2 * stage.slots).min(stage.n);
    let gain = (stage.n - target) as f64 * overhead / stage.slots as f64;
    (gain > 0.0).then_some((gain.min(stage.wall) * stage.weight(), target))
}

fn tiny(case: &Case<'_>) -> Vec<Finding> {
    let mut found: Vec<_> =
        case.done().filter_map(|stage| fewer(stage).map(|(gain, target)| (gain, target, stage))).collect();
    order::largest_first(&mut found, |one| one.0);
    let Some((_, target, worst)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    let mut finding = Finding::new(
        format!(
            "{} ran {} with a median of {}.",
            case.name(worst),
            count(worst.n as u64, "task"),
            time(worst.duration.median)
        ),
        format!(
            "Starting and ending a task costs about {} here, whatever it does: {} in all such stages.",
            time(worst.fixed),
            time(gain)
        ),
        format!(
            "Take fewer partitions: about {} for this stage (coalesce, fewer shuffle partitions, bigger input splits).",
            grouped(*target as u64)
        ),
    )
    .stages(found.iter().take(8).map(|entry| entry.2.key))
    .chart(TaskFigure::Duration)
    .saves(saving::between(gain * 0.5, gain * 0.9, gain * 1.2))
    .of_slots()
    .count("tasks", worst.n as f64)
    .ms("median task", worst.duration.median)
    .ms("cost of a task without work", worst.fixed)
    .bytes("median bytes a task", worst.volume.median);
    if worst.sql.is_some() && !case.adaptive() && case.version() >= (3, 0) {
        finding = finding.set("spark.sql.adaptive.enabled", case.conf().get("spark.sql.adaptive.enabled"), "true");
    }
    vec![finding]
}

fn huge(case: &Case<'_>) -> Vec<Finding> {
    let mut found: Vec<_> = case.done().filter(|stage| stage.volume.max >= limit::HUGE_TASK).collect();
    order::largest_first(&mut found, |one| one.volume.max);
    let Some(worst) = found.first() else { return Vec::new() };
    let gain: f64 = found
        .iter()
        .map(|stage| {
            (stage.duration.max - stage.duration.sum / stage.slots.max(stage.n) as f64).max(0.0) * stage.weight()
        })
        .sum();
    vec![
        Finding::new(
            format!("A task of {} handled {}.", case.name(worst), size(worst.volume.max)),
            "Such a task fills memory and disk, and when it fails all of it is done again.",
            format!(
                "Take about {} partitions for this stage.",
                grouped((worst.volume.sum / limit::PARTITION_TARGET).ceil() as u64)
            ),
        )
        .stages(found.iter().take(5).map(|stage| stage.key))
        .bytes("biggest task", worst.volume.max)
        .saves_some(gain)
        .of_slots(),
    ]
}

fn off_target(case: &Case<'_>) -> Vec<Finding> {
    // More partitions do not help a hot key: stages with skew are left to the skew findings.
    let skewed: Vec<_> = super::skew::skewed(case).iter().map(|skew| skew.stage.row).collect();
    let mut found: Vec<_> = case
        .done()
        .filter(|stage| !skewed.contains(&stage.row))
        .filter(|stage| {
            let sums = &case.profile.stages[stage.row].sums;
            sums.shuffle_read().0 > sums.input.0
                && sums.disk_spilled.0 > 0
                && stage.read.median > limit::PARTITION_OFF * limit::PARTITION_TARGET
        })
        .collect();
    order::largest_first(&mut found, |one| one.duration.sum);
    let Some(worst) = found.first() else { return Vec::new() };
    let target = (worst.read.sum / limit::PARTITION_TARGET).ceil() as u64;
    let gain: f64 = found.iter().map(|stage| stage.residual_spilling * 0.5 / stage.slots as f64 * stage.weight()).sum();
    vec![
        Finding::new(
            format!("{} reads {} a task from a shuffle, and spills.", case.name(worst), size(worst.read.median)),
            "Partitions that do not fit into a task's share of memory go through the disk.",
            format!("Take about {} shuffle partitions of 128 MiB.", grouped(target)),
        )
        .stages(found.iter().take(5).map(|stage| stage.key))
        .saves(saving::between(gain * 0.3, gain, gain * 1.5))
        .of_slots()
        .set("spark.sql.shuffle.partitions", case.conf().get("spark.sql.shuffle.partitions"), target.to_string())
        .bytes("median read", worst.read.median),
    ]
}

fn splits(case: &Case<'_>) -> Vec<Finding> {
    let mut found: Vec<_> = case
        .done()
        .filter(|stage| {
            let sums = &case.profile.stages[stage.row].sums;
            sums.input.0 > 0
                && sums.shuffle_read().0 == 0
                && stage.volume.median < 8.0 * limit::MIB
                && stage.volume.median > 0.0
        })
        .filter_map(|stage| fewer(stage).map(|(gain, target)| (gain, target, stage)))
        .collect();
    order::largest_first(&mut found, |one| one.0);
    let Some((_, _, worst)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    vec![
        Finding::new(
            format!("{} reads {} a task.", case.name(worst), size(worst.volume.median)),
            "Each split has a price of its own, and here it is most of the task.",
            "Make splits bigger: a greater maxPartitionBytes, files of 128 MiB and more.",
        )
        .stages(found.iter().take(5).map(|entry| entry.2.key))
        .saves(saving::between(gain * 0.3, gain * 0.7, gain))
        .of_slots()
        .set("spark.sql.files.maxPartitionBytes", case.conf().get("spark.sql.files.maxPartitionBytes"), "256m")
        .bytes("median bytes a task", worst.volume.median),
    ]
}

/// A scan of text whose tasks read more than Spark would give a split of a file that can be cut.
struct Unsplittable<'c> {
    stage: &'c StageFacts,
    at: Node<'c>,
    /// Wall time that cutting the heavy splits would save, ms.
    gain: f64,
    /// Tasks that read that much.
    heavy: usize,
}

fn unsplittable_scans<'c>(case: &'c Case<'_>) -> Vec<Unsplittable<'c>> {
    let most =
        case.conf().bytes("spark.sql.files.maxPartitionBytes", Bytes(1)).map_or(limit::SPLIT, |set| set.0 as f64);
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    for at in case.plans.nodes().filter(|at| crate::plan::is_scan(at.op)) {
        let text = at.op.name.to_ascii_lowercase();
        if !["csv", "json", "text"].iter().any(|format| text.contains(format)) {
            continue;
        }
        for row in case.plans.stages_of(at.op) {
            let stage = &case.stages[row];
            // With one task a file nothing was packed together: what is above a split then is a file in one piece.
            let files = case.plans.metric(at.op, &["number of files read", "number of files"]);
            let apart = files.is_some_and(|files| files as usize == stage.n);
            let whole = most * if apart { limit::UNSPLIT_ALONE } else { limit::UNSPLIT };
            if stage.n == 0 || stage.read.max <= whole {
                continue;
            }
            // No finer than there are slots for it.
            let piece = most.min(stage.read.sum / stage.slots as f64).max(limit::SPLITTABLE);
            let (mut cut, mut heavy) = (Vec::with_capacity(stage.n), 0);
            for task in stage.tasks(case.profile) {
                // No finer than there is use for, whatever a hostile log says that it read.
                let parts = (task.input.0 as f64 / piece).ceil().clamp(1.0, 4.0 * stage.slots as f64);
                heavy += usize::from(task.input.0 as f64 > whole);
                cut.extend(std::iter::repeat_n(task.duration.0 as f64 / parts, parts as usize));
            }
            if heavy > 0 && seen.insert(row) {
                found.push(Unsplittable { stage, at, gain: case.replayed(stage, &cut), heavy });
            }
        }
    }
    order::largest_first(&mut found, |one| one.gain);
    found
}

fn unsplittable(case: &Case<'_>) -> Vec<Finding> {
    let found = unsplittable_scans(case);
    let Some(worst) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|scan| scan.gain).sum();
    vec![
        Finding::new(
            format!(
                "In {} {} of {} read more than a split holds, up to {}, from text files.",
                case.name(worst.stage),
                worst.heavy,
                count(worst.stage.n as u64, "task"),
                size(worst.stage.read.max)
            ),
            "A compressed text file, or JSON and CSV read as whole documents, is one split however big it is.",
            "Store the data as Parquet or ORC, cut the files before they are compressed, or use a codec that can be split.",
        )
        .stages(found.iter().take(5).map(|scan| scan.stage.key))
        .chart(TaskFigure::Input)
        .nodes(found.iter().take(5).map(|scan| (scan.at.execution.id, scan.at.index)))
        .saves(saving::between(gain * 0.3, gain * 0.7, gain))
        .of_slots()
        .sure(0.7)
        .bytes("biggest read of a task", worst.stage.read.max)
        .bytes("median read of a task", worst.stage.read.median)
        .count("tasks", worst.stage.n as f64)
        .count("slots", worst.stage.slots as f64),
    ]
}
