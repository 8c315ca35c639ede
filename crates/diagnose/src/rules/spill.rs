//! Spill: data that did not fit into execution memory.

use afterglow_units::{Basis, order};

use crate::detector::{Case, Detector, Group};
use crate::facts::StageFacts;
use crate::finding::{Finding, TaskFigure};
use crate::saving;
use crate::thresholds as limit;
use crate::words::{conf_size, count, size, time};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "spill",
        title: "Tasks spill to disk",
        basis: Basis::Modelled,
        group: Group::Memory,
        threshold: "bytes spilled over 1 % of the bytes a stage handled",
        source: "Dr. Elephant (1 to 50 %)",
        needs: "task metrics",
        mistaken: "a spill to a fast local disk, which may cost next to nothing",
        find: spill,
    },
    Detector {
        code: "spill-everywhere",
        title: "Most executors spill",
        basis: Basis::Rule,
        group: Group::Memory,
        threshold: "20 % of the executors spill over 5 % of their heap per core",
        source: "Dr. Elephant",
        needs: "three executors, task metrics, spark.executor.memory",
        mistaken: "one huge sort that must spill",
        find: everywhere,
    },
    Detector {
        code: "local-disk-full",
        title: "Local disks come near what they hold",
        basis: Basis::Rule,
        group: Group::Memory,
        threshold: "a disk-full error; the need is (shuffle written + spilled) / executors, plus 20 %",
        source: "AWS EMR Advisor",
        needs: "failure texts",
        mistaken: "a quota of another kind",
        find: disk_full,
    },
];

/// Slot time of a stage that its spill costs, ms.
fn cost(case: &Case<'_>, stage: &StageFacts) -> f64 {
    let sums = &case.profile.stages[stage.row].sums;
    let spilled = sums.memory_spilled.0.max(sums.disk_spilled.0) as f64;
    let handled = stage.volume.sum.max(1.0);
    // Of the time that is neither CPU, collection nor shuffle in the spilling tasks, the part that the spilled bytes
    // are of all bytes; half of it, as reading and writing what must be read and written is in there too.
    stage.residual_spilling * spilled / (spilled + handled) * 0.5
}

fn spill(case: &Case<'_>) -> Vec<Finding> {
    let mut found: Vec<(f64, &StageFacts)> = case
        .done()
        .filter(|stage| {
            let sums = &case.profile.stages[stage.row].sums;
            let spilled = sums.memory_spilled.0.max(sums.disk_spilled.0) as f64;
            spilled > limit::SPILL_SHARE * stage.volume.sum && spilled > limit::MIB
        })
        .map(|stage| (cost(case, stage) / stage.slots.min(stage.n).max(1) as f64 * stage.weight(), stage))
        .collect();
    order::largest_first(&mut found, |one| one.0);
    let Some((_, worst)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0.min(entry.1.wall)).sum();
    let sums = &case.profile.stages[worst.row].sums;
    let total = case.profile.totals.sums;
    let skewed = super::skew::skewed(case).iter().any(|skew| skew.stage.row == worst.row);
    let fix = if skewed {
        "The stage is skewed as well: split the hot partition first; more partitions alone leave the hot key in one."
    } else {
        "Give each task less data (more partitions) or more memory (fewer cores an executor, more memory, a usual spark.memory.fraction)."
    };
    let mut finding = Finding::new(
        format!(
            "{} spilled {} of memory as {} on disk; {} in all.",
            case.name(worst),
            size(sums.memory_spilled.0 as f64),
            size(sums.disk_spilled.0 as f64),
            size(total.disk_spilled.0 as f64)
        ),
        format!("What does not fit is written out, read back and merged: about {} of the run here.", time(gain)),
        fix,
    )
    .stages(found.iter().take(8).map(|entry| entry.1.key))
    .chart(TaskFigure::Spilled)
    .saves(saving::between(gain * 0.2, gain, gain * 2.0))
    .of_slots()
    .sure(0.7)
    .bytes("spilled, in memory", total.memory_spilled.0 as f64)
    .bytes("spilled, on disk", total.disk_spilled.0 as f64)
    .ratio("spilled over handled, worst stage", sums.memory_spilled.0 as f64 / worst.volume.sum.max(1.0));
    if let Some(fraction) = case.conf().float("spark.memory.fraction").filter(|&fraction| fraction < 0.6) {
        finding = finding.set("spark.memory.fraction", Some(&fraction.to_string()), "0.6");
    } else if worst.sql.is_some() && !skewed {
        let partitions = case.profile.stages[worst.row].shuffle_partitions.unwrap_or(200).max(1);
        finding = finding.set(
            "spark.sql.shuffle.partitions",
            case.conf().get("spark.sql.shuffle.partitions"),
            (2 * partitions).to_string(),
        );
    } else if !case.local {
        let memory = case
            .conf()
            .bytes("spark.executor.memory", afterglow_units::Bytes::from_mib(1))
            .map_or(limit::GIB, |bytes| bytes.0 as f64);
        finding =
            finding.set("spark.executor.memory", case.conf().get("spark.executor.memory"), conf_size(memory * 1.5));
    }
    vec![finding]
}

