//! Tasks: where the time of reading goes.

use std::sync::LazyLock;

use afterglow_units::{Bytes, Millis, StageId, TaskId};
use memchr::memmem::Finder;

use crate::event::{EndReason, Locality, PushRead, TaskEnd, TaskInfo, TaskMetrics, TaskStart, Text};
use crate::json::{Cursor, Step, members};

use super::executor::peaks;
use super::{count, text, timestamp};

/// What stands behind the accumulables of a task end. They repeat what the metrics say and are most of the line.
static BEFORE_EXECUTOR_METRICS: LazyLock<Finder<'static>> =
    LazyLock::new(|| Finder::new(br#"]},"Task Executor Metrics":{"#));
/// The same before Spark 3.0.
static BEFORE_METRICS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(br#"]},"Task Metrics":{"#));

pub(super) fn start<'a>(cursor: &mut Cursor<'a>) -> Step<TaskStart<'a>> {
    let mut start = TaskStart::default();
    start.stage.id = StageId(-1);
    members! { cursor;
        "Event" => cursor.skip()?,
        "Stage ID" => start.stage.id = StageId(cursor.int()?.unwrap_or(-1)),
        "Stage Attempt ID" => start.stage.attempt = count(cursor)?,
        "Task Info" => members! { cursor;
            "Task ID" => start.task = TaskId(cursor.int()?.unwrap_or(-1)),
            "Index" => cursor.skip()?,
            "Attempt" => cursor.skip()?,
            "Partition ID" => cursor.skip()?,
            "Launch Time" => start.launched = timestamp(cursor)?,
            "Executor ID" => start.executor = text(cursor)?,
            "Host" => start.host = text(cursor)?,
            "Locality" => cursor.skip()?,
            "Speculative" => cursor.skip()?,
            "Getting Result Time" => cursor.skip()?,
            "Finish Time" => cursor.skip()?,
            "Failed" => cursor.skip()?,
            "Killed" => cursor.skip()?,
            "Accumulables" => cursor.skip()?,
        },
    }
    Ok(start)
}

pub(super) fn end<'a>(cursor: &mut Cursor<'a>) -> Step<TaskEnd<'a>> {
    let mut end = TaskEnd::default();
    end.stage.id = StageId(-1);
    members! { cursor;
        "Event" => cursor.skip()?,
        "Stage ID" => end.stage.id = StageId(cursor.int()?.unwrap_or(-1)),
        "Stage Attempt ID" => end.stage.attempt = count(cursor)?,
        "Task Type" => end.result_task = text(cursor)? == "ResultTask",
        "Task End Reason" => end.reason = reason(cursor)?,
        "Task Info" => info(cursor, &mut end.info)?,
        "Task Executor Metrics" => end.peaks = Some(peaks(cursor)?).filter(super::super::event::executor::ExecutorPeaks::sampled),
        "Task Metrics" => {
            if cursor.peek() == Some(b'{') {
                end.metrics = Some(metrics(cursor, &mut end.push)?);
            } else {
                cursor.skip()?;
            }
        },
    }
    Ok(end)
}

fn info<'a>(cursor: &mut Cursor<'a>, info: &mut TaskInfo<'a>) -> Step {
    info.id = TaskId(-1);
    members! { cursor;
        "Task ID" => info.id = TaskId(cursor.int()?.unwrap_or(-1)),
        "Index" => info.index = count(cursor)?,
        "Attempt" => info.attempt = count(cursor)?,
        "Partition ID" => info.partition = Some(count(cursor)?),
        "Launch Time" => info.launched = timestamp(cursor)?,
        "Executor ID" => info.executor = text(cursor)?,
        "Host" => info.host = text(cursor)?,
        "Locality" => info.locality = locality(&text(cursor)?),
        "Speculative" => info.speculative = cursor.bool()? == Some(true),
        "Getting Result Time" => info.getting_result = timestamp(cursor)?,
        "Finish Time" => info.finished = timestamp(cursor)?,
        "Failed" => info.failed = cursor.bool()? == Some(true),
        "Killed" => info.killed = cursor.bool()? == Some(true),
        "Accumulables" => {
            if !cursor.leap(&BEFORE_EXECUTOR_METRICS) && !cursor.leap(&BEFORE_METRICS) {
                cursor.skip()?;
            }
        },
    }
    Ok(())
}

