//! Cases of where task time goes besides the work: scheduling, serialisation, storage.

use afterglow_eventlog::event::Locality;
use afterglow_profile::{Profile, TaskRow};
use afterglow_units::{Millis, Timestamp};

use super::kit::{Case, Run, Work, case, mib, took};

pub(crate) const CASES: &[Case] = &[
    case("scheduler-delay", || losing(1_000, |_, _| {}), || losing(50, |_, _| {})),
    case(
        "task-deserialisation",
        || losing(1_000, |task, time| task.deserialize = time),
        || losing(50, |task, time| task.deserialize = time),
    ),
    case(
        "result-serialisation",
        || losing(500, |task, time| task.serialize_result = time),
        || losing(50, |task, time| task.serialize_result = time),
    ),
    case("io-bound", || reading(1_000), || reading(3_500)),
    case("slow-storage", || slowest_read(60_000), || slowest_read(4_000)),
    case("locality-wait", || launched_late(3_000), || launched_late(0)),
];

fn each(change: impl Fn(&mut TaskRow)) -> Profile {
    Run::on(2, 4).run(Work::at(0).tasks(160, 4_000).each(|_, task| change(task))).build()
}

/// Tasks that are not run for so many of their 4 s; what nobody names as its own is the scheduler's delay.
fn losing(ms: u64, owner: fn(&mut TaskRow, Millis)) -> Profile {
    each(|task| {
        task.run = task.run - Millis(ms);
        owner(task, Millis(ms));
    })
}

/// Scans whose tasks compute for so many of their 4 s.
fn reading(cpu: u64) -> Profile {
    each(|task| {
        task.input = mib(64);
        task.input_records = 500_000;
        task.cpu_us = cpu * 1_000;
    })
}

fn slowest_read(ms: u64) -> Profile {
    let work = Work::at(0).tasks(64, 4_000).each(|number, task| {
        task.input = mib(64);
        task.input_records = 500_000;
        if number == 20 {
            took(task, ms);
        }
        // It waits for its bytes rather than computes.
        task.cpu_us = 1_000_000;
    });
    Run::on(2, 4).run(work).build()
}

/// Half of the tasks take a slot away from their data, so long after the others.
fn launched_late(ms: i64) -> Profile {
    let work = Work::at(0).tasks(8, 10_000).each(|number, task| {
        let near = number < 4;
        task.locality = if near { Locality::Node } else { Locality::Any };
        task.launched = Timestamp(if near { 0 } else { ms });
    });
    Run::on(2, 4).run(work).build()
}
