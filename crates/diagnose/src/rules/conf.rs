//! Settings of queries and RDDs. Most of these cannot be weighed by a log: they are hints, shown apart from findings.

use afterglow_units::{Basis, Bytes};

use crate::detector::{Case, Detector, Group};
use crate::finding::Finding;
use crate::thresholds as limit;
use crate::words::{count, size};

macro_rules! hint {
    ($code:literal, $title:literal, $threshold:literal, $source:literal, $mistaken:literal, $find:expr) => {
        Detector {
            code: $code,
            title: $title,
            basis: Basis::Rule,
            group: Group::Configuration,
            threshold: $threshold,
            source: $source,
            needs: "configuration",
            mistaken: $mistaken,
            find: $find,
        }
    };
}

pub(crate) use hint;

pub(crate) const DETECTORS: &[Detector] = &[
    hint!(
        "aqe-off",
        "Adaptive execution is off",
        "off on 3.0 and later, by its setting or (before 3.2) by default, with SQL",
        "RAPIDS tools; Spark's default since 3.2",
        "a benchmark that wants fixed plans",
        aqe_off
    ),
    hint!(
        "aqe-parallelism-first",
        "Adaptive execution keeps many small partitions",
        "parallelismFirst true while tiny tasks are found in SQL",
        "Spark's documentation",
        "short queries, where parallelism counts",
        parallelism_first
    ),
    hint!(
        "default-shuffle-partitions",
        "The default of 200 shuffle partitions",
        "not set, adaptive execution off, above 256 MiB a partition",
        "Spark's documentation",
        "a shuffle that is small",
        default_partitions
    ),
    hint!(
        "broadcast-disabled",
        "Broadcast joins are off",
        "autoBroadcastJoinThreshold of -1",
        "SparkAdvisor",
        "a driver with little memory",
        broadcast_off
    ),
    hint!(
        "java-serializer",
        "RDD shuffles use Java serialisation",
        "no Kryo, and RDD stages shuffle over 64 MiB",
        "Dr. Elephant, SparkAdvisor",
        "Python RDDs, whose records are bytes already",
        java_serializer
    ),
    hint!(
        "small-kryo-buffer",
        "Kryo's buffer is small",
        "Kryo with buffer.max below 512 MiB, and a Kryo overflow",
        "RAPIDS tools",
        "objects that are always small",
        kryo_buffer
    ),
    hint!(
        "old-spark",
        "An old release of Spark",
        "before 3.2: adaptive execution is not on by itself",
        "AWS EMR Advisor; Spark's release notes",
        "a release that a vendor keeps up",
        old_spark
    ),
    hint!(
        "delta-optimize-write",
        "Delta writes small files",
        "small files written while optimizeWrite is off",
        "RAPIDS tools",
        "streams that must write at once",
        delta
    ),
];

fn sql(case: &Case<'_>) -> bool {
    !case.profile.sql.is_empty()
}

fn aqe_off(case: &Case<'_>) -> Vec<Finding> {
    if !sql(case) || case.adaptive() || case.version() < (3, 0) {
        return Vec::new();
    }
    vec![
        Finding::new(
            "Adaptive query execution is switched off.".to_owned(),
            "It merges small shuffle partitions, splits skewed ones and turns joins into broadcasts while a query runs.",
            "Switch it on, unless plans must not change.",
        )
        .set("spark.sql.adaptive.enabled", case.conf().get("spark.sql.adaptive.enabled"), "true"),
    ]
}

fn parallelism_first(case: &Case<'_>) -> Vec<Finding> {
    let key = "spark.sql.adaptive.coalescePartitions.parallelismFirst";
    let tiny = case
        .done()
        .filter(|stage| stage.sql.is_some() && stage.n >= limit::TINY_TASKS && stage.duration.median < limit::TINY_MS)
        .count();
    if !case.adaptive() || case.version() < (3, 2) || tiny == 0 || case.conf().flag(key) == Some(false) {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!(
                "There are many tiny tasks in {} although adaptive execution is on.",
                count(tiny as u64, "SQL stage")
            ),
            "By default it merges partitions only as far as all slots stay in use.",
            "Let it merge up to its advisory size.",
        )
        .set("spark.sql.adaptive.coalescePartitions.parallelismFirst", case.conf().get(key), "false"),
    ]
}

