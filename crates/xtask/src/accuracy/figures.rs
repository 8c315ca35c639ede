//! Errors collected, and their quantiles.

/// Errors of one set of predictions.
#[derive(Debug, Clone, Default)]
pub(super) struct Errors {
    /// Predicted over measured, less 1.
    signed: Vec<f64>,
    inside: usize,
    told: usize,
}

impl Errors {
    pub(super) fn add(&mut self, predicted: f64, measured: f64) {
        if measured > 0.0 {
            self.signed.push(predicted / measured - 1.0);
        }
    }

    pub(super) fn add_interval(&mut self, predicted: afterglow_units::Interval, measured: f64) {
        self.add(predicted.mid, measured);
        self.told += 1;
        self.inside += usize::from(predicted.covers(measured));
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.signed.extend(&other.signed);
        self.inside += other.inside;
        self.told += other.told;
    }

    pub(super) fn count(&self) -> usize {
        self.signed.len()
    }

    /// The `q`-quantile of the absolute error, in percent.
    pub(super) fn quantile(&self, q: f64) -> f64 {
        let mut sorted: Vec<f64> = self.signed.iter().map(|error| error.abs() * 100.0).collect();
        sorted.sort_by(f64::total_cmp);
        let at = (sorted.len().saturating_sub(1) as f64 * q).round() as usize;
        sorted.get(at).copied().unwrap_or(f64::NAN)
    }

    /// Mean absolute error in percent.
    pub(super) fn mean(&self) -> f64 {
        self.signed.iter().map(|error| error.abs() * 100.0).sum::<f64>() / self.signed.len().max(1) as f64
    }

    /// Mean signed error in percent.
    pub(super) fn bias(&self) -> f64 {
        self.signed.iter().map(|error| error * 100.0).sum::<f64>() / self.signed.len().max(1) as f64
    }

    /// Share of truths inside their interval, in percent.
    pub(super) fn coverage(&self) -> f64 {
        self.inside as f64 * 100.0 / self.told.max(1) as f64
    }

    /// `n | median | mean | 90th | 95th | worst | inside` as cells of a table.
    pub(super) fn cells(&self) -> String {
        format!(
            "{} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {:.0}",
            self.count(),
            self.quantile(0.5),
            self.mean(),
            self.quantile(0.9),
            self.quantile(0.95),
            self.quantile(1.0),
            self.coverage()
        )
    }
}

/// The head that goes with [`Errors::cells`].
pub(super) const HEAD: &str = "pairs | median % | mean % | 90th % | 95th % | worst % | inside %";
/// The rule below it.
pub(super) const RULE: &str = "---: | ---: | ---: | ---: | ---: | ---: | ---:";
