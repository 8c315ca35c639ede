//! Tasks.

use afterglow_eventlog::event::{EndReason, Locality, PushRead, TaskEnd, TaskInfo, TaskMetrics, TaskStart};

use crate::json::Object;
use crate::names::Names;
use crate::text;

use super::executor::peaks;
use super::{open, text_of, time};

pub(super) fn start(start: &TaskStart<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, "SparkListenerTaskStart");
    event.plain("Stage ID", start.stage.id.0);
    event.plain("Stage Attempt ID", start.stage.attempt);
    let mut info = Object::open(event.key("Task Info"));
    info.plain("Task ID", start.task.0);
    time(&mut info, "Launch Time", start.launched);
    info.text("Executor ID", &text::executor(&start.executor, names));
    info.text("Host", &text::host(&start.host, names));
    info.close();
    event.close();
}

pub(super) fn end(end: &TaskEnd<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, "SparkListenerTaskEnd");
    event.plain("Stage ID", end.stage.id.0);
    event.plain("Stage Attempt ID", end.stage.attempt);
    event.text("Task Type", if end.result_task { "ResultTask" } else { "ShuffleMapTask" });
    reason(event.key("Task End Reason"), &end.reason, names);
    info(event.key("Task Info"), &end.info, names);
    if let Some(gauges) = &end.peaks {
        peaks(event.key("Task Executor Metrics"), gauges);
    }
    if let Some(figures) = &end.metrics {
        metrics(event.key("Task Metrics"), figures, end.push.as_deref());
    }
    event.close();
}

fn info(out: &mut Vec<u8>, info: &TaskInfo<'_>, names: &mut Names) {
    let mut task = Object::open(out);
    task.plain("Task ID", info.id.0);
    task.plain("Index", info.index);
    task.plain("Attempt", info.attempt);
    task.maybe("Partition ID", info.partition);
    time(&mut task, "Launch Time", info.launched);
    task.text("Executor ID", &text::executor(&info.executor, names));
    task.text("Host", &text::host(&info.host, names));
    let locality = match info.locality {
        Locality::Process => "PROCESS_LOCAL",
        Locality::Node => "NODE_LOCAL",
        Locality::NoPreference => "NO_PREF",
        Locality::Rack => "RACK_LOCAL",
        Locality::Any => "ANY",
    };
    task.text("Locality", locality);
    task.plain("Speculative", info.speculative);
    time(&mut task, "Getting Result Time", info.getting_result);
    time(&mut task, "Finish Time", info.finished);
    task.plain("Failed", info.failed);
    task.plain("Killed", info.killed);
    task.close();
}

fn reason(out: &mut Vec<u8>, reason: &EndReason<'_>, names: &mut Names) {
    let mut end = Object::open(out);
    match reason {
        EndReason::Success => end.text("Reason", "Success"),
        EndReason::Resubmitted => end.text("Reason", "Resubmitted"),
        EndReason::Exception { class, description, stack } => {
            end.text("Reason", "ExceptionFailure");
            end.text("Class Name", &text::class(class, names));
            end.text("Description", &text::failure(description, names));
            end.text("Full Stack Trace", &text::failure(stack, names));
        }
        EndReason::FetchFailed { from_executor, shuffle, message } => {
            end.text("Reason", "FetchFailed");
            if let Some(from) = text_of(from_executor.as_ref()) {
                let mut manager = Object::open(end.key("Block Manager Address"));
                manager.text("Executor ID", &text::executor(from, names));
                manager.close();
            }
            end.maybe("Shuffle ID", *shuffle);
            end.text("Message", &text::failure(message, names));
        }
        EndReason::ExecutorLost { by_app, reason } => {
            end.text("Reason", "ExecutorLostFailure");
            end.maybe("Exit Caused By App", *by_app);
            end.text("Loss Reason", &text::failure(reason, names));
        }
        EndReason::Killed { reason } => {
            end.text("Reason", "TaskKilled");
            end.text("Kill Reason", &text::failure(reason, names));
        }
        EndReason::Other { reason } => end.text("Reason", &text::end_reason(reason, names)),
    }
    end.close();
}

fn metrics(out: &mut Vec<u8>, of: &TaskMetrics, push: Option<&PushRead>) {
    let mut all = Object::open(out);
    all.plain("Executor Deserialize Time", of.deserialize.0);
    all.plain("Executor Run Time", of.run.0);
    all.plain("Executor CPU Time", of.cpu_ns);
    all.plain("Peak Execution Memory", of.peak_execution.0);
    all.plain("Result Size", of.result.0);
    all.plain("JVM GC Time", of.gc.0);
    all.plain("Result Serialization Time", of.serialize_result.0);
    all.plain("Memory Bytes Spilled", of.memory_spilled.0);
    all.plain("Disk Bytes Spilled", of.disk_spilled.0);
    let mut read = Object::open(all.key("Shuffle Read Metrics"));
    read.plain("Fetch Wait Time", of.fetch_wait.0);
    read.plain("Remote Bytes Read", of.shuffle_read_remote.0);
    read.plain("Local Bytes Read", of.shuffle_read_local.0);
    read.plain("Total Records Read", of.shuffle_read_records);
    if let Some(push) = push {
        push_read(&mut read, push);
    }
    read.close();
    let mut write = Object::open(all.key("Shuffle Write Metrics"));
    write.plain("Shuffle Bytes Written", of.shuffle_write.0);
    write.plain("Shuffle Write Time", of.shuffle_write_ns);
    write.plain("Shuffle Records Written", of.shuffle_write_records);
    write.close();
    let mut input = Object::open(all.key("Input Metrics"));
    input.plain("Bytes Read", of.input.0);
    input.plain("Records Read", of.input_records);
    input.close();
    let mut output = Object::open(all.key("Output Metrics"));
    output.plain("Bytes Written", of.output.0);
    output.plain("Records Written", of.output_records);
    output.close();
    all.close();
}

fn push_read(read: &mut Object<'_>, of: &PushRead) {
    let mut push = Object::open(read.key("Push Based Shuffle"));
    push.plain("Corrupt Merged Block Chunks", of.corrupt_chunks);
    push.plain("Merged Fetch Fallback Count", of.fallbacks);
    push.plain("Merged Remote Blocks Fetched", of.remote_blocks);
    push.plain("Merged Local Blocks Fetched", of.local_blocks);
    push.plain("Merged Remote Chunks Fetched", of.remote_chunks);
    push.plain("Merged Local Chunks Fetched", of.local_chunks);
    push.plain("Merged Remote Bytes Read", of.remote.0);
    push.plain("Merged Local Bytes Read", of.local.0);
    push.plain("Merged Remote Requests Duration", of.requests.0);
    push.close();
}
