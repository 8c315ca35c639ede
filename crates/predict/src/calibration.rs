//! What other runs of the same application say of a model: by how much it errs, and how sure they make it.
//!
//! The model's error in log time is taken as a + b ln(slots ratio) + c ln(data ratio), the last two for the share of
//! time in which tasks run. Without other runs a, b and c are what a kind of cluster says (`interval.rs`): 0, with a
//! variance each. Each other run that the model is asked about is one more observation of them, and the posterior is
//! that of Bayesian linear regression with an unknown common factor of the variances (Gelman et al., *Bayesian Data
//! Analysis*, 3rd ed., 14.2). So one log alone is the special case without observations, and more logs narrow the
//! interval where they agree, and widen it where they do not.

use std::collections::BTreeMap;

use afterglow_units::{Interval, Millis};
use nalgebra::{Matrix3, Vector3};

use crate::model::Model;
use crate::normal::REACH;
use crate::prediction::{Note, Prediction};
use crate::scenario::Scenario;

/// Another run of the application: what the model is asked about it, and what it took.
#[derive(Debug, Clone, PartialEq)]
pub struct Sighting {
    /// Its cluster, configuration and data, relative to the model's own run.
    pub scenario: Scenario,
    /// Its wall time.
    pub wall: Millis,
}

/// What the other runs say; made by [`Model::calibrate`].
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    runs: usize,
    /// Runs among them with other amounts of data.
    data_runs: usize,
    mean: Vector3<f64>,
    /// Of the three terms, with the common factor in it.
    covariance: Matrix3<f64>,
    /// Variance of one run about what the program takes, with the common factor in it.
    noise: f64,
    /// Degrees of freedom of that factor.
    freedom: f64,
    /// Slots of the model's own run.
    own_slots: f64,
}

/// The common factor of the variances is 1 with the weight of so many observations: what a kind of cluster says of
/// itself is worth a few runs of one program. A rule of thumb.
const WEIGHT_OF_KIND: f64 = 4.0;

/// So many runs are asked about at most: each of them costs a replay.
const MOST: usize = 12;

impl Model {
    /// Learns from other runs of the same application how far the model is off, and how that changes with slots and
    /// data. Runs without a time are passed over.
    pub fn calibrate(&self, others: &[Sighting]) -> Calibration {
        let kind = self.surroundings;
        // Two runs of one thing differ by the noise of both.
        let noise = kind.repeat * kind.repeat / 2.0;
        let own = noise + (self.replay.error_ratio / REACH).powi(2);
        let prior = Matrix3::from_diagonal(&Vector3::new(
            1.0 / own,
            1.0 / (kind.per_fold * kind.per_fold),
            1.0 / (kind.per_data_fold * kind.per_data_fold),
        ));
        let mut calibration = Calibration {
            runs: 0,
            data_runs: 0,
            mean: Vector3::zeros(),
            covariance: Matrix3::zeros(),
            noise,
            freedom: WEIGHT_OF_KIND,
            own_slots: f64::from(self.slots),
        };
        let (mut precision, mut pull) = (prior, Vector3::zeros());
        let mut seen = Vec::new();
        for other in self.spread(others) {
            let says = self.predict(&other.scenario);
            if says.wall.mid <= 0.0 {
                continue;
            }
            let terms = calibration.terms(&says);
            let off = (other.wall.0 as f64 / says.wall.mid).ln();
            // What other machines do to the time is not known well: such a run tells the less.
            let doubt = says.order_error.powi(2) + says.hardware_error.powi(2);
            let weight = 1.0 / (noise + doubt);
            precision += terms * terms.transpose() * weight;
            pull += terms * (off * weight);
            seen.push((terms, off, weight));
            calibration.runs += 1;
            calibration.data_runs += usize::from((says.data_scale - 1.0).abs() > 1e-9);
        }
        // Positive definite, as the prior is; were it not, nothing would have been learned.
        let Some(covariance) = precision.cholesky().map(|factors| factors.inverse()) else { return calibration };
        let mean = covariance * pull;
        let missed: f64 = seen.iter().map(|(terms, off, weight)| (off - terms.dot(&mean)).powi(2) * weight).sum();
        let moved = mean.dot(&(prior * mean));
        let factor = (WEIGHT_OF_KIND + missed + moved) / (WEIGHT_OF_KIND + seen.len() as f64);
        let freedom = WEIGHT_OF_KIND + seen.len() as f64;
        Calibration { mean, covariance: covariance * factor, noise: noise * factor, freedom, ..calibration }
    }

    /// The runs that tell most: of each cluster and amount of data in turn, the nearest to the model's own run first.
    fn spread<'a>(&self, others: &'a [Sighting]) -> Vec<&'a Sighting> {
        let mut kinds: BTreeMap<(u32, i64), Vec<&Sighting>> = BTreeMap::new();
        for other in others.iter().filter(|other| other.wall.0 > 0) {
            // Data in steps of a tenth.
            let data = (other.scenario.scale().ln() * 10.0).round() as i64;
            kinds.entry((other.scenario.slots, data)).or_default().push(other);
        }
        let far = |&(slots, data): &(u32, i64)| {
            (f64::from(slots.max(1)) / f64::from(self.slots)).ln().abs() + data.abs() as f64 / 10.0
        };
        let mut kinds: Vec<_> = kinds.into_iter().collect();
        kinds.sort_by(|a, b| far(&a.0).total_cmp(&far(&b.0)));
        let rounds = kinds.iter().map(|(_, runs)| runs.len()).max().unwrap_or(0);
        (0..rounds)
            .flat_map(|round| kinds.iter().filter_map(move |(_, runs)| runs.get(round).copied()))
            .take(MOST)
            .collect()
    }
}

