//! A price that holds until the next one, and means of it over stretches of time.

use afterglow_units::Interval;

use super::Start;

/// An hour in ms.
pub(super) const HOUR: i64 = 3_600_000;
/// A week in ms.
pub(super) const WEEK: i64 = 7 * 24 * HOUR;
/// The first Monday after the epoch, which was a Thursday.
const MONDAY: i64 = 4 * 24 * HOUR;
/// Fewer whole cycles are never sure: with four of them noise looks like a rhythm in one case of six.
const SURE_CYCLES: usize = 10;
/// A saving below this is not told as one. A rule of thumb.
const WORTH_WAITING: f64 = 0.01;
/// A history of more hours is cut at its old end: no cloud keeps as much.
const MOST_HOURS: i64 = 24 * 800;

/// Mean prices of whole hours, without gaps.
#[derive(Debug, Clone)]
pub(super) struct Series {
    /// The hour of the first one, from the epoch.
    first: i64,
    /// Sums of the hourly means up to each hour.
    sums: Vec<f64>,
}

impl Series {
    /// From prices with the times (ms) from which they hold, in order, up to `end`; `None` with less than an hour.
    pub(super) fn new(points: &[(i64, f64)], end: i64) -> Option<Self> {
        let last = end.div_euclid(HOUR);
        let begin = points.first()?.0;
        let first = (begin + HOUR - 1).div_euclid(HOUR).max(last.saturating_sub(MOST_HOURS));
        let mut sums = vec![0.0];
        let mut at = 0;
        for hour in first..last {
            let (from, to) = (hour * HOUR, (hour + 1) * HOUR);
            let (mut now, mut sum) = (from, 0.0);
            while at + 1 < points.len() && points[at + 1].0 <= from {
                at += 1;
            }
            let mut holds = at;
            while now < to {
                let next = points.get(holds + 1).map_or(to, |point| point.0.clamp(now, to));
                sum += points[holds].1 * (next - now) as f64;
                now = next;
                holds += usize::from(now < to);
            }
            sums.push(sums[sums.len() - 1] + sum / HOUR as f64);
        }
        (sums.len() > 1).then_some(Self { first, sums })
    }

    /// How much time it covers, in ms.
    pub(super) fn length(&self) -> i64 {
        (self.sums.len() as i64 - 1) * HOUR
    }

    pub(super) fn mean(&self) -> f64 {
        self.sums[self.sums.len() - 1] / (self.sums.len() - 1) as f64
    }

    /// The mean over `length` ms from an hour on, `None` where the series ends before.
    fn over(&self, hour: i64, length: i64) -> Option<f64> {
        let from = usize::try_from(hour - self.first).ok()?;
        let (whole, rest) = ((length / HOUR) as usize, (length % HOUR) as f64 / HOUR as f64);
        let until = from.checked_add(whole)?;
        let (a, b) = (self.sums.get(from)?, self.sums.get(until)?);
        let part = if rest > 0.0 { rest * (self.sums.get(until + 1)? - b) } else { 0.0 };
        Some((b - a + part) / (length as f64 / HOUR as f64))
    }

    /// The price in an hour of the day: the mean over the days, and what four of five of them lie within.
    pub(super) fn by_hour(&self, hour: u32) -> Option<Interval> {
        let hours = self.sums.len() as i64 - 1;
        let days = (0..hours).filter(|at| (self.first + at).rem_euclid(24) == i64::from(hour));
        spread(days.map(|at| self.sums[at as usize + 1] - self.sums[at as usize]).collect())
    }

    /// The start within each period (ms, a day or a week) at which a run of `length` costs least.
    pub(super) fn best_start(&self, length: i64, period: i64, least: usize) -> Option<Start> {
        let hours = period / HOUR;
        let origin = if period == WEEK { MONDAY / HOUR } else { 0 };
        let begin = (self.first - origin + hours - 1).div_euclid(hours) * hours + origin;
        let mut prices: Vec<Vec<f64>> = Vec::new();
        let mut at = begin;
        while let Some(cycle) = (0..hours).map(|hour| self.over(at + hour, length)).collect::<Option<Vec<f64>>>() {
            prices.push(cycle);
            at += hours;
        }
        let cycles = without_trend(&prices);
        if cycles.len() < least {
            return None;
        }
        let sums: Vec<f64> = (0..hours as usize).map(|hour| cycles.iter().map(|cycle| cycle[hour]).sum()).collect();
        let best = |sums: &[f64]| (0..sums.len()).min_by(|&a, &b| sums[a].total_cmp(&sums[b])).unwrap_or(0);
        let saved: Vec<f64> = cycles
            .iter()
            .map(|left_out| {
                let others: Vec<f64> = sums.iter().zip(left_out).map(|(sum, own)| sum - own).collect();
                1.0 - left_out[best(&others)]
            })
            .collect();
        let losing = saved.iter().filter(|saved| **saved <= 0.0).count();
        let saves_ratio = spread(saved)?;
        let sure = cycles.len() >= SURE_CYCLES && losing * 10 <= cycles.len() && saves_ratio.mid >= WORTH_WAITING;
        Some(Start { hour: best(&sums) as u32, cycles: cycles.len(), sure, saves_ratio })
    }
}

