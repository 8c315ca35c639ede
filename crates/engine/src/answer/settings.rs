//! Settings that decide how a run performs: their defaults and what they do.
//!
//! Source: Spark's configuration page and `config/package.scala`, `SQLConf.scala` of 3.5.x and 4.0.x (read 2026-11).

/// A known setting.
pub(super) struct Setting {
    pub(super) key: &'static str,
    /// Spark's default; `None` if it depends on the cluster manager or is unset.
    pub(super) default: Option<&'static str>,
    pub(super) meaning: &'static str,
}

const fn setting(key: &'static str, default: &'static str, meaning: &'static str) -> Setting {
    Setting { key, default: Some(default), meaning }
}

const fn unset(key: &'static str, meaning: &'static str) -> Setting {
    Setting { key, default: None, meaning }
}

/// The setting of a key, if it is known.
pub(super) fn known(key: &str) -> Option<&'static Setting> {
    SETTINGS.binary_search_by(|setting| setting.key.cmp(key)).ok().map(|at| &SETTINGS[at])
}

/// In order of their keys.
const SETTINGS: &[Setting] = &[
    setting(
        "spark.default.parallelism",
        "cores of the cluster",
        "How many partitions RDD shuffles and parallelize make when the code does not say.",
    ),
    setting("spark.driver.cores", "1", "Cores of the driver in cluster mode."),
    setting(
        "spark.driver.maxResultSize",
        "1g",
        "The most that one action may send to the driver before Spark fails the job.",
    ),
    setting("spark.driver.memory", "1g", "Heap of the driver."),
    setting(
        "spark.driver.memoryOverhead",
        "10 % of the heap, at least 384m",
        "Memory of the driver's container beside the heap.",
    ),
    setting(
        "spark.dynamicAllocation.cachedExecutorIdleTimeout",
        "infinity",
        "How long an idle executor with cached data is kept.",
    ),
    setting(
        "spark.dynamicAllocation.enabled",
        "false",
        "Lets Spark ask for executors and give them back as the work needs.",
    ),
    setting(
        "spark.dynamicAllocation.executorAllocationRatio",
        "1",
        "Share of the full parallelism that Spark asks executors for.",
    ),
    setting("spark.dynamicAllocation.executorIdleTimeout", "60s", "How long an idle executor is kept."),
    setting("spark.dynamicAllocation.initialExecutors", "minExecutors", "Executors at the start."),
    setting("spark.dynamicAllocation.maxExecutors", "infinity", "The most executors that Spark may ask for."),
    setting("spark.dynamicAllocation.minExecutors", "0", "The fewest executors that Spark keeps."),
    setting(
        "spark.dynamicAllocation.schedulerBacklogTimeout",
        "1s",
        "How long tasks wait before Spark asks for more executors.",
    ),
    setting(
        "spark.dynamicAllocation.shuffleTracking.enabled",
        "true from 3.x on",
        "Keeps executors that hold shuffle data, so that no shuffle service is needed.",
    ),
    setting("spark.eventLog.compress", "false, from 4.0 on true", "Compresses the event log."),
    setting(
        "spark.eventLog.logStageExecutorMetrics",
        "false",
        "Logs the memory peaks of each executor in each stage: the best memory data there is.",
    ),
    setting("spark.eventLog.rolling.enabled", "false, from 4.0 on true", "Splits the event log into parts."),
    unset("spark.executor.cores", "Cores of each executor: with spark.task.cpus this gives its task slots."),
    setting("spark.executor.instances", "2", "Executors, if dynamic allocation is off."),
    setting("spark.executor.memory", "1g", "Heap of each executor."),
    setting(
        "spark.executor.memoryOverhead",
        "10 % of the heap, at least 384m",
        "Memory of the container beside the heap: Python, native code, network buffers.",
    ),
    setting(
        "spark.executor.memoryOverheadFactor",
        "0.1",
        "Share of the heap that the overhead is, if it is not given.",
    ),
    unset("spark.executor.pyspark.memory", "Limit of the memory of Python workers."),
    setting("spark.io.compression.codec", "lz4", "Codec of shuffle data, broadcasts and spills."),
    setting("spark.kryoserializer.buffer.max", "64m", "The largest object that Kryo can serialise."),
    setting(
        "spark.locality.wait",
        "3s",
        "How long a task waits for a slot near its data before it takes one farther off.",
    ),
    unset("spark.master", "The cluster manager."),
    setting("spark.memory.fraction", "0.6", "Share of the heap, less 300 MiB, for execution and storage together."),
    setting("spark.memory.offHeap.enabled", "false", "Lets execution and storage use memory outside the heap."),
    setting("spark.memory.offHeap.size", "0", "How much memory outside the heap they may use."),
    setting("spark.memory.storageFraction", "0.5", "Part of that share which cached data keeps against execution."),
    setting("spark.network.timeout", "120s", "How long Spark waits for an answer over the network."),
    setting("spark.rdd.compress", "false", "Compresses cached serialised partitions."),
    setting("spark.reducer.maxSizeInFlight", "48m", "Shuffle data that a task fetches at one time."),
    setting("spark.scheduler.mode", "FIFO", "How jobs that run at one time share the slots."),
    setting(
        "spark.serializer",
        "org.apache.spark.serializer.JavaSerializer",
        "Serialises RDD data; SQL uses its own format.",
    ),
    setting("spark.shuffle.compress", "true", "Compresses shuffle files."),
    setting("spark.shuffle.file.buffer", "32k", "Buffer of each shuffle file that is written."),
    setting(
        "spark.shuffle.service.enabled",
        "false",
        "A service of the node serves shuffle files, so that executors may leave.",
    ),
    setting("spark.speculation", "false", "Starts a second attempt of tasks that are much slower than the others."),
    setting(
        "spark.speculation.multiplier",
        "1.5, from 4.0 on 3",
        "How many times the median a task must take before a second attempt starts.",
    ),
    setting(
        "spark.speculation.quantile",
        "0.75, from 4.0 on 0.9",
        "Share of tasks that must be done before second attempts start.",
    ),
    setting(
        "spark.sql.adaptive.advisoryPartitionSizeInBytes",
        "64m",
        "The size that adaptive execution aims at when it joins or splits shuffle partitions.",
    ),
    setting(
        "spark.sql.adaptive.autoBroadcastJoinThreshold",
        "spark.sql.autoBroadcastJoinThreshold",
        "The largest table that adaptive execution broadcasts.",
    ),
    setting(
        "spark.sql.adaptive.coalescePartitions.enabled",
        "true",
        "Joins small shuffle partitions after the shuffle.",
    ),
    setting(
        "spark.sql.adaptive.coalescePartitions.initialPartitionNum",
        "spark.sql.shuffle.partitions",
        "Shuffle partitions before small ones are joined.",
    ),
    setting(
        "spark.sql.adaptive.coalescePartitions.parallelismFirst",
        "true",
        "Prefers as many partitions as slots over the advisory size.",
    ),
    setting("spark.sql.adaptive.enabled", "true from 3.2 on", "Plans a query again with the sizes seen while it runs."),
    setting("spark.sql.adaptive.skewJoin.enabled", "true", "Splits skewed partitions of sort-merge joins."),
    setting(
        "spark.sql.adaptive.skewJoin.skewedPartitionFactor",
        "5",
        "How many times the median a partition must be to count as skewed.",
    ),
    setting(
        "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes",
        "256m",
        "The least size of a partition that counts as skewed.",
    ),
    setting(
        "spark.sql.autoBroadcastJoinThreshold",
        "10m",
        "The largest table that a join broadcasts instead of shuffling both sides.",
    ),
    setting("spark.sql.broadcastTimeout", "300", "Seconds that a join waits for its broadcast."),
    setting("spark.sql.execution.arrow.pyspark.enabled", "false", "Moves data between the JVM and Python by Arrow."),
    setting("spark.sql.files.maxPartitionBytes", "128m", "The most that one task reads of files."),
    setting(
        "spark.sql.files.openCostInBytes",
        "4m",
        "What opening a file counts as, when small files are put together in one task.",
    ),
    setting(
        "spark.sql.shuffle.partitions",
        "200",
        "Partitions of each shuffle of SQL, before adaptive execution joins small ones.",
    ),
    setting(
        "spark.sql.sources.parallelPartitionDiscovery.threshold",
        "32",
        "From this many paths on, files are listed by a job instead of the driver.",
    ),
    setting(
        "spark.sql.sources.partitionOverwriteMode",
        "static",
        "Whether overwriting replaces all partitions or only those that are written.",
    ),
    setting("spark.task.cpus", "1", "Cores that each task takes."),
    setting("spark.task.maxFailures", "4", "Failures of one task after which the job fails."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_in_order_of_their_keys() {
        assert!(SETTINGS.is_sorted_by(|a, b| a.key < b.key));
        assert_eq!(known("spark.task.cpus").and_then(|setting| setting.default), Some("1"));
    }
}
