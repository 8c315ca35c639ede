//! How many cores are there, and when.

use afterglow_profile::Profile;

use crate::graph::default_cpus;

/// Changes of the number of cores over time, by time.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct CorePlan {
    /// Milliseconds from the application's start, and the cores that come (or go).
    pub(crate) changes: Vec<(f64, i64)>,
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
            return Self::constant(slots.saturating_mul(default_cpus(profile)));
        }
        changes.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        Self { changes }
    }

    /// The same cores all the time.
    pub(crate) fn constant(cores: u32) -> Self {
        Self { changes: vec![(0.0, i64::from(cores.max(1)))] }
    }

    /// `cores` that come as the observed ones came, by share: the tenth part of them when a tenth had come there.
    pub(crate) fn like(arrivals: &[f64], executors: u32, cores: u32) -> Self {
        let executors = executors.clamp(1, cores.max(1));
        if arrivals.is_empty() {
            return Self::constant(cores);
        }
        let mut changes = Vec::with_capacity(executors as usize);
        let mut given = 0_i64;
        for number in 1..=executors {
            let until = i64::from(cores) * i64::from(number) / i64::from(executors);
            let share = (f64::from(number) - 0.5) / f64::from(executors);
            let at = ((share * arrivals.len() as f64) as usize).min(arrivals.len() - 1);
            changes.push((arrivals[at], until - given));
            given = until;
        }
        Self { changes }
    }

    /// Cores that come after one instant and up to another.
    pub(crate) fn arrived(&self, after: f64, until: f64) -> f64 {
        let inside = self.changes.iter().filter(|change| change.0 > after && change.0 <= until && change.1 > 0);
        inside.map(|change| change.1 as f64).sum()
    }

    /// When executors first came, up to the first that went: later ones replace others.
    pub(crate) fn arrivals(&self) -> Vec<f64> {
        self.changes.iter().take_while(|change| change.1 > 0).map(|change| change.0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cores_come_by_share() {
        let plan = CorePlan::like(&[0.0, 10.0], 4, 8);
        assert_eq!(plan.changes, vec![(0.0, 2), (0.0, 2), (10.0, 2), (10.0, 2)]);
        assert_eq!(CorePlan::like(&[5.0], 3, 2).changes, vec![(5.0, 1), (5.0, 1)]);
    }
}
