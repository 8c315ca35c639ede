//! Cases of memory that is too much, too little, or set up badly.

use afterglow_eventlog::event::ExecutorPeaks;
use afterglow_profile::{Profile, TaskStatus};
use afterglow_units::{Bytes, Millis};

use super::kit::{Case, GIB, Run, Work, case, mib, steady};

pub(crate) const CASES: &[Case] = &[
    case("overprovisioned-memory", || sampled("16g", 2_000, 500, 0), || sampled("4g", 3_000, 1_500, 0)),
    case("tight-memory", || sampled("4g", 4_050, 1_500, 400), || sampled("4g", 4_050, 1_500, 0)),
    case("tight-driver", || driver(980), || driver(500)),
    case(
        "heap-oom",
        || failing("java.lang.OutOfMemoryError", "Java heap space"),
        || failing("java.io.IOException", "broken pipe"),
    ),
    case(
        "overhead-oom",
        || gone_with("Container killed by YARN for exceeding memory limits. 5.1 GB of 5 GB used."),
        || gone_with("Executor killed by driver."),
    ),
    case("unified-memory-unused", || sampled("4g", 3_000, 200, 0), || sampled("4g", 3_000, 1_500, 0)),
];

/// Executors with so much heap, of which at most so many MiB were in use, and so many of the unified pool; their tasks
/// stand still for so many ms of full collections.
fn sampled(heap: &str, peak: u64, unified: u64, collecting: u64) -> Profile {
    let peaks = ExecutorPeaks {
        heap: mib(peak),
        on_heap_unified: mib(unified),
        major_gc: Millis(collecting),
        ..ExecutorPeaks::default()
    };
    let run = Run::on(2, 4).set("spark.executor.memory", heap).executors(|_, executor| {
        executor.peaks = Some(peaks);
        executor.pool = Some(Bytes(2 * GIB));
    });
    run.run(Work::at(0).tasks(32, 5_000).each(|_, task| task.gc = Millis(collecting))).build()
}

/// A driver of 1 GiB beside the executors.
fn driver(peak: u64) -> Profile {
    let peaks = ExecutorPeaks { heap: mib(peak), major_gc: Millis(3_000), ..ExecutorPeaks::default() };
    steady().set("spark.driver.memory", "1g").with(|profile| profile.driver_peaks = Some(peaks)).build()
}

fn failing(class: &str, message: &str) -> Profile {
    Run::on(2, 4).run(Work::at(0).tasks(32, 5_000).failing(7)).reason(0, TaskStatus::Failed, class, message).build()
}

fn gone_with(reason: &str) -> Profile {
    let run = Run::on(2, 4).set("spark.executor.memory", "4g").loses(1, 15_000, reason);
    run.run(Work::at(0).tasks(32, 5_000)).build()
}
