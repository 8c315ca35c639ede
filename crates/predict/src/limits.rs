//! What no cluster can beat, and where more slots stop paying.

use std::collections::BTreeMap;

use afterglow_units::Millis;

use crate::model::{Model, Whole};
use crate::scenario::Scenario;
use crate::slots::CorePlan;
use crate::workload::Workload;

/// Limits of a run; all as the model has them, from the times of this run.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Limits {
    /// The floor that no number of slots beats: the longest chain of driver time and stages, each as long as its longest
    /// task, none on a cold slot, with task times of the number of slots where that is least.
    pub critical_path: Millis,
    /// Time of the floor in which only the driver works: no task runs, however many slots there are.
    pub driver_only: Millis,
    /// The shortest wall time that more slots lead to, with what more of them cost: contention and cold starts.
    pub infinite_slots: Millis,
    /// Driver time and all task time spread evenly over the observed slots.
    pub perfect: Millis,
    /// The last number of slots at which doubling had paid at least half of what ideal scaling pays.
    pub knee_slots: u32,
}

impl Model {
    /// What no number of slots can beat, and where more of them stop paying, of the run as it was.
    pub fn limits(&self) -> Limits {
        *self.limits.get_or_init(|| self.limits_of(&Scenario::slots(self.slots)))
    }

    /// The same with the data, hardware and configuration of a scenario; its slots do not matter.
    pub fn limits_of(&self, scenario: &Scenario) -> Limits {
        let on = |slots: u32| Scenario { slots, executors: None, ..scenario.clone() };
        let mut known: BTreeMap<u32, f64> = BTreeMap::new();
        let mut wall = |slots: u32| {
            *known.entry(slots).or_insert_with(|| {
                let scenario = on(slots);
                self.whole(&self.workload(&scenario), &self.plan_for(&scenario), true).wall
            })
        };
        let most = self.most_useful_slots();
        let knee_slots = knee(most, &mut wall);
        wall(most);
        let shortest = known.values().copied().fold(f64::INFINITY, f64::min);
        // What contends less is shortest on one slot; tasks that share a heap may be shorter beside others.
        let floor = [1, self.slots, most]
            .map(|slots| self.endless(&self.workload(&on(slots))))
            .into_iter()
            .min_by(|a, b| a.wall.total_cmp(&b.wall))
            .unwrap_or_default();
        let workload = self.workload(&on(self.slots));
        let critical_path = floor.wall.min(shortest);
        let driver_only = (floor.wall - floor.busy).clamp(0.0, critical_path);
        Limits {
            critical_path: Millis::from_f64(critical_path),
            driver_only: Millis::from_f64(driver_only),
            infinite_slots: Millis::from_f64(shortest),
            perfect: Millis::from_f64(driver_only + workload.durations_in_use() / f64::from(self.slots)),
            knee_slots,
        }
    }

    /// What work takes with slots without end, none of them cold.
    pub(crate) fn floor(&self, workload: &Workload) -> f64 {
        self.endless(workload).wall
    }

    fn endless(&self, workload: &Workload) -> Whole {
        let (warm, endless) = (workload.warm(), CorePlan::constant(u32::MAX >> 1));
        self.whole(&warm, &endless, false)
    }
}

/// A doubling pays while it takes away at least this share of the time; ideal scaling takes away one half.
const DOUBLING_PAYS: f64 = 0.25;

/// The knee of a curve that `wall` gives: the greatest number of slots, up to `most`, such that the run on half of them
/// is at least a third longer. Judged over a doubling, so steps between waves do not hide the trend, and ideal scaling
/// pays as long as there are tasks to spread.
fn knee(most: u32, mut wall: impl FnMut(u32) -> f64) -> u32 {
    let mut pays = |slots: u32| {
        let half = wall(slots.div_ceil(2));
        half > 0.0 && (half - wall(slots)) / half >= DOUBLING_PAYS
    };
    let mut low = 1;
    while low < most && pays(low.saturating_mul(2).min(most)) {
        low = low.saturating_mul(2).min(most);
    }
    // Between the last doubling that paid and the first that did not.
    let mut high = low.saturating_mul(2).min(most);
    while high > low + 1 {
        let middle = low + (high - low) / 2;
        if pays(middle) { low = middle } else { high = middle }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ideally_parallel_run_has_its_knee_where_the_tasks_run_out() {
        let wall = |slots: u32| f64::from(1000_u32.div_ceil(slots.min(1000)));
        assert!(knee(4000, wall) >= 500);
    }

    #[test]
    fn a_run_that_is_all_driver_has_its_knee_at_one() {
        assert_eq!(knee(1000, |slots| 1000.0 + 10.0 / f64::from(slots)), 1);
    }

    #[test]
    fn amdahl_with_a_tenth_serial_has_its_knee_where_half_the_gain_is_lost() {
        let knee = knee(1000, |slots| 100.0 + 900.0 / f64::from(slots));
        // 900 / n is a quarter of 100 + 1800 / n at n = 18.
        assert!((17..=19).contains(&knee), "{knee}");
    }
}
