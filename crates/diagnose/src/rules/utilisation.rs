//! Slots without work.

use afterglow_profile::interval::{covered, union};
use afterglow_units::{Basis, order};

use crate::detector::{Case, Detector, Group};
use crate::facts::{StageFacts, most_from_spreading};
use crate::finding::{Finding, TaskFigure};
use crate::rules::executors::mostly_idle;
use crate::saving;
use crate::thresholds as limit;
use crate::words::{count, share, time};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "idle-slots",
        title: "Slots idle while jobs run",
        basis: Basis::Rule,
        group: Group::Utilisation,
        threshold: "less than half of the slots busy in jobs for 15 % of the run; waits for the last task of a stage left out",
        source: "own; Compass warns from 50 % waste in jobs, DataFlint from 50 % idle",
        needs: "executors' cores, task launches and ends",
        mistaken: "a cluster that other applications share at the same time",
        find: idle_slots,
    },
    Detector {
        code: "last-wave",
        title: "The last wave of tasks leaves slots empty",
        basis: Basis::Modelled,
        group: Group::Utilisation,
        threshold: "over 20 % of the last wave idle in stages of a few waves",
        source: "Sparklens' parallelism ratio",
        needs: "task durations",
        mistaken: "tasks of very unequal length",
        find: last_wave,
    },
    Detector {
        code: "single-task-stage",
        title: "One task does a whole stage",
        basis: Basis::Modelled,
        group: Group::Utilisation,
        threshold: "stages with a single task in over 10 % of the run",
        source: "Compass; Databricks' guide",
        needs: "task durations",
        mistaken: "work that cannot be split, such as a global ordering of few rows",
        find: single_task,
    },
];

fn idle_slots(case: &Case<'_>) -> Vec<Finding> {
    let busy = &case.busy;
    if case.slots < 2.0 || busy.half_empty < limit::HALF_EMPTY * case.wall || mostly_idle(case).is_some() {
        return Vec::new();
    }
    let Some(idle) = busy.idle_in_jobs() else { return Vec::new() };
    // Slots that wait for one late or heavy task are what that task costs, and have a finding of their own.
    let tails = case.done().filter(|stage| stage.n > stage.slots).filter_map(|stage| stage.tail(case.profile));
    let waiting = covered(&union(tails.collect())).0 as f64;
    let lost = (busy.half_empty_lost - waiting).max(0.0);
    if lost < case.floor() {
        return Vec::new();
    }
    let idle_otherwise = idle * lost / busy.half_empty_lost;
    // The stages in which it happens: fewer tasks than half of the slots, the longest first.
    let mut narrow: Vec<_> =
        case.done().filter(|stage| (stage.n as f64) < 0.5 * case.slots && stage.wall >= case.floor()).collect();
    order::largest_first(&mut narrow, |one| one.wall);
    vec![
        Finding::new(
            format!(
                "For {} ({} of the run) jobs ran with less than half of the {} busy.",
                time(busy.half_empty),
                case.of_run(busy.half_empty),
                count(case.slots as u64, "slot")
            ),
            format!("{} of the slot time within jobs had no task on it, and was paid for.", share(idle)),
            "Give the narrow stages more partitions, run independent jobs at the same time, or take fewer slots.",
        )
        .stages(narrow.iter().take(5).map(|stage| stage.key))
        .saves(saving::between(0.0, lost * 0.6, lost))
        .saves_share(saving::between(0.0, idle_otherwise * 0.3, idle_otherwise))
        .ms("less than half busy", busy.half_empty)
        .ratio("slot time idle within jobs", idle)
        .count("slots", case.slots),
    ]
}

fn last_wave(case: &Case<'_>) -> Vec<Finding> {
    let mut lost = 0.0;
    let mut found = Vec::new();
    for stage in case.done() {
        let waves = stage.n as f64 / stage.slots as f64;
        // Many waves even out; a single one is a matter of partitions.
        if waves <= 1.0 || waves > 4.0 || stage.duration.median * 1.3 < stage.duration.p95 {
            continue;
        }
        let empty = waves.ceil() / waves - 1.0;
        if empty <= limit::LAST_WAVE_IDLE {
            continue;
        }
        // Tasks of unequal length are another matter: then the last wave is short of work for other reasons.
        if stage.duration.min * 1.5 < stage.duration.median {
            continue;
        }
        let even = stage.duration.sum / stage.slots as f64;
        let now = (waves.ceil() * stage.duration.median).min(stage.wall);
        let gain = (now - even).max(0.0) * stage.weight();
        if gain > 0.0 {
            lost += gain;
            found.push((gain, stage));
        }
    }
    let lost = lost.min(most_from_spreading(found.iter().map(|entry| entry.1)));
    order::largest_first(&mut found, |one| one.0);
    let Some((_, worst)) = found.first() else { return Vec::new() };
    vec![
        Finding::new(
            format!(
                "{} ran {} of about equal length on {}, so that its last wave fills only part of them.",
                case.name(worst),
                count(worst.n as u64, "task"),
                count(worst.slots as u64, "slot")
            ),
            format!("Slots without a task at the end of such stages cost {}.", time(lost)),
            "Choose a partition count that is a multiple of the slots, or three and more tasks a slot.",
        )
        .stages(found.iter().take(5).map(|entry| entry.1.key))
        .chart(TaskFigure::Duration)
        .saves(saving::between(lost * 0.2, lost * 0.5, lost))
        .count("tasks", worst.n as f64)
        .count("slots", worst.slots as f64),
    ]
}

/// Stages of a single task that is worth splitting, the longest first, and the wall time that they cover, ms; none where
/// that is too little.
pub(crate) fn single_tasks<'c>(case: &'c Case<'_>) -> (Vec<&'c StageFacts>, f64) {
    let mut single: Vec<_> = case
        .done()
        .filter(|stage| stage.n == 1 && stage.slots > 1 && stage.preparing.is_none())
        .filter(|stage| stage.volume.sum >= limit::SPLITTABLE || stage.duration.max >= limit::SPLITTABLE_MS)
        .collect();
    order::largest_first(&mut single, |one| one.wall);
    let spans = single.iter().map(|stage| (stage.from, stage.to)).collect();
    let together = covered(&union(spans)).0 as f64;
    if together < limit::SINGLE_TASK * case.wall { (Vec::new(), 0.0) } else { (single, together) }
}

fn single_task(case: &Case<'_>) -> Vec<Finding> {
    let (single, together) = single_tasks(case);
    let Some(worst) = single.first() else { return Vec::new() };
    let most: f64 =
        single.iter().map(|stage| (stage.longest_work * (1.0 - 1.0 / stage.slots as f64)) * stage.weight()).sum();
    let most = most.min(most_from_spreading(single.iter().copied()));
    let others = single.len() as u64 - 1;
    vec![
        Finding::new(
            format!(
                "{} ran as a single task for {}{}.",
                case.name(worst),
                time(worst.duration.max),
                if others > 0 { format!(", and {} like it", count(others, "stage")) } else { String::new() }
            ),
            format!(
                "One of {} worked in them, for {} of the run.",
                count(case.slots as u64, "slot"),
                case.of_run(together)
            ),
            "Split the work: a splittable format, repartition before it, no coalesce(1), a partitioned JDBC read.",
        )
        .stages(single.iter().take(5).map(|stage| stage.key))
        .saves(saving::between(most * 0.2, most * 0.6, most))
        .sure(0.6)
        .ms("the task", worst.duration.max)
        .bytes("it handled", worst.volume.sum),
    ]
}
