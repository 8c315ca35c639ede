//! Cases of data skew: a few partitions hold far more than the others.

use afterglow_profile::Profile;
use afterglow_units::Millis;

use super::kit::{Case, Run, Work, case, mib, op, took};

pub(crate) const CASES: &[Case] = &[
    case("data-skew", || joined("true", 20), || joined("true", 1)),
    case("skew-join-off", || joined("false", 20), || joined("true", 20)),
    case("write-skew", || written(20), || written(1)),
    case(
        "shuffle-write-imbalance",
        || shuffled_from(|task| [0, 0, 0, 1, 2][task % 5]),
        || shuffled_from(|task| task % 3),
    ),
];

/// A sort-merge join with one partition that is so many times bigger than the others, with or without adaptive
/// execution.
fn joined(adaptive: &str, times: u64) -> Profile {
    let work = Work::at(0).tasks(32, 1_500).sql(0).each(|number, task| {
        let times = if number == 20 { times } else { 1 };
        task.shuffle_read_local = mib(20 * times);
        task.shuffle_read_records = 200_000 * times;
        took(task, 1_500 * times);
    });
    Run::on(2, 4)
        .set("spark.sql.adaptive.enabled", adaptive)
        .run(work)
        .query(0, 40_000, vec![op(0, "SortMergeJoin").rows(1_000_000).of(&[0])])
        .build()
}

/// All tasks read as much; one writes so many times more.
fn written(times: u64) -> Profile {
    let work = Work::at(0).tasks(32, 1_500).each(|number, task| {
        let times = if number == 20 { times } else { 1 };
        task.input = mib(20);
        task.output = mib(20 * times);
        took(task, 1_500 * times);
    });
    Run::on(2, 4).run(work).build()
}

/// Map tasks on three executors, and the tasks that fetch what they wrote.
fn shuffled_from(executor_of: fn(usize) -> usize) -> Profile {
    let map = Work::at(0).tasks(30, 5_000).each(|_, task| task.shuffle_write = mib(32)).pinned(executor_of);
    let reduce = Work::at(60_000).tasks(24, 5_000).each(|_, task| {
        task.shuffle_read_remote = mib(40);
        task.fetch_wait = Millis(2_000);
    });
    Run::on(3, 2).run(map).run(reduce.in_job(0)).build()
}
