//! Runtimes from a plain table of past runs, without any log.
//!
//! Two kinds of models stand beside each other: parametric ones fitted by least squares on relative errors (Ernest's
//! terms, Venkataraman et al., NSDI 2016, non-negative, also with the machines' hardware; Amdahl's; a power law in every
//! column) and a Gaussian process about the power law. Cross-validation on the table itself decides whom to follow, and its errors make the interval.
//!
//! Where a table has only a few runs of a job, [`Search`] proposes the next trial: it starts from what jobs may be like.
//!
//! ```
//! use afterglow_predict::fleet::{Fleet, PastRun};
//!
//! // Columns: nodes. Ten seconds of driver and 600 of work.
//! let runs: Vec<PastRun> =
//!     [2.0, 4.0, 6.0, 8.0].map(|n| PastRun { columns: vec![n], runtime: 10.0 + 600.0 / n }).to_vec();
//! let fleet = Fleet::fit(&runs).unwrap();
//! assert!((fleet.predict(&[12.0]).mid - 60.0).abs() < 3.0);
//! ```

mod belief;
mod curve;
mod elsewhere;
mod gaussian;
mod nnls;
mod place;
mod roles;
mod shapes;
mod trial;

use afterglow_units::Interval;

use curve::Curve;
pub use curve::Form;
pub use elsewhere::Elsewhere;
use gaussian::Gaussian;
pub use place::{Candidate, Make, Place, Tried};
pub use roles::{Hardware, Roles};
pub use trial::{Choice, Run, Search, Trial};

/// One past run.
#[derive(Debug, Clone, PartialEq)]
pub struct PastRun {
    /// Numbers that may explain the runtime. The first is the scale-out (nodes, executors or slots) and must be
    /// greater than 0; what others stand for is told by [`Roles`].
    pub columns: Vec<f64>,
    /// Runtime in any unit; predictions have the same.
    pub runtime: f64,
}

/// Why a table is not enough.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FleetRefusal {
    /// Fewer than two usable runs.
    #[error("{usable} usable rows in the table: at least two runs with a runtime and a scale-out above 0 are needed")]
    TooFewRuns {
        /// Usable rows.
        usable: usize,
    },
}

/// Fitted models and what their cross-validation says.
#[derive(Debug, Clone)]
pub struct Fleet {
    curves: Vec<Weighted<Curve>>,
    gaussian: Option<Weighted<Gaussian>>,
    runs: Vec<PastRun>,
}

/// A model among the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Its name.
    pub model: &'static str,
    /// Share of the prediction that comes from it, 0 to 1.
    pub weight: f64,
    /// Its error in cross-validation: the root mean square of log (predicted / measured), as a ratio (0.1: 10 %).
    pub error_ratio: f64,
}

#[derive(Debug, Clone)]
struct Weighted<T> {
    model: T,
    /// Share of the prediction that comes from it.
    weight: f64,
    /// Mean squared error of log runtime in cross-validation.
    error: f64,
}

/// Models whose cross-validation error is this much worse than the best one's have no say.
const KEEP: f64 = 4.0;
/// How sharply weight falls with the error: as this power of it. 4 is between an average of all and a choice of one.
const SHARPNESS: i32 = 4;
/// With fewer runs than this a Gaussian process knows too little.
const ENOUGH_FOR_GAUSSIAN: usize = 5;
/// Mean squared errors are ruled by a few great ones; this share of them gives intervals that cover 80 %.
const TYPICAL: f64 = 0.6;
/// The least standard deviation of log runtime that is believed: repeats of one run differ by 1 to 4 %.
const NOISE: f64 = 0.02;

impl Fleet {
    /// Fits all models and weighs them by cross-validation; a second column is the amount of data.
    ///
    /// # Errors
    /// With fewer than two runs that have a runtime and a scale-out above 0.
    pub fn fit(runs: &[PastRun]) -> Result<Self, FleetRefusal> {
        let data = runs.first().filter(|run| run.columns.len() > 1).map(|_| 1);
        Self::fit_as(runs, Roles { data, hardware: None })
    }

    /// The same where the columns have the given roles.
    ///
    /// # Errors
    /// With fewer than two runs that have a runtime and a scale-out above 0.
    pub fn fit_as(runs: &[PastRun], roles: Roles) -> Result<Self, FleetRefusal> {
        let usable = |run: &&PastRun| {
            run.runtime > 0.0
                && run.runtime.is_finite()
                && run.columns.first().is_some_and(|n| *n > 0.0)
                && run.columns.iter().all(|x| x.is_finite())
        };
        let runs: Vec<PastRun> = runs.iter().filter(usable).cloned().collect();
        if runs.len() < 2 {
            return Err(FleetRefusal::TooFewRuns { usable: runs.len() });
        }
        let mut curves: Vec<Weighted<Curve>> = Form::ALL
            .into_iter()
            .filter_map(|form| {
                let model = Curve::fit(form, &runs, roles)?;
                let error =
                    cross_validate(&runs, |train, at| Some(Curve::fit(form, train, roles)?.predict(&at.columns)))?;
                Some(Weighted { model, weight: 0.0, error })
            })
            .collect();
        let mut gaussian = (runs.len() >= ENOUGH_FOR_GAUSSIAN).then(|| Gaussian::fit(&runs)).flatten().map(|model| {
            let error = model.leave_one_out();
            Weighted { model, weight: 0.0, error }
        });
        weigh(&mut curves, &mut gaussian);
        Ok(Self { curves, gaussian, runs })
    }

