//! What no cluster can beat, and where more slots stop paying.

use afterglow_units::Millis;

/// Limits of a run; all as the model has them, from the times of this run.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Limits {
    /// The longest chain of driver time, stages and, in each stage, its longest task.
    pub critical_path: Millis,
    /// Time in which only the driver works: no task runs, however many slots there are.
    pub driver_only: Millis,
    /// Wall time with a slot for every task.
    pub infinite_slots: Millis,
    /// Driver time and all task time spread evenly over the observed slots.
    pub perfect: Millis,
    /// The last number of slots at which doubling had paid at least half of what ideal scaling pays.
    pub knee_slots: u32,
}

/// A doubling pays while it takes away at least this share of the time; ideal scaling takes away one half.
const DOUBLING_PAYS: f64 = 0.25;

/// The knee of a curve that `wall` gives: the greatest number of slots, up to `most`, such that the run on half of them
/// is at least a third longer. Judged over a doubling, so steps between waves do not hide the trend, and ideal scaling
/// pays as long as there are tasks to spread.
pub(crate) fn knee(most: u32, mut wall: impl FnMut(u32) -> f64) -> u32 {
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
