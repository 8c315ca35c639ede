//! Settings of executors, driver and platform; hints, as in `conf`.

use afterglow_units::{Basis, Bytes};

use super::conf::hint;
use crate::detector::{Case, Detector, Group};
use crate::finding::Finding;
use crate::thresholds as limit;
use crate::words;

pub(crate) const DETECTORS: &[Detector] = &[
    hint!(
        "unbounded-allocation",
        "Dynamic allocation has no upper bound",
        "maxExecutors unset or above 900",
        "Dr. Elephant, SparkAdvisor",
        "a queue that bounds it",
        unbounded
    ),
    hint!(
        "no-shuffle-tracking",
        "Dynamic allocation without kept shuffle files",
        "neither shuffle service nor shuffle tracking",
        "Dr. Elephant",
        "a platform with a shuffle service of its own",
        no_tracking
    ),
    hint!(
        "compressed-oops-lost",
        "The heap is above 32 GiB, where pointers are wide",
        "32 to 48 GiB",
        "JVM documentation: wide object pointers from 32 GiB on",
        "a collector that needs wide pointers anyway",
        oops
    ),
    hint!(
        "big-executors",
        "Executors with many cores",
        "over 8 cores each, with collections above 10 %",
        "Dr. Elephant, AWS EMR Advisor",
        "CPU-bound short tasks",
        big_executors
    ),
    hint!(
        "big-overhead",
        "A big memory overhead",
        "4 GiB and more without Python or off-heap use",
        "Dr. Elephant",
        "native libraries",
        big_overhead
    ),
    hint!(
        "oversized-driver",
        "The driver has much memory",
        "over 10 GiB, and results below 1 GiB",
        "AWS EMR Advisor, Dr. Elephant",
        "big broadcasts and listings",
        big_driver
    ),
    hint!(
        "driver-cores",
        "The driver has many cores",
        "over 4 with fewer than 100 executors",
        "AWS EMR Advisor",
        "notebooks that compute in the driver",
        driver_cores
    ),
    hint!(
        "emr-huge-pages",
        "Transparent huge pages on EMR",
        "EMR without -XX:-UseTransparentHugePages",
        "RAPIDS tools",
        "Java releases that handle them well",
        huge_pages
    ),
];

fn dynamic(case: &Case<'_>) -> bool {
    case.conf().flag("spark.dynamicAllocation.enabled") == Some(true)
}

fn unbounded(case: &Case<'_>) -> Vec<Finding> {
    let key = "spark.dynamicAllocation.maxExecutors";
    if !dynamic(case) || case.conf().int(key).is_some_and(|most| most <= 900) {
        return Vec::new();
    }
    vec![
        Finding::new(
            "Dynamic allocation may ask for any number of executors.".to_owned(),
            "One stage of many tasks can take the whole cluster.",
            "Set an upper bound.",
        )
        .set(
            "spark.dynamicAllocation.maxExecutors",
            case.conf().get(key),
            (case.profile.executors.len() as u64).max(2).to_string(),
        ),
    ]
}

fn no_tracking(case: &Case<'_>) -> Vec<Finding> {
    let on = |key: &str| case.conf().flag(key) == Some(true);
    let tracking =
        case.conf().flag("spark.dynamicAllocation.shuffleTracking.enabled").unwrap_or(case.version() >= (3, 4));
    if !dynamic(case) || on("spark.shuffle.service.enabled") || tracking {
        return Vec::new();
    }
    vec![
        Finding::new(
            "Executors may be returned while others still need their shuffle files.".to_owned(),
            "Then map tasks run again.",
            "Use the shuffle service or shuffle tracking.",
        )
        .set("spark.dynamicAllocation.shuffleTracking.enabled", None, "true"),
    ]
}

fn executor_heap(case: &Case<'_>) -> Option<f64> {
    case.conf().bytes("spark.executor.memory", Bytes::from_mib(1)).map(|bytes| bytes.0 as f64)
}