    /// The runtime at these columns, with an 80 % interval from the models' own cross-validation, their disagreement,
    /// and the distance from the table.
    pub fn predict(&self, columns: &[f64]) -> Interval {
        let (mean, spread) = self.log_normal(columns);
        let reach = (crate::normal::REACH * spread).exp();
        Interval { low: mean.exp() / reach, mid: mean.exp(), high: mean.exp() * reach }
    }

    /// The form that has the greatest say, and its share.
    pub fn leader(&self) -> (&'static str, f64) {
        let standings = self.standings();
        standings
            .iter()
            .max_by(|a, b| a.weight.total_cmp(&b.weight))
            .map_or(("none", 0.0), |one| (one.model, one.weight))
    }

    /// All models, each with its say and its error.
    pub fn standings(&self) -> Vec<Standing> {
        let one = |model, weight, error: f64| Standing { model, weight, error_ratio: error.sqrt().exp_m1() };
        let curves = self.curves.iter().map(|curve| one(curve.model.form().word(), curve.weight, curve.error));
        let gaussian = self.gaussian.iter().map(|process| one("Gaussian process", process.weight, process.error));
        curves.chain(gaussian).collect()
    }

    /// Mean and standard deviation of log runtime.
    pub(crate) fn log_normal(&self, columns: &[f64]) -> (f64, f64) {
        let mut says: Vec<(f64, f64, f64)> = self
            .curves
            .iter()
            .map(|one| (one.weight, one.model.predict(columns).max(f64::MIN_POSITIVE).ln(), one.error))
            .collect();
        if let Some(one) = &self.gaussian {
            let (mean, variance) = one.model.predict(columns);
            says.push((one.weight, mean, one.error.max(variance)));
        }
        let mean = says.iter().map(|(weight, mean, _)| weight * mean).sum::<f64>();
        let own = says.iter().map(|(weight, _, error)| weight * error).sum::<f64>();
        let between = says.iter().map(|(weight, at, _)| weight * (at - mean).powi(2)).sum::<f64>();
        let far = self.beyond(columns);
        (mean, (TYPICAL * (own + between) + NOISE * NOISE / 2.0).sqrt() * (1.0 + far))
    }

    /// How far the scale-out lies outside those of the table, in e-folds.
    fn beyond(&self, columns: &[f64]) -> f64 {
        let n = columns.first().copied().unwrap_or(1.0).max(f64::MIN_POSITIVE);
        let all = || self.runs.iter().map(|run| run.columns[0]);
        let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(0.0, f64::max));
        (n / high).ln().max((low / n).ln()).max(0.0)
    }
}

/// Mean squared error of log runtime where each run is predicted from the others (in ten folds where there are many).
fn cross_validate(runs: &[PastRun], predict: impl Fn(&[PastRun], &PastRun) -> Option<f64>) -> Option<f64> {
    let folds = if runs.len() <= 24 { runs.len() } else { 10 };
    let (mut sum, mut count) = (0.0, 0.0);
    for fold in 0..folds {
        let train: Vec<PastRun> =
            runs.iter().enumerate().filter(|(at, _)| at % folds != fold).map(|(_, run)| run.clone()).collect();
        for run in runs.iter().skip(fold).step_by(folds) {
            let error = (predict(&train, run)? / run.runtime).ln();
            // A form that falls below 0 outside its data is very wrong, not infinitely so.
            sum += if error.is_finite() { error * error } else { 4.0 };
            count += 1.0;
        }
    }
    Some(sum / count)
}

/// Weights by a power of the inverse error among those not far behind the best.
fn weigh(curves: &mut [Weighted<Curve>], gaussian: &mut Option<Weighted<Gaussian>>) {
    let floor = NOISE * NOISE / 4.0;
    let errors = || curves.iter().map(|one| one.error).chain(gaussian.iter().map(|one| one.error));
    let best = errors().fold(f64::INFINITY, f64::min).max(floor);
    let weight = |error: f64| if error <= KEEP * best { (best / error.max(floor)).powi(SHARPNESS) } else { 0.0 };
    let total = errors().map(weight).sum::<f64>().max(f64::MIN_POSITIVE);
    for one in curves.iter_mut() {
        one.weight = weight(one.error) / total;
    }
    if let Some(one) = gaussian {
        one.weight = weight(one.error) / total;
    }
}
