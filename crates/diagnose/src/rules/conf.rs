//! Settings. Most of these cannot be weighed by a log: they are hints, shown apart from findings.

use afterglow_units::{Basis, Bytes};

use crate::finding::Finding;
use crate::registry::{Case, Detector, Group};
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

pub(crate) const DETECTORS: &[Detector] = &[
    hint!("aqe-off", "Adaptive execution is off", "spark.sql.adaptive.enabled false on 3.2 and later, with SQL", "RAPIDS tools; Spark's default since 3.2", "a benchmark that wants fixed plans", aqe_off),
    hint!("aqe-parallelism-first", "Adaptive execution keeps many small partitions", "parallelismFirst true while tiny tasks are found in SQL", "Spark's documentation", "short queries, where parallelism counts", parallelism_first),
    hint!("default-shuffle-partitions", "The default of 200 shuffle partitions", "not set, adaptive execution off, above 256 MiB a partition", "Spark's documentation", "a shuffle that is small", default_partitions),
    hint!("broadcast-disabled", "Broadcast joins are off", "autoBroadcastJoinThreshold of -1", "SparkAdvisor", "a driver with little memory", broadcast_off),
    hint!("java-serializer", "RDD shuffles use Java serialisation", "no Kryo, and RDD stages shuffle over 64 MiB", "Dr. Elephant, SparkAdvisor", "Python RDDs, whose records are bytes already", java_serializer),
    hint!("small-kryo-buffer", "Kryo's buffer is small", "Kryo with buffer.max below 512 MiB, and a Kryo overflow", "RAPIDS tools", "objects that are always small", kryo_buffer),
    hint!("old-spark", "An old release of Spark", "before 3.2: adaptive execution is not on by itself", "AWS EMR Advisor; Spark's release notes", "a release that a vendor keeps up", old_spark),
    hint!("unbounded-allocation", "Dynamic allocation has no upper bound", "maxExecutors unset or above 900", "Dr. Elephant, SparkAdvisor", "a queue that bounds it", unbounded),
    hint!("no-shuffle-tracking", "Dynamic allocation without kept shuffle files", "neither shuffle service nor shuffle tracking", "Dr. Elephant", "a platform with a shuffle service of its own", no_tracking),
    hint!("compressed-oops-lost", "The heap is just above 32 GiB", "32 to 48 GiB", "JVM documentation: wide object pointers from 32 GiB on", "a collector that needs wide pointers anyway", oops),
    hint!("big-executors", "Executors with many cores", "over 8 cores each, with collections above 10 %", "Dr. Elephant, AWS EMR Advisor", "CPU-bound short tasks", big_executors),
    hint!("big-overhead", "A big memory overhead", "4 GiB and more without Python or off-heap use", "Dr. Elephant", "native libraries", big_overhead),
    hint!("oversized-driver", "The driver has much memory", "over 10 GiB, and results below 1 GiB", "AWS EMR Advisor, Dr. Elephant", "big broadcasts and listings", big_driver),
    hint!("driver-cores", "The driver has many cores", "over 4 with fewer than 100 executors", "AWS EMR Advisor", "notebooks that compute in the driver", driver_cores),
    hint!("emr-huge-pages", "Transparent huge pages on EMR", "EMR without -XX:-UseTransparentHugePages", "RAPIDS tools", "Java releases that handle them well", huge_pages),
    hint!("delta-optimize-write", "Delta writes small files", "small files written while optimizeWrite is off", "RAPIDS tools", "streams that must write at once", delta),
    Detector {
        code: "secrets-in-log",
        title: "The log holds secrets",
        basis: Basis::Measured,
        group: Group::Configuration,
        threshold: "a property named like a password, key or token whose value is not masked",
        source: "Spark's redaction pattern; apache/spark 17725, 30446, 33832",
        needs: "configuration",
        mistaken: "a property that only sounds like one",
        find: secrets,
    },
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
    let tiny = case.done().filter(|stage| stage.sql.is_some() && stage.n >= limit::TINY_TASKS && stage.duration.median < limit::TINY_MS).count();
    if !case.adaptive() || case.version() < (3, 2) || tiny == 0 || case.conf().flag(key) == Some(false) {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!("{} run many tiny tasks although adaptive execution is on.", count(tiny as u64, "SQL stage")),
            "By default it merges partitions only as far as all slots stay in use.",
            "Let it merge up to its advisory size.",
        )
        .set("spark.sql.adaptive.coalescePartitions.parallelismFirst", case.conf().get(key), "false"),
    ]
}

