//! How sure a prediction is.
//!
//! The relative error is taken as log-normal; its variance is the sum of what the parts add. The constants were set on
//! `truth` data of the accuracy page (which says for each set how many truths fell inside) and hold for a kind of
//! cluster, never for a single log.

use afterglow_units::Interval;

use crate::normal::REACH;

/// Where a prediction's doubt comes from; all relative standard deviations.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Doubt {
    /// Two runs of the same thing differ.
    pub(crate) repeat: f64,
    /// The replay of the observed run.
    pub(crate) replay: f64,
    /// Distance of the extrapolation in slots and data.
    pub(crate) distance: f64,
    /// Orders that Spark leaves to chance.
    pub(crate) order: f64,
    /// The hardware factors.
    pub(crate) hardware: f64,
}

impl Doubt {
    pub(crate) fn scale_out(&self) -> f64 {
        [self.repeat, self.replay, self.distance, self.order].iter().map(|x| x * x).sum::<f64>().sqrt()
    }

    /// The 80 % interval about a middle, not below `floor`.
    pub(crate) fn around(&self, mid: f64, floor: f64) -> Interval {
        let reach = (REACH * self.scale_out().hypot(self.hardware)).exp();
        Interval { low: (mid / reach).max(floor.min(mid)), mid, high: mid * reach }
    }
}

/// What kind of cluster the run had: how much repeats differ, and how fast doubt grows with distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Surroundings {
    /// Relative standard deviation of unchanged repeats.
    pub(crate) repeat: f64,
    /// Added for each e-fold of slots.
    pub(crate) per_fold: f64,
    /// Added for each e-fold of data.
    pub(crate) per_data_fold: f64,
}

impl Surroundings {
    /// One JVM on one machine.
    pub(crate) const LOCAL: Self = Self { repeat: 0.019, per_fold: 0.009, per_data_fold: 0.3 };
    /// Executors on several machines.
    pub(crate) const CLUSTER: Self = Self { repeat: 0.055, per_fold: 0.055, per_data_fold: 0.2 };
}
