//! Parametric forms of a runtime, fitted on relative errors: each row is divided by its runtime, so that one slow run
//! on a tiny cluster does not outweigh the others.

use nalgebra::{DMatrix, DVector};

use super::nnls::{nnls, shortened};
use super::{PastRun, Roles};

/// A parametric form; n is the scale-out, d the data, c the cores of a machine, s the speed of a core, m its memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// a + b d / n + c log n + e n, none negative (Ernest, NSDI 2016).
    Ernest,
    /// a + b / s + c d / (n c s) + e d / n + f d / (n c m) + g log n + h n, none negative: Ernest's terms where the work is
    /// shared by all cores at their speed, by machines (disk, network) or by memory (spill), and one core runs the rest.
    Hardware,
    /// a + b d / n (Amdahl 1967).
    Amdahl,
    /// Every column to a power: log-linear, with a slight pull of the powers to 0 (of the scale-out's to -1/2).
    Power,
}

impl Form {
    /// All forms.
    pub const ALL: [Self; 4] = [Self::Ernest, Self::Hardware, Self::Amdahl, Self::Power];

    /// Its name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ernest => "Ernest",
            Self::Hardware => "Ernest with hardware",
            Self::Amdahl => "Amdahl",
            Self::Power => "power law",
        }
    }

    /// The terms at some columns; `None` if the form needs hardware that the table does not tell.
    fn terms(self, columns: &[f64], kinds: &[bool], roles: Roles) -> Option<Vec<f64>> {
        let n = columns.first().copied().unwrap_or(1.0).max(f64::MIN_POSITIVE);
        let d = roles.data.and_then(|at| columns.get(at)).copied().unwrap_or(1.0);
        Some(match self {
            Self::Ernest => vec![1.0, d / n, n.max(1.0).ln(), n],
            Self::Hardware => {
                let hardware = roles.hardware?;
                let of = |at: usize| columns.get(at).filter(|value| **value > 0.0).copied();
                let (c, s, m) = (of(hardware.cores)?, of(hardware.speed)?, of(hardware.memory)?);
                vec![1.0, 1.0 / s, d / (n * c * s), d / n, d / (n * c * m), n.max(1.0).ln(), n]
            }
            Self::Amdahl => vec![1.0, d / n],
            Self::Power => logs(columns, kinds),
        })
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
    roles: Roles,
}

/// The pull of the power law's exponents, as so many runs of its variance.
const PULL: f64 = 0.02;

impl Curve {
    pub(super) fn fit(form: Form, runs: &[PastRun], roles: Roles) -> Option<Self> {
        let kinds = kinds(runs);
        let rows: Vec<Vec<f64>> =
            runs.iter().map(|run| form.terms(&run.columns, &kinds, roles)).collect::<Option<_>>()?;
        let columns = rows.first()?.len();
        if rows.iter().any(|row| row.len() != columns) {
            return None;
        }
        let coefficients = match form {
            Form::Power => power(runs, &rows, columns)?,
            Form::Ernest | Form::Hardware | Form::Amdahl => {
                let a = DMatrix::from_fn(rows.len(), columns, |row, column| rows[row][column] / runs[row].runtime);
                // Columns of like size, else the small ones are lost.
                let sizes: Vec<f64> = a.column_iter().map(|column| column.norm().max(f64::MIN_POSITIVE)).collect();
                let scaled = DMatrix::from_fn(rows.len(), columns, |row, column| a[(row, column)] / sizes[column]);
                let x = nnls(&scaled, &DVector::from_element(rows.len(), 1.0))?;
                DVector::from_fn(columns, |at, _| x[at] / sizes[at])
            }
        };
        Some(Self { form, coefficients, kinds, roles })
    }

    pub(super) fn form(&self) -> Form {
        self.form
    }

    /// The runtime; 0 where the form cannot tell, which counts as very wrong.
    pub(super) fn predict(&self, columns: &[f64]) -> f64 {
        let Some(terms) = self.form.terms(columns, &self.kinds, self.roles) else { return 0.0 };
        let sum: f64 = terms.iter().zip(self.coefficients.iter()).map(|(term, c)| term * c).sum();
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
    let (a, b) = shortened(a, b);
    a.svd(true, true).solve(&b, 1e-12).ok()
}