fn oops(case: &Case<'_>) -> Vec<Finding> {
    let Some(heap) = executor_heap(case).filter(|heap| (32.0 * limit::GIB..limit::OOPS_REGAINED).contains(heap)) else {
        return Vec::new();
    };
    // A heap that need not be as big has another finding.
    if case.profile.executors.iter().filter_map(|one| one.peaks).any(|peaks| (peaks.heap.0 as f64) < limit::OOPS_NEEDED)
    {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!("The executors' heap is {}.", words::memory(heap)),
            "From 32 GiB on the JVM needs wide object pointers, and objects take more room: the last GiB give nothing.",
            "Take 31 GiB, or 48 and more.",
        )
        .set("spark.executor.memory", case.conf().get("spark.executor.memory"), "31g"),
    ]
}

fn big_executors(case: &Case<'_>) -> Vec<Finding> {
    let cores =
        case.profile.executors.iter().filter_map(|executor| executor.cores).map(|cores| cores.0).max().unwrap_or(0);
    let sums = &case.profile.totals.sums;
    if case.local || cores <= limit::BIG_EXECUTOR_CORES || (sums.gc.0 as f64) < limit::GC_SHARE * sums.run.0 as f64 {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!("Executors have {cores} cores each, and collections take over a tenth of the run time."),
            "All tasks of an executor stand still in each of its pauses.",
            "Take executors of 4 to 5 cores.",
        )
        .set("spark.executor.cores", case.conf().get("spark.executor.cores"), "5"),
    ]
}

fn big_overhead(case: &Case<'_>) -> Vec<Finding> {
    let key = "spark.executor.memoryOverhead";
    let python = case.profile.stages.iter().any(|stage| stage.rdds.iter().any(|rdd| rdd.name.contains("Python")));
    let off_heap = case.conf().flag("spark.memory.offHeap.enabled") == Some(true);
    let Some(overhead) = case.conf().bytes(key, Bytes::from_mib(1)).map(|bytes| bytes.0 as f64) else {
        return Vec::new();
    };
    if overhead < limit::BIG_OVERHEAD || python || off_heap {
        return Vec::new();
    }
    // Spark's own default.
    let heap = executor_heap(case).unwrap_or(limit::GIB);
    let tenth = (0.1 * heap).max(384.0 * limit::MIB);
    vec![
        Finding::new(
            format!("Each executor has {} of memory overhead.", words::memory(overhead)),
            "Without Python and off-heap memory little of it is used.",
            "Take a tenth of the heap.",
        )
        .set("spark.executor.memoryOverhead", case.conf().get(key), words::conf_size(tenth)),
    ]
}

fn big_driver(case: &Case<'_>) -> Vec<Finding> {
    let key = "spark.driver.memory";
    let Some(memory) = case.conf().bytes(key, Bytes::from_mib(1)).map(|bytes| bytes.0 as f64) else {
        return Vec::new();
    };
    if case.local || memory <= 10.0 * limit::GIB || case.profile.totals.sums.result.0 as f64 > limit::GIB {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!("The driver has {} of memory.", words::memory(memory)),
            "Little came back to it in this run.",
            "Try half of it, and watch its heap.",
        )
        .set("spark.driver.memory", case.conf().get(key), words::conf_size(0.5 * memory)),
    ]
}

fn driver_cores(case: &Case<'_>) -> Vec<Finding> {
    let cores = case.conf().int("spark.driver.cores").unwrap_or(1);
    if case.local || cores <= 4 || case.profile.executors.len() >= 100 {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!("The driver has {cores} cores."),
            "With few executors two are enough to schedule.",
            "Take 2 to 4.",
        )
        .set("spark.driver.cores", case.conf().get("spark.driver.cores"), "2"),
    ]
}

fn huge_pages(case: &Case<'_>) -> Vec<Finding> {
    let emr = case.profile.log.spark_version.as_deref().is_some_and(|version| version.contains("amzn"));
    let key = "spark.executor.extraJavaOptions";
    if !emr || case.conf().get(key).is_some_and(|options| options.contains("UseTransparentHugePages")) {
        return Vec::new();
    }
    vec![Finding::new(
        "Transparent huge pages are left to EMR's default.".to_owned(),
        "Off-heap allocators may grow by them until the container is killed.",
        "Switch them off if executors are killed for memory.",
    )]
}
