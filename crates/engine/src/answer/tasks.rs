//! Windows of the task table.

mod figure;
mod groups;
mod pick;

use afterglow_eventlog::event::Locality;
use afterglow_profile::{TaskRow, TaskStatus};

use crate::TaskQuery;
use crate::run::Run;
use crate::view::{TaskView, TasksView};

pub(super) use groups::groups;
pub(super) use pick::picked;

/// A window of the tasks of a stage, an executor, or the run.
pub(super) fn window(run: &Run, query: &TaskQuery) -> TasksView {
    let ordered = pick::ordered(run, &query.filter, query.sort.as_ref());
    let window = ordered.iter().skip(query.from).take(query.count);
    TasksView {
        matching: ordered.len(),
        total: pick::count_of_stage(run, &query.filter),
        rows: window.map(|&row| view(run, &run.profile.tasks.row(row as usize))).collect(),
    }
}

/// A task as the page shows it.
pub(super) fn view(run: &Run, task: &TaskRow) -> TaskView {
    let profile = &run.profile;
    let stage = profile.stages[task.stage as usize].key;
    let executor = profile.executor(task.executor);
    TaskView {
        id: task.id.0,
        stage: stage.id.0,
        stage_attempt: stage.attempt,
        index: task.index,
        attempt: task.attempt,
        status: status_word(task.status).to_owned(),
        executor: executor.id.clone(),
        host: executor.host.clone(),
        locality: locality_word(task.locality).to_owned(),
        speculative: task.speculative,
        launched_ms: super::since_begin(profile, Some(task.launched)).unwrap_or(0.0),
        duration_ms: task.duration.0 as f64,
        has_metrics: task.has_metrics,
        run_ms: task.run.0 as f64,
        cpu_ms: task.cpu_us as f64 / 1e3,
        gc_ms: task.gc.0 as f64,
        deserialize_ms: task.deserialize.0 as f64,
        serialize_result_ms: task.serialize_result.0 as f64,
        getting_result_ms: task.getting_result.0 as f64,
        scheduler_delay_ms: if task.has_metrics { task.scheduler_delay().0 as f64 } else { 0.0 },
        fetch_wait_ms: task.fetch_wait.0 as f64,
        shuffle_write_ms: task.shuffle_write_us as f64 / 1e3,
        input_bytes: task.input.0,
        input_records: task.input_records,
        output_bytes: task.output.0,
        output_records: task.output_records,
        shuffle_read_bytes: task.shuffle_read().0,
        shuffle_read_remote_bytes: task.shuffle_read_remote.0,
        shuffle_read_records: task.shuffle_read_records,
        shuffle_write_bytes: task.shuffle_write.0,
        shuffle_write_records: task.shuffle_write_records,
        memory_spilled_bytes: task.memory_spilled.0,
        disk_spilled_bytes: task.disk_spilled.0,
        peak_execution_bytes: task.peak_execution.0,
        result_bytes: task.result.0,
    }
}

/// The word for how a task ended.
pub(crate) fn status_word(status: TaskStatus) -> &'static str {
    match status {
        TaskStatus::Succeeded => "succeeded",
        TaskStatus::Failed => "failed",
        TaskStatus::FetchFailed => "fetch-failed",
        TaskStatus::ExecutorLost => "executor-lost",
        TaskStatus::Killed => "killed",
        TaskStatus::Resubmitted => "resubmitted",
    }
}

/// Spark's word for a locality.
pub(super) fn locality_word(locality: Locality) -> &'static str {
    match locality {
        Locality::Process => "PROCESS_LOCAL",
        Locality::Node => "NODE_LOCAL",
        Locality::NoPreference => "NO_PREF",
        Locality::Rack => "RACK_LOCAL",
        Locality::Any => "ANY",
    }
}
