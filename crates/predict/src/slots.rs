//! How many cores are there, and when.

use afterglow_profile::Profile;

use crate::allocation::Policy;

/// Changes of the number of cores over time.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct CorePlan {
    changes: Vec<CoreChange>,
    /// Dynamic allocation, which asks for cores as tasks need them; there are no changes known beforehand then.
    policy: Option<Policy>,
}

/// Cores that come or go at one instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CoreChange {
    /// Milliseconds from the application's start.
    pub(crate) at: f64,
    /// How many more (or fewer) there are from then on.
    pub(crate) cores: i64,
    /// Cores there from then on.
    there: i64,
    /// Cores that had come by then, gone or not.
    came: i64,
}

impl CorePlan {
    /// The cores as they came and went; where the log tells of no cores, `slots` from the start.
    pub(crate) fn observed(profile: &Profile, slots: u32) -> Self {
        let Some(begin) = profile.app.begin() else { return Self::constant(slots) };
        let mut changes = Vec::new();
        for executor in &profile.executors {
            let Some(cores) = executor.cores.filter(|cores| cores.0 > 0 && executor.first_launch.is_some()) else {
                continue;
            };
            let at = |time: afterglow_units::Timestamp| (time.0.saturating_sub(begin.0) as f64).max(0.0);
            let from = executor.added.or(executor.first_launch).map_or(0.0, at);
            changes.push((executor.first_launch.map_or(from, |first| from.min(at(first))), i64::from(cores.0)));
            if let Some(gone) = executor.removed {
                changes.push((at(gone), -i64::from(cores.0)));
            }
        }
        if changes.is_empty() {
            return Self::constant(slots.saturating_mul(profile.task_cpus(0)));
        }
        changes.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        Self::of(changes)
    }

    /// The same cores all the time.
    pub(crate) fn constant(cores: u32) -> Self {
        Self::of([(0.0, i64::from(cores.max(1)))])
    }

    /// Executors that are asked for and given back.
    pub(crate) fn dynamic(policy: Policy) -> Self {
        Self { changes: Vec::new(), policy: Some(policy) }
    }

    /// Under dynamic allocation: how it asks and gives back.
    pub(crate) fn policy(&self) -> Option<Policy> {
        self.policy
    }

    /// `cores` on so many executors that come as the observed cores came (see [`Self::arrivals`]), by share: the tenth
    /// part of them when a tenth had come there.
    pub(crate) fn like(arrivals: &[(f64, f64)], executors: u32, cores: u32) -> Self {
        let cores = cores.max(1);
        let executors = f64::from(executors.clamp(1, cores));
        if arrivals.is_empty() {
            return Self::constant(cores);
        }
        let mut given = 0_i64;
        Self::of(arrivals.iter().map(|&(time, share)| {
            // An executor is there when the middle of its own share had come.
            let there = ((share * executors + 0.5).ceil() - 1.0).clamp(0.0, executors);
            let until = (f64::from(cores) * there / executors) as i64;
            let more = until - given;
            given = until;
            (time, more)
        }))
    }

    /// From changes in the order of time; those of one instant become one.
    fn of(changes: impl IntoIterator<Item = (f64, i64)>) -> Self {
        let mut merged: Vec<CoreChange> = Vec::new();
        for (at, cores) in changes {
            let (there, came) = merged.last().map_or((0, 0), |last| (last.there, last.came));
            let next =
                CoreChange { at, cores, there: there.saturating_add(cores), came: came.saturating_add(cores.max(0)) };
            match merged.last_mut() {
                Some(last) if last.at >= at => {
                    *last = CoreChange { at: last.at, cores: last.cores.saturating_add(cores), ..next };
                }
                _ if cores == 0 => {}
                _ => merged.push(next),
            }
        }
        Self { changes: merged, policy: None }
    }

    /// Cores that are there at an instant, and the changes after it.
    pub(crate) fn from(&self, instant: f64) -> (i64, &[CoreChange]) {
        let (before, after) = self.changes.split_at(self.changes.partition_point(|change| change.at <= instant));
        (before.last().map_or(0, |last| last.there), after)
    }

    /// When cores come or go, in milliseconds from the application's start, and how many.
    pub(crate) fn changes(&self) -> impl Iterator<Item = (f64, i64)> {
        self.changes.iter().map(|change| (change.at, change.cores))
    }

    /// Cores that come after one instant and up to another.
    pub(crate) fn arrived(&self, after: f64, until: f64) -> f64 {
        let came = |instant: f64| {
            let next = self.changes.partition_point(|change| change.at <= instant);
            next.checked_sub(1).map_or(0, |last| self.changes[last].came)
        };
        (came(until) - came(after)) as f64
    }

    /// When cores first came, and the share of them that had come by then, up to the first that went: later ones
    /// replace others.
    pub(crate) fn arrivals(&self) -> Vec<(f64, f64)> {
        let first: Vec<&CoreChange> = self.changes.iter().take_while(|change| change.cores > 0).collect();
        let all = first.last().map_or(1, |last| last.came).max(1) as f64;
        first.iter().map(|change| (change.at, change.came as f64 / all)).collect()
    }

    /// The most cores that are there at one time.
    pub(crate) fn most(&self) -> i64 {
        self.changes.iter().map(|change| change.there).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cores_come_by_share() {
        let came = |plan: CorePlan| plan.changes.iter().map(|change| (change.at, change.cores)).collect::<Vec<_>>();
        let halves = CorePlan::of([(0.0, 1), (0.0, 1), (10.0, 2)]).arrivals();
        assert_eq!(halves, [(0.0, 0.5), (10.0, 1.0)]);
        assert_eq!(came(CorePlan::like(&halves, 4, 8)), [(0.0, 4), (10.0, 4)]);
        assert_eq!(came(CorePlan::like(&[(5.0, 1.0)], 3, 2)), [(5.0, 2)]);
        let quarters = [(0.0, 0.25), (1.0, 0.5), (2.0, 0.75), (3.0, 1.0)];
        assert_eq!(came(CorePlan::like(&quarters, 2, 8)), [(1.0, 4), (3.0, 4)]);
        let plan = CorePlan::like(&halves, u32::MAX, u32::MAX);
        assert_eq!((plan.from(10.0).0, plan.arrived(f64::NEG_INFINITY, 5.0)), (i64::from(u32::MAX), 2_147_483_647.0));
    }
}
