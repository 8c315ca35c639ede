//! Executors, block managers, blocks.

use afterglow_units::{Bytes, Cores, Millis, StageId};

use crate::event::{
    BlockManagerAdded, BlockManagerRemoved, BlockUpdated, Event, ExecutorAdded, ExecutorExcluded, ExecutorPeaks,
    ExecutorRemoved, StageExecutorMetrics, Text,
};
use crate::json::{Cursor, Step, members};

use super::{count, text, timestamp};

pub(super) fn added<'a>(cursor: &mut Cursor<'a>) -> Step<ExecutorAdded<'a>> {
    let mut added = ExecutorAdded::default();
    cursor.object(|cursor, key| {
        match key {
            b"Executor ID" => added.id = text(cursor)?,
            b"Timestamp" => added.at = timestamp(cursor)?,
            b"Executor Info" => cursor.object(|cursor, key| {
                match key {
                    b"Host" => added.host = text(cursor)?,
                    b"Total Cores" => {
                        added.cores = cursor.int()?.and_then(|cores| u32::try_from(cores).ok()).map(Cores);
                    }
                    b"Resource Profile Id" => added.resource_profile = Some(count(cursor)?),
                    b"Request Time" => added.requested = timestamp(cursor)?,
                    _ => {}
                }
                Ok(())
            })?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(added)
}

pub(super) fn removed<'a>(cursor: &mut Cursor<'a>) -> Step<ExecutorRemoved<'a>> {
    let mut removed = ExecutorRemoved::default();
    cursor.object(|cursor, key| {
        match key {
            b"Executor ID" => removed.id = text(cursor)?,
            b"Timestamp" => removed.at = timestamp(cursor)?,
            b"Removed Reason" => removed.reason = text(cursor)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(removed)
}

pub(super) fn excluded<'a>(cursor: &mut Cursor<'a>, event: Text<'a>) -> Step<ExecutorExcluded<'a>> {
    let mut excluded = ExecutorExcluded { event, ..ExecutorExcluded::default() };
    cursor.object(|cursor, key| {
        match key {
            b"executorId" | b"hostId" => excluded.target = text(cursor)?,
            b"time" => excluded.at = timestamp(cursor)?,
            b"stageId" => excluded.stage.get_or_insert_default().id = StageId(cursor.int()?.unwrap_or(-1)),
            b"stageAttemptId" => excluded.stage.get_or_insert_default().attempt = count(cursor)?,
            b"taskFailures" | b"executorFailures" => excluded.failures = Some(count(cursor)?),
            _ => {}
        }
        Ok(())
    })?;
    Ok(excluded)
}

fn manager<'a>(cursor: &mut Cursor<'a>) -> Step<(Text<'a>, Text<'a>)> {
    let (mut executor, mut host) = (Text::default(), Text::default());
    cursor.object(|cursor, key| {
        match key {
            b"Executor ID" => executor = text(cursor)?,
            b"Host" => host = text(cursor)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok((executor, host))
}

fn size(cursor: &mut Cursor<'_>) -> Step<Option<Bytes>> {
    Ok(cursor.int()?.and_then(|size| u64::try_from(size).ok()).map(Bytes))
}

pub(super) fn manager_added<'a>(cursor: &mut Cursor<'a>) -> Step<BlockManagerAdded<'a>> {
    let mut added = BlockManagerAdded::default();
    cursor.object(|cursor, key| {
        match key {
            b"Block Manager ID" => (added.executor, added.host) = manager(cursor)?,
            b"Timestamp" => added.at = timestamp(cursor)?,
            b"Maximum Memory" => added.memory = size(cursor)?,
            b"Maximum Onheap Memory" => added.on_heap = size(cursor)?,
            b"Maximum Offheap Memory" => added.off_heap = size(cursor)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(added)
}

pub(super) fn manager_removed<'a>(cursor: &mut Cursor<'a>) -> Step<BlockManagerRemoved<'a>> {
    let mut removed = BlockManagerRemoved::default();
    cursor.object(|cursor, key| {
        match key {
            b"Block Manager ID" => (removed.executor, _) = manager(cursor)?,
            b"Timestamp" => removed.at = timestamp(cursor)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(removed)
}

pub(super) fn block_updated<'a>(cursor: &mut Cursor<'a>) -> Step<BlockUpdated<'a>> {
    let mut updated = BlockUpdated::default();
    cursor.object(|cursor, key| {
        if key == b"Block Updated Info" {
            cursor.object(|cursor, key| {
                match key {
                    b"Block Manager ID" => (updated.executor, _) = manager(cursor)?,
                    b"Block ID" => updated.block = text(cursor)?,
                    b"Memory Size" => updated.memory = Bytes(cursor.uint()?),
                    b"Disk Size" => updated.disk = Bytes(cursor.uint()?),
                    _ => {}
                }
                Ok(())
            })?;
        }
        Ok(())
    })?;
    Ok(updated)
}

pub(super) fn unpersist<'a>(cursor: &mut Cursor<'a>) -> Step<Event<'a>> {
    let mut rdd = None;
    cursor.object(|cursor, key| {
        if key == b"RDD ID" {
            rdd = cursor.int()?;
        }
        Ok(())
    })?;
    Ok(Event::Unpersist { rdd: rdd.unwrap_or(-1) })
}

pub(super) fn stage_metrics<'a>(cursor: &mut Cursor<'a>) -> Step<StageExecutorMetrics<'a>> {
    let mut metrics = StageExecutorMetrics::default();
    cursor.object(|cursor, key| {
        match key {
            b"Executor ID" => metrics.executor = text(cursor)?,
            b"Stage ID" => metrics.stage.id = StageId(cursor.int()?.unwrap_or(-1)),
            b"Stage Attempt ID" => metrics.stage.attempt = count(cursor)?,
            b"Executor Metrics" => metrics.peaks = peaks(cursor)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(metrics)
}

/// The gauges; names and order as in Spark's `ExecutorMetricType`.
pub(super) fn peaks(cursor: &mut Cursor<'_>) -> Step<ExecutorPeaks> {
    let mut peaks = ExecutorPeaks::default();
    members! { cursor;
        "JVMHeapMemory" => peaks.heap = Bytes(cursor.uint()?),
        "JVMOffHeapMemory" => peaks.off_heap = Bytes(cursor.uint()?),
        "OnHeapExecutionMemory" => peaks.on_heap_execution = Bytes(cursor.uint()?),
        "OffHeapExecutionMemory" => peaks.off_heap_execution = Bytes(cursor.uint()?),
        "OnHeapStorageMemory" => peaks.on_heap_storage = Bytes(cursor.uint()?),
        "OffHeapStorageMemory" => peaks.off_heap_storage = Bytes(cursor.uint()?),
        "OnHeapUnifiedMemory" => peaks.on_heap_unified = Bytes(cursor.uint()?),
        "OffHeapUnifiedMemory" => peaks.off_heap_unified = Bytes(cursor.uint()?),
        "DirectPoolMemory" => peaks.direct_pool = Bytes(cursor.uint()?),
        "MappedPoolMemory" => peaks.mapped_pool = Bytes(cursor.uint()?),
        "ProcessTreeJVMVMemory" => cursor.skip()?,
        "ProcessTreeJVMRSSMemory" => peaks.jvm_rss = Bytes(cursor.uint()?),
        "ProcessTreePythonVMemory" => cursor.skip()?,
        "ProcessTreePythonRSSMemory" => peaks.python_rss = Bytes(cursor.uint()?),
        "ProcessTreeOtherVMemory" => cursor.skip()?,
        "ProcessTreeOtherRSSMemory" => peaks.other_rss = Bytes(cursor.uint()?),
        "MinorGCCount" => cursor.skip()?,
        "MinorGCTime" => peaks.minor_gc = Millis(cursor.uint()?),
        "MajorGCCount" => cursor.skip()?,
        "MajorGCTime" => peaks.major_gc = Millis(cursor.uint()?),
        "TotalGCTime" => cursor.skip()?,
    }
    Ok(peaks)
}
