//! Cases of spill and of garbage collection.

use afterglow_profile::{Profile, TaskStatus};
use afterglow_units::Millis;

use super::kit::{Case, Run, Work, case, mib};

pub(crate) const CASES: &[Case] = &[
    case("spill", || spilling(128).build(), || spilling(0).build()),
    case("spill-everywhere", || spilling(128).build(), || spilling(8).build()),
    case("local-disk-full", || failing("No space left on device"), || failing("Broken pipe")),
    case("gc-pressure", || collecting(1_500), || collecting(100)),
];

/// Three executors whose tasks spill so many MiB to disk.
fn spilling(size: u64) -> Run {
    let work = Work::at(0).tasks(48, 10_000).each(|_, task| {
        task.cpu_us = 4_000_000;
        task.shuffle_read_local = mib(256);
        task.shuffle_read_records = 200_000;
        task.memory_spilled = mib(4 * size);
        task.disk_spilled = mib(size);
    });
    Run::on(3, 4).set("spark.executor.memory", "4g").run(work)
}

fn failing(message: &str) -> Profile {
    let work = Work::at(0).tasks(32, 5_000).failing(7).each(|_, task| task.shuffle_write = mib(200));
    Run::on(2, 4).run(work).reason(0, TaskStatus::Failed, "java.io.IOException", message).build()
}

fn collecting(ms: u64) -> Profile {
    let work = Work::at(0).tasks(64, 5_000).each(|_, task| task.gc = Millis(ms));
    Run::on(2, 4).run(work).build()
}
