//! Cases of executors that come and go, and of speculation.

use afterglow_profile::{Profile, TaskStatus};
use afterglow_units::Timestamp;

use super::kit::{Case, Run, Work, case, took};
use super::straggler::last_host_takes;

pub(crate) const CASES: &[Case] = &[
    case("dynamic-allocation", || others_from(20_000, "true"), || others_from(0, "true")),
    case("slow-ramp-up", || others_from(20_000, "false"), || others_from(500, "false")),
    case("held-executors", || given_back_at(None), || given_back_at(Some(71_000))),
    case("executor-churn", || lives_of(120_000), || lives_of(600_000)),
    case("speculation", || copied(true), || copied(false)),
    case(
        "speculation-missing",
        || last_host_takes(6_000).build(),
        || last_host_takes(6_000).set("spark.speculation", "true").build(),
    ),
];

/// The first of four executors is there from the start, the others come later.
fn others_from(ms: i64, dynamic: &str) -> Profile {
    let run = Run::on(4, 2).set("spark.dynamicAllocation.enabled", dynamic).executors(|row, executor| {
        if row > 0 {
            executor.added = Some(Timestamp(ms));
        }
    });
    run.run(Work::at(0).tasks(64, 5_000)).build()
}

/// One executor works to the end; the others ran one wave of tasks, and wait until they are given back.
fn given_back_at(removed: Option<i64>) -> Profile {
    let run = Run::on(4, 4).set("spark.dynamicAllocation.enabled", "true").executors(|row, executor| {
        if row > 0 {
            executor.removed = removed.map(Timestamp);
        }
    });
    run.run(Work::at(0).tasks(16, 10_000)).run(Work::at(10_000).tasks(64, 20_000).pinned(|_| 0)).build()
}

/// Eight executors, one after the other, which live so long and wait 30 s for their first task.
fn lives_of(ms: i64) -> Profile {
    let run = Run::on(8, 4).executors(|row, executor| {
        executor.added = Some(Timestamp(ms * row as i64));
        executor.removed = Some(Timestamp(ms * (row as i64 + 1)));
        executor.removed_reason = Some("Executor killed by driver.".into());
    });
    let stage = |number: i64| Work::at(ms * number + 30_000).tasks(4, ms.cast_unsigned() - 35_000);
    (0..8).map(stage).fold(run, Run::run).build()
}

/// A task that would not end, and the copy that overtook it.
fn copied(speculative: bool) -> Profile {
    let work = Work::at(0).tasks(33, 5_000).each(|number, task| {
        if number == 31 && speculative {
            task.status = TaskStatus::Killed;
            took(task, 45_000);
        }
        if number == 32 {
            task.index = if speculative { 31 } else { 32 };
            task.attempt = u32::from(speculative);
            task.speculative = speculative;
            task.launched = Timestamp(if speculative { 55_000 } else { 0 });
        }
    });
    Run::on(2, 4).set("spark.speculation", "true").run(work).build()
}
