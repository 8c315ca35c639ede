//! Windows of the task table.

use afterglow_eventlog::event::Locality;
use afterglow_profile::{TaskRow, TaskStatus};
use afterglow_units::{StageId, StageKey};

use super::order::{Key, sorted};
use crate::TaskQuery;
use crate::run::Run;
use crate::view::{TaskView, TasksView};

/// A window of the tasks of a stage, an executor, or the run.
pub(super) fn window(run: &Run, query: &TaskQuery) -> TasksView {
    let profile = &run.profile;
    let tasks = &profile.tasks;
    let rows: Vec<u32> = match query.stage {
        Some((id, attempt)) => {
            let stage = profile.stage_row(StageKey { id: StageId(id), attempt });
            stage.map_or_else(Vec::new, |stage| run.tasks_of(stage).to_vec())
        }
        None => (0..tasks.len() as u32).collect(),
    };
    let executor = query.executor.as_ref().map(|id| profile.executors.iter().position(|known| known.id == *id));
    let rows: Vec<u32> = rows
        .into_iter()
        .filter(|&row| executor.is_none_or(|wanted| wanted == Some(tasks.executor(row as usize).0 as usize)))
        .filter(|&row| !query.failed_only || tasks.status(row as usize) != TaskStatus::Succeeded)
        .collect();
    let ordered = sorted(rows, query.sort.as_ref(), |&row, column| key(run, row as usize, column));
    TasksView {
        matching: ordered.len(),
        rows: ordered
            .iter()
            .skip(query.from)
            .take(query.count)
            .map(|&row| view(run, &tasks.row(row as usize)))
            .collect(),
    }
}

fn key(run: &Run, row: usize, column: &str) -> Option<Key> {
    let tasks = &run.profile.tasks;
    // The most used order needs no whole row.
    if column == "duration_ms" {
        return Some(tasks.duration(row).0.into());
    }
    let task = tasks.row(row);
    Some(match column {
        "id" => (task.id.0 as f64).into(),
        "index" => u64::from(task.index).into(),
        "attempt" => u64::from(task.attempt).into(),
        "status" => status_word(task.status).into(),
        "executor" => run.profile.executor(task.executor).id.as_str().into(),
        "host" => run.profile.executor(task.executor).host.as_str().into(),
        "locality" => locality_word(task.locality).into(),
        "launched_ms" => (task.launched.0 as f64).into(),
        "run_ms" => task.run.0.into(),
        "cpu_ms" => task.cpu_us.into(),
        "gc_ms" => task.gc.0.into(),
        "deserialize_ms" => task.deserialize.0.into(),
        "scheduler_delay_ms" => task.scheduler_delay().0.into(),
        "fetch_wait_ms" => task.fetch_wait.0.into(),
        "shuffle_write_ms" => task.shuffle_write_us.into(),
        "input_bytes" => task.input.0.into(),
        "input_records" => task.input_records.into(),
        "output_bytes" => task.output.0.into(),
        "shuffle_read_bytes" => task.shuffle_read().0.into(),
        "shuffle_write_bytes" => task.shuffle_write.0.into(),
        "memory_spilled_bytes" => task.memory_spilled.0.into(),
        "disk_spilled_bytes" => task.disk_spilled.0.into(),
        "peak_execution_bytes" => task.peak_execution.0.into(),
        _ => return None,
    })
}

fn view(run: &Run, task: &TaskRow) -> TaskView {
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
        scheduler_delay_ms: if task.has_metrics { task.scheduler_delay().0 as f64 } else { 0.0 },
        fetch_wait_ms: task.fetch_wait.0 as f64,
        shuffle_write_ms: task.shuffle_write_us as f64 / 1e3,
        input_bytes: task.input.0,
        input_records: task.input_records,
        output_bytes: task.output.0,
        shuffle_read_bytes: task.shuffle_read().0,
        shuffle_write_bytes: task.shuffle_write.0,
        memory_spilled_bytes: task.memory_spilled.0,
        disk_spilled_bytes: task.disk_spilled.0,
        peak_execution_bytes: task.peak_execution.0,
    }
}

fn status_word(status: TaskStatus) -> &'static str {
    match status {
        TaskStatus::Succeeded => "succeeded",
        TaskStatus::Failed => "failed",
        TaskStatus::FetchFailed => "fetch-failed",
        TaskStatus::ExecutorLost => "executor-lost",
        TaskStatus::Killed => "killed",
        TaskStatus::Resubmitted => "resubmitted",
    }
}

fn locality_word(locality: Locality) -> &'static str {
    match locality {
        Locality::Process => "PROCESS_LOCAL",
        Locality::Node => "NODE_LOCAL",
        Locality::NoPreference => "NO_PREF",
        Locality::Rack => "RACK_LOCAL",
        Locality::Any => "ANY",
    }
}
