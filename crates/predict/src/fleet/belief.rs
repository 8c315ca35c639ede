//! What runs that were tried say of all other configurations.
//!
//! Each shape (a list of log runtimes whose common scale is open) is weighed by how likely it makes the runs. What it
//! leaves of them is a Gaussian process over hardware with an open mean (ordinary kriging; Rasmussen and Williams, ch. 2.7),
//! so that with many runs the process tells what no shape knows.

use nalgebra::{Cholesky, DMatrix};

use super::place::Place;

/// How far jobs stray from their shape, as deviations of log runtime; each is tried, the runs weigh them.
const AMPLITUDES: [f64; 3] = [0.05, 0.15, 0.4];
/// E-folds of difference over which strays are alike.
const LENGTH: f64 = 1.5;
/// The deviation of log runtime between repeats that is allowed for: of single runs in the cloud, so more than of medians.
const REPEATS: f64 = 0.05;
/// Views of less weight than this share of the weightiest have no say.
const NEGLIGIBLE: f64 = 1e-5;

/// A run: the place's number, the logarithm of its runtime, and the deviation of that beside [`REPEATS`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) place: usize,
    pub(super) log_runtime: f64,
    pub(super) spread: f64,
}

/// One shape with one amplitude, after the runs.
pub(super) struct View<'a> {
    /// Share of the belief, 0 to 1.
    pub(super) weight: f64,
    /// Means of log runtime, by place.
    pub(super) means: &'a [f64],
    /// Their deviations, repeats included.
    pub(super) spreads: &'a [f64],
}

/// The process of one amplitude over the runs; it is the same for all shapes.
struct Process {
    inverse: DMatrix<f64>,
    log_determinant: f64,
    /// Row sums of the inverse, and their sum.
    sums: Vec<f64>,
    total: f64,
    /// By place: how much each run's residual counts there.
    shares: Vec<Vec<f64>>,
    spreads: Vec<f64>,
}

impl Process {
    fn of(amplitude: f64, places: &[Place], seen: &[Seen]) -> Option<Self> {
        let square = amplitude * amplitude;
        let like = |a: &Place, b: &Place| {
            let r = 5.0_f64.sqrt() * a.distance(b) / LENGTH;
            square * (1.0 + r + r * r / 3.0) * (-r).exp()
        };
        let own = |one: &Seen| REPEATS * REPEATS + one.spread * one.spread;
        let matrix = DMatrix::from_fn(seen.len(), seen.len(), |row, column| {
            let noise = if row == column { own(&seen[row]) } else { 0.0 };
            like(&places[seen[row].place], &places[seen[column].place]) + noise
        });
        let factor = Cholesky::new(matrix)?;
        let log_determinant = 2.0 * factor.l_dirty().diagonal().iter().map(|value| value.ln()).sum::<f64>();
        let inverse = factor.inverse();
        let sums: Vec<f64> = inverse.row_iter().map(|row| row.sum()).collect();
        let total = sums.iter().sum::<f64>();
        let (mut shares, mut spreads) = (Vec::new(), Vec::new());
        for place in places {
            let near: Vec<f64> = seen.iter().map(|one| like(place, &places[one.place])).collect();
            let plain: Vec<f64> = inverse.row_iter().map(|row| dot(row.iter(), &near)).collect();
            // The open mean takes what the runs near by do not tell.
            let lack = 1.0 - plain.iter().sum::<f64>();
            let variance = square - dot(plain.iter(), &near) + lack * lack / total;
            shares.push(plain.iter().zip(&sums).map(|(share, sum)| share + lack * sum / total).collect());
            spreads.push((variance.max(0.0) + REPEATS * REPEATS).sqrt());
        }
        Some(Self { inverse, log_determinant, sums, total, shares, spreads })
    }

