//! What can only be told from all tasks together: slots, driver time, idle time.

use afterglow_units::{Cores, ExecutorIx, Millis, Timestamp};

use super::Fold;
use crate::interval;
use crate::table::{Profile, TaskStatus, Tasks};

/// Launch and finish are times of the driver, so short tasks that follow each other on a slot seem to overlap.
const MORE_THAN_ALL: f64 = 1.25;

impl Fold {
    /// Brings `peak_slots`, `driver_only` and `slot_idle` of the totals up to date. It looks at every task once and
    /// sorts them by time: cheap at the end, too dear after every event.
    pub fn settle(&mut self) {
        let profile = &mut self.profile;
        let busy: Vec<_> = (0..profile.tasks.len())
            .filter(|&row| profile.tasks.status(row) != TaskStatus::Resubmitted)
            .map(|row| (profile.tasks.launched(row), profile.tasks.launched(row) + profile.tasks.duration(row)))
            .collect();
        let window = profile.app.begin().zip(profile.app.end());
        let busy_time: Millis = busy
            .iter()
            .map(|(from, to)| to.since(*from))
            .fold(Millis(0), |sum, length| Millis(sum.0.saturating_add(length.0)));
        let covered = interval::union(busy);
        let told = !profile.lacks_task_ends();
        profile.totals.driver_only = window
            .filter(|_| told)
            .map(|(from, to)| to.since(from) - interval::covered(&interval::clipped(&covered, from, to)));
        let slots = slots_of(profile);
        let Some((begin, end)) = window else { return };
        let lives = profile.executors.iter().zip(&slots).filter(|(_, slots)| **slots > 0).map(|(executor, &slots)| {
            let from = executor.added.unwrap_or(begin).max(begin);
            (from, executor.removed.unwrap_or(end).min(end).max(from), u64::from(slots))
        });
        let lives: Vec<(Timestamp, Timestamp, u64)> = lives.collect();
        let slot_time: f64 = lives.iter().map(|(from, to, slots)| to.since(*from).0 as f64 * *slots as f64).sum();
        let peak = interval::peak(lives.iter().copied());
        // How many slots there were, only executors with their cores tell; tasks tell how many were in use.
        let some_cores = profile.executors.iter().any(|executor| executor.cores.is_some());
        profile.totals.peak_slots = (some_cores && peak > 0).then(|| Cores(u32::try_from(peak).unwrap_or(u32::MAX)));
        // More task time than slots had means that the log's executors are not the whole story: then it cannot be told.
        let busy_ratio = busy_time.0 as f64 / slot_time;
        let tells = told && profile.knows_all_cores() && slot_time > 0.0 && busy_ratio <= MORE_THAN_ALL;
        profile.totals.slot_idle = tells.then(|| (1.0 - busy_ratio).clamp(0.0, 1.0));
        // Before 1.3 the log has no events of executors; those that ran tasks were there.
        let ran = slots.iter().filter(|slots| **slots > 0).count() as u64;
        profile.totals.executors_added = if self.executor_events > 0 { self.executor_events } else { ran };
    }
}

/// Task slots of each executor: its cores over the cpus that a task takes; where the log has no cores (before 1.3),
/// the most tasks that ran on it at one time.
fn slots_of(profile: &Profile) -> Vec<u32> {
    let mut by_executor: Vec<Option<Vec<(Timestamp, Timestamp, u64)>>> =
        profile.executors.iter().map(|executor| executor.cores.is_none().then(Vec::new)).collect();
    if by_executor.iter().any(Option::is_some) {
        for row in 0..profile.tasks.len() {
            let ExecutorIx(executor) = profile.tasks.executor(row);
            if let Some(Some(tasks)) = by_executor.get_mut(executor as usize) {
                let (from, to) = at_work(&profile.tasks, row);
                tasks.push((from, to, 1));
            }
        }
    }
    let slots = profile.executors.iter().zip(by_executor).map(|(executor, tasks)| match (executor.cores, tasks) {
        (Some(cores), _) => cores.0 / profile.task_cpus(executor.resource_profile),
        (None, Some(tasks)) => u32::try_from(interval::peak(tasks)).unwrap_or(u32::MAX),
        (None, None) => 0,
    });
    slots.collect()
}

/// When a task held its slot at least. The driver gives a slot to the next task before it notes the end of the last one,
/// so from launch to finish two tasks of one slot seem to overlap; what an executor measured of a task does not.
fn at_work(tasks: &Tasks, row: usize) -> (Timestamp, Timestamp) {
    let task = tasks.row(row);
    let measured = task.deserialize.0.saturating_add(task.run.0).saturating_add(task.serialize_result.0);
    let held = if measured == 0 { task.duration } else { Millis(measured).min(task.duration) };
    (task.launched, task.launched + held)
}

impl Profile {
    /// The most tasks that were at work at one time: at least as many slots as that were there.
    pub fn most_at_once(&self) -> u32 {
        let spans = (0..self.tasks.len()).map(|row| {
            let (from, to) = at_work(&self.tasks, row);
            (from, to, 1)
        });
        u32::try_from(interval::peak(spans)).unwrap_or(u32::MAX)
    }

    /// Whether tasks were to run and the log has the end of none: then when they ran, and when none did, is not known.
    pub fn lacks_task_ends(&self) -> bool {
        self.tasks.is_empty()
            && (self.log.tasks_running > 0
                || self.stages.iter().any(|stage| stage.tasks_announced > 0)
                || self.jobs.iter().any(|job| !job.stages.is_empty()))
    }

    /// Whether the log has the cores of every executor that ran a task, and of one at least.
    pub fn knows_all_cores(&self) -> bool {
        self.executors.iter().any(|executor| executor.cores.is_some())
            && self.executors.iter().all(|executor| executor.cores.is_some() || executor.tasks == 0)
    }

    /// Cores that one task takes: the resource profile's `cpus`, else `spark.task.cpus`, else 1. At least 1.
    pub fn task_cpus(&self, resource_profile: u32) -> u32 {
        let of_profile = self
            .resource_profiles
            .iter()
            .find(|profile| profile.id == resource_profile)
            .and_then(|profile| profile.task.get("cpus").copied());
        let cpus = of_profile.or_else(|| self.conf.float("spark.task.cpus")).unwrap_or(1.0);
        (cpus as u32).max(1)
    }
}
