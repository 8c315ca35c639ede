//! Cases of the shape of plans, and of code that Spark cannot look into.

use afterglow_profile::Profile;

use super::kit::{Case, Op, Run, Work, case, mib, op};

pub(crate) const CASES: &[Case] = &[
    case("explode-blow-up", || multiplied("Generate", 100), || multiplied("Generate", 3)),
    case("expand-blow-up", || multiplied("Expand", 6), || multiplied("Expand", 2)),
    case("global-window", || one_partition(5_000_000), || one_partition(5_000)),
    case("redundant-exchange", || between_exchanges("Project"), || between_exchanges("HashAggregate")),
    case("long-filter", || filtered_by(300), || filtered_by(3)),
    case("iceberg-rewrite", || written_by("ReplaceData"), || written_by("AppendData")),
    case("python-udf", || through("BatchEvalPython"), || through("ArrowEvalPython")),
    case("row-at-a-time", || through("DeserializeToObject"), || through("Project")),
    case("native-engine", || through("Project"), || through("GpuProject")),
];

/// A query of two stages of 20 s each, with such a plan.
fn asking(ops: Vec<Op>) -> Profile {
    Run::on(2, 4)
        .run(Work::at(500).tasks(32, 5_000).sql(0).each(|_, task| task.shuffle_write = mib(64)))
        .run(Work::at(20_500).tasks(32, 5_000).sql(0).each(|_, task| task.output = mib(64)).in_job(0))
        .query(0, 41_000, ops)
        .build()
}

fn multiplied(name: &str, times: i64) -> Profile {
    let rows = 1_000_000;
    asking(vec![op(0, name).rows(times * rows).of(&[0]), op(1, "Scan parquet lake.orders").rows(rows).of(&[0])])
}

/// A window over all rows of a query: a stage that shuffles them, and one task that reads them.
fn one_partition(rows: i64) -> Profile {
    let exchange = op(1, "Exchange")
        .text("Exchange SinglePartition, ENSURE_REQUIREMENTS, [plan_id=12]")
        .metric("shuffle records written", rows)
        .of(&[0, 1]);
    let ops = vec![op(0, "Window"), exchange, op(2, "Scan parquet lake.orders").rows(rows).of(&[0])];
    Run::on(2, 4)
        .run(Work::at(500).tasks(32, 5_000).sql(0))
        .run(Work::at(20_500).tasks(1, 30_000).sql(0).in_job(0))
        .query(0, 51_000, ops)
        .build()
}

fn between_exchanges(name: &str) -> Profile {
    let exchange = |depth: usize, stages: &[usize]| {
        let text = "Exchange hashpartitioning(k#70L, 200), ENSURE_REQUIREMENTS, [plan_id=34]";
        op(depth, "Exchange").text(text).metric("data size", 2_000_000_000).of(stages)
    };
    asking(vec![exchange(0, &[1]), op(1, name), op(2, "AQEShuffleRead"), exchange(3, &[0, 1])])
}

fn filtered_by(values: usize) -> Profile {
    let list: Vec<String> = (0..values).map(|value| format!("customer-{value}")).collect();
    let text = format!("Filter name#3 IN ({})", list.join(","));
    asking(vec![op(0, "Filter").text(&text).rows(10).of(&[0]), op(1, "Scan parquet lake.orders").rows(1_000).of(&[0])])
}

/// A write to an Iceberg table: its node is the root and has no metrics of its own, as in Spark.
fn written_by(name: &str) -> Profile {
    let text = format!("{name} IcebergWrite(table=lake.orders, format=PARQUET)");
    asking(vec![
        op(0, name).text(&text),
        op(1, "Exchange").metric("data size", 2_000_000_000).of(&[0, 1]),
        op(2, "BatchScan lake.orders").rows(1_000_000).of(&[0]),
    ])
}

/// A query all of whose rows go through such an operator in its first stage.
fn through(name: &str) -> Profile {
    asking(vec![
        op(0, "HashAggregate").rows(10).of(&[1]),
        op(1, "Exchange").metric("data size", 2_000_000_000).of(&[1]),
        op(2, name).rows(1_000_000).of(&[0]),
        op(3, "BatchScan lake.orders").rows(1_000_000).of(&[0]),
    ])
}
