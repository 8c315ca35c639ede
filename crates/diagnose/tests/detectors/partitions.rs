//! Cases of how many partitions there are, and how big.

use afterglow_profile::Profile;
use afterglow_units::Millis;

use super::kit::{Case, Run, Work, case, mib, op, steady, took};

pub(crate) const CASES: &[Case] = &[
    case("too-few-partitions", || split_into(2, 20_000), || split_into(16, 2_500)),
    case("tiny-tasks", || hardly_working(2_000), || steady().build()),
    case("huge-partitions", || biggest(8_000), || biggest(800)),
    case("shuffle-partitions-off-target", || spilling(512, 512), || spilling(100, 0)),
    case("read-split-size", || scanned_in(2_000, 200, 1), || scanned_in(64, 4_000, 64)),
    case("unsplittable-input", || text_files(1_000), || text_files(100)),
];

fn split_into(tasks: usize, ms: u64) -> Profile {
    Run::on(2, 4).run(Work::at(0).tasks(tasks, ms)).build()
}

/// Tasks of 100 ms, of which 60 ms are not even run time.
fn hardly_working(tasks: usize) -> Profile {
    let work = Work::at(0).tasks(tasks, 100).each(|_, task| {
        task.run = Millis(40);
        task.cpu_us = 30_000;
    });
    Run::on(2, 4).run(work).build()
}

fn biggest(size: u64) -> Profile {
    let work = Work::at(0).tasks(16, 20_000).each(|number, task| {
        let size = if number == 12 { size } else { 800 };
        task.input = mib(size);
        took(task, 25 * size);
    });
    Run::on(2, 4).run(work).build()
}

/// Tasks that read so many MiB from a shuffle, spill so many, and wait for the disk two thirds of their time.
fn spilling(read: u64, spilled: u64) -> Profile {
    let work = Work::at(0).tasks(16, 30_000).each(|_, task| {
        task.cpu_us /= 3;
        task.shuffle_read_local = mib(read);
        task.shuffle_read_records = 1_000 * read;
        task.memory_spilled = mib(2 * spilled);
        task.disk_spilled = mib(spilled);
    });
    Run::on(2, 4).run(work).build()
}

/// A scan whose tasks read so many MiB each.
fn scanned_in(tasks: usize, ms: u64, size: u64) -> Profile {
    let work = Work::at(0).tasks(tasks, ms).each(|_, task| {
        task.run = Millis(ms - 50);
        task.cpu_us = 20 * size * 1_000;
        task.input = mib(size);
        task.input_records = 10_000 * size;
    });
    Run::on(2, 4).run(work).build()
}

/// Four text files of so many MiB, a task for each.
fn text_files(size: u64) -> Profile {
    let work = Work::at(500).tasks(4, 60_000).sql(0).each(|_, task| {
        task.input = mib(size);
        task.input_records = 1_000 * size;
    });
    let scan = op(0, "Scan csv ").meta("Location", "InMemoryFileIndex [s3://lake/orders]").rows(4_000_000).of(&[0]);
    Run::on(2, 4).run(work).query(0, 61_000, vec![scan]).build()
}
