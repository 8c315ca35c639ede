//! Garbage collection.

use afterglow_units::Basis;

use crate::detector::{Case, Detector, Group};
use crate::facts::StageFacts;
use crate::finding::Finding;
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
    let all = (sums.gc.0 as f64 / sums.run.0 as f64).min(1.0);
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
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let Some((_, worst)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    let (key, default) =
        if case.local { ("spark.driver.memory", limit::GIB) } else { ("spark.executor.memory", limit::GIB) };
    let memory = case.conf().bytes(key, afterglow_units::Bytes::from_mib(1)).map_or(default, |bytes| bytes.0 as f64);
    vec![
        Finding::new(
            format!("Tasks stood {} of their run time in collections; in {} {}.", share(all), case.name(worst), share(gc_share(case, worst))),
            format!("The heap is nearly full of live objects, so collections come often and free little: about {} of the run.", time(gain)),
            "Give more memory a core, cache less or serialised (MEMORY_ONLY_SER, off-heap), keep data in DataFrames \
             rather than objects; on Java 8 try G1.",
        )
        .stages(found.iter().take(8).map(|entry| entry.1.key))
        .saves(saving::between(gain * 0.5, gain * 0.8, gain * 1.1))
        .ratio("collections over run time", all)
        .ms("summed over tasks", sums.gc.0 as f64)
        .set(key, case.conf().get(key), conf_size(memory * 1.5)),
    ]
}
