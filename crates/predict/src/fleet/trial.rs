//! Which configuration to try next, and when to stop trying.

use super::Fleet;
use crate::normal::distribution;

/// A configuration that could be tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its columns, as in [`super::PastRun`].
    pub columns: Vec<f64>,
    /// What one unit of its runtime costs.
    pub price: f64,
}

/// The proposed trial.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trial {
    /// The candidate's place in the list.
    pub candidate: usize,
    /// Expected improvement of the cost of a run, as a share of the best cost known.
    pub gain: f64,
    /// Expected cost of the trial itself.
    pub cost: f64,
}

impl Fleet {
    /// The candidate with the greatest expected improvement (Jones, Schonlau and Welch 1998) of the cost of a run over
    /// `best_cost` for the cost of trying it; `None` when the greatest expected gain is under `stop_below` (a share of
    /// `best_cost`): then trying is not worth it.
    pub fn next_trial(&self, candidates: &[Candidate], best_cost: f64, stop_below: f64) -> Option<Trial> {
        let trial = |(at, candidate): (usize, &Candidate)| {
            let (mean, spread) = self.log_normal(&candidate.columns);
            let (price, spread) = (candidate.price.max(f64::MIN_POSITIVE), spread.max(1e-9));
            // Cost is log-normal, so the expected improvement is that of a put option at the best cost.
            let middle = mean + price.ln();
            let z = (best_cost.max(f64::MIN_POSITIVE).ln() - middle) / spread;
            let expected = (middle + spread * spread / 2.0).exp();
            let gain = (best_cost * distribution(z) - expected * distribution(z - spread)).max(0.0) / best_cost;
            Trial { candidate: at, gain, cost: expected }
        };
        let all: Vec<Trial> = candidates.iter().enumerate().map(trial).filter(|one| one.gain.is_finite()).collect();
        let greatest = all.iter().map(|one| one.gain).fold(0.0, f64::max);
        if greatest < stop_below {
            return None;
        }
        all.into_iter().max_by(|a, b| (a.gain / a.cost).total_cmp(&(b.gain / b.cost)))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::fleet::PastRun;

    #[test]
    fn trials_stop_when_nothing_is_to_be_gained() {
        let runs: Vec<PastRun> =
            [1.0, 2.0, 4.0, 8.0].map(|n| PastRun { columns: vec![n], runtime: 10.0 + 90.0 / n }).to_vec();
        let fleet = Fleet::fit(&runs).unwrap();
        let candidates: Vec<Candidate> = [1.0, 16.0, 32.0].map(|n| Candidate { columns: vec![n], price: n }).to_vec();
        assert_eq!(fleet.next_trial(&candidates, 50.0, 0.05), None, "one node costs 100, more cost more");
        let trial = fleet.next_trial(&candidates, 200.0, 0.05).unwrap();
        assert_eq!(trial.candidate, 0);
    }
}
