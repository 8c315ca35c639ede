//! Cases of caches that nobody reads, that are missing, that do not fit; and of work that is done twice.

use afterglow_profile::{Block, Profile, Rdd};

use super::kit::{Case, Op, Run, Work, case, mib, op, rdd, steady};

pub(crate) const CASES: &[Case] = &[
    case("cache-unused", || cached(1, 8), || cached(2, 8)),
    case("cache-evicted", || cached(2, 3), || cached(2, 8)),
    case("cache-evicted", || dropped_blocks(3), || dropped_blocks(0)),
    case("missing-cache", || forked(false), || forked(true)),
    case("redundant-in-app", || asked("(k#1L = 3)", "(k#9L = 3)"), || asked("(k#1L = 3)", "(k#9L = 4)")),
    case("repeated-scan", || scanned("orders"), || scanned("items")),
];

/// Block updates show that so many blocks were dropped; no stage tells how much of the RDD stayed.
fn dropped_blocks(count: usize) -> Profile {
    let block = |partition: usize| Block {
        id: format!("rdd_7_{partition}"),
        memory: mib(64),
        dropped: partition < count,
        ..Block::default()
    };
    steady().with(|profile| profile.blocks = (0..8).map(block).collect()).build()
}

/// So many jobs with a cached RDD of eight partitions, of which so many stay.
fn cached(jobs: i64, kept: u32) -> Profile {
    let data = Rdd { cached: true, cached_partitions: kept, memory: mib(512), ..rdd(7, "MapPartitionsRDD") };
    let job =
        |number: i64| Work::at(number * 20_000).tasks(32, 5_000).rdds(&[data.clone(), rdd(6, "ParallelCollectionRDD")]);
    (0..jobs).map(job).fold(Run::on(2, 4), Run::run).build()
}

/// Two jobs that go back to the same input, which a cache may keep.
fn forked(cached: bool) -> Profile {
    let job = |number: i64| {
        let common =
            [rdd(6, "HadoopRDD"), Rdd { cached, ..rdd(7, "MapPartitionsRDD") }, rdd(8 + number, "ShuffledRDD")];
        Work::at(number * 20_000).tasks(32, 5_000).rdds(&common)
    };
    (0..2).map(job).fold(Run::on(2, 4), Run::run).build()
}

/// Two queries of one job each, with such filters.
fn asked(first: &str, second: &str) -> Profile {
    let plan = |condition: &str, row: usize| {
        vec![
            op(0, "Filter").text(&format!("Filter {condition}")).rows(10).of(&[row]),
            op(1, "Scan parquet lake.orders").rows(1_000_000).of(&[row]),
        ]
    };
    queries(vec![plan(first, 0), plan(second, 1)])
}

/// Three different queries; the last one reads such a table.
fn scanned(last: &str) -> Profile {
    let plan = |table: &str, row: usize| {
        let scan = op(1, "Scan parquet")
            .meta("Location", &format!("InMemoryFileIndex [s3://lake/{table}]"))
            .meta("ReadSchema", "struct<k:bigint,amount:double>")
            .metric("size of files read", 2_000_000_000);
        vec![op(0, "HashAggregate").text(&format!("HashAggregate(keys=[c{row}#1])")).rows(10), scan.of(&[row])]
    };
    queries(vec![plan("orders", 0), plan("orders", 1), plan(last, 2)])
}

fn queries(plans: Vec<Vec<Op>>) -> Profile {
    let mut run = Run::on(2, 4);
    for number in 0..plans.len() as i64 {
        run = run.run(Work::at(number * 21_000 + 500).tasks(32, 5_000).sql(number));
    }
    for (number, plan) in (0..).zip(plans) {
        run = run.query(number * 21_000, number * 21_000 + 20_600, plan);
    }
    run.build()
}
