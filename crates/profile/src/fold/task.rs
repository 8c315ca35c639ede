//! Tasks, and the sums over them.

use std::hash::{Hash, Hasher};

use afterglow_eventlog::GREATEST;
use afterglow_eventlog::event::{EndReason, TaskEnd, TaskMetrics, TaskStart};
use afterglow_units::shown::first_bytes;
use afterglow_units::{Bytes, Millis, Timestamp};
use rustc_hash::FxHasher;

use super::{Fold, earliest, latest};
use crate::table::{Sums, TaskFailure, TaskRow, TaskStatus};

impl Fold {
    pub(super) fn task_start(&mut self, start: &TaskStart<'_>) {
        self.seen(start.launched);
        if self.running.insert(start.task) {
            self.profile.log.tasks_running += 1;
        }
    }

    pub(super) fn task_end(&mut self, end: &TaskEnd<'_>) {
        let info = &end.info;
        let status = status(&end.reason);
        self.seen(info.launched);
        self.seen(info.finished);
        if self.running.remove(&info.id) {
            self.profile.log.tasks_running -= 1;
        } else if status != TaskStatus::Resubmitted {
            self.profile.log.tasks_without_start += 1;
        }
        let backwards = info.launched.zip(info.finished).is_some_and(|(launched, finished)| finished < launched);
        self.profile.log.tasks_backwards += u64::from(backwards);
        self.profile.log.tasks_absurd += u64::from(is_absurd(end));
        let stage = self.stage_row(end.stage);
        let executor = self.executor_row(&info.executor, &info.host);
        let metrics = end.metrics.unwrap_or_default();
        let launched = info.launched.or(info.finished).unwrap_or_default();
        let finished = info.finished.unwrap_or(launched);
        // The second end of a resubmitted task repeats the times of the first: they are no time of their own.
        let duration = if status == TaskStatus::Resubmitted { Millis(0) } else { finished.since(launched) };
        let row = TaskRow {
            stage,
            id: info.id,
            index: info.index,
            attempt: info.attempt,
            executor,
            status,
            locality: info.locality,
            speculative: info.speculative,
            has_metrics: end.metrics.is_some(),
            launched,
            duration,
            getting_result: info.getting_result.map_or(Millis(0), |from| finished.since(from)),
            ..figures(&metrics)
        };
        self.profile.tasks.push(&row);
        for sums in [&mut self.profile.stages[stage as usize].sums, &mut self.profile.totals.sums] {
            add(sums, &row, &metrics);
        }
        if let Some(push) = &end.push {
            let of_stage = &mut self.profile.stages[stage as usize].push;
            *of_stage = Some(of_stage.unwrap_or_default().plus(**push));
        }
        if status != TaskStatus::Resubmitted {
            let of_stage = &mut self.profile.stages[stage as usize];
            of_stage.first_launch = earliest(of_stage.first_launch, info.launched);
            of_stage.last_finish = latest(of_stage.last_finish, info.finished);
        }
        if !matches!(status, TaskStatus::Succeeded | TaskStatus::Resubmitted) {
            self.task_failed(&row, end);
        }
        self.task_on_executor(&row, end, info.launched, info.finished);
    }

    /// Puts a failure to those that read alike.
    fn task_failed(&mut self, row: &TaskRow, end: &TaskEnd<'_>) {
        let (class, message, stack) = match &end.reason {
            EndReason::Exception { class, description, stack } => {
                (class.as_ref(), description.as_ref(), stack.as_ref())
            }
            EndReason::FetchFailed { message, .. } => ("", message.as_ref(), ""),
            EndReason::ExecutorLost { reason, .. } | EndReason::Killed { reason } | EndReason::Other { reason } => {
                ("", reason.as_ref(), "")
            }
            EndReason::Success | EndReason::Resubmitted => return,
        };
        let mut hash = FxHasher::default();
        (end.stage, row.status, class, message.lines().next()).hash(&mut hash);
        let failures = &mut self.profile.failures;
        let known = self.failure_rows.entry(hash.finish()).or_insert(failures.len());
        if *known == failures.len() {
            if failures.len() == TaskFailure::MOST {
                self.failure_rows.remove(&hash.finish());
                return;
            }
            failures.push(TaskFailure {
                stage: end.stage,
                status: row.status,
                class: class.to_owned(),
                message: head(message).to_owned(),
                stack: head(stack).to_owned(),
                logged_bytes: (message.len() as u64, stack.len() as u64),
                first: row.id,
                ..TaskFailure::default()
            });
        }
        let failure = &mut failures[*known];
        failure.count += 1;
        failure.lost.0 = failure.lost.0.saturating_add(row.duration.0);
    }

    fn task_on_executor(
        &mut self,
        row: &TaskRow,
        end: &TaskEnd<'_>,
        launched: Option<Timestamp>,
        finished: Option<Timestamp>,
    ) {
        let executor = &mut self.profile.executors[row.executor.0 as usize];
        executor.tasks += 1;
        executor.tasks_failed += u64::from(row.status.is_failure());
        executor.task_duration += row.duration;
        executor.task_run += row.run;
        executor.task_gc += row.gc;
        executor.input += row.input;
        executor.shuffle_read += row.shuffle_read();
        executor.shuffle_write += row.shuffle_write;
        executor.disk_spilled += row.disk_spilled;
        executor.first_launch = earliest(executor.first_launch, launched);
        executor.last_finish = latest(executor.last_finish, finished);
        if !executor.announced {
            executor.added = earliest(executor.added, launched);
        }
        if let Some(peaks) = end.peaks {
            executor.peaks = Some(executor.peaks.map_or(peaks, |known| known.max(peaks)));
            let stage = &mut self.profile.stages[row.stage as usize];
            stage.peaks = Some(stage.peaks.map_or(peaks, |known| known.max(peaks)));
        }
    }
}