fn locality(name: &str) -> Locality {
    match name {
        "PROCESS_LOCAL" => Locality::Process,
        "NODE_LOCAL" => Locality::Node,
        "RACK_LOCAL" => Locality::Rack,
        "ANY" => Locality::Any,
        _ => Locality::NoPreference,
    }
}

fn reason<'a>(cursor: &mut Cursor<'a>) -> Step<EndReason<'a>> {
    let mut name = Text::default();
    let (mut class, mut description) = (Text::default(), Text::default());
    let (mut full_stack, mut frames) = (None, Vec::new());
    let (mut from_executor, mut shuffle, mut by_app) = (None, None, None);
    let mut why = Text::default();
    cursor.object(|cursor, key| {
        match key {
            b"Reason" => name = text(cursor)?,
            b"Class Name" => class = text(cursor)?,
            b"Description" => description = text(cursor)?,
            b"Full Stack Trace" => full_stack = cursor.text()?,
            b"Stack Trace" => frames = stack_frames(cursor)?,
            b"Block Manager Address" => cursor.object(|cursor, key| {
                if key == b"Executor ID" {
                    from_executor = cursor.text()?;
                }
                Ok(())
            })?,
            b"Shuffle ID" => shuffle = cursor.int()?,
            b"Message" | b"Loss Reason" | b"Kill Reason" => why = text(cursor)?,
            b"Exit Caused By App" => by_app = cursor.bool()?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(match &*name {
        // A hand-made log may leave the reason out: Spark itself never does.
        "Success" | "" => EndReason::Success,
        "Resubmitted" => EndReason::Resubmitted,
        "ExceptionFailure" => {
            EndReason::Exception { class, description, stack: full_stack.unwrap_or_else(|| frames.join("\n").into()) }
        }
        "FetchFailed" => EndReason::FetchFailed { from_executor, shuffle, message: why },
        "ExecutorLostFailure" => EndReason::ExecutorLost { by_app, reason: why },
        "TaskKilled" => EndReason::Killed { reason: why },
        _ => EndReason::Other { reason: name },
    })
}

fn stack_frames(cursor: &mut Cursor<'_>) -> Step<Vec<String>> {
    let mut frames = Vec::new();
    cursor.array(|cursor| {
        let (mut class, mut method, mut file, mut line) = (Text::default(), Text::default(), Text::default(), None);
        cursor.object(|cursor, key| {
            match key {
                b"Declaring Class" => class = text(cursor)?,
                b"Method Name" => method = text(cursor)?,
                b"File Name" => file = text(cursor)?,
                b"Line Number" => line = cursor.int()?,
                _ => {}
            }
            Ok(())
        })?;
        frames.push(format!("at {class}.{method}({file}:{})", line.unwrap_or(-1)));
        Ok(())
    })?;
    Ok(frames)
}

fn metrics(cursor: &mut Cursor<'_>, push: &mut Option<Box<PushRead>>) -> Step<TaskMetrics> {
    let mut metrics = TaskMetrics::default();
    members! { cursor;
        "Executor Deserialize Time" => metrics.deserialize = Millis(cursor.uint()?),
        "Executor Deserialize CPU Time" => cursor.skip()?,
        "Executor Run Time" => metrics.run = Millis(cursor.uint()?),
        "Executor CPU Time" => metrics.cpu_ns = cursor.uint()?,
        "Peak Execution Memory" => metrics.peak_execution = Bytes(cursor.uint()?),
        "Result Size" => metrics.result = Bytes(cursor.uint()?),
        "JVM GC Time" => metrics.gc = Millis(cursor.uint()?),
        "Result Serialization Time" => metrics.serialize_result = Millis(cursor.uint()?),
        "Memory Bytes Spilled" => metrics.memory_spilled = Bytes(cursor.uint()?),
        "Disk Bytes Spilled" => metrics.disk_spilled = Bytes(cursor.uint()?),
        "Shuffle Read Metrics" => shuffle_read(cursor, &mut metrics, push)?,
        "Shuffle Write Metrics" => members! { cursor;
            "Shuffle Bytes Written" => metrics.shuffle_write = Bytes(cursor.uint()?),
            "Shuffle Write Time" => metrics.shuffle_write_ns = cursor.uint()?,
            "Shuffle Records Written" => metrics.shuffle_write_records = cursor.uint()?,
        },
        "Input Metrics" => members! { cursor;
            "Bytes Read" => metrics.input = Bytes(cursor.uint()?),
            "Records Read" => metrics.input_records = cursor.uint()?,
        },
        "Output Metrics" => members! { cursor;
            "Bytes Written" => metrics.output = Bytes(cursor.uint()?),
            "Records Written" => metrics.output_records = cursor.uint()?,
        },
        "Updated Blocks" => cursor.skip()?,
    }
    Ok(metrics)
}

fn shuffle_read(cursor: &mut Cursor<'_>, metrics: &mut TaskMetrics, push: &mut Option<Box<PushRead>>) -> Step {
    members! { cursor;
        "Remote Blocks Fetched" => cursor.skip()?,
        "Local Blocks Fetched" => cursor.skip()?,
        "Fetch Wait Time" => metrics.fetch_wait = Millis(cursor.uint()?),
        "Remote Bytes Read" => metrics.shuffle_read_remote = Bytes(cursor.uint()?),
        "Remote Bytes Read To Disk" => cursor.skip()?,
        "Local Bytes Read" => metrics.shuffle_read_local = Bytes(cursor.uint()?),
        "Total Records Read" => metrics.shuffle_read_records = cursor.uint()?,
        "Remote Requests Duration" => cursor.skip()?,
        "Push Based Shuffle" => *push = push_read(cursor)?,
    }
    Ok(())
}

fn push_read(cursor: &mut Cursor<'_>) -> Step<Option<Box<PushRead>>> {
    let mut push = PushRead::default();
    members! { cursor;
        "Corrupt Merged Block Chunks" => push.corrupt_chunks = cursor.uint()?,
        "Merged Fetch Fallback Count" => push.fallbacks = cursor.uint()?,
        "Merged Remote Blocks Fetched" => push.remote_blocks = cursor.uint()?,
        "Merged Local Blocks Fetched" => push.local_blocks = cursor.uint()?,
        "Merged Remote Chunks Fetched" => push.remote_chunks = cursor.uint()?,
        "Merged Local Chunks Fetched" => push.local_chunks = cursor.uint()?,
        "Merged Remote Bytes Read" => push.remote = Bytes(cursor.uint()?),
        "Merged Local Bytes Read" => push.local = Bytes(cursor.uint()?),
        "Merged Remote Requests Duration" => push.requests = Millis(cursor.uint()?),
    }
    // Nearly all are zeros, since it is off unless asked for.
    Ok((push != PushRead::default()).then(|| Box::new(push)))
}

#[cfg(test)]
mod tests {
    use crate::decode::decode;
    use crate::event::{EndReason, Event};

    /// A task end whose accumulables try to look like its metrics.
    const TRAP: &str = r#"{"Event":"SparkListenerTaskEnd","Stage ID":1,"Task End Reason":{"Reason":"Success"},"Task Info":{"Task ID":7,"Accumulables":[{"Value":"]},\"Task Metrics\":{"},{"x":[[]],"y":{"z":[]},"Task Metrics":{"Executor Run Time":666}}]},"Task Metrics":{"Executor Run Time":5}}"#;

    #[test]
    fn a_leap_that_lands_too_deep_is_taken_back() {
        let Ok(Event::TaskEnd(end)) = decode(TRAP.as_bytes()) else { panic!("a task end") };
        assert_eq!(end.info.id.0, 7);
        assert_eq!(end.metrics.map(|metrics| metrics.run.0), Some(5));
    }

    #[test]
    fn the_reason_decides() {
        let line = br#"{"Event":"SparkListenerTaskEnd","Task End Reason":{"Reason":"ExecutorLostFailure","Executor ID":"4","Exit Caused By App":false,"Loss Reason":"spot"},"Task Info":{"Failed":false}}"#;
        let Ok(Event::TaskEnd(end)) = decode(line) else { panic!("a task end") };
        assert_eq!(end.reason, EndReason::ExecutorLost { by_app: Some(false), reason: "spot".into() });
        assert_eq!(end.metrics, None);
    }
}
