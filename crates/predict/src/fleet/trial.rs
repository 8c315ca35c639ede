//! Which configuration to try next, and when to stop trying.

use super::Fleet;

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
    /// `best_cost`): then trying costs more than it brings.
    pub fn next_trial(&self, candidates: &[Candidate], best_cost: f64, stop_below: f64) -> Option<Trial> {
        let trial = |(at, candidate): (usize, &Candidate)| {
            let (mean, spread) = self.log_normal(&candidate.columns);
            let (price, spread) = (candidate.price.max(f64::MIN_POSITIVE), spread.max(1e-9));
            // Cost is log-normal, so the expected improvement is that of a put option at the best cost.
            let middle = mean + price.ln();
            let z = (best_cost.max(f64::MIN_POSITIVE).ln() - middle) / spread;
            let expected = (middle + spread * spread / 2.0).exp();
            let gain = (best_cost * normal(z) - expected * normal(z - spread)).max(0.0) / best_cost;
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

/// The standard normal distribution function, by the rational form 26.2.17 of Abramowitz and Stegun (error < 7.5e-8).
pub(crate) fn normal(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let series =
        t * (0.319_381_530 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    let tail = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt() * series;
    if z >= 0.0 { 1.0 - tail } else { tail }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::fleet::PastRun;

    #[test]
    fn the_normal_distribution_is_symmetric() {
        assert!((normal(0.0) - 0.5).abs() < 1e-7);
        assert!((normal(1.281_551_6) - 0.9).abs() < 1e-6);
        assert!((normal(-1.0) + normal(1.0) - 1.0).abs() < 1e-12);
    }

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