impl Calibration {
    /// How many other runs it rests on.
    pub fn runs(&self) -> usize {
        self.runs
    }

    /// A prediction of the same model as these runs correct it; as it was if there are none.
    #[must_use]
    pub fn correct(&self, prediction: Prediction) -> Prediction {
        if self.runs == 0 {
            return prediction;
        }
        let terms = self.terms(&prediction);
        let mid = prediction.wall.mid * terms.dot(&self.mean).exp();
        let order = prediction.order_error * prediction.order_error;
        let scale_out = (terms.dot(&(self.covariance * terms)) + self.noise + order).sqrt();
        let reach = (self.reach() * scale_out.hypot(prediction.hardware_error)).exp();
        let notes = prediction.notes.iter().map(|note| self.reworded(note)).collect();
        Prediction {
            wall: Interval { low: mid / reach, mid, high: mid * reach },
            scale_out_error: scale_out,
            notes,
            ..prediction
        }
    }

    /// How many standard deviations hold 80 %: the factor of the variances is not known, so Student's t, by the first term
    /// of its expansion about the normal distribution (Abramowitz and Stegun, 26.7.5).
    fn reach(&self) -> f64 {
        REACH + (REACH.powi(3) + REACH) / (4.0 * self.freedom)
    }

    /// 1, and the e-folds of slots and data for the share of time in which tasks run.
    fn terms(&self, prediction: &Prediction) -> Vector3<f64> {
        let busy = prediction.busy_ratio;
        let slots = (f64::from(prediction.slots) / self.own_slots).ln();
        Vector3::new(1.0, busy * slots, busy * prediction.data_scale.ln())
    }

    /// What was assumed of one log is said otherwise where runs at other amounts of data were seen.
    fn reworded(&self, note: &Note) -> Note {
        match note {
            Note::DataAssumed if self.data_runs > 0 => Note::DataFitted(self.data_runs),
            other => other.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::StageTimes;

    fn model() -> Model {
        let warm = vec![1_000.0; 400];
        Model::of_task_times(&[StageTimes { parents: Vec::new(), rest: warm, ..StageTimes::default() }], 10)
    }

    fn seen(model: &Model, slots: u32, factor: f64) -> Sighting {
        let scenario = Scenario::slots(slots);
        let wall = Millis::from_f64(model.predict(&scenario).wall.mid * factor);
        Sighting { scenario, wall }
    }

    #[test]
    fn without_other_runs_nothing_changes() {
        let model = model();
        let plain = model.predict(&Scenario::slots(40));
        assert_eq!(model.calibrate(&[]).correct(plain.clone()), plain);
    }

    #[test]
    fn runs_that_agree_narrow_the_interval_and_runs_that_do_not_widen_it() {
        let model = model();
        let at = Scenario::slots(40);
        let width = |others: &[Sighting]| {
            let wall = model.calibrate(others).correct(model.predict(&at)).wall;
            (wall.high / wall.low).ln()
        };
        let agree: Vec<Sighting> = [5, 20, 80].map(|slots| seen(&model, slots, 1.0)).to_vec();
        let differ: Vec<Sighting> = [(5, 0.5), (20, 2.0), (80, 0.6)].map(|(n, f)| seen(&model, n, f)).to_vec();
        assert!(width(&agree[..1]) < width(&[]));
        assert!(width(&agree) < width(&agree[..1]));
        assert!(width(&differ) > width(&[]));
    }

    #[test]
    fn a_steady_error_is_learned() {
        let model = model();
        let others: Vec<Sighting> = [5, 20, 80, 160].map(|slots| seen(&model, slots, 1.2)).to_vec();
        let plain = model.predict(&Scenario::slots(40));
        let ratio = model.calibrate(&others).correct(plain.clone()).wall.mid / plain.wall.mid;
        assert!((1.12..1.21).contains(&ratio), "{ratio}");
    }

    #[test]
    fn growth_with_data_is_fitted() {
        let model = model();
        let others: Vec<Sighting> = [2.0_f64, 4.0, 8.0, 16.0]
            .map(|scale| {
                let scenario = Scenario::slots(10).data_scale(scale);
                let wall = model.predict(&scenario).wall.mid * scale.powf(-0.1);
                Sighting { scenario, wall: Millis::from_f64(wall) }
            })
            .to_vec();
        let calibration = model.calibrate(&others);
        let plain = model.predict(&Scenario::slots(10).data_scale(32.0));
        let fitted = calibration.correct(plain.clone());
        let power = (fitted.wall.mid / plain.wall.mid).ln() / 32.0_f64.ln();
        assert!((-0.11..-0.07).contains(&power), "{power}");
        assert!(fitted.notes.contains(&Note::DataFitted(4)));
    }
}
