//! What one pass over the tasks of a stage tells.

use std::collections::BTreeSet;

use afterglow_profile::interval::{covered, union};
use afterglow_profile::quantile::{Spread, of_sorted};
use afterglow_profile::{Profile, StageStatus, TaskRow, TaskStatus};
use afterglow_units::{JobId, SqlId, StageKey, Timestamp};

use super::Span;
use super::preparation::Preparation;
use super::slots::SlotLives;
use crate::thresholds as limit;

/// One stage attempt, its succeeded tasks summed up.
#[derive(Debug, Clone, Default)]
pub(crate) struct StageFacts {
    /// Its row in the profile.
    pub(crate) row: usize,
    pub(crate) key: StageKey,
    pub(crate) status: StageStatus,
    pub(crate) sql: Option<SqlId>,
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
    /// From submission to completion, ms.
    pub(crate) wall: f64,
    /// Of that, ms in which no other stage ran.
    pub(crate) alone: f64,
    /// Slots that there were while it ran.
    pub(crate) slots: usize,
    /// Rows of all its task ends.
    pub(crate) rows: Vec<u32>,
    /// Rows of those that succeeded.
    pub(crate) good: Vec<u32>,
    /// How many succeeded.
    pub(crate) n: usize,
    /// Launch to finish, ms.
    pub(crate) duration: Spread,
    /// The longest time that a task was at work, ms: its duration without the scheduler's delay.
    pub(crate) longest_work: f64,
    /// What it found out for a query, if it did nothing else.
    pub(crate) preparing: Option<Preparation>,
    /// What a task costs that hardly does anything, ms: its time outside the executor's run time, on average, and the
    /// tenth percentile of the run times without the CPU that went into data.
    pub(crate) fixed: f64,
    /// Bytes a task took in or gave out, the greatest of input, shuffle read, output and shuffle write.
    pub(crate) volume: Spread,
    /// Bytes read: input and shuffle.
    pub(crate) read: Spread,
    /// Records read: input and shuffle.
    pub(crate) records: Spread,
    /// Run time of the tasks in which a collection happened, ms.
    pub(crate) run_with_gc: f64,
    /// Run time without the part that is CPU, collection, fetch wait and shuffle write, ms, by task and never below 0.
    pub(crate) residual: f64,
    /// The same for the tasks that spilled.
    pub(crate) residual_spilling: f64,
    /// The greatest peak of execution memory of a task, bytes.
    pub(crate) peak_execution: f64,
    /// Tasks that were the first on their slot of an executor: they pay for its start.
    pub(crate) cold: usize,
    /// Sum of the durations of those, ms.
    pub(crate) cold_ms: f64,
}

impl StageFacts {
    /// The share of a saving in this stage that shows in the wall time: half of what ran beside another stage.
    pub(crate) fn weight(&self) -> f64 {
        if self.wall <= 0.0 { 0.0 } else { (0.5 + 0.5 * self.alone / self.wall).min(1.0) }
    }

    /// Durations of the succeeded tasks in the order of their launch, ms.
    pub(crate) fn durations(&self, profile: &Profile) -> Vec<f64> {
        self.good.iter().map(|&row| profile.tasks.duration(row as usize).0 as f64).collect()
    }

    /// When its last task ran alone: from the end of all others, or from its own launch, to its end. A copy's partition was
    /// under way before the copy.
    pub(crate) fn tail(&self, profile: &Profile) -> Option<Span> {
        let span = |&row: &u32| {
            let from = profile.tasks.launched(row as usize);
            (from, from + profile.tasks.duration(row as usize))
        };
        let last = self.good.iter().max_by_key(|row| span(row).1)?;
        let others = self.good.iter().filter(|row| *row != last).map(|row| span(row).1).max()?;
        let (from, to) = span(last);
        let copy = profile.tasks.row(*last as usize).speculative;
        Some((if copy { others } else { from.max(others) }, to))
    }

    /// Of the succeeded tasks those that `cold` marks.
    pub(crate) fn cold_tasks<'p>(
        &'p self,
        profile: &'p Profile,
        cold: &'p [bool],
    ) -> impl Iterator<Item = TaskRow> + 'p {
        self.tasks(profile).zip(cold).filter(|(_, cold)| **cold).map(|(task, _)| task)
    }

    /// The succeeded tasks.
    pub(crate) fn tasks<'p>(&'p self, profile: &'p Profile) -> impl Iterator<Item = TaskRow> + 'p {
        self.good.iter().map(|&row| profile.tasks.row(row as usize))
    }
}

/// The most wall time, ms, that stages could save together if each spread its work evenly over its slots: the time that
/// any of them covers, less what their work would take then. Stages that ran side by side waited once.
pub(crate) fn most_from_spreading<'s>(stages: impl Iterator<Item = &'s StageFacts> + Clone) -> f64 {
    let covers = covered(&union(stages.clone().map(|stage| (stage.from, stage.to)).collect())).0 as f64;
    let even: f64 = stages.map(|stage| stage.duration.sum / stage.slots as f64).sum();
    (covers - even).max(0.0)
}