    /// The logarithm of how likely the runs are under a shape, up to what is the same for all.
    fn log_likelihood(&self, residuals: &[f64]) -> f64 {
        let mean = dot(residuals.iter(), &self.sums) / self.total;
        let off: Vec<f64> = residuals.iter().map(|value| value - mean).collect();
        let square: f64 =
            self.inverse.column_iter().zip(&off).map(|(column, value)| value * dot(column.iter(), &off)).sum();
        -0.5 * (square + self.log_determinant + self.total.ln())
    }
}

fn dot<'a>(a: impl Iterator<Item = &'a f64>, b: &[f64]) -> f64 {
    a.zip(b).map(|(a, b)| a * b).sum()
}

/// A shape with the logarithm of its weight before the runs.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    pub(super) log_weight: f64,
    pub(super) surface: Vec<f64>,
}

/// Goes through all views that have a say, after the runs; there must be one run at least.
pub(super) fn each(places: &[Place], shapes: &[Shape], seen: &[Seen], mut say: impl FnMut(&View<'_>)) {
    let processes: Vec<Process> =
        AMPLITUDES.iter().filter_map(|&amplitude| Process::of(amplitude, places, seen)).collect();
    let residuals =
        |shape: &Shape| -> Vec<f64> { seen.iter().map(|one| one.log_runtime - shape.surface[one.place]).collect() };
    let mut weights = Vec::with_capacity(shapes.len() * processes.len());
    for shape in shapes {
        let residuals = residuals(shape);
        weights.extend(processes.iter().map(|process| shape.log_weight + process.log_likelihood(&residuals)));
    }
    let greatest = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut total = 0.0;
    for weight in &mut weights {
        let relative = (*weight - greatest).exp();
        *weight = if relative >= NEGLIGIBLE { relative } else { 0.0 };
        total += *weight;
    }
    let mut means = vec![0.0; places.len()];
    for (shape, weights) in shapes.iter().zip(weights.chunks(processes.len().max(1))) {
        if weights.iter().all(|&weight| weight <= 0.0) {
            continue;
        }
        let residuals = residuals(shape);
        for (process, weight) in processes.iter().zip(weights).filter(|(_, weight)| **weight > 0.0) {
            for (at, mean) in means.iter_mut().enumerate() {
                *mean = shape.surface[at] + dot(process.shares[at].iter(), &residuals);
            }
            say(&View { weight: weight / total, means: &means, spreads: &process.spreads });
        }
    }
}

/// The expected log runtime at all places.
pub(super) fn expected(places: &[Place], shapes: &[Shape], seen: &[Seen]) -> Vec<f64> {
    let mut sums = vec![0.0; places.len()];
    each(places, shapes, seen, |view| {
        for (sum, mean) in sums.iter_mut().zip(view.means) {
            *sum += view.weight * mean;
        }
    });
    sums
}

#[cfg(test)]
mod tests {
    use super::super::shapes::{SOME, surfaces};
    use super::*;

    #[test]
    fn a_few_runs_tell_the_law_and_are_kept_themselves() {
        let places: Vec<Place> = [1.0, 2.0, 4.0, 8.0, 16.0].map(|nodes| Place { nodes, make: None, kind: 0 }).to_vec();
        let truth = |place: &Place| (10.0 + 90.0 / place.nodes).ln();
        let seen: Vec<Seen> =
            [0, 2, 4].map(|at| Seen { place: at, log_runtime: truth(&places[at]), spread: 0.0 }).to_vec();
        let shapes: Vec<Shape> =
            surfaces(&places, SOME).into_iter().map(|surface| Shape { log_weight: 0.0, surface }).collect();
        let told = expected(&places, &shapes, &seen);
        for (place, told) in places.iter().zip(&told) {
            assert!((told - truth(place)).abs() < 0.1, "{place:?}: {told} and {}", truth(place));
        }
        let mut weight = 0.0;
        each(&places, &shapes, &seen, |view| weight += view.weight);
        assert!((weight - 1.0).abs() < 1e-9);
    }
}
