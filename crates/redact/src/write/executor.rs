//! Executors, block managers, blocks.

use afterglow_eventlog::event::{
    BlockManagerAdded, BlockManagerRemoved, BlockUpdated, ExecutorAdded, ExecutorExcluded, ExecutorPeaks,
    ExecutorRemoved, StageExecutorMetrics,
};

use crate::json::Object;
use crate::names::Names;
use crate::text;

use super::{open, time};

pub(super) fn added(added: &ExecutorAdded<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, "SparkListenerExecutorAdded");
    time(&mut event, "Timestamp", added.at);
    event.text("Executor ID", &text::executor(&added.id, names));
    let mut info = Object::open(event.key("Executor Info"));
    info.text("Host", &text::host(&added.host, names));
    info.maybe("Total Cores", added.cores.map(|cores| cores.0));
    info.maybe("Resource Profile Id", added.resource_profile);
    time(&mut info, "Request Time", added.requested);
    info.close();
    event.close();
}

pub(super) fn removed(removed: &ExecutorRemoved<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, "SparkListenerExecutorRemoved");
    time(&mut event, "Timestamp", removed.at);
    event.text("Executor ID", &text::executor(&removed.id, names));
    event.text("Removed Reason", &text::failure(&removed.reason, names));
    event.close();
}

pub(super) fn excluded(excluded: &ExecutorExcluded<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let class = if names.keep() { &*excluded.event } else { text::exclusion(&excluded.event) };
    let mut event = open(out, class);
    time(&mut event, "time", excluded.at);
    if excluded.event.contains("Node") {
        event.text("hostId", &text::host(&excluded.target, names));
    } else {
        event.text("executorId", &text::executor(&excluded.target, names));
    }
    if let Some(stage) = excluded.stage {
        event.plain("stageId", stage.id.0);
        event.plain("stageAttemptId", stage.attempt);
    }
    event.maybe("taskFailures", excluded.failures);
    event.close();
}

fn manager(event: &mut Object<'_>, executor: &str, host: &str, names: &mut Names) {
    let mut manager = Object::open(event.key("Block Manager ID"));
    manager.text("Executor ID", &text::executor(executor, names));
    if !host.is_empty() {
        manager.text("Host", &text::host(host, names));
    }
    manager.close();
}

pub(super) fn manager_added(added: &BlockManagerAdded<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, "SparkListenerBlockManagerAdded");
    manager(&mut event, &added.executor, &added.host, names);
    event.maybe("Maximum Memory", added.memory.map(|bytes| bytes.0));
    time(&mut event, "Timestamp", added.at);
    event.maybe("Maximum Onheap Memory", added.on_heap.map(|bytes| bytes.0));
    event.maybe("Maximum Offheap Memory", added.off_heap.map(|bytes| bytes.0));
    event.close();
}

pub(super) fn manager_removed(removed: &BlockManagerRemoved<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, "SparkListenerBlockManagerRemoved");
    manager(&mut event, &removed.executor, "", names);
    time(&mut event, "Timestamp", removed.at);
    event.close();
}

/// Blocks of RDDs are kept; of others the profile takes nothing.
pub(super) fn block_updated(updated: &BlockUpdated<'_>, names: &mut Names, out: &mut Vec<u8>) -> bool {
    let numbers = updated.block.strip_prefix("rdd_");
    if !numbers
        .is_some_and(|rest| rest.split('_').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())))
    {
        return false;
    }
    let mut event = open(out, "SparkListenerBlockUpdated");
    let mut info = Object::open(event.key("Block Updated Info"));
    manager(&mut info, &updated.executor, "", names);
    info.text("Block ID", &updated.block);
    info.plain("Memory Size", updated.memory.0);
    info.plain("Disk Size", updated.disk.0);
    info.close();
    event.close();
    true
}

pub(super) fn unpersist(rdd: i64, out: &mut Vec<u8>) {
    let mut event = open(out, "SparkListenerUnpersistRDD");
    event.plain("RDD ID", rdd);
    event.close();
}

pub(super) fn stage_metrics(metrics: &StageExecutorMetrics<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, "SparkListenerStageExecutorMetrics");
    event.text("Executor ID", &text::executor(&metrics.executor, names));
    event.plain("Stage ID", metrics.stage.id.0);
    event.plain("Stage Attempt ID", metrics.stage.attempt);
    peaks(event.key("Executor Metrics"), &metrics.peaks);
    event.close();
}

pub(super) fn peaks(out: &mut Vec<u8>, peaks: &ExecutorPeaks) {
    let mut gauges = Object::open(out);
    for (name, value) in [
        ("JVMHeapMemory", peaks.heap.0),
        ("JVMOffHeapMemory", peaks.off_heap.0),
        ("OnHeapExecutionMemory", peaks.on_heap_execution.0),
        ("OffHeapExecutionMemory", peaks.off_heap_execution.0),
        ("OnHeapStorageMemory", peaks.on_heap_storage.0),
        ("OffHeapStorageMemory", peaks.off_heap_storage.0),
        ("OnHeapUnifiedMemory", peaks.on_heap_unified.0),
        ("OffHeapUnifiedMemory", peaks.off_heap_unified.0),
        ("DirectPoolMemory", peaks.direct_pool.0),
        ("MappedPoolMemory", peaks.mapped_pool.0),
        ("ProcessTreeJVMRSSMemory", peaks.jvm_rss.0),
        ("ProcessTreePythonRSSMemory", peaks.python_rss.0),
        ("ProcessTreeOtherRSSMemory", peaks.other_rss.0),
        ("MinorGCTime", peaks.minor_gc.0),
        ("MajorGCTime", peaks.major_gc.0),
    ] {
        gauges.plain(name, value);
    }
    gauges.close();
}
