//! How many task slots there were, and when.

use afterglow_profile::Profile;
use afterglow_units::Timestamp;

/// The lives of the executors whose cores are known.
pub(crate) struct SlotLives {
    lives: Vec<(Timestamp, Timestamp, f64)>,
    /// The most at one time, at least 1.
    peak: f64,
}

impl SlotLives {
    pub(super) fn of(profile: &Profile, begin: Timestamp, end: Timestamp, peak: f64) -> Self {
        let lives = profile.executors.iter().filter_map(|executor| {
            let slots = (executor.cores?.0 / profile.task_cpus(executor.resource_profile)).max(1);
            Some((executor.added.unwrap_or(begin), executor.removed.unwrap_or(end), f64::from(slots)))
        });
        Self { lives: lives.collect(), peak }
    }

    /// Slots that existed at some time within a span: never more than the peak, never none. An executor that came in
    /// another's place counts beside it, up to the peak.
    pub(crate) fn during(&self, from: Timestamp, to: Timestamp) -> f64 {
        let alive: f64 = self.lives.iter().filter(|life| life.0 <= to && life.1 >= from).map(|life| life.2).sum();
        // A log whose executors came too late to be true (dropped events) says nothing of this span.
        if alive > 0.0 { alive.min(self.peak) } else { self.peak }
    }
}
