//! Executors and their memory.

use afterglow_units::Bytes;

use super::since_begin;
use crate::run::Run;
use crate::view::{ExecutorRow, ExecutorsView};

/// All executors.
pub(super) fn executors(run: &Run) -> ExecutorsView {
    let profile = &run.profile;
    let conf = &profile.conf;
    let heap = conf.bytes("spark.executor.memory", Bytes::from_mib(1));
    let rows = profile.executors.iter().map(|executor| {
        let begin = executor.added.or(profile.app.begin());
        let end = executor.removed.or(profile.app.end());
        let slots = executor.cores.map(|cores| cores.0 / profile.task_cpus(executor.resource_profile));
        let life = begin.zip(end).map(|(from, to)| to.since(from).0 as f64);
        let slot_time = life.zip(slots).map(|(life, slots)| life * f64::from(slots)).filter(|time| *time > 0.0);
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
            pool_bytes: executor.pool.map(|pool| pool.0),
            peak_heap_bytes: executor.peaks.map(|peaks| peaks.heap.0),
            peak_off_heap_bytes: executor.peaks.map(|peaks| peaks.off_heap.0),
            peak_unified_bytes: executor.peaks.map(|peaks| peaks.on_heap_unified.0),
        }
    });
    ExecutorsView {
        rows: rows.collect(),
        memory_allocated_bytes: heap.map(|heap| heap.0),
        memory_overhead_bytes: overhead(run, heap),
        memory_enough_bytes: None,
        notes: Vec::new(),
    }
}

/// `spark.executor.memoryOverhead`, else Spark's default on clusters: a tenth of the heap
/// (`spark.executor.memoryOverheadFactor`, since 3.3), at least 384 MiB.
fn overhead(run: &Run, heap: Option<Bytes>) -> Option<u64> {
    let conf = &run.profile.conf;
    if let Some(given) = conf.bytes("spark.executor.memoryOverhead", Bytes::from_mib(1)) {
        return Some(given.0);
    }
    let factor = conf.float("spark.executor.memoryOverheadFactor").unwrap_or(0.1);
    heap.map(|heap| ((heap.0 as f64 * factor) as u64).max(384 << 20))
}
