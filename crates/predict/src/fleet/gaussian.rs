//! A Gaussian process about the power law (Rasmussen and Williams, *Gaussian Processes for Machine Learning*, ch. 2, 5).
//!
//! Inputs and output are logarithms; the kernel is Matern 5/2 with one length for each column; lengths, amplitude and
//! noise maximise the marginal likelihood under weak priors by a pattern search.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use super::curve::{Curve, Form, kinds, logs};
use super::{PastRun, Roles};

/// A fitted process.
#[derive(Debug, Clone)]
pub(super) struct Gaussian {
    mean: Curve,
    /// Mean and deviation of each input, to have all on one scale.
    scales: Vec<(f64, f64)>,
    kinds: Vec<bool>,
    inputs: Vec<Vec<f64>>,
    hyper: Hyper,
    factor: Cholesky<f64, Dyn>,
    /// K⁻¹ (y − mean).
    alpha: DVector<f64>,
}

/// Logarithms of the kernel's parameters.
#[derive(Debug, Clone)]
struct Hyper {
    lengths: Vec<f64>,
    amplitude: f64,
    noise: f64,
}

/// More runs than this are thinned: the cost grows with their cube.
const MOST_RUNS: usize = 400;
/// Of more runs than this only some tell the kernel's parameters, which asks for the cube some hundred times over.
const SEARCHED_RUNS: usize = 160;

impl Gaussian {
    pub(super) fn fit(runs: &[PastRun]) -> Option<Self> {
        let step = runs.len().div_ceil(MOST_RUNS);
        let runs: Vec<PastRun> = runs.iter().step_by(step).cloned().collect();
        let mean = Curve::fit(Form::Power, &runs, Roles::default())?;
        let kinds = kinds(&runs);
        let raw: Vec<Vec<f64>> = runs.iter().map(|run| logs(&run.columns, &kinds)[1..].to_vec()).collect();
        let columns = raw.first()?.len();
        let scales: Vec<(f64, f64)> = (0..columns).map(|at| scale(raw.iter().map(|row| row[at]))).collect();
        let inputs: Vec<Vec<f64>> = raw.iter().map(|row| standard(row, &scales)).collect();
        let residual =
            DVector::from_iterator(runs.len(), runs.iter().map(|run| (run.runtime / mean.predict(&run.columns)).ln()));
        let step = inputs.len().div_ceil(SEARCHED_RUNS);
        let some: Vec<Vec<f64>> = inputs.iter().step_by(step).cloned().collect();
        let hyper = search(&some, &DVector::from_iterator(some.len(), residual.iter().step_by(step).copied()), columns);
        let factor = Cholesky::new(kernel_matrix(&inputs, &hyper))?;
        let alpha = factor.solve(&residual);
        Some(Self { mean, scales, kinds, inputs, hyper, factor, alpha })
    }

    /// Mean and variance of log runtime, noise included.
    pub(super) fn predict(&self, columns: &[f64]) -> (f64, f64) {
        let input = standard(&logs(columns, &self.kinds)[1..], &self.scales);
        let k = DVector::from_iterator(
            self.inputs.len(),
            self.inputs.iter().map(|other| kernel(&input, other, &self.hyper)),
        );
        let variance = (2.0 * self.hyper.amplitude).exp() - k.dot(&self.factor.solve(&k));
        let mean = self.mean.predict(columns).max(f64::MIN_POSITIVE).ln() + k.dot(&self.alpha);
        (mean, variance.max(0.0) + (2.0 * self.hyper.noise).exp())
    }

    /// Mean squared error of log runtime where each run is predicted from the others (closed form, section 5.4.2).
    pub(super) fn leave_one_out(&self) -> f64 {
        let inverse = self.factor.inverse();
        let errors = (0..self.inputs.len()).map(|at| self.alpha[at] / inverse[(at, at)]);
        errors.map(|error| error * error).sum::<f64>() / self.inputs.len() as f64
    }
}

fn scale(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let count = values.clone().count().max(1) as f64;
    let mean = values.clone().sum::<f64>() / count;
    let deviation = (values.map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
    (mean, if deviation > 1e-12 { deviation } else { 1.0 })
}

fn standard(row: &[f64], scales: &[(f64, f64)]) -> Vec<f64> {
    row.iter().zip(scales).map(|(value, (mean, deviation))| (value - mean) / deviation).collect()
}

fn kernel(a: &[f64], b: &[f64], hyper: &Hyper) -> f64 {
    let square: f64 =
        a.iter().zip(b).zip(&hyper.lengths).map(|((a, b), length)| ((a - b) / length.exp()).powi(2)).sum();
    let r = (5.0 * square).sqrt();
    (2.0 * hyper.amplitude).exp() * (1.0 + r + r * r / 3.0) * (-r).exp()
}

fn kernel_matrix(inputs: &[Vec<f64>], hyper: &Hyper) -> DMatrix<f64> {
    let noise = (2.0 * hyper.noise).exp();
    let mut matrix = DMatrix::zeros(inputs.len(), inputs.len());
    for row in 0..inputs.len() {
        for column in 0..=row {
            let value = kernel(&inputs[row], &inputs[column], hyper);
            matrix[(row, column)] = value;
            matrix[(column, row)] = value;
        }
        matrix[(row, row)] += noise + 1e-9;
    }
    matrix
}

/// Log marginal likelihood and weak priors: lengths about two deviations, noise about 3 %.
fn posterior(inputs: &[Vec<f64>], y: &DVector<f64>, hyper: &Hyper) -> f64 {
    let Some(factor) = Cholesky::new(kernel_matrix(inputs, hyper)) else { return f64::NEG_INFINITY };
    let half_log: f64 = factor.l_dirty().diagonal().iter().map(|value| value.ln()).sum();
    let prior = |value: f64, at: f64, width: f64| -((value - at) / width).powi(2) / 2.0;
    let lengths: f64 = hyper.lengths.iter().map(|&length| prior(length, 2.0_f64.ln(), 1.0)).sum();
    let others = prior(hyper.noise, 0.03_f64.ln(), 0.7) + prior(hyper.amplitude, 0.3_f64.ln(), 1.0);
    -0.5 * y.dot(&factor.solve(y)) - half_log + lengths + others
}

fn search(inputs: &[Vec<f64>], y: &DVector<f64>, columns: usize) -> Hyper {
    let mut best = Hyper { lengths: vec![2.0_f64.ln(); columns], amplitude: 0.3_f64.ln(), noise: 0.03_f64.ln() };
    let mut value = posterior(inputs, y, &best);
    let mut step = 0.7;
    while step > 0.1 {
        let mut moved = false;
        for at in 0..columns + 2 {
            for by in [step, -step] {
                let mut other = best.clone();
                match at.checked_sub(columns) {
                    None => other.lengths[at] += by,
                    Some(0) => other.amplitude += by,
                    Some(_) => other.noise += by,
                }
                let there = posterior(inputs, y, &other);
                if there > value + 1e-6 {
                    (best, value, moved) = (other, there, true);
                    break;
                }
            }
        }
        if !moved {
            step /= 2.0;
        }
    }
    best
}
