//! Parametric forms of a runtime, fitted on relative errors: each row is divided by its runtime, so that one slow run
//! on a tiny cluster does not outweigh the others.

use nalgebra::{DMatrix, DVector};

use super::PastRun;
use super::nnls::nnls;

/// A parametric form; n is the scale-out, d the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// a + b d / n + c log n + e n, none negative (Ernest, NSDI 2016).
    Ernest,
    /// a + b d / n (Amdahl 1967).
    Amdahl,
    /// Every column to a power: log-linear, with a slight pull of the powers to 0 (of the scale-out's to -1/2).
    Power,
}

impl Form {
    /// All forms.
    pub const ALL: [Self; 3] = [Self::Ernest, Self::Amdahl, Self::Power];

    /// Its name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ernest => "Ernest",
            Self::Amdahl => "Amdahl",
            Self::Power => "power law",
        }
    }

    fn terms(self, columns: &[f64], kinds: &[bool]) -> Vec<f64> {
        let n = columns.first().copied().unwrap_or(1.0).max(f64::MIN_POSITIVE);
        let d = columns.get(1).copied().unwrap_or(1.0);
        match self {
            Self::Ernest => vec![1.0, d / n, n.max(1.0).ln(), n],
            Self::Amdahl => vec![1.0, d / n],
            Self::Power => logs(columns, kinds),
        }
    }
}

/// Which columns are positive in every run, so that their logarithm is taken; the others count as they are.
pub(super) fn kinds(runs: &[PastRun]) -> Vec<bool> {
    let columns = runs.first().map_or(0, |run| run.columns.len());
    (0..columns).map(|at| runs.iter().all(|run| run.columns.get(at).is_some_and(|&x| x > 0.0))).collect()
}

/// 1 and each column, as its logarithm where `kinds` says so.
pub(super) fn logs(columns: &[f64], kinds: &[bool]) -> Vec<f64> {
    let term = |(x, log): (&f64, &bool)| if *log { x.max(f64::MIN_POSITIVE).ln() } else { *x };
    std::iter::once(1.0).chain(columns.iter().zip(kinds).map(term)).collect()
}

/// A fitted form.
#[derive(Debug, Clone)]
pub(super) struct Curve {
    form: Form,
    coefficients: DVector<f64>,
    kinds: Vec<bool>,
}

/// The pull of the power law's exponents, as so many runs of its variance.
const PULL: f64 = 0.02;

impl Curve {
    pub(super) fn fit(form: Form, runs: &[PastRun]) -> Option<Self> {
        let kinds = kinds(runs);
        let rows: Vec<Vec<f64>> = runs.iter().map(|run| form.terms(&run.columns, &kinds)).collect();
        let columns = rows.first()?.len();
        if rows.iter().any(|row| row.len() != columns) {
            return None;
        }
        let coefficients = match form {
            Form::Power => power(runs, &rows, columns)?,
            Form::Ernest | Form::Amdahl => {
                let a = DMatrix::from_fn(rows.len(), columns, |row, column| rows[row][column] / runs[row].runtime);
                // Columns of like size, else the small ones are lost.
                let sizes: Vec<f64> = a.column_iter().map(|column| column.norm().max(f64::MIN_POSITIVE)).collect();
                let scaled = DMatrix::from_fn(rows.len(), columns, |row, column| a[(row, column)] / sizes[column]);
                let x = nnls(&scaled, &DVector::from_element(rows.len(), 1.0))?;
                DVector::from_fn(columns, |at, _| x[at] / sizes[at])
            }
        };
        Some(Self { form, coefficients, kinds })
    }

    pub(super) fn form(&self) -> Form {
        self.form
    }

    pub(super) fn predict(&self, columns: &[f64]) -> f64 {
        let sum: f64 =
            self.form.terms(columns, &self.kinds).iter().zip(self.coefficients.iter()).map(|(term, c)| term * c).sum();
        if self.form == Form::Power { sum.clamp(-700.0, 700.0).exp() } else { sum }
    }
}

fn power(runs: &[PastRun], rows: &[Vec<f64>], columns: usize) -> Option<DVector<f64>> {
    // Ridge about the expected powers, as rows that say so.
    let pull = (PULL * runs.len() as f64).sqrt();
    let prior = |at: usize| if at == 1 { -0.5 } else { 0.0 };
    let a = DMatrix::from_fn(rows.len() + columns - 1, columns, |row, column| {
        if row < rows.len() {
            rows[row][column]
        } else if column == row - rows.len() + 1 {
            pull
        } else {
            0.0
        }
    });
    let b = DVector::from_fn(rows.len() + columns - 1, |row, _| {
        if row < rows.len() { runs[row].runtime.ln() } else { pull * prior(row - rows.len() + 1) }
    });
    a.svd(true, true).solve(&b, 1e-12).ok()
}
