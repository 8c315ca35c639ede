//! Executors: their coming and going, their memory, their blocks.

use afterglow_units::{Bytes, Cores, Millis, StageKey, Timestamp};

use super::Text;

/// `SparkListenerExecutorAdded`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExecutorAdded<'a> {
    /// `Executor ID`: `driver` in local mode.
    pub id: Text<'a>,
    /// `Timestamp`.
    pub at: Option<Timestamp>,
    /// `Host`.
    pub host: Text<'a>,
    /// `Total Cores`.
    pub cores: Option<Cores>,
    /// `Resource Profile Id`.
    pub resource_profile: Option<u32>,
    /// `Request Time` (3.4): when the driver asked for it.
    pub requested: Option<Timestamp>,
}

/// `SparkListenerExecutorRemoved`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExecutorRemoved<'a> {
    /// `Executor ID`.
    pub id: Text<'a>,
    /// `Timestamp`.
    pub at: Option<Timestamp>,
    /// `Removed Reason`, worded by the cluster manager.
    pub reason: Text<'a>,
}

/// An exclusion (3.1) or a blacklisting (2.1) of an executor or a node, whole or for a stage, or the end of one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExecutorExcluded<'a> {
    /// The class name of the event, which alone tells a node from an executor, and an end from a begin.
    pub event: Text<'a>,
    /// `executorId` or `hostId`.
    pub target: Text<'a>,
    /// `time`.
    pub at: Option<Timestamp>,
    /// `stageId` and `stageAttemptId`, where it is for a stage alone.
    pub stage: Option<StageKey>,
    /// `taskFailures` of an executor, or `executorFailures` of a node, that led to it.
    pub failures: Option<u32>,
}

/// `SparkListenerBlockManagerAdded`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BlockManagerAdded<'a> {
    /// `Executor ID`: `driver` (before 1.4 `<driver>`) for the driver's own.
    pub executor: Text<'a>,
    /// `Host`.
    pub host: Text<'a>,
    /// `Timestamp`.
    pub at: Option<Timestamp>,
    /// `Maximum Memory`: the pool for storage and execution together.
    pub memory: Option<Bytes>,
    /// `Maximum Onheap Memory` (2.2).
    pub on_heap: Option<Bytes>,
    /// `Maximum Offheap Memory` (2.2).
    pub off_heap: Option<Bytes>,
}

/// `SparkListenerBlockManagerRemoved`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BlockManagerRemoved<'a> {
    /// `Executor ID`.
    pub executor: Text<'a>,
    /// `Timestamp`.
    pub at: Option<Timestamp>,
}

/// `SparkListenerBlockUpdated` (2.3, opt-in).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BlockUpdated<'a> {
    /// `Executor ID` of the block manager.
    pub executor: Text<'a>,
    /// `Block ID`, such as `rdd_7_3`.
    pub block: Text<'a>,
    /// `Memory Size`.
    pub memory: Bytes,
    /// `Disk Size`.
    pub disk: Bytes,
}

/// The gauges of an executor, as peaks: `Task Executor Metrics` and `Executor Metrics` (3.0).
/// All zero means that no sample was taken, not that no memory was used: such a set is read as absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct ExecutorPeaks {
    /// `JVMHeapMemory`.
    pub heap: Bytes,
    /// `JVMOffHeapMemory`.
    pub off_heap: Bytes,
    /// `OnHeapExecutionMemory`.
    pub on_heap_execution: Bytes,
    /// `OffHeapExecutionMemory`.
    pub off_heap_execution: Bytes,
    /// `OnHeapStorageMemory`.
    pub on_heap_storage: Bytes,
    /// `OffHeapStorageMemory`.
    pub off_heap_storage: Bytes,
    /// `OnHeapUnifiedMemory`.
    pub on_heap_unified: Bytes,
    /// `OffHeapUnifiedMemory`.
    pub off_heap_unified: Bytes,
    /// `DirectPoolMemory`.
    pub direct_pool: Bytes,
    /// `MappedPoolMemory`.
    pub mapped_pool: Bytes,
    /// `ProcessTreeJVMRSSMemory`; 0 unless `spark.executor.processTreeMetrics.enabled`.
    pub jvm_rss: Bytes,
    /// `ProcessTreePythonRSSMemory`.
    pub python_rss: Bytes,
    /// `ProcessTreeOtherRSSMemory`.
    pub other_rss: Bytes,
    /// `MinorGCTime`, since the start of the JVM.
    pub minor_gc: Millis,
    /// `MajorGCTime`, since the start of the JVM.
    pub major_gc: Millis,
}

impl ExecutorPeaks {
    /// Whether any gauge was sampled.
    pub fn sampled(&self) -> bool {
        *self != Self::default()
    }

    /// The greater of each gauge.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self {
            heap: self.heap.max(other.heap),
            off_heap: self.off_heap.max(other.off_heap),
            on_heap_execution: self.on_heap_execution.max(other.on_heap_execution),
            off_heap_execution: self.off_heap_execution.max(other.off_heap_execution),
            on_heap_storage: self.on_heap_storage.max(other.on_heap_storage),
            off_heap_storage: self.off_heap_storage.max(other.off_heap_storage),
            on_heap_unified: self.on_heap_unified.max(other.on_heap_unified),
            off_heap_unified: self.off_heap_unified.max(other.off_heap_unified),
            direct_pool: self.direct_pool.max(other.direct_pool),
            mapped_pool: self.mapped_pool.max(other.mapped_pool),
            jvm_rss: self.jvm_rss.max(other.jvm_rss),
            python_rss: self.python_rss.max(other.python_rss),
            other_rss: self.other_rss.max(other.other_rss),
            minor_gc: self.minor_gc.max(other.minor_gc),
            major_gc: self.major_gc.max(other.major_gc),
        }
    }
}

/// `SparkListenerStageExecutorMetrics` (3.0, opt-in): the peaks of one executor in one stage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StageExecutorMetrics<'a> {
    /// `Executor ID`.
    pub executor: Text<'a>,
    /// `Stage ID` and `Stage Attempt ID`.
    pub stage: StageKey,
    /// `Executor Metrics`.
    pub peaks: ExecutorPeaks,
}