fn default_partitions(case: &Case<'_>) -> Vec<Finding> {
    let key = "spark.sql.shuffle.partitions";
    let most = case.done().filter(|stage| stage.sql.is_some() && stage.n == 200).map(|stage| stage.read.sum).fold(0.0, f64::max);
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
    let joins = case.plans.nodes().any(|at| at.node.name.contains("SortMergeJoin"));
    if !off || !joins {
        return Vec::new();
    }
    vec![
        Finding::new("Broadcast joins are switched off, and sort-merge joins run.".to_owned(), "Small tables are shuffled and sorted with the big ones.", "Switch them on again.")
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
        Finding::new(format!("RDD stages shuffle {} with Java serialisation.", size(shuffled as f64)), "It is slower and bigger than Kryo's.", "Take Kryo, and register the classes.")
            .set("spark.serializer", case.conf().get(key), "org.apache.spark.serializer.KryoSerializer"),
    ]
}

fn kryo_buffer(case: &Case<'_>) -> Vec<Finding> {
    let key = "spark.kryoserializer.buffer.max";
    let small = case.conf().bytes(key, Bytes::from_mib(1)).is_none_or(|bytes| bytes.0 < 512 << 20);
    let overflow = crate::failure::failures(case.profile).iter().any(|cause| cause.example.contains("Buffer overflow") || cause.example.contains("kryoserializer.buffer"));
    if !small || !overflow {
        return Vec::new();
    }
    vec![
        Finding::new("An object did not fit into Kryo's buffer.".to_owned(), "The task fails, and so will its next attempt.", "Raise the buffer's maximum.")
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

fn dynamic(case: &Case<'_>) -> bool {
    case.conf().flag("spark.dynamicAllocation.enabled") == Some(true)
}

fn unbounded(case: &Case<'_>) -> Vec<Finding> {
    let key = "spark.dynamicAllocation.maxExecutors";
    if !dynamic(case) || case.conf().int(key).is_some_and(|most| most <= 900) {
        return Vec::new();
    }
    vec![
        Finding::new("Dynamic allocation may ask for any number of executors.".to_owned(), "One stage of many tasks can take the whole cluster.", "Set an upper bound.")
            .set("spark.dynamicAllocation.maxExecutors", case.conf().get(key), (case.profile.executors.len() as u64).max(2).to_string()),
    ]
}

fn no_tracking(case: &Case<'_>) -> Vec<Finding> {
    let on = |key: &str| case.conf().flag(key) == Some(true);
    let tracking = case.conf().flag("spark.dynamicAllocation.shuffleTracking.enabled").unwrap_or(case.version() >= (3, 4));
    if !dynamic(case) || on("spark.shuffle.service.enabled") || tracking {
        return Vec::new();
    }
    vec![
        Finding::new("Executors may be returned while others still need their shuffle files.".to_owned(), "Then map tasks run again.", "Use the shuffle service or shuffle tracking.")
            .set("spark.dynamicAllocation.shuffleTracking.enabled", None, "true"),
    ]
}

fn executor_heap(case: &Case<'_>) -> Option<f64> {
    case.conf().bytes("spark.executor.memory", Bytes::from_mib(1)).map(|bytes| bytes.0 as f64)
}

fn oops(case: &Case<'_>) -> Vec<Finding> {
    let Some(heap) = executor_heap(case).filter(|&heap| heap > 32.0 * limit::GIB && heap < limit::OOPS_REGAINED) else { return Vec::new() };
    vec![
        Finding::new(format!("The executors' heap is {}.", size(heap)), "From 32 GiB on the JVM needs wide object pointers, which cost more than the few GiB give.", "Take 31 GiB, or 48 and more.")
            .set("spark.executor.memory", case.conf().get("spark.executor.memory"), "31g"),
    ]
}

fn big_executors(case: &Case<'_>) -> Vec<Finding> {
    let cores = case.profile.executors.iter().filter_map(|executor| executor.cores).map(|cores| cores.0).max().unwrap_or(0);
    let sums = &case.profile.totals.sums;
    if case.local || cores <= limit::BIG_EXECUTOR_CORES || (sums.gc.0 as f64) < limit::GC_SHARE * sums.run.0 as f64 {
        return Vec::new();
    }
    vec![
        Finding::new(format!("Executors have {cores} cores each, and collections take over a tenth of the run time."), "All tasks of an executor stand still in each of its pauses.", "Take executors of 4 to 5 cores.")
            .set("spark.executor.cores", case.conf().get("spark.executor.cores"), "5"),
    ]
}

fn big_overhead(case: &Case<'_>) -> Vec<Finding> {
    let key = "spark.executor.memoryOverhead";
    let python = case.profile.stages.iter().any(|stage| stage.rdds.iter().any(|rdd| rdd.name.contains("Python")));
    let off_heap = case.conf().flag("spark.memory.offHeap.enabled") == Some(true);
    let Some(overhead) = case.conf().bytes(key, Bytes::from_mib(1)).map(|bytes| bytes.0 as f64) else { return Vec::new() };
    if overhead < limit::BIG_OVERHEAD || python || off_heap {
        return Vec::new();
    }
    vec![Finding::new(format!("Each executor has {} of memory overhead.", size(overhead)), "Without Python and off-heap memory little of it is used.", "Take a tenth of the heap.").set("spark.executor.memoryOverhead", case.conf().get(key), "1g")]
}

fn big_driver(case: &Case<'_>) -> Vec<Finding> {
    let key = "spark.driver.memory";
    let Some(memory) = case.conf().bytes(key, Bytes::from_mib(1)).map(|bytes| bytes.0 as f64) else { return Vec::new() };
    if case.local || memory <= 10.0 * limit::GIB || case.profile.totals.sums.result.0 as f64 > limit::GIB {
        return Vec::new();
    }
    vec![Finding::new(format!("The driver has {}.", size(memory)), "Little came back to it in this run.", "Try half of it, and watch its heap.").set("spark.driver.memory", case.conf().get(key), "8g")]
}

fn driver_cores(case: &Case<'_>) -> Vec<Finding> {
    let cores = case.conf().int("spark.driver.cores").unwrap_or(1);
    if case.local || cores <= 4 || case.profile.executors.len() >= 100 {
        return Vec::new();
    }
    vec![Finding::new(format!("The driver has {cores} cores."), "With few executors two are enough to schedule.", "Take 2 to 4.").set("spark.driver.cores", case.conf().get("spark.driver.cores"), "2")]
}

fn huge_pages(case: &Case<'_>) -> Vec<Finding> {
    let emr = case.profile.log.spark_version.as_deref().is_some_and(|version| version.contains("amzn"));
    let key = "spark.executor.extraJavaOptions";
    if !emr || case.conf().get(key).is_some_and(|options| options.contains("UseTransparentHugePages")) {
        return Vec::new();
    }
    vec![Finding::new("Transparent huge pages are left to EMR's default.".to_owned(), "Off-heap allocators may grow by them until the container is killed.", "Switch them off if executors are killed for memory.")]
}

fn delta(case: &Case<'_>) -> Vec<Finding> {
    let key = "spark.databricks.delta.optimizeWrite.enabled";
    let writes = case.plans.nodes().any(|at| at.node.name.contains("Delta") && case.plans.metric(at.node, &["number of written files"]).is_some_and(|files| files > limit::SMALL_FILES as f64));
    if !writes || case.conf().flag(key) == Some(true) {
        return Vec::new();
    }
    vec![Finding::new("Delta tables are written in many files.".to_owned(), "Each reader opens them all.", "Let Delta merge them as it writes.").set("spark.databricks.delta.optimizeWrite.enabled", case.conf().get(key), "true")]
}

fn secrets(case: &Case<'_>) -> Vec<Finding> {
    const NAMES: &[&str] = &["password", "passwd", "secret", "token", "accesskey", "access.key", "credential", "apikey", "api.key", "account.key", "sas."];
    // Settings about secrets that are no secrets: switches, file names, classes, durations.
    let harmless = |value: &str| {
        value.is_empty() || value.contains("redacted") || value == "true" || value == "false" || value.len() < 8
            || value.starts_with("org.") || value.starts_with("com.") || value.starts_with("${") || value.contains("(?i)")
            || value.parse::<f64>().is_ok() || value.ends_with('s') && value[..value.len() - 1].parse::<f64>().is_ok()
    };
    let conf = case.conf();
    let mut keys: Vec<&str> = conf
        .spark
        .iter()
        .chain(&conf.hadoop)
        .chain(&conf.system)
        .filter(|(key, value)| {
            let lower = key.to_ascii_lowercase();
            let named = NAMES.iter().any(|name| lower.contains(name)) && !["provider", "class", "renew", "regex", "enabled", "path", "file", "interval", "expiry", "lifetime", "principal", "max-lifetime", "address", "bind", "keytab", "type", "server", "url", "uri", "format", "ttl"].iter().any(|word| lower.contains(word));
            let in_url = value.contains("://") && value.split("://").nth(1).is_some_and(|rest| rest.split('/').next().is_some_and(|host| host.contains('@') && host.split('@').next().is_some_and(|user| user.contains(':'))));
            (named && !harmless(value)) || in_url
        })
        .map(|(key, _)| key.as_str())
        .collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.is_empty() {
        return Vec::new();
    }
    let shown: Vec<String> = keys.iter().take(5).map(|key| crate::words::clip(key, 80)).collect();
    vec![
        Finding::new(
            format!("{} in the log's configuration look like secrets and are not masked: {}.", count(keys.len() as u64, "value"), shown.join(", ")),
            "Whoever gets this file has them; they stay in this browser, and are not shown here.",
            "Change them, widen spark.redaction.regex, and redact the log before passing it on.",
        )
        .risk()
        .sure(0.6)
        .count("properties", keys.len() as f64),
    ]
}
