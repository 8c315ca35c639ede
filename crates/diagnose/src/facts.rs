//! What detectors look at: the profile, and what one pass over its tasks tells of each stage.

mod busy;
mod preparation;
mod slots;
mod stage;

use afterglow_profile::interval::{covered, gaps, union};
use afterglow_profile::{Conf, Profile, StageStatus};
use afterglow_units::Timestamp;

pub(crate) use busy::Busy;
pub(crate) use preparation::Preparation;
pub(crate) use stage::{StageFacts, most_from_spreading};

use crate::replay;
use crate::thresholds as limit;
use crate::words::share;

/// A closed-open interval of time.
pub(crate) type Span = (Timestamp, Timestamp);

/// The profile with what every detector would otherwise compute again.
pub(crate) struct Facts<'a> {
    pub(crate) profile: &'a Profile,
    /// Start of the application, or the first time seen.
    pub(crate) begin: Timestamp,
    /// End of the application, or the last time seen.
    pub(crate) end: Timestamp,
    /// From begin to end in ms; at least 1.
    pub(crate) wall: f64,
    /// The most task slots alive at one time, at least 1; where the log does not tell them, the most tasks that ran at
    /// one time.
    pub(crate) slots: f64,
    /// Whether the log says how many slots there were.
    pub(crate) slots_known: bool,
    /// Driver and executor are one process.
    pub(crate) local: bool,
    /// One a stage row of the profile.
    pub(crate) stages: Vec<StageFacts>,
    /// Job intervals, merged.
    pub(crate) jobs: Vec<Span>,
    /// How busy the slots were over time; nothing of it where the log lacks the cores of an executor, or the
    /// ends of its tasks.
    pub(crate) busy: Busy,
    /// By task row, whether the task was among the first on its executor.
    cold: Vec<bool>,
}

impl<'a> Facts<'a> {
    pub(crate) fn of(profile: &'a Profile) -> Self {
        let begin = profile.app.begin().unwrap_or_default();
        let end = profile.app.end().unwrap_or(begin);
        let wall = (end.since(begin).0 as f64).max(1.0);
        let slots = f64::from(profile.totals.peak_slots.map_or_else(|| profile.most_at_once(), |cores| cores.0).max(1));
        // Stages too, since a log may have lost the start of their job; those of a job lie within it anyway.
        let job_spans = profile.jobs.iter().filter_map(|job| Some((job.submitted?, job.completed.unwrap_or(end))));
        let jobs = union(job_spans.chain(profile.stages.iter().filter_map(afterglow_profile::Stage::span)).collect());
        let local = profile.executors.iter().all(|executor| executor.id == "driver")
            || profile.conf.get("spark.master").is_some_and(|master| master == "local" || master.starts_with("local["));
        let cold = profile.firsts().in_run;
        let lives = slots::SlotLives::of(profile, begin, end, slots);
        let stages = stage::all(profile, &lives, &cold);
        // Slots that are counted only in part would seem busier, and missing, where they were not; without the ends of
        // tasks all of them would seem idle.
        let busy = if profile.knows_all_cores() && !profile.lacks_task_ends() {
            Busy::of(profile, &jobs)
        } else {
            Busy::default()
        };
        Self {
            profile,
            begin,
            end,
            wall,
            slots,
            slots_known: profile.totals.peak_slots.is_some(),
            local,
            stages,
            jobs,
            busy,
            cold,
        }
    }

    pub(crate) fn conf(&self) -> &'a Conf {
        &self.profile.conf
    }

    /// The stage facts whose attempt did its work, in the order of the profile.
    pub(crate) fn done(&self) -> impl Iterator<Item = &StageFacts> {
        self.stages.iter().filter(|stage| stage.n > 0 && stage.status != StageStatus::Failed)
    }

    /// Time that a detector must save to be raised: 1 % of the run, or 5 s where that is less.
    pub(crate) fn floor(&self) -> f64 {
        (self.wall * limit::RAISE_SHARE).min(limit::RAISE_MS)
    }

    /// Whether adaptive execution was on: by the setting, else by the version (on by default from 3.2).
    pub(crate) fn adaptive(&self) -> bool {
        self.profile.adaptive()
    }

    /// Major and minor version of Spark; (0, 0) if the log does not have it.
    pub(crate) fn version(&self) -> (u32, u32) {
        self.profile.spark_line()
    }

    /// The longest part of a stage list's names: for sentences, the first stage by weight.
    pub(crate) fn name(&self, stage: &StageFacts) -> String {
        crate::words::stage(stage.key, &self.profile.stages[stage.row].name)
    }

    /// Wall time that stages with `new` task durations in place of theirs would save.
    ///
    /// Each stage is scheduled twice on its slots, as it was and as it would be. What is saved while another stage
    /// ran beside it counts half, since that other stage may then be what is waited for.
    pub(crate) fn replayed(&self, stage: &StageFacts, new: &[f64]) -> f64 {
        let before = replay::makespan(&stage.durations(self.profile), stage.slots);
        let after = replay::makespan(new, stage.slots);
        ((before - after).max(0.0)).min(stage.wall) * stage.weight()
    }

    /// Whether each succeeded task of a stage was among the first on its executor, in the order of `stage.good`.
    pub(crate) fn cold_rows(&self, stage: &StageFacts) -> Vec<bool> {
        stage.good.iter().map(|&row| self.cold[row as usize]).collect()
    }

    /// Durations of a stage's succeeded tasks in ms, in the order of `stage.good`.
    pub(crate) fn durations_of(&self, stage: &StageFacts) -> Vec<u64> {
        stage.good.iter().map(|&row| self.profile.tasks.duration(row as usize).0).collect()
    }

    /// The spans of jobs and queries, merged: before the first of them the run had not begun its work.
    pub(crate) fn active(&self) -> Vec<Span> {
        let queries = self.profile.sql.iter().filter_map(|sql| Some((sql.started?, sql.ended?)));
        union(self.jobs.iter().copied().chain(queries).collect())
    }

    /// The time from the first job or query to the end that no job covers.
    pub(crate) fn jobs_gaps(&self) -> Vec<Span> {
        let Some(first) = self.active().first().copied() else { return Vec::new() };
        gaps(&self.jobs, first.0, self.end)
    }

    /// Wall time covered by stage attempts after the first, ms.
    pub(crate) fn repeated(&self) -> f64 {
        let again = self.stages.iter().filter(|stage| stage.key.attempt > 0);
        covered(&union(again.map(|stage| (stage.from, stage.to)).collect())).0 as f64
    }

    /// Share of the run time of all tasks in collections, 0 to 1; 0 without run time.
    pub(crate) fn collecting(&self) -> f64 {
        let sums = &self.profile.totals.sums;
        (sums.gc.0 as f64 / (sums.run.0 as f64).max(1.0)).min(1.0)
    }

    /// A length of wall time, ms, as a share of the run in words. Times of a log may lie outside its start and end (by
    /// another clock, or by rounding where a run takes a few ms): no share is more than the whole.
    pub(crate) fn of_run(&self, ms: f64) -> String {
        share((ms / self.wall).clamp(0.0, 1.0))
    }

    /// Wall time covered by jobs, ms.
    pub(crate) fn job_time(&self) -> f64 {
        covered(&self.jobs).0 as f64
    }
}
