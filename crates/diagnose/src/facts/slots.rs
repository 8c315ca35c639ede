//! How many task slots there were, and when.

use afterglow_profile::Profile;
use afterglow_units::{Timestamp, order};

/// The lives of the executors whose cores are known, so that a span costs two searches however many there are.
pub(crate) struct SlotLives {
    /// By time, the slots that had come until then.
    come: Vec<(Timestamp, f64)>,
    /// By time, the slots that had gone until then.
    gone: Vec<(Timestamp, f64)>,
    /// The most at one time, at least 1.
    peak: f64,
}

impl SlotLives {
    pub(super) fn of(profile: &Profile, begin: Timestamp, end: Timestamp, peak: f64) -> Self {
        let (mut come, mut gone) = (Vec::new(), Vec::new());
        for executor in &profile.executors {
            let Some(cores) = executor.cores else { continue };
            let slots = f64::from((cores.0 / profile.task_cpus(executor.resource_profile)).max(1));
            come.push((executor.added.unwrap_or(begin), slots));
            gone.push((executor.removed.unwrap_or(end), slots));
        }
        Self { come: summed(come), gone: summed(gone), peak }
    }

    /// Slots that existed at some time within a span: never more than the peak, never none. An executor that came in
    /// another's place counts beside it, up to the peak.
    pub(crate) fn during(&self, from: Timestamp, to: Timestamp) -> f64 {
        let until = |sums: &[(Timestamp, f64)], count: usize| count.checked_sub(1).map_or(0.0, |last| sums[last].1);
        let come = until(&self.come, self.come.partition_point(|(at, _)| *at <= to));
        let gone = until(&self.gone, self.gone.partition_point(|(at, _)| *at < from));
        let alive = come - gone;
        // A log whose executors came too late to be true (dropped events) says nothing of this span.
        if alive > 0.0 { alive.min(self.peak) } else { self.peak }
    }
}

/// The running sums by time.
fn summed(mut changes: Vec<(Timestamp, f64)>) -> Vec<(Timestamp, f64)> {
    order::by_key(&mut changes, |change| change.0);
    let mut sum = 0.0;
    for change in &mut changes {
        sum += change.1;
        change.1 = sum;
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_has_the_slots_that_were_there_at_some_time_in_it() {
        let lives = SlotLives {
            come: summed(vec![(Timestamp(50), 4.0), (Timestamp(0), 2.0)]),
            gone: summed(vec![(Timestamp(40), 2.0), (Timestamp(100), 4.0)]),
            peak: 6.0,
        };
        let during = |from, to| lives.during(Timestamp(from), Timestamp(to));
        assert_eq!([during(0, 10), during(30, 60), during(41, 90)], [2.0, 6.0, 4.0]);
        assert_eq!(during(200, 300), 6.0, "nothing is known of that time");
    }
}
