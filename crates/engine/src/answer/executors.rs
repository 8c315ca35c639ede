//! Executors and their memory.

use afterglow_diagnose::ExecutorMemory;
use afterglow_profile::{Exclusion, Profile};
use afterglow_units::{Bytes, shown};

use super::since_begin;
use crate::run::Run;
use crate::view::{ExclusionRow, ExecutorRow, ExecutorsView};

/// The id that Spark gives the driver among the executors.
const DRIVER: &str = "driver";

/// All executors.
pub(super) fn executors(run: &Run) -> ExecutorsView {
    let profile = &run.profile;
    let memory = &run.diagnosis().memory;
    let ends_told = !profile.lacks_task_ends();
    let rows = profile.executors.iter().zip(memory).map(|(executor, memory)| {
        let bytes = |of: Option<Bytes>| of.map(|bytes| bytes.0);
        let begin = executor.added.or(profile.app.begin());
        let end = executor.removed.or(profile.app.end());
        let slots = executor.cores.map(|cores| cores.0 / profile.task_cpus(executor.resource_profile));
        let life = begin.zip(end).map(|(from, to)| to.since(from).0 as f64);
        let slot_time = life.zip(slots).map(|(life, slots)| life * f64::from(slots));
        let slot_time = slot_time.filter(|time| *time > 0.0 && ends_told);
        ExecutorRow {
            id: executor.id.clone(),
            host: executor.host.clone(),
            cores: executor.cores.map(|cores| cores.0),
            added_ms: since_begin(profile, executor.added),
            removed_ms: since_begin(profile, executor.removed),
            removed_reason: executor.removed_reason.clone(),
            tasks: executor.tasks,
            tasks_failed: executor.tasks_failed,
            task_ms: executor.task_duration.0 as f64,
            busy_ratio: slot_time.map(|time| (executor.task_duration.0 as f64 / time).min(1.0)),
            gc_ms: executor.task_gc.0 as f64,
            input_bytes: executor.input.0,
            shuffle_read_bytes: executor.shuffle_read.0,
            shuffle_write_bytes: executor.shuffle_write.0,
            disk_spilled_bytes: executor.disk_spilled.0,
            heap_bytes: bytes(memory.heap),
            pool_bytes: bytes(memory.pool),
            peak_heap_bytes: bytes(memory.peak_heap),
            peak_off_heap_bytes: bytes(memory.peak_off_heap),
            peak_execution_bytes: bytes(memory.peak_execution),
            peak_storage_bytes: bytes(memory.peak_storage),
            peak_unified_bytes: bytes(memory.peak_unified),
            peak_resident_bytes: bytes(memory.peak_resident),
            enough_bytes: bytes(memory.enough),
        }
    });
    // The driver's heap is another setting: it counts only where it is the one executor as well.
    let workers = memory.iter().any(|one| one.executor != DRIVER);
    let memory = || memory.iter().filter(move |one| !workers || one.executor != DRIVER);
    let mut notes: Vec<String> =
        memory().flat_map(|executor| &executor.unknown).map(|note| format!("Unknown: {note}.")).collect();
    notes.sort();
    notes.dedup();
    if let Some(peaks) = profile.driver_peaks {
        notes.push(format!("The driver's heap was filled up to {}.", shown::memory(peaks.heap.0 as f64)));
    }
    let greatest =
        |figure: fn(&ExecutorMemory) -> Option<Bytes>| memory().filter_map(figure).max().map(|bytes| bytes.0);
    ExecutorsView {
        rows: rows.collect(),
        memory_allocated_bytes: greatest(|executor| executor.heap),
        memory_overhead_bytes: greatest(|executor| executor.overhead),
        memory_peak_bytes: greatest(|executor| executor.peak_heap),
        memory_enough_bytes: greatest(|executor| executor.enough),
        notes,
        exclusions_beyond: profile.exclusions_beyond,
        exclusions: profile.exclusions.iter().map(|exclusion| excluded(profile, exclusion)).collect(),
    }
}

fn excluded(profile: &Profile, exclusion: &Exclusion) -> ExclusionRow {
    ExclusionRow {
        kind: if exclusion.node { "host" } else { "executor" }.to_owned(),
        target: exclusion.target.clone(),
        stage: exclusion.stage.map(|stage| (stage.id.0, stage.attempt)),
        at_ms: since_begin(profile, exclusion.at),
        until_ms: since_begin(profile, exclusion.until),
        failures: exclusion.failures,
    }
}
