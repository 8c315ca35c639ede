//! Cases of files and partitions that queries read and write, and of the looking for files before a query.

use afterglow_profile::Profile;

use super::kit::{Case, MIB, Op, Run, Work, case, mib, op};

pub(crate) const CASES: &[Case] = &[
    case("listing-files", || looking("Listing leaf files and directories for 400 paths"), || looking("count")),
    case("schema-inference", || looking("json at Report.scala:3"), || looking("count")),
    case("small-files-in", || scanning(scan().files(20_000, 100 * 1_024)), || scanning(scan().files(200, 128 * MIB))),
    case("small-files-out", || writing(5_000, 100 * 1_024, 500), || writing(40, 128 * MIB, 500)),
    case("missing-partition-filter", || filtering("[]"), || filtering("[isnotnull(day#3), (day#3 > 19700)]")),
    case("read-amplification", || kept_of(50_000_000, 1_000), || kept_of(50_000_000, 30_000_000)),
    case("large-scan", || kept_of(60_000_000_000, 40_000_000_000), || kept_of(50_000_000, 30_000_000)),
    case("slow-commit", || writing(40, 128 * MIB, 10_000), || writing(40, 128 * MIB, 500)),
];

/// A stage of 4 s under such a name, before the query.
fn looking(name: &str) -> Profile {
    let before = Work::at(500).tasks(8, 4_000).stage(|stage| stage.name = name.into());
    let before = before.job(|job| job.description = Some(name.into())).each(|_, task| task.input = mib(64));
    Run::on(2, 4).run(before).run(Work::at(5_000).tasks(32, 5_000)).build()
}

/// A Parquet scan of a partitioned table.
fn scan() -> Op {
    op(2, "Scan parquet lake.orders").meta("Location", "InMemoryFileIndex [s3://lake/orders]")
}

impl Op {
    /// The files of a scan: how many, and their mean size in bytes.
    fn files(self, count: u64, size: u64) -> Self {
        let bytes = (count * size).cast_signed();
        self.metric("number of files read", count.cast_signed()).metric("size of files read", bytes)
    }
}

/// A query whose one stage scans.
fn scanning(scan: Op) -> Profile {
    let work = Work::at(500).tasks(32, 5_000).sql(0).each(|_, task| task.input = mib(64));
    let aggregate = op(0, "HashAggregate").rows(10).of(&[0]);
    let wrapper = op(1, "ColumnarToRow").rows(1_000_000).of(&[0]);
    Run::on(2, 4).run(work).query(0, 21_000, vec![aggregate, wrapper, scan.of(&[0])]).build()
}

/// A query that filters a table of a hundred partitions by something that is no partition, after such filters that are.
fn filtering(partition_filters: &str) -> Profile {
    let scan = scan()
        .meta("PartitionFilters", partition_filters)
        .meta("DataFilters", "[isnotnull(amount#7), (amount#7 > 100)]")
        .metric("number of partitions read", 100);
    passing(scan, 50_000_000, 25_000_000)
}

fn kept_of(read: i64, kept: i64) -> Profile {
    passing(scan(), read, kept)
}

fn passing(scan: Op, read: i64, kept: i64) -> Profile {
    let work = Work::at(500).tasks(32, 5_000).sql(0).each(|_, task| task.input = mib(64));
    let ops = vec![
        op(0, "Filter").text("Filter (amount#7 > 100)").rows(kept).of(&[0]),
        op(1, "ColumnarToRow").rows(read).of(&[0]),
        scan.rows(read).of(&[0]),
    ];
    Run::on(2, 4).run(work).query(0, 21_000, ops).build()
}

/// A query that writes so many files of such a size, and commits them for so many ms. The driver alone knows the
/// figures of the write, so no stage has them.
fn writing(files: u64, size: u64, commit: i64) -> Profile {
    let work = Work::at(500).tasks(32, 5_000).sql(0).each(|_, task| task.output = mib(64));
    let command = op(0, "Execute InsertIntoHadoopFsRelationCommand")
        .metric("number of written files", files.cast_signed())
        .metric("written output", (files * size).cast_signed())
        .timing("job commit time", commit);
    let ops = vec![command, op(1, "WriteFiles"), op(2, "Scan parquet lake.orders").rows(1_000_000).of(&[0])];
    Run::on(2, 4).run(work).query(0, 20_500 + commit, ops).build()
}