fn everywhere(case: &Case<'_>) -> Vec<Finding> {
    let workers: Vec<_> = case.profile.executors.iter().filter(|executor| executor.tasks > 0).collect();
    let Some(memory) = case.conf().bytes("spark.executor.memory", afterglow_units::Bytes::from_mib(1)) else {
        return Vec::new();
    };
    if workers.len() < 3 {
        return Vec::new();
    }
    let spilling = workers
        .iter()
        .filter(|executor| {
            let per_task = executor.disk_spilled.0 as f64 / executor.tasks.max(1) as f64;
            let per_core = memory.0 as f64 / f64::from(executor.cores.map_or(1, |cores| cores.0.max(1)));
            per_task >= 0.05 * per_core
        })
        .count();
    let breadth = spilling as f64 / workers.len() as f64;
    if breadth < limit::SPILL_BREADTH {
        return Vec::new();
    }
    let gain: f64 = case.done().map(|stage| cost(case, stage) / stage.slots.max(1) as f64 * stage.weight()).sum();
    vec![
        Finding::new(
            format!(
                "{} of {} spill over a twentieth of their memory per core with each task.",
                count(spilling as u64, "executor"),
                workers.len()
            ),
            "It is not one partition: the memory of a task is too small for its work.",
            "Take fewer cores an executor or more memory a core.",
        )
        .saves(saving::between(gain * 0.2, gain * 0.8, gain * 2.0))
        .of_slots()
        .ratio("executors that spill", breadth)
        .set(
            "spark.executor.memory",
            case.conf().get("spark.executor.memory"),
            conf_size(memory.0 as f64 * 1.5),
        ),
    ]
}

fn disk_full(case: &Case<'_>) -> Vec<Finding> {
    let causes = crate::failure::failures(case.profile);
    let Some(cause) = causes.iter().find(|cause| cause.kind == crate::failure::Kind::DiskFull) else {
        return Vec::new();
    };
    let sums = &case.profile.totals.sums;
    let executors = case.profile.totals.executors_added.max(1) as f64;
    let need = (sums.shuffle_write + sums.disk_spilled).0 as f64 / executors * 1.2;
    vec![
        Finding::new(
            format!("A disk was full: {}.", cause.example),
            format!(
                "Shuffle and spill wrote {} an executor in all; {} of work was lost.",
                size(need / 1.2),
                time(cause.lost_ms)
            ),
            format!("Give each executor at least {} of local disk, or write less shuffle.", size(need)),
        )
        .risk()
        .saves(saving::about(cause.lost_ms / case.slots))
        .of_slots()
        .bytes("need by executor", need)
        .ratio("share of slot time lost", cause.lost_ms / (case.wall * case.slots)),
    ]
}
