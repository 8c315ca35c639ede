//! The fold of events into the profile.

mod app;
mod executor;
mod job;
mod served;
mod settle;
mod sql;
mod stage;
mod streaming;
mod task;

use afterglow_eventlog::event::Event;
use afterglow_units::{Bytes, ExecutorIx, JobId, SqlId, StageId, StageKey, TaskId, Timestamp};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::table::Profile;

/// Folds events, in the order of the log, into a profile.
#[derive(Debug, Clone, Default)]
pub struct Fold {
    profile: Profile,
    stage_rows: FxHashMap<StageKey, u32>,
    /// The stage of the last task: the next one is mostly of the same.
    last_stage: Option<(StageKey, u32)>,
    executor_rows: FxHashMap<Box<str>, ExecutorIx>,
    /// Additions that the log tells of.
    executor_events: u64,
    job_rows: FxHashMap<JobId, usize>,
    /// The jobs that name a stage, in the order of their start.
    jobs_of_stage: FxHashMap<StageId, Vec<usize>>,
    sql_rows: FxHashMap<SqlId, usize>,
    stream_rows: FxHashMap<Box<str>, usize>,
    block_rows: FxHashMap<Box<str>, usize>,
    /// Groups of failures by a hash of what they have in common.
    failure_rows: FxHashMap<u64, usize>,
    /// Rows of sessions and of statements by a hash of their server and id.
    served_rows: FxHashMap<u64, usize>,
    /// The last exclusion of an executor or (true) a host from the whole run that has no end yet.
    excluded_rows: FxHashMap<(bool, Box<str>), usize>,
    /// Accumulators of the program that are kept, over all stages.
    user_accumulators: usize,
    /// Tasks that were started and not ended yet.
    running: FxHashSet<TaskId>,
    /// The pool of the driver's block manager, which is an executor's in local mode only.
    driver_pool: Option<[Option<Bytes>; 3]>,
}

/// A fold without its profile, which is with somebody who reads it.
#[derive(Debug, Clone)]
pub struct Paused(Fold);

impl Paused {
    /// Goes on with the profile that [`Fold::pause`] gave. With another one, rows would not fit.
    pub fn resume(self, profile: Profile) -> Fold {
        Fold { profile, ..self.0 }
    }
}

impl Fold {
    /// Takes the next event.
    pub fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::LogStart { version } => self.profile.log.spark_version = Some(version.clone().into_owned()),
            Event::DatabricksPart(part) => self.databricks_part(part),
            Event::AppStart(start) => self.app_start(start),
            Event::AppEnd(end) => self.app_end(*end),
            Event::Environment(environment) => self.environment(environment),
            Event::ResourceProfile(profile) => self.resource_profile(profile),
            Event::ExecutorAdded(added) => self.executor_added(added),
            Event::ExecutorRemoved(removed) => self.executor_removed(removed),
            Event::ExecutorExcluded(excluded) => self.executor_excluded(excluded),
            Event::BlockManagerAdded(added) => self.block_manager_added(added),
            Event::BlockManagerRemoved(removed) => self.seen(removed.at),
            Event::BlockUpdated(updated) => self.block_updated(updated),
            Event::Unpersist { .. } => {}
            Event::JobStart(start) => self.job_start(start),
            Event::JobEnd(end) => self.job_end(end),
            Event::StageSubmitted(submitted) => self.stage_submitted(submitted),
            Event::StageCompleted(completed) => self.stage_completed(completed),
            Event::TaskStart(start) => self.task_start(start),
            Event::TaskEnd(end) => self.task_end(end),
            Event::StageExecutorMetrics(metrics) => self.stage_executor_metrics(metrics),
            Event::SqlStart(start) => self.sql_start(start),
            Event::SqlEnd(end) => self.sql_end(end),
            Event::SqlAdaptive(update) => self.sql_adaptive(update),
            Event::SqlMetricIds(ids) => self.sql_metric_ids(ids),
            Event::DriverAccumulators(update) => self.driver_accumulators(update),
            Event::StreamStarted(started) => self.stream_started(started),
            Event::StreamProgress(progress) => self.stream_progress(progress),
            Event::StreamTerminated(terminated) => self.stream_terminated(terminated),
            Event::Served(served) => self.served(served),
            Event::Other { name } => match self.profile.log.other_events.get_mut(name.as_ref()) {
                Some(count) => *count += 1,
                None => {
                    self.profile.log.other_events.insert(name.clone().into_owned(), 1);
                }
            },
        }
    }

    /// The profile so far. What needs a look at all tasks at once ([`Fold::settle`] names it) is as of the last
    /// settling; everything else is current.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Settles and hands out the profile.
    pub fn finish(self) -> Profile {
        self.pause().0
    }

    /// Settles and hands out the profile, and what is needed to go on with it when more of the log is there.
    pub fn pause(mut self) -> (Profile, Paused) {
        self.settle();
        (std::mem::take(&mut self.profile), Paused(self))
    }

    /// A sign of life at a time.
    fn seen(&mut self, at: Option<Timestamp>) {
        if let Some(at) = at {
            let app = &mut self.profile.app;
            app.first_event = Some(app.first_event.map_or(at, |first| first.min(at)));
            app.last_event = Some(app.last_event.map_or(at, |last| last.max(at)));
        }
    }
}

/// The earlier of a time that may be there and one that is.
fn earliest(known: Option<Timestamp>, at: Option<Timestamp>) -> Option<Timestamp> {
    match (known, at) {
        (Some(known), Some(at)) => Some(known.min(at)),
        (known, at) => known.or(at),
    }
}

/// The later of the two.
fn latest(known: Option<Timestamp>, at: Option<Timestamp>) -> Option<Timestamp> {
    known.max(at)
}

#[cfg(test)]
mod tests;
