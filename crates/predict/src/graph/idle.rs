//! For how long a slot was free while a stage waited for its first launch.
//!
//! A stage that waits because all slots are taken will wait less on more of them; what it waits beside free slots (its
//! first executor still loading a plugin, a place that its data is at) it waits on any cluster.

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
        let cpus = i64::from(profile.task_cpus(0).max(1));
        let tasks = &profile.tasks;
        // What changes the number of free cores, and by how much.
        let mut changes: Vec<(f64, i64)> = plan.changes().collect();
        for at in 0..tasks.len() {
            let launched = tasks.launched(at).0.saturating_sub(begin.0) as f64;
            changes.push((launched, -cpus));
            changes.push((launched + tasks.duration(at).0 as f64, cpus));
        }
        changes.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut stretches = Vec::new();
        let (mut free, mut full_since) = (0_i64, Some(f64::NEG_INFINITY));
        for instant in changes.chunk_by(|a, b| a.0 == b.0) {
            let now = instant[0].0;
            free = instant.iter().fold(free, |free, change| free.saturating_add(change.1));
            match full_since {
                None if free < cpus => full_since = Some(now),
                Some(since) if free >= cpus => {
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
