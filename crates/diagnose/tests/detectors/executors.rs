//! Cases of executors: idle ones, unequal ones, more than the work can use.

use afterglow_profile::Profile;

use super::kit::{Case, Run, Work, case, mib, steady};

pub(crate) const CASES: &[Case] = &[
    case("idle-executors", || Run::on(4, 4).run(Work::at(0).tasks(2, 60_000)).build(), || steady().build()),
    case("executor-imbalance", || spread(|task| [0, 0, 1, 2][task % 4]), || spread(|task| task % 3)),
    case("past-the-knee", || beside_a_long_task(100_000, 5_100), || beside_a_long_task(5_000, 5_000)),
    case("missing-executors", || asked_for("8"), || asked_for("4")),
    case("fixed-size-cheaper", || kept_for(4), || kept_for(64)),
];

fn spread(executor_of: fn(usize) -> usize) -> Profile {
    let work = Work::at(0).tasks(60, 20_000).each(|_, task| task.input = mib(4)).pinned(executor_of);
    Run::on(3, 2).run(work).build()
}

/// One task that bounds the run, and 60 short ones that fill half of the other slots' time.
fn beside_a_long_task(long: u64, short: u64) -> Profile {
    Run::on(2, 4).run(Work::at(0).tasks(1, long).tasks(60, short)).build()
}

/// Sixteen slots under dynamic allocation that all stay, whatever there is to do.
fn kept_for(tasks: usize) -> Profile {
    Run::on(4, 4).set("spark.dynamicAllocation.enabled", "true").run(Work::at(0).tasks(tasks, 60_000)).build()
}

/// Four executors on which much is to do, where so many were asked for.
fn asked_for(executors: &str) -> Profile {
    Run::on(4, 4).set("spark.executor.instances", executors).run(Work::at(0).tasks(128, 10_000)).build()
}
