//! For how long a slot was free while a stage waited for its first launch.
//!
//! A stage that waits because all slots are taken will wait less on more of them; what it waits beside free slots (its
//! first executor still loading a plugin, a place that its data is at) it waits on any cluster. Slots also count as taken
//! while as many tasks run as ever did: what limits them (GPUs, barriers, excluded executors) need not be in the log.

use afterglow_profile::Profile;

use crate::slots::CorePlan;

/// When a task more would not have found a free core, in milliseconds from the application's start.
pub(super) struct FullStretches {
    /// Begins and ends, in the order of time; they do not overlap.
    stretches: Vec<(f64, f64)>,
}

impl FullStretches {
    pub(super) fn of(profile: &Profile, plan: &CorePlan) -> Self {
        let begin = profile.app.begin().unwrap_or_default();
        let tasks = &profile.tasks;
        let cpus_of: Vec<i64> =
            profile.stages.iter().map(|stage| i64::from(profile.task_cpus(stage.resource_profile).max(1))).collect();
        let most_cpus = cpus_of.iter().copied().max().unwrap_or(1);
        // What changes the number of free cores and of running tasks, and by how much.
        let mut changes: Vec<(f64, i64, i64)> = plan.changes().map(|(at, cores)| (at, cores, 0)).collect();
        for at in 0..tasks.len() {
            let launched = tasks.launched(at).0.saturating_sub(begin.0) as f64;
            let cpus = cpus_of.get(tasks.stage(at) as usize).copied().unwrap_or(1);
            changes.push((launched, -cpus, 1));
            changes.push((launched + tasks.duration(at).0 as f64, cpus, -1));
        }
        // Of one instant, what ends comes first.
        changes.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
        let running = changes.iter().scan(0, |running, change| {
            *running += change.2;
            Some(*running)
        });
        let most = running.max().unwrap_or(0);
        let mut stretches = Vec::new();
        let (mut free, mut running, mut full_since) = (0_i64, 0, Some(f64::NEG_INFINITY));
        for instant in changes.chunk_by(|a, b| a.0 == b.0) {
            let now = instant[0].0;
            for change in instant {
                free = free.saturating_add(change.1);
                running += change.2;
            }
            let full = free < most_cpus || running >= most;
            match full_since {
                None if full => full_since = Some(now),
                Some(since) if !full => {
                    stretches.push((since, now));
                    full_since = None;
                }
                _ => {}
            }
        }
        stretches.extend(full_since.map(|since| (since, f64::INFINITY)));
        Self { stretches }
    }

    /// How long, right before a launch and not before another instant, a core was free all the time.
    pub(super) fn free_before(&self, launch: f64, not_before: f64) -> f64 {
        let earlier = self.stretches.partition_point(|&(since, _)| since < launch);
        let last_full = earlier.checked_sub(1).map_or(f64::NEG_INFINITY, |last| self.stretches[last].1);
        (launch - last_full.max(not_before)).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterglow_profile::{TaskRow, Tasks};
    use afterglow_units::{Millis, Timestamp};

    #[test]
    fn a_wait_beside_a_free_core_is_told_from_a_wait_for_one() {
        let mut profile = Profile::default();
        profile.app.started = Some(Timestamp(1_000));
        let mut tasks = Tasks::default();
        for (launched, took) in [(1_000, 500), (1_000, 900), (3_000, 100)] {
            tasks.push(&TaskRow { launched: Timestamp(launched), duration: Millis(took), ..TaskRow::default() });
        }
        profile.tasks = tasks;
        let full = FullStretches::of(&profile, &CorePlan::constant(2));
        // Both cores are taken until 500 ms, one of them until 900; a third task is launched at 2,000.
        assert_eq!(full.free_before(500.0, 0.0), 0.0);
        assert_eq!(full.free_before(2_000.0, 0.0), 1_500.0);
        assert_eq!(full.free_before(2_000.0, 1_200.0), 800.0);
    }
}
