//! Garbage collection.

use afterglow_units::{Basis, order};

use crate::detector::{Case, Detector, Group};
use crate::facts::StageFacts;
use crate::finding::{Finding, TaskFigure};
use crate::memory::executor_memory;
use crate::saving;
use crate::thresholds as limit;
use crate::words::{conf_size, share, time};

pub(crate) const DETECTORS: &[Detector] = &[Detector {
    code: "gc-pressure",
    title: "Collections take much of the task time",
    basis: Basis::Modelled,
    group: Group::Memory,
    threshold: "over 10 % of run time in collections, and collections in tasks with 60 % of the run time, or over 20 %",
    source: "Dr. Elephant (8 to 20 %), Sparklens and AWS EMR Advisor (10 %)",
    needs: "JVM GC Time of tasks",
    mistaken: "one long pause of a machine that swaps; concurrent collectors, which pause for less than they count",
    find: gc_pressure,
}];

/// What helps a heap that is full.
const MORE_ROOM: &str = "Give more memory a core, cache less or serialised (MEMORY_ONLY_SER, off-heap), keep data in \
                         DataFrames rather than objects; on Java 8 try G1.";

/// Share of a stage's run time in collections.
///
/// Each task counts the pauses of its whole JVM while it ran, so a sum over tasks counts a pause once for each task
/// that stood still; set against the sum of run times, which counts them alike, the share is right.
fn gc_share(case: &Case<'_>, stage: &StageFacts) -> f64 {
    let sums = &case.profile.stages[stage.row].sums;
    if sums.run.0 == 0 { 0.0 } else { (sums.gc.0 as f64 / sums.run.0 as f64).min(1.0) }
}

fn gc_pressure(case: &Case<'_>) -> Vec<Finding> {
    let sums = &case.profile.totals.sums;
    if sums.run.0 == 0 {
        return Vec::new();
    }
    let all = case.collecting();
    // One pause can be chance, a fifth of all time cannot.
    let severe = all >= limit::GC_SEVERE && case.profile.totals.sums.tasks >= limit::GC_TASKS;
    let mut found: Vec<(f64, &StageFacts)> = Vec::new();
    let mut saw = 0.0;
    for stage in case.done() {
        let ratio = gc_share(case, stage);
        let run = case.profile.stages[stage.row].sums.run.0 as f64;
        let broad = stage.run_with_gc >= limit::GC_BREADTH * run;
        if ratio < limit::GC_SHARE || !(broad || severe) {
            continue;
        }
        saw += run;
        let factor = 1.0 - (ratio - limit::GC_NORMAL);
        let new: Vec<f64> = stage.durations(case.profile).into_iter().map(|duration| duration * factor).collect();
        found.push((case.replayed(stage, &new), stage));
    }
    // Pressure is a state of the whole application, not of one stage with one pause.
    if all < limit::GC_SHARE || saw < 0.5 * sums.run.0 as f64 && !severe {
        return Vec::new();
    }
    order::largest_first(&mut found, |one| one.0);
    let Some((_, worst)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    let (key, default) =
        if case.local { ("spark.driver.memory", limit::GIB) } else { ("spark.executor.memory", limit::GIB) };
    let memory = case.conf().bytes(key, afterglow_units::Bytes::from_mib(1)).map_or(default, |bytes| bytes.0 as f64);
    // How full the heap was decides whether more of it would help.
    let memories = executor_memory(case.profile);
    let fullest = memories.iter().filter_map(|one| Some(one.peak_heap?.0 as f64 / one.heap?.0 as f64)).reduce(f64::max);
    let (cause, fix, grow) = match fullest {
        Some(full) if full < limit::GC_FULL => (
            format!(
                "At its fullest a heap was {} full, so it is not short: objects are made fast, or collected slowly",
                share(full)
            ),
            "Keep data in DataFrames rather than objects, take a collector that works beside the tasks (G1, or ZGC from \
             Java 21), and see that each executor has the processors that it was promised.",
            false,
        ),
        Some(full) => (
            format!(
                "At its fullest a heap was {} full, so collections come often and free little",
                share(full.min(1.0))
            ),
            MORE_ROOM,
            true,
        ),
        None => (
            "How full the heaps were was not logged; most often they are nearly full of live objects".to_owned(),
            MORE_ROOM,
            true,
        ),
    };
    let mut finding = Finding::new(
        format!(
            "Tasks stood {} of their run time in collections; in {} {}.",
            share(all),
            case.name(worst),
            share(gc_share(case, worst))
        ),
        format!("{cause}: about {} of the run.", time(gain)),
        fix,
    )
    .stages(found.iter().take(8).map(|entry| entry.1.key))
    .chart(TaskFigure::Collections)
    .saves(saving::between(gain * 0.5, gain * 0.8, gain * 1.1))
    .of_slots()
    .ratio("collections over run time", all)
    .ms("summed over tasks", sums.gc.0 as f64);
    if grow {
        finding = finding.set(key, case.conf().get(key), conf_size(memory * 1.5));
    }
    if let Some(full) = fullest {
        finding = finding.ratio("fullest heap, of what it may be", full.min(1.0));
    }
    vec![finding]
}
