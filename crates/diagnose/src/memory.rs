//! Memory as it was used, against what was allocated.

use afterglow_profile::Profile;
use afterglow_units::Bytes;

use crate::thresholds as limit;

/// The memory of one executor. What the log does not have is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExecutorMemory {
    /// Its id.
    pub executor: String,
    /// `spark.executor.memory` (of the driver: `spark.driver.memory`), or Spark's default of 1 GiB.
    pub heap: Option<Bytes>,
    /// Memory overhead as set, or Spark's default of a tenth, 384 MiB at least.
    pub overhead: Option<Bytes>,
    /// The pool for execution and storage.
    pub pool: Option<Bytes>,
    /// The greatest heap sampled.
    pub peak_heap: Option<Bytes>,
    /// The greatest off-heap memory of the JVM sampled.
    pub peak_off_heap: Option<Bytes>,
    /// The greatest execution memory sampled, on and off heap.
    pub peak_execution: Option<Bytes>,
    /// The greatest storage memory sampled, on and off heap.
    pub peak_storage: Option<Bytes>,
    /// The greatest of execution and storage together, on and off heap.
    pub peak_unified: Option<Bytes>,
    /// Resident memory of the JVM, its Python workers and others; only with process-tree metrics.
    pub peak_resident: Option<Bytes>,
    /// The heap that would have been enough: peak heap plus a quarter, plus 300 MiB that the JVM reserves.
    pub enough: Option<Bytes>,
    /// What the log cannot tell of this executor.
    pub unknown: Vec<&'static str>,
}

/// The memory of each executor, in the order of the profile.
pub fn executor_memory(profile: &Profile) -> Vec<ExecutorMemory> {
    profile
        .executors
        .iter()
        .map(|executor| {
            let driver = executor.id == "driver";
            let (key, overhead_key) = if driver {
                ("spark.driver.memory", "spark.driver.memoryOverhead")
            } else {
                ("spark.executor.memory", "spark.executor.memoryOverhead")
            };
            let by_profile = profile
                .resource_profiles
                .iter()
                .find(|resources| resources.id == executor.resource_profile && executor.resource_profile != 0)
                .and_then(|resources| resources.executor.get("memory"))
                .map(|mib| Bytes::from_mib(*mib as u64));
            let configured = !profile.conf.spark.is_empty();
            let heap = by_profile
                .or_else(|| profile.conf.bytes(key, Bytes::from_mib(1)))
                .or(configured.then_some(Bytes::from_mib(1024)));
            let overhead = profile
                .conf
                .bytes(overhead_key, Bytes::from_mib(1))
                .or_else(|| heap.map(|heap| Bytes((heap.0 / 10).max(384 << 20))));
            let mut unknown = Vec::new();
            let peaks = executor.peaks;
            let sampled = |value: Bytes| (value.0 > 0).then_some(value);
            let peak_heap = peaks.and_then(|peaks| sampled(peaks.heap));
            let resident = peaks.and_then(|peaks| sampled(peaks.jvm_rss + peaks.python_rss + peaks.other_rss));
            if peak_heap.is_none() {
                unknown.push("heap use: no sample was logged (short tasks, or a release before 3.0)");
            }
            if resident.is_none() {
                unknown.push("resident memory and Python workers: process-tree metrics are off");
            }
            if peak_heap.is_some() {
                unknown.push("peaks between two samples");
            }
            ExecutorMemory {
                executor: executor.id.clone(),
                heap,
                overhead,
                pool: executor.pool,
                peak_heap,
                peak_off_heap: peaks.and_then(|peaks| sampled(peaks.off_heap)),
                peak_execution: peaks.map(|peaks| peaks.on_heap_execution + peaks.off_heap_execution),
                peak_storage: peaks.map(|peaks| peaks.on_heap_storage + peaks.off_heap_storage),
                peak_unified: peaks.map(|peaks| peaks.on_heap_unified + peaks.off_heap_unified),
                peak_resident: resident,
                enough: peak_heap.map(|peak| Bytes((peak.0 as f64 * limit::HEAD_ROOM + limit::RESERVED) as u64)),
                unknown,
            }
        })
        .collect()
}
