//! Cases of settings of queries and RDDs.

use afterglow_profile::{Profile, TaskStatus};
use afterglow_units::Millis;

use super::kit::{Case, Run, Work, case, mib, op, rdd, steady};

pub(crate) const CASES: &[Case] = &[
    case("aqe-off", || query(adaptive("false")), || query(adaptive("true"))),
    case("aqe-parallelism-first", || tiny("true"), || tiny("false")),
    case("default-shuffle-partitions", || shuffled_by_200(400), || shuffled_by_200(32)),
    case("broadcast-disabled", || threshold("-1"), || threshold("10485760")),
    case(
        "java-serializer",
        || serialised_by("org.apache.spark.serializer.JavaSerializer"),
        || serialised_by("org.apache.spark.serializer.KryoSerializer"),
    ),
    case("small-kryo-buffer", || overflowing("64m"), || overflowing("1g")),
    case("old-spark", || steady().spark("2.4.8").build(), || steady().build()),
    case("delta-optimize-write", || written_to_delta(65_536), || written_to_delta(134_217_728)),
];

fn adaptive(on: &str) -> Run {
    Run::on(2, 4).set("spark.sql.adaptive.enabled", on)
}

fn query(run: Run) -> Profile {
    run.run(Work::at(500).tasks(32, 5_000).sql(0)).query(0, 21_000, vec![op(0, "HashAggregate").rows(10)]).build()
}

fn tiny(parallelism_first: &str) -> Profile {
    let work = Work::at(500).tasks(400, 200).sql(0).each(|_, task| task.run = Millis(150));
    Run::on(2, 4)
        .set("spark.sql.adaptive.coalescePartitions.parallelismFirst", parallelism_first)
        .run(work)
        .query(0, 11_000, vec![op(0, "HashAggregate").rows(10)])
        .build()
}

/// A shuffle with so many MiB in each of its 200 partitions.
fn shuffled_by_200(size: u64) -> Profile {
    let work = Work::at(500).tasks(200, 8_000).sql(0).each(|_, task| task.shuffle_read_local = mib(size));
    adaptive("false").run(work).query(0, 201_000, vec![op(0, "HashAggregate").rows(10)]).build()
}

fn threshold(bytes: &str) -> Profile {
    let work = Work::at(500).tasks(32, 5_000).sql(0);
    let join = op(0, "SortMergeJoin").rows(10);
    Run::on(2, 4).set("spark.sql.autoBroadcastJoinThreshold", bytes).run(work).query(0, 21_000, vec![join]).build()
}

fn serialised_by(class: &str) -> Profile {
    let work = Work::at(0).tasks(32, 5_000).each(|_, task| task.shuffle_write = mib(16));
    Run::on(2, 4).set("spark.serializer", class).run(work.rdds(&[rdd(1, "MapPartitionsRDD")])).build()
}

/// A task fails with Kryo's own words, as Spark wraps them.
fn overflowing(most: &str) -> Profile {
    let message = "Kryo serialization failed: Buffer overflow. Available: 0, required: 9. To avoid this, increase \
                   spark.kryoserializer.buffer.max value.";
    Run::on(2, 4)
        .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .set("spark.kryoserializer.buffer.max", most)
        .run(Work::at(0).tasks(32, 5_000).failing(7))
        .reason(0, TaskStatus::Failed, "org.apache.spark.SparkException", message)
        .build()
}

/// A write of 4,000 files of such a size.
fn written_to_delta(size: i64) -> Profile {
    let work = Work::at(500).tasks(32, 5_000).sql(0).each(|_, task| task.output = mib(8));
    let write = op(0, "Execute WriteIntoDeltaCommand")
        .metric("number of written files", 4_000)
        .metric("written output", 4_000 * size);
    Run::on(2, 4).run(work).query(0, 21_000, vec![write]).build()
}
