//! Memory that is too much, too little, or set up badly.

use afterglow_units::{Basis, Bytes};

use crate::detector::{Case, Detector, Group};
use crate::failure::{Ended, Kind, failures};
use crate::finding::Finding;
use crate::memory::{ExecutorMemory, executor_memory};
use crate::saving;
use crate::thresholds as limit;
use crate::words::{conf_size, count, memory, share, time};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "overprovisioned-memory",
        title: "Executors have much more memory than they use",
        basis: Basis::Rule,
        group: Group::Memory,
        threshold: "allocated over 1.5 times (peak heap plus a quarter, 300 MiB), and the peak was sampled",
        source: "Dr. Elephant (1.25 to 3 times), DataFlint (70 %)",
        needs: "executor memory metrics of tasks or stages",
        mistaken: "peaks between two samples; a cache of the operating system that files profit from",
        find: over,
    },
    Detector {
        code: "tight-memory",
        title: "Executors are at the limit of their heap",
        basis: Basis::Measured,
        group: Group::Memory,
        threshold: "peak heap over 95 % of the heap, with full collections, spill, or 5 % of the time in collections",
        source: "DataFlint",
        needs: "executor memory metrics",
        mistaken: "a collector that lets the heap fill before it works",
        find: tight,
    },
    Detector {
        code: "tight-driver",
        title: "The driver is at the limit of its heap",
        basis: Basis::Rule,
        group: Group::Memory,
        threshold: "peak heap of the driver over 95 %, with full collections",
        source: "DataFlint",
        needs: "spark.eventLog.logStageExecutorMetrics, which logs the driver's gauges too",
        mistaken: "a single collection of a notebook that holds much on purpose",
        find: tight_driver,
    },
    Detector {
        code: "heap-oom",
        title: "Out of heap memory",
        basis: Basis::Measured,
        group: Group::Memory,
        threshold: "an OutOfMemoryError",
        source: "Dr. Elephant",
        needs: "failure texts",
        mistaken: "never",
        find: heap_oom,
    },
    Detector {
        code: "overhead-oom",
        title: "The container's memory limit killed executors",
        basis: Basis::Measured,
        group: Group::Memory,
        threshold: "executors killed for memory by YARN or Kubernetes, exit code 137",
        source: "Dr. Elephant",
        needs: "removal reasons",
        mistaken: "exit code 137 of another killer",
        find: overhead_oom,
    },
    Detector {
        code: "unified-memory-unused",
        title: "Execution and storage use little of their pool",
        basis: Basis::Rule,
        group: Group::Memory,
        threshold: "peak of unified memory below 40 % of the pool, executors above 2 GiB",
        source: "Dr. Elephant (70 to 20 %)",
        needs: "executor memory metrics, block managers' pools",
        mistaken: "user objects need the room",
        find: unified,
    },
];

/// The id that Spark gives the driver among the executors.
const DRIVER: &str = "driver";

fn measured(case: &Case<'_>) -> Vec<ExecutorMemory> {
    if case.local {
        Vec::new()
    } else {
        let all = executor_memory(case.profile).into_iter();
        all.filter(|one| one.peak_heap.is_some() && one.executor != DRIVER).collect()
    }
}