/// Each cycle's prices over their mean, without the way that they go from cycle to cycle: a price that only falls has no
/// cheap hour.
fn without_trend(prices: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let means: Vec<f64> = prices.iter().map(|cycle| cycle.iter().sum::<f64>() / cycle.len().max(1) as f64).collect();
    let last = means.len().saturating_sub(1);
    let straight = |(at, cycle): (usize, &Vec<f64>)| {
        let (before, after) = (at.saturating_sub(1), (at + 1).min(last));
        let slope = (means[after] - means[before]) / ((after - before).max(1) * cycle.len().max(1)) as f64;
        let middle = (cycle.len() as f64 - 1.0) / 2.0;
        let level = |(hour, price): (usize, &f64)| (price - slope * (hour as f64 - middle)) / means[at];
        cycle.iter().enumerate().map(level).collect()
    };
    prices.iter().enumerate().filter(|(at, _)| means[*at] > 0.0).map(straight).collect()
}

/// The mean and what four of five lie within.
fn spread(mut values: Vec<f64>) -> Option<Interval> {
    values.sort_by(f64::total_cmp);
    let mid = values.iter().sum::<f64>() / values.len() as f64;
    let at = |share: f64| values.get(((values.len() - 1) as f64 * share).round() as usize).copied();
    let (low, high) = (at(0.1)?, at(0.9)?);
    Some(Interval { low: low.min(mid), mid, high: high.max(mid) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten days at a dollar, at night (0 to 6) half of it.
    fn nights(days: i64) -> Series {
        let points = (0..days).flat_map(|day| [(day * 24 * HOUR, 0.5), (day * 24 * HOUR + 6 * HOUR, 1.0)]);
        Series::new(&points.collect::<Vec<_>>(), days * 24 * HOUR).expect("whole days")
    }

    #[test]
    fn a_price_holds_until_the_next() {
        let series = Series::new(&[(0, 1.0), (HOUR / 2, 3.0), (5 * HOUR, 7.0)], 6 * HOUR).expect("six hours");
        assert_eq!((series.over(0, HOUR), series.over(1, HOUR)), (Some(2.0), Some(3.0)));
        assert_eq!(series.over(4, 2 * HOUR), Some(5.0));
        assert_eq!(series.over(5, 2 * HOUR), None, "the future is not known");
        assert!(Series::new(&[(10, 1.0)], HOUR / 2).is_none());
    }

    #[test]
    fn the_night_is_found_and_what_it_saves() {
        let start = nights(12).best_start(2 * HOUR, 24 * HOUR, 3).expect("eleven whole days");
        assert!(start.hour <= 4 && start.sure, "{start:?}");
        // Two hours cost 0.5 from five starts, 0.75 from two that straddle an end, 1 from the others.
        let mean = (5.0 * 0.5 + 2.0 * 0.75 + 17.0) / 24.0;
        assert!((start.saves_ratio.mid - (1.0 - 0.5 / mean)).abs() < 1e-9, "{start:?}");
        assert!(nights(2).best_start(2 * HOUR, 24 * HOUR, 3).is_none());
        assert!((nights(10).by_hour(3).expect("a night hour").mid - 0.5).abs() < 1e-9);
    }

    #[test]
    fn luck_is_no_saving() {
        // Prices by a fixed scramble, without any rhythm.
        let points = (0..24 * 40_i64).map(|hour| (hour * HOUR, 1.0 + (hour * 7_919 % 1_009) as f64 / 1_009.0));
        let series = Series::new(&points.collect::<Vec<_>>(), 24 * 40 * HOUR).expect("forty days");
        let start = series.best_start(HOUR, 24 * HOUR, 3).expect("days");
        assert!(!start.sure && start.saves_ratio.mid < 0.1, "{start:?}");
    }

    #[test]
    fn weeks_begin_on_monday() {
        // Cheap on Wednesdays.
        let day = |at: i64| (at - 4).rem_euclid(7);
        let points = (0..90_i64).map(|at| (at * 24 * HOUR, if day(at) == 2 { 0.4 } else { 1.0 }));
        let series = Series::new(&points.collect::<Vec<_>>(), 90 * 24 * HOUR).expect("twelve weeks");
        let start = series.best_start(HOUR, WEEK, 3).expect("weeks");
        assert_eq!((start.hour / 24, start.sure), (2, true));
    }

    #[test]
    fn a_price_that_only_falls_has_no_cheap_hour() {
        let points = (0..24 * 30_i64).map(|hour| (hour * HOUR, 0.999_f64.powi(hour as i32)));
        let series = Series::new(&points.collect::<Vec<_>>(), 24 * 30 * HOUR).expect("thirty days");
        let start = series.best_start(HOUR, 24 * HOUR, 3).expect("days");
        assert!(!start.sure, "{start:?}");
    }

    #[test]
    fn four_days_are_never_sure() {
        assert!(!nights(5).best_start(HOUR, 24 * HOUR, 3).expect("four whole days").sure);
    }
}
