//! Cases of joins: products, broadcasts too big and too few.

use afterglow_profile::Profile;
use afterglow_units::Millis;

use super::kit::{Case, MIB, Op, Run, Work, case, mib, op};

pub(crate) const CASES: &[Case] = &[
    case("cartesian-product", || product(10_000, 10_000), || product(10_000, 1)),
    case("big-broadcast", || broadcast(400, 3_000), || broadcast(8, 3_000)),
    case("missed-broadcast", || merged(4), || merged(4_000)),
    case("slow-broadcast", || broadcast(8, 12_000), || broadcast(8, 300)),
];

/// A query of one job of 20 s in one stage, with such a plan.
fn asking(ops: Vec<Op>) -> Profile {
    let work = Work::at(500).tasks(32, 5_000).sql(0).each(|_, task| {
        task.shuffle_read_local = mib(128);
        task.fetch_wait = Millis(300);
    });
    Run::on(2, 4).run(work).query(0, 21_000, ops).build()
}

fn product(left: i64, right: i64) -> Profile {
    asking(vec![
        op(0, "CartesianProduct").rows(left * right).of(&[0]),
        op(1, "Scan parquet lake.orders").rows(left).of(&[0]),
        op(1, "Scan parquet lake.items").rows(right).of(&[0]),
    ])
}

/// A broadcast of so many MiB that takes so long.
fn broadcast(size: u64, ms: i64) -> Profile {
    let exchange = op(1, "BroadcastExchange")
        .text("BroadcastExchange HashedRelationBroadcastMode(List(input[0, bigint, true]),false)")
        .metric("data size", (size * MIB).cast_signed())
        .rows(2_000_000)
        .timing("time to collect", ms / 3)
        .timing("time to build", ms / 3)
        .timing("time to broadcast", ms / 3);
    asking(vec![op(0, "BroadcastHashJoin").rows(1_000_000).of(&[0]), exchange])
}

/// A sort-merge join of 4 GiB with so many MiB.
fn merged(small: u64) -> Profile {
    let exchange = |size: u64| op(2, "Exchange").metric("data size", (size * MIB).cast_signed()).of(&[0]);
    asking(vec![
        op(0, "SortMergeJoin").text("SortMergeJoin [k#1L], [k#9L], Inner").rows(1_000_000).of(&[0]),
        op(1, "Sort"),
        exchange(4_096),
        op(1, "Sort"),
        exchange(small),
    ])
}
