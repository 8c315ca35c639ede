//! For how long a slot was free while a stage waited for its first launch.
//!
//! A stage that waits because all slots are taken will wait less on more of them; what it waits beside free slots (its
//! first executor still loading a plugin, a place that its data is at) it waits on any cluster.

use afterglow_profile::Profile;

use crate::slots::CorePlan;

/// When cores were free, in milliseconds from the application's start.
pub(super) struct FreeCores {
    plan: CorePlan,
    /// All launches and all finishes, each in the order of time.
    launches: Vec<f64>,
    finishes: Vec<f64>,
    /// Cores that a task holds.
    cpus: i64,
}

impl FreeCores {
    pub(super) fn of(profile: &Profile, slots: u32) -> Self {
        let begin = profile.app.begin().unwrap_or_default();
        let tasks = &profile.tasks;
        let launched = |at: usize| tasks.launched(at).0.saturating_sub(begin.0) as f64;
        let mut launches: Vec<f64> = (0..tasks.len()).map(launched).collect();
        let mut finishes: Vec<f64> = (0..tasks.len()).map(|at| launched(at) + tasks.duration(at).0 as f64).collect();
        launches.sort_by(f64::total_cmp);
        finishes.sort_by(f64::total_cmp);
        let cpus = i64::from(profile.task_cpus(0).max(1));
        Self { plan: CorePlan::observed(profile, slots), launches, finishes, cpus }
    }

    /// How long, before an instant and not before another one, a task's cores were free all the time.
    pub(super) fn before(&self, launch: f64, not_before: f64) -> f64 {
        // Backwards over whatever changed the number of tasks, until none more would have fitted.
        let mut launched = self.launches.partition_point(|&at| at < launch);
        let mut finished = self.finishes.partition_point(|&at| at < launch);
        let mut free_from = launch;
        loop {
            let last = |times: &[f64], count: usize| count.checked_sub(1).map_or(f64::NEG_INFINITY, |at| times[at]);
            let change = last(&self.launches, launched).max(last(&self.finishes, finished)).max(not_before);
            let running = launched as i64 - finished as i64;
            // Cores that came within the stretch had not been there before.
            let there = self.plan.least(change, free_from);
            if there < (running + 1) * self.cpus {
                // The cores came, or the last of others went, at the end of the stretch.
                return launch - free_from;
            }
            free_from = change;
            if change <= not_before {
                return launch - free_from;
            }
            launched -= usize::from(last(&self.launches, launched) >= change);
            finished -= usize::from(last(&self.finishes, finished) >= change);
        }
    }
}
