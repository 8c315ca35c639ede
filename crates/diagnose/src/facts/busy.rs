//! How busy the slots were over time.

use afterglow_profile::{Profile, TaskStatus};
use afterglow_units::Timestamp;

use super::Span;

/// Sums of wall time by how many slots were alive and how many of them ran a task.
#[derive(Debug, Clone, Default)]
pub(crate) struct Busy {
    /// Slot time that existed while a job ran, ms.
    pub(crate) slot_ms_in_jobs: f64,
    /// Of that, slot time with a task on it, ms.
    pub(crate) task_ms_in_jobs: f64,
    /// Slot time over the whole run, ms.
    pub(crate) slot_ms: f64,
    /// Wall time in jobs with less than half of the slots busy, ms.
    pub(crate) half_empty: f64,
    /// In that time, slot time without a task divided by the slots: the wall time that full slots would have saved.
    pub(crate) half_empty_lost: f64,
    /// Wall time in jobs in which no slot existed, ms.
    pub(crate) no_slot: f64,
    /// Wall time in jobs with all slots busy and fewer slots than at the peak, ms.
    pub(crate) short_of_slots: f64,
    /// What of that would not have been needed with the peak's slots, ms.
    pub(crate) short_of_slots_lost: f64,
    /// When that was: all slots busy, and fewer than at the peak.
    pub(crate) short: Vec<Span>,
}

/// A change at one time: tasks, slots, jobs.
type Change = (Timestamp, i64, i64, i64);

impl Busy {
    pub(crate) fn of(profile: &Profile, jobs: &[Span]) -> Self {
        let begin = profile.app.begin().unwrap_or_default();
        let end = profile.app.end().unwrap_or(begin);
        let mut changes: Vec<Change> = Vec::with_capacity(profile.tasks.len() * 2 + 64);
        for at in 0..profile.tasks.len() {
            if profile.tasks.status(at) == TaskStatus::Resubmitted {
                continue;
            }
            let from = profile.tasks.launched(at);
            changes.push((from, 1, 0, 0));
            changes.push((from + profile.tasks.duration(at), -1, 0, 0));
        }
        for executor in &profile.executors {
            let Some(cores) = executor.cores else { continue };
            let slots = i64::from(cores.0 / profile.task_cpus(executor.resource_profile)).max(1);
            changes.push((executor.added.unwrap_or(begin), 0, slots, 0));
            changes.push((executor.removed.unwrap_or(end), 0, -slots, 0));
        }
        for &(from, to) in jobs {
            changes.push((from, 0, 0, 1));
            changes.push((to, 0, 0, -1));
        }
        changes.sort_unstable();
        let peak = f64::from(profile.totals.peak_slots.map_or(0, |cores| cores.0));
        Self::swept(&changes, peak)
    }

    fn swept(changes: &[Change], peak: f64) -> Self {
        let mut sums = Self::default();
        let (mut tasks, mut slots, mut jobs) = (0i64, 0i64, 0i64);
        let mut since = changes.first().map_or_else(Timestamp::default, |change| change.0);
        for &(at, more_tasks, more_slots, more_jobs) in changes {
            let length = at.since(since).0 as f64;
            if length > 0.0 {
                let (busy, alive) = (tasks.max(0) as f64, slots.max(0) as f64);
                sums.slot_ms += alive * length;
                if jobs > 0 {
                    sums.in_job(length, busy.min(alive.max(busy)), alive, peak);
                    if alive > 0.0 && busy >= alive && alive < peak {
                        sums.short_until(since, at);
                    }
                }
            }
            tasks += more_tasks;
            slots += more_slots;
            jobs += more_jobs;
            since = at;
        }
        sums
    }

    fn short_until(&mut self, from: Timestamp, to: Timestamp) {
        match self.short.last_mut() {
            Some(last) if last.1 == from => last.1 = to,
            _ => self.short.push((from, to)),
        }
    }

    fn in_job(&mut self, length: f64, busy: f64, alive: f64, peak: f64) {
        self.slot_ms_in_jobs += alive * length;
        self.task_ms_in_jobs += busy.min(alive) * length;
        if alive == 0.0 {
            self.no_slot += length;
        } else if busy < 0.5 * alive {
            self.half_empty += length;
            self.half_empty_lost += length * (1.0 - busy / alive);
        } else if busy >= alive && alive < peak {
            self.short_of_slots += length;
            self.short_of_slots_lost += length * (1.0 - alive / peak);
        }
    }

    /// Share of the slot time within jobs that had no task; `None` without slots.
    pub(crate) fn idle_in_jobs(&self) -> Option<f64> {
        (self.slot_ms_in_jobs > 0.0).then(|| 1.0 - self.task_ms_in_jobs / self.slot_ms_in_jobs)
    }

    /// Share of the slot time of the whole run that had no task; `None` without slots.
    pub(crate) fn idle(&self) -> Option<f64> {
        (self.slot_ms > 0.0).then(|| 1.0 - (self.task_ms_in_jobs / self.slot_ms).min(1.0))
    }
}
