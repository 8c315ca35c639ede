//! Cases of shuffle: waiting for it, writing it, losing it.

use afterglow_profile::{Profile, TaskStatus};
use afterglow_units::{ExecutorIx, Millis, Timestamp};

use super::kit::{Case, Run, Work, case, mib};

pub(crate) const CASES: &[Case] = &[
    case("shuffle-fetch-bound", || fetched(2_000, true), || fetched(50, true)),
    case("shuffle-write-bound", || wrote(64, 64, 2_000), || wrote(64, 64, 100)),
    case("remote-reads", || fetched(2_000, true), || fetched(2_000, false)),
    case("shuffle-explosion", || wrote(8, 64, 2_000), || wrote(64, 64, 2_000)),
    case("shuffle-lost", || map_tasks_again(6), || map_tasks_again(0)),
];

/// A shuffle of 2 GiB whose tasks wait so long for blocks of other hosts, or of their own.
fn fetched(wait: u64, remote: bool) -> Profile {
    let work = Work::at(0).tasks(32, 5_000).each(|_, task| {
        let (there, here) = if remote { (60, 4) } else { (4, 60) };
        task.shuffle_read_remote = mib(there);
        task.shuffle_read_local = mib(here);
        task.shuffle_read_records = 500_000;
        task.fetch_wait = Millis(wait);
    });
    Run::on(2, 4).run(work).build()
}

/// Tasks that read and write so many MiB, and spend so many ms on writing.
fn wrote(read: u64, write: u64, ms: u64) -> Profile {
    let work = Work::at(0).tasks(32, 5_000).each(|_, task| {
        task.input = mib(read);
        task.shuffle_write = mib(write);
        task.shuffle_write_us = ms * 1_000;
    });
    Run::on(2, 4).run(work).build()
}

/// The second executor goes with the shuffle files of so many map tasks.
fn map_tasks_again(tasks: usize) -> Profile {
    let map = Work::at(0).tasks(32, 5_000).tasks(tasks, 0).each(|number, task| {
        task.shuffle_write = mib(16);
        if number >= 32 {
            task.status = TaskStatus::Resubmitted;
            task.executor = ExecutorIx(1);
            task.launched = Timestamp(21_000);
        }
    });
    let again = Work::at(21_000).tasks(tasks.max(8), 5_000).again(0).in_job(0);
    let run = Run::on(2, 4);
    let lost = if tasks > 0 { run.loses(1, 21_000, "worker lost: 10.0.0.2:7078 got disassociated") } else { run };
    lost.run(map).run(again).build()
}