/// Whether a task has times or figures that cannot be.
fn is_absurd(end: &TaskEnd<'_>) -> bool {
    const YEAR_2100: i64 = 4_102_444_800_000;
    let times = [end.info.launched, end.info.finished].into_iter().flatten();
    let metrics = end.metrics.unwrap_or_default();
    let lengths = [metrics.run.0, metrics.gc.0, metrics.fetch_wait.0, metrics.cpu_ns, metrics.shuffle_write_ns];
    let sizes = [metrics.input, metrics.output, metrics.shuffle_write, metrics.memory_spilled, metrics.disk_spilled];
    times.into_iter().any(|at| !(0..YEAR_2100).contains(&at.0))
        || lengths.into_iter().chain(sizes.map(|size| size.0)).any(|figure| figure >= GREATEST.cast_unsigned())
}

/// The head of a text, cut between characters.
fn head(text: &str) -> &str {
    first_bytes(text, TaskFailure::LONGEST)
}

fn status(reason: &EndReason<'_>) -> TaskStatus {
    match reason {
        EndReason::Success => TaskStatus::Succeeded,
        EndReason::Resubmitted => TaskStatus::Resubmitted,
        EndReason::FetchFailed { .. } => TaskStatus::FetchFailed,
        EndReason::ExecutorLost { .. } => TaskStatus::ExecutorLost,
        EndReason::Killed { .. } => TaskStatus::Killed,
        // As in Spark's own counts: a task that may not commit, since another attempt did, was killed.
        EndReason::Other { reason } if reason == "TaskCommitDenied" => TaskStatus::Killed,
        EndReason::Exception { .. } | EndReason::Other { .. } => TaskStatus::Failed,
    }
}

/// The figures of a task's metrics; the rest of the row is for the caller.
fn figures(metrics: &TaskMetrics) -> TaskRow {
    TaskRow {
        run: metrics.run,
        cpu_us: (metrics.cpu_ns + 500) / 1000,
        gc: metrics.gc,
        deserialize: metrics.deserialize,
        serialize_result: metrics.serialize_result,
        fetch_wait: metrics.fetch_wait,
        shuffle_write_us: (metrics.shuffle_write_ns + 500) / 1000,
        peak_execution: metrics.peak_execution,
        input: metrics.input,
        input_records: metrics.input_records,
        output: metrics.output,
        output_records: metrics.output_records,
        shuffle_read_remote: metrics.shuffle_read_remote,
        shuffle_read_local: metrics.shuffle_read_local,
        shuffle_read_records: metrics.shuffle_read_records,
        shuffle_write: metrics.shuffle_write,
        shuffle_write_records: metrics.shuffle_write_records,
        memory_spilled: metrics.memory_spilled,
        disk_spilled: metrics.disk_spilled,
        result: metrics.result,
        ..TaskRow::default()
    }
}

/// Adds a task to sums. Sums saturate: absurd figures in an edited log must not panic.
fn add(sums: &mut Sums, row: &TaskRow, metrics: &TaskMetrics) {
    let count = |sum: &mut u64, more: u64| *sum = sum.saturating_add(more);
    let time = |sum: &mut Millis, more: Millis| sum.0 = sum.0.saturating_add(more.0);
    let size = |sum: &mut Bytes, more: Bytes| sum.0 = sum.0.saturating_add(more.0);
    sums.tasks += 1;
    sums.failed += u64::from(row.status.is_failure());
    sums.killed += u64::from(row.status == TaskStatus::Killed);
    sums.resubmitted += u64::from(row.status == TaskStatus::Resubmitted);
    sums.speculative += u64::from(row.speculative);
    time(&mut sums.duration, row.duration);
    time(&mut sums.run, row.run);
    count(&mut sums.cpu_ns, metrics.cpu_ns);
    time(&mut sums.gc, row.gc);
    time(&mut sums.deserialize, row.deserialize);
    time(&mut sums.serialize_result, row.serialize_result);
    time(&mut sums.getting_result, row.getting_result);
    if row.has_metrics {
        time(&mut sums.scheduler_delay, row.scheduler_delay());
    }
    time(&mut sums.fetch_wait, row.fetch_wait);
    count(&mut sums.shuffle_write_ns, metrics.shuffle_write_ns);
    if row.status != TaskStatus::Succeeded {
        time(&mut sums.wasted, row.duration);
    }
    size(&mut sums.input, row.input);
    count(&mut sums.input_records, row.input_records);
    size(&mut sums.output, row.output);
    count(&mut sums.output_records, row.output_records);
    size(&mut sums.shuffle_read_remote, row.shuffle_read_remote);
    size(&mut sums.shuffle_read_local, row.shuffle_read_local);
    count(&mut sums.shuffle_read_records, row.shuffle_read_records);
    size(&mut sums.shuffle_write, row.shuffle_write);
    count(&mut sums.shuffle_write_records, row.shuffle_write_records);
    size(&mut sums.memory_spilled, row.memory_spilled);
    size(&mut sums.disk_spilled, row.disk_spilled);
    size(&mut sums.result, row.result);
}