fn default_partitions(case: &Case<'_>) -> Vec<Finding> {
    let key = "spark.sql.shuffle.partitions";
    let most = case
        .done()
        .filter(|stage| stage.sql.is_some() && stage.n == 200)
        .map(|stage| stage.read.sum)
        .fold(0.0, f64::max);
    if case.adaptive() || case.conf().get(key).is_some() || most < 200.0 * 256.0 * limit::MIB {
        return Vec::new();
    }
    let to = (most / limit::PARTITION_TARGET).ceil() as u64;
    vec![
        Finding::new(
            format!("A shuffle of {} uses Spark's default of 200 partitions.", size(most)),
            "Partitions of several hundred MiB spill and last long.",
            "Set the number by the size of the data, or switch adaptive execution on.",
        )
        .set("spark.sql.shuffle.partitions", None, to.to_string()),
    ]
}

fn broadcast_off(case: &Case<'_>) -> Vec<Finding> {
    let key = "spark.sql.autoBroadcastJoinThreshold";
    let off = case.conf().get(key).is_some_and(|value| value.trim().starts_with('-'));
    let joins = case.plans.nodes().any(|at| at.op.name.contains("SortMergeJoin"));
    if !off || !joins {
        return Vec::new();
    }
    vec![
        Finding::new(
            "Broadcast joins are switched off, and sort-merge joins run.".to_owned(),
            "Small tables are shuffled and sorted with the big ones.",
            "Switch them on again.",
        )
        .set("spark.sql.autoBroadcastJoinThreshold", case.conf().get(key), "10485760"),
    ]
}

fn java_serializer(case: &Case<'_>) -> Vec<Finding> {
    let key = "spark.serializer";
    let kryo = case.conf().get(key).is_some_and(|value| value.contains("Kryo"));
    let shuffled: u64 = case
        .done()
        .filter(|stage| stage.sql.is_none())
        .map(|stage| &case.profile.stages[stage.row])
        .filter(|stage| !stage.rdds.iter().any(|rdd| rdd.name.contains("Python")))
        .map(|stage| stage.sums.shuffle_write.0)
        .sum();
    if kryo || (shuffled as f64) < 64.0 * limit::MIB {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!("RDD stages shuffle {} with Java serialisation.", size(shuffled as f64)),
            "It is slower and bigger than Kryo's.",
            "Take Kryo, and register the classes.",
        )
        .set("spark.serializer", case.conf().get(key), "org.apache.spark.serializer.KryoSerializer"),
    ]
}

fn kryo_buffer(case: &Case<'_>) -> Vec<Finding> {
    let key = "spark.kryoserializer.buffer.max";
    let small = case.conf().bytes(key, Bytes::from_mib(1)).is_none_or(|bytes| bytes.0 < 512 << 20);
    let told = |text: &str| text.contains("Buffer overflow") || text.contains("kryoserializer.buffer");
    // A task's exception has Kryo's words in its message, below the line that names its class.
    let overflow = case.profile.failures.iter().any(|failure| told(&failure.message) || told(&failure.stack))
        || crate::failure::failures(case.profile).iter().any(|cause| told(&cause.example));
    if !small || !overflow {
        return Vec::new();
    }
    vec![
        Finding::new(
            "An object did not fit into Kryo's buffer.".to_owned(),
            "The task fails, and so will its next attempt.",
            "Raise the buffer's maximum.",
        )
        .risk()
        .set("spark.kryoserializer.buffer.max", case.conf().get(key), "512m"),
    ]
}

fn old_spark(case: &Case<'_>) -> Vec<Finding> {
    let version = case.version();
    if version == (0, 0) || version >= (3, 2) {
        return Vec::new();
    }
    vec![Finding::new(
        format!("The run used Spark {}.{}.", version.0, version.1),
        "Adaptive execution is on by default from 3.2, and later releases have faster shuffles, joins and Python.",
        "Plan the step to a release that is kept up.",
    )]
}

fn delta(case: &Case<'_>) -> Vec<Finding> {
    let key = "spark.databricks.delta.optimizeWrite.enabled";
    let writes = case.plans.nodes().filter(|at| at.op.name.contains("Delta")).any(|at| {
        let files = case.plans.metric(at.op, &["number of written files"]).unwrap_or(0.0);
        // Many files of a good size are no ailment.
        let bytes = case.plans.metric(at.op, &["written output"]).unwrap_or(0.0);
        files > limit::SMALL_FILES as f64 && bytes < limit::SMALL_FILE * files
    });
    if !writes || case.conf().flag(key) == Some(true) {
        return Vec::new();
    }
    vec![
        Finding::new(
            "Delta tables are written in many files.".to_owned(),
            "Each reader opens them all.",
            "Let Delta merge them as it writes.",
        )
        .set("spark.databricks.delta.optimizeWrite.enabled", case.conf().get(key), "true"),
    ]
}
