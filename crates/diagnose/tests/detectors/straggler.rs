//! Cases of tasks and hosts that are slow with no more data than the others.

use afterglow_profile::Profile;

use super::kit::{Case, Run, Work, case, took};

pub(crate) const CASES: &[Case] = &[
    case("straggler", || with_a_task_of(30_000), || with_a_task_of(2_000)),
    case("slow-node", || last_host_takes(6_000).build(), || last_host_takes(2_000).build()),
    case("cold-executors", || first_tasks_take(10_000), || first_tasks_take(2_000)),
];

fn with_a_task_of(ms: u64) -> Profile {
    let work = Work::at(0).tasks(64, 2_000).each(|number, task| {
        if number == 20 {
            took(task, ms);
        }
    });
    Run::on(2, 4).run(work).build()
}

/// Three stages on three hosts, whose tasks take 2 s, and on the last host so long.
pub(crate) fn last_host_takes(ms: u64) -> Run {
    let stage = |from: i64| {
        let work = Work::at(from).tasks(24, 2_000).pinned(|task| task % 3);
        work.each(|number, task| took(task, if number % 3 == 2 { ms } else { 2_000 }))
    };
    [0, 30_000, 60_000].into_iter().map(stage).fold(Run::on(3, 2), Run::run)
}

fn first_tasks_take(ms: u64) -> Profile {
    let work = Work::at(0).tasks(64, 2_000).each(|number, task| took(task, if number < 8 { ms } else { 2_000 }));
    Run::on(2, 4).run(work).build()
}
