//! Percentiles of samples: always a value that was seen, by the nearest rank.

/// What samples came to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Percentiles {
    /// How many samples there were.
    pub count: usize,
    /// As many samples are below as above.
    pub p50: f64,
    /// One sample in twenty is above.
    pub p95: f64,
    /// One sample in a hundred is above.
    pub p99: f64,
    /// The greatest.
    pub max: f64,
    /// The percentile that was asked for.
    pub asked: f64,
}

impl Percentiles {
    /// Of values in any order, `asked` from 0 to 1; `None` without values.
    ///
    /// The nearest rank: the least value that at least this share of the samples does not exceed. With fewer than 20
    /// samples the 95th percentile is the greatest, as it should be where so little is known.
    pub(super) fn of(mut values: Vec<f64>, asked: f64) -> Option<Self> {
        values.retain(|value| value.is_finite());
        values.sort_by(f64::total_cmp);
        let max = *values.last()?;
        let at = |share: f64| {
            let rank = (share.clamp(0.0, 1.0) * values.len() as f64 - 1e-9).ceil().max(1.0) as usize;
            values.get(rank - 1).copied().unwrap_or(max)
        };
        Some(Self { count: values.len(), p50: at(0.5), p95: at(0.95), p99: at(0.99), max, asked: at(asked) })
    }

    /// The greater of each, and all samples: of several machines the one that needs most decides for all.
    #[must_use]
    pub(super) fn greatest(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            p50: self.p50.max(other.p50),
            p95: self.p95.max(other.p95),
            p99: self.p99.max(other.p99),
            max: self.max.max(other.max),
            asked: self.asked.max(other.asked),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_of_values_that_were_seen() {
        let of = Percentiles::of((1..=200).rev().map(f64::from).collect(), 0.9).expect("values");
        assert_eq!((of.count, of.p50, of.p95, of.p99, of.max, of.asked), (200, 100.0, 190.0, 198.0, 200.0, 180.0));
    }

    #[test]
    fn few_samples_have_their_greatest_as_percentile() {
        let of = Percentiles::of(vec![3.0, 1.0, f64::NAN], 0.95).expect("values");
        assert_eq!((of.count, of.p50, of.p95, of.asked), (2, 1.0, 3.0, 3.0));
        let one = Percentiles::of(vec![7.0], 0.0).expect("a value");
        assert_eq!((one.p50, one.max, one.asked), (7.0, 7.0, 7.0));
        assert_eq!(Percentiles::of(vec![f64::NAN], 0.5), None);
    }
}