fn over(case: &Case<'_>) -> Vec<Finding> {
    let measured = measured(case);
    let Some(worst) = measured.iter().filter_map(|one| one.enough).max_by(|a, b| a.0.cmp(&b.0)) else {
        return Vec::new();
    };
    let Some(allocated) = measured.first().and_then(|one| one.heap) else { return Vec::new() };
    let (enough, allocated) = (worst.0 as f64, allocated.0 as f64);
    let spills = case.profile.totals.sums.disk_spilled.0 > 0;
    if allocated < limit::MEMORY_OVER * enough || allocated - enough < 512.0 * limit::MIB || spills {
        return Vec::new();
    }
    let waste = 1.0 - enough / allocated;
    let workers = case.profile.executors.iter().filter(|executor| executor.id != DRIVER && executor.tasks > 0).count();
    // A few samples say nothing of the others.
    if 2 * measured.len() < workers {
        return Vec::new();
    }
    let peak = measured.iter().filter_map(|one| one.peak_heap).max().unwrap_or_default();
    let to = conf_size(enough);
    vec![
        Finding::new(
            format!(
                "Executors have {} of heap and used at most {}{}.",
                memory(allocated),
                memory(peak.0 as f64),
                if measured.len() < workers {
                    format!(", as far as {} of {workers} were sampled", measured.len())
                } else {
                    String::new()
                }
            ),
            format!(
                "{} of the memory is paid for and not used; {} would have been enough.",
                share(waste),
                memory(enough)
            ),
            "Lower the executors' memory, or put more cores on each and take fewer executors.",
        )
        .executors(measured.iter().take(20).map(|one| one.executor.clone()))
        .saves_share(saving::between(waste * 0.2, waste * limit::MEMORY_WEIGHT, waste))
        .sure(if measured.len() * 2 >= case.profile.executors.len() { 0.8 } else { 0.5 })
        .set("spark.executor.memory", case.conf().get("spark.executor.memory"), to)
        .memory("heap", allocated)
        .memory("peak heap", peak.0 as f64)
        .memory("enough, with head-room", enough)
        .ratio("unused", waste),
    ]
}

fn tight(case: &Case<'_>) -> Vec<Finding> {
    let measured = measured(case);
    let full: Vec<_> = measured
        .iter()
        .filter(|one| matches!((one.peak_heap, one.heap), (Some(peak), Some(heap)) if peak.0 as f64 > limit::MEMORY_TIGHT * heap.0 as f64))
        .collect();
    let Some(first) = full.first() else { return Vec::new() };
    // A collector lets the heap fill before it works: without work for it there is no want of memory.
    let sums = &case.profile.totals.sums;
    let collecting = case.collecting();
    let full_collections = case.profile.executors.iter().filter_map(|one| one.peaks).any(|peaks| peaks.major_gc.0 > 0);
    if collecting < limit::GC_NORMAL && !full_collections && sums.disk_spilled.0 == 0 {
        return Vec::new();
    }
    let heap = first.heap.unwrap_or_default().0 as f64;
    vec![
        Finding::new(
            format!(
                "{} of {} filled over 95 % of the heap of {}.",
                count(full.len() as u64, "executor"),
                measured.len(),
                memory(heap)
            ),
            format!(
                "Collections took {} of the run time with it; a bigger partition may end in an OutOfMemoryError.",
                share(collecting)
            ),
            "Give a fifth more memory, or less data a task.",
        )
        .risk()
        .executors(full.iter().take(20).map(|one| one.executor.clone()))
        .set("spark.executor.memory", case.conf().get("spark.executor.memory"), conf_size(heap * 1.2))
        .count("executors", full.len() as f64),
    ]
}

fn tight_driver(case: &Case<'_>) -> Vec<Finding> {
    let Some(peaks) = case.profile.driver_peaks else { return Vec::new() };
    // A setting that the log lacks, or that is not what was allocated, is no measure.
    let Some(heap) = case.conf().bytes("spark.driver.memory", Bytes::from_mib(1)) else { return Vec::new() };
    let (heap, peak, collected) = (heap.0 as f64, peaks.heap.0 as f64, peaks.major_gc.0 as f64);
    if collected == 0.0 || peak <= limit::MEMORY_TIGHT * heap || peak > heap {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!("The driver filled {} of its heap of {}.", share(peak / heap), memory(heap)),
            format!("It stood {} in full collections, and a bigger result ends the application.", time(collected)),
            "Collect less, broadcast smaller tables, keep plans and lists of files short, or give the driver a fifth more.",
        )
        .risk()
        .executors([DRIVER.to_owned()])
        .saves(saving::between(0.0, collected * 0.5, collected))
        .set("spark.driver.memory", case.conf().get("spark.driver.memory"), conf_size(heap * 1.2))
        .memory("peak heap", peak)
        .ms("in full collections", collected),
    ]
}

