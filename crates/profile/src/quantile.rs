//! Quantiles of task figures.

/// The `q`-quantile (0 to 1) of sorted values, interpolated linearly between neighbours; 0 for no value.
pub fn of_sorted(sorted: &[u64], q: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let at = q.clamp(0.0, 1.0) * last as f64;
    let (low, high) = (sorted[at.floor() as usize] as f64, sorted[at.ceil() as usize] as f64);
    low + (high - low) * at.fract()
}

/// Minimum, quartiles, 95th percentile and maximum.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spread {
    /// How many values there were.
    pub count: usize,
    /// Smallest.
    pub min: f64,
    /// Lower quartile.
    pub p25: f64,
    /// Median.
    pub median: f64,
    /// Upper quartile.
    pub p75: f64,
    /// 95th percentile.
    pub p95: f64,
    /// Greatest.
    pub max: f64,
    /// Sum.
    pub sum: f64,
}

impl Spread {
    /// The spread of values in any order.
    pub fn of(mut values: Vec<u64>) -> Self {
        values.sort_unstable();
        let at = |q| of_sorted(&values, q);
        Self {
            count: values.len(),
            min: at(0.0),
            p25: at(0.25),
            median: at(0.5),
            p75: at(0.75),
            p95: at(0.95),
            max: at(1.0),
            sum: values.iter().map(|&value| value as f64).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_interpolate() {
        assert_eq!(of_sorted(&[10, 20], 0.5), 15.0);
        assert_eq!(of_sorted(&[], 0.5), 0.0);
        assert_eq!(Spread::of(vec![3, 1, 2]).median, 2.0);
    }
}
