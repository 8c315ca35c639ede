//! What a profile sums up over its tasks, by the same rules as the fold.

use afterglow_profile::interval::peak;
use afterglow_profile::{Executor, Profile, Stage, Sums, TaskRow, TaskStatus};
use afterglow_units::{Cores, Timestamp};

/// Fills in all that follows from the tables: sums, first launches and last finishes, totals, the application's end.
pub(super) fn settle(profile: &mut Profile) {
    for row in 0..profile.tasks.len() {
        let task = profile.tasks.row(row);
        let stage = &mut profile.stages[task.stage as usize];
        add(&mut stage.sums, &task);
        add(&mut profile.totals.sums, &task);
        if task.status != TaskStatus::Resubmitted {
            of_stage(stage, &task);
        }
        of_executor(&mut profile.executors[task.executor.0 as usize], &task);
    }
    let ends = profile.jobs.iter().filter_map(|job| job.completed);
    let last = ends.chain(profile.sql.iter().filter_map(|sql| sql.ended)).max();
    profile.app.ended = profile.app.ended.or(last);
    let end = profile.app.ended.unwrap_or_default();
    let totals = &mut profile.totals;
    totals.jobs = profile.jobs.len() as u64;
    totals.jobs_failed = profile.jobs.iter().filter(|job| job.succeeded == Some(false)).count() as u64;
    totals.stages = profile.stages.len() as u64;
    totals.executors_added = profile.executors.len() as u64;
    totals.executors_removed = profile.executors.iter().filter(|executor| executor.removed.is_some()).count() as u64;
    totals.sql_executions = profile.sql.len() as u64;
    totals.streaming_batches = profile.streams.iter().map(|stream| stream.batches.len() as u64).sum();
    let lives = profile.executors.iter().filter_map(|executor| life(executor, end));
    totals.peak_slots = Some(Cores(peak(lives) as u32));
}

fn life(executor: &Executor, end: Timestamp) -> Option<(Timestamp, Timestamp, u64)> {
    Some((executor.added?, executor.removed.unwrap_or(end), u64::from(executor.cores?.0)))
}

fn of_stage(stage: &mut Stage, task: &TaskRow) {
    stage.first_launch = Some(stage.first_launch.map_or(task.launched, |first| first.min(task.launched)));
    stage.last_finish = stage.last_finish.max(Some(task.finished()));
}

fn of_executor(executor: &mut Executor, task: &TaskRow) {
    executor.tasks += 1;
    executor.tasks_failed += u64::from(task.status.is_failure());
    executor.task_duration += task.duration;
    executor.task_run += task.run;
    executor.task_gc += task.gc;
    executor.input += task.input;
    executor.shuffle_read += task.shuffle_read();
    executor.shuffle_write += task.shuffle_write;
    executor.disk_spilled += task.disk_spilled;
    executor.first_launch = Some(executor.first_launch.map_or(task.launched, |first| first.min(task.launched)));
    executor.last_finish = executor.last_finish.max(Some(task.finished()));
}

fn add(sums: &mut Sums, task: &TaskRow) {
    sums.tasks += 1;
    sums.failed += u64::from(task.status.is_failure());
    sums.killed += u64::from(task.status == TaskStatus::Killed);
    sums.resubmitted += u64::from(task.status == TaskStatus::Resubmitted);
    sums.speculative += u64::from(task.speculative);
    sums.duration += task.duration;
    sums.run += task.run;
    sums.cpu_ns += task.cpu_us * 1_000;
    sums.gc += task.gc;
    sums.deserialize += task.deserialize;
    sums.serialize_result += task.serialize_result;
    sums.getting_result += task.getting_result;
    sums.scheduler_delay += task.scheduler_delay();
    sums.fetch_wait += task.fetch_wait;
    sums.shuffle_write_ns += task.shuffle_write_us * 1_000;
    if task.status != TaskStatus::Succeeded {
        sums.wasted += task.duration;
    }
    sums.input += task.input;
    sums.input_records += task.input_records;
    sums.output += task.output;
    sums.output_records += task.output_records;
    sums.shuffle_read_remote += task.shuffle_read_remote;
    sums.shuffle_read_local += task.shuffle_read_local;
    sums.shuffle_read_records += task.shuffle_read_records;
    sums.shuffle_write += task.shuffle_write;
    sums.shuffle_write_records += task.shuffle_write_records;
    sums.memory_spilled += task.memory_spilled;
    sums.disk_spilled += task.disk_spilled;
    sums.result += task.result;
}