fn out_of(case: &Case<'_>, kind: Kind, to: Finding) -> Vec<Finding> {
    let causes = failures(case.profile);
    let mut lost = 0.0;
    let mut stages = Vec::new();
    for cause in causes.iter().filter(|cause| cause.kind == kind) {
        lost += cause.lost_ms;
        stages.extend(cause.stages.iter().copied());
    }
    if !causes.iter().any(|cause| cause.kind == kind) {
        return Vec::new();
    }
    stages.sort_unstable();
    stages.dedup();
    let mut finding = to.risk().stages(stages).saves(saving::about(lost / case.slots)).of_slots();
    // An executor and the tasks that went with it are no sum.
    for (of, label) in [(Ended::Task, "tasks that ended so"), (Ended::Executor, "executors that ended so")] {
        let counts = causes.iter().filter(|cause| cause.kind == kind && cause.of == of).map(|cause| cause.count);
        let count: u64 = counts.sum();
        if count > 0 {
            finding = finding.count(label, count as f64);
        }
    }
    vec![finding.ms("work lost", lost)]
}

fn heap_oom(case: &Case<'_>) -> Vec<Finding> {
    let memory =
        case.conf().bytes("spark.executor.memory", Bytes::from_mib(1)).map_or(limit::GIB, |bytes| bytes.0 as f64);
    // Dr. Elephant's ladder: the smaller the heap, the bigger the step.
    let factor = if memory < 4.0 * limit::GIB {
        2.0
    } else if memory < 8.0 * limit::GIB {
        1.5
    } else {
        1.25
    };
    let finding = Finding::new(
        "Tasks or executors ended with an OutOfMemoryError.".to_owned(),
        "What they had done is lost and done again, if the job survives at all.",
        "Give each task less data or more memory: more partitions, fewer cores an executor, more executor memory.",
    )
    .set("spark.executor.memory", case.conf().get("spark.executor.memory"), conf_size(memory * factor));
    out_of(case, Kind::HeapOom, finding)
}

fn overhead_oom(case: &Case<'_>) -> Vec<Finding> {
    let now = case.conf().bytes("spark.executor.memoryOverhead", Bytes::from_mib(1)).or_else(|| {
        let memory = case.conf().bytes("spark.executor.memory", Bytes::from_mib(1))?.0 as f64;
        Some(Bytes((memory * 0.1).max(384.0 * limit::MIB) as u64))
    });
    let now = now.map_or(384.0 * limit::MIB, |bytes| bytes.0 as f64);
    let finding = Finding::new(
        "Executors were killed for more memory than their container has.".to_owned(),
        "Memory outside the heap (Python workers, network buffers, native code) is what overflowed.",
        "Raise the memory overhead by a GiB, or bound the Python workers' memory.",
    )
    .set(
        "spark.executor.memoryOverhead",
        case.conf().get("spark.executor.memoryOverhead"),
        conf_size(now + limit::GIB),
    );
    out_of(case, Kind::OverheadOom, finding)
}

fn unified(case: &Case<'_>) -> Vec<Finding> {
    let measured = measured(case);
    let used: Vec<f64> = measured
        .iter()
        .filter_map(|one| {
            let pool = one.pool?.0 as f64;
            let heap = one.heap?.0 as f64;
            (pool > 0.0 && heap > 2.0 * limit::GIB).then(|| one.peak_unified.unwrap_or_default().0 as f64 / pool)
        })
        .collect();
    let most = used.iter().copied().fold(0.0, f64::max);
    if used.is_empty() || most >= limit::UNIFIED_USED || !over(case).is_empty() {
        return Vec::new();
    }
    let waste = (1.0 - most) * case.conf().float("spark.memory.fraction").unwrap_or(0.6);
    vec![
        Finding::new(
            format!("Execution and storage together used at most {} of their pool.", share(most)),
            format!("The rest ({} of the heap) is kept free for them.", share(waste)),
            "Take less executor memory, or more cores an executor, if user objects do not need the room.",
        )
        .saves_share(saving::between(0.0, waste * 0.25, waste * limit::MEMORY_WEIGHT))
        .sure(0.5)
        .ratio("peak over pool", most)
        .count("executors looked at", used.len() as f64),
    ]
}