pub(super) fn all(profile: &Profile, slots: &SlotLives, cold: &[bool]) -> Vec<StageFacts> {
    let listing = Preparation::listing_jobs(profile);
    let by_stage = profile.tasks.by_stage(profile.stages.len());
    let mut facts: Vec<StageFacts> =
        by_stage.into_iter().enumerate().map(|(row, rows)| one(profile, row, rows, slots, cold, &listing)).collect();
    alone(&mut facts);
    facts
}

fn one(
    profile: &Profile,
    row: usize,
    rows: Vec<u32>,
    slots: &SlotLives,
    cold: &[bool],
    listing: &BTreeSet<JobId>,
) -> StageFacts {
    let stage = &profile.stages[row];
    let span = stage.span();
    let (from, to) = span.unwrap_or_default();
    let mut facts = StageFacts {
        row,
        key: stage.key,
        status: stage.status,
        sql: stage.sql,
        from,
        to,
        wall: to.since(from).0 as f64,
        preparing: Preparation::of(stage, listing),
        slots: slots.during(from, to) as usize,
        ..StageFacts::default()
    };
    let (mut durations, mut runs, mut volumes) = (Vec::new(), Vec::new(), Vec::new());
    let (mut reads, mut records, mut outside) = (Vec::new(), Vec::new(), 0.0);
    for &at in &rows {
        let task = profile.tasks.row(at as usize);
        if task.status != TaskStatus::Succeeded {
            continue;
        }
        facts.good.push(at);
        durations.push(task.duration.0);
        let waited = if task.has_metrics { task.scheduler_delay() } else { afterglow_units::Millis(0) };
        facts.longest_work = facts.longest_work.max((task.duration - waited).0 as f64);
        let shuffled = task.shuffle_read().0;
        volumes.push(task.input.0.max(shuffled).max(task.output.0).max(task.shuffle_write.0));
        reads.push(task.input.0.saturating_add(shuffled));
        records.push(task.input_records + task.shuffle_read_records);
        let run = task.run.0 as f64;
        // From 4.0 on the run time is multiplied by the task's cpus; it is never longer than the task.
        let ran = task.run.0.min(task.duration.0);
        outside += (task.duration.0 - ran) as f64;
        let handled = task.input_records.max(task.shuffle_read_records).max(task.shuffle_write_records);
        // The CPU of a task that handled data is work, and no price of being a task.
        let worked = handled >= limit::SOME_RECORDS || volumes.last().is_some_and(|&bytes| bytes >= limit::SOME_BYTES);
        runs.push(if worked { ran.saturating_sub(task.cpu_us / 1_000) } else { ran });
        if task.gc.0 > 0 {
            facts.run_with_gc += run;
        }
        let known =
            task.cpu_us as f64 / 1e3 + task.gc.0 as f64 + task.fetch_wait.0 as f64 + task.shuffle_write_us as f64 / 1e3;
        let residual = (run - known).max(0.0);
        facts.residual += residual;
        if task.memory_spilled.0 > 0 || task.disk_spilled.0 > 0 {
            facts.residual_spilling += residual;
        }
        facts.peak_execution = facts.peak_execution.max(task.peak_execution.0 as f64);
        if cold[at as usize] {
            facts.cold += 1;
            facts.cold_ms += task.duration.0 as f64;
        }
    }
    // Up to all tasks of the run: the standard library's sort.
    facts.good.sort_unstable_by_key(|&at| (profile.tasks.launched(at as usize), at));
    facts.n = facts.good.len();
    runs.sort_unstable();
    facts.fixed = outside / facts.n.max(1) as f64 + of_sorted(&runs, 0.1);
    facts.duration = Spread::of(durations);
    facts.volume = Spread::of(volumes);
    facts.read = Spread::of(reads);
    facts.records = Spread::of(records);
    facts.rows = rows;
    facts
}

/// Fills in for how long each stage ran alone, by one sweep over all starts and ends.
fn alone(facts: &mut [StageFacts]) {
    let mut changes: Vec<(Timestamp, bool, usize)> = Vec::with_capacity(facts.len() * 2);
    for (at, stage) in facts.iter().enumerate().filter(|(_, stage)| stage.from < stage.to) {
        changes.push((stage.from, true, at));
        changes.push((stage.to, false, at));
    }
    changes.sort_unstable();
    // The sum of the indexes that run is the index itself while exactly one runs.
    let (mut running, mut sum, mut since) = (0usize, 0usize, Timestamp::default());
    for (at, starts, index) in changes {
        if running == 1 {
            facts[sum].alone += at.since(since).0 as f64;
        }
        if starts {
            running += 1;
            sum += index;
        } else {
            running -= 1;
            sum -= index;
        }
        since = at;
    }
}
