//! What to strive for, and how choices are put in order by it.

pub(crate) use afterglow_predict::normal::REACH;
use afterglow_predict::normal::distribution;
use afterglow_units::{Interval, Millis, Usd};

/// What to strive for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Goal {
    /// The least cost that still meets the deadline.
    #[default]
    Cheapest,
    /// The least time that still keeps within the budget.
    Fastest,
    /// The least product of cost and time: one per cent of time is worth one per cent of cost.
    Balanced,
}

impl Goal {
    /// The word of the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cheapest => "cheapest",
            Self::Fastest => "fastest",
            Self::Balanced => "balanced",
        }
    }

    /// Reads the word; `None` for an unknown one.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Cheapest, Self::Fastest, Self::Balanced].into_iter().find(|g| g.word().eq_ignore_ascii_case(word.trim()))
    }

    /// What is made small. Fractions of the other figure break near-ties: among clusters that are equally cheap the
    /// faster one is better, and among those that are equally fast (within about one per cent) the cheaper one.
    pub(crate) fn score(self, wall_ms: f64, cost_usd: f64) -> f64 {
        let (time, money) = (wall_ms.max(1e-9).ln(), cost_usd.max(1e-9).ln());
        match self {
            Self::Cheapest => money + 0.001 * time,
            Self::Fastest => time + 0.01 * money,
            Self::Balanced => 0.5 * (time + money),
        }
    }
}

/// What a cluster has to keep to count as an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Limits {
    pub(crate) deadline: Option<Millis>,
    /// How probable it must be that the deadline is met.
    pub(crate) certainty: f64,
    pub(crate) budget: Option<Usd>,
}

impl Limits {
    pub(crate) fn kept(&self, wall: Wall, cost_usd: f64) -> bool {
        self.in_time(wall) && self.in_budget(cost_usd)
    }

    /// By what factor, as a logarithm, the limit is missed that is missed most; 0 where both are kept. A deadline counts
    /// as met at the time by which a run ends with the chance that is asked for.
    pub(crate) fn missed(&self, wall: Wall, cost_usd: f64) -> f64 {
        let over = |figure: f64, limit: f64| (figure.max(1e-9) / limit.max(1e-9)).ln().max(0.0);
        let late = self.deadline.map_or(0.0, |deadline| over(wall.by(self.certainty), deadline.0 as f64));
        let dear = self.budget.map_or(0.0, |budget| over(cost_usd, budget.0));
        late.max(dear)
    }

    pub(crate) fn in_time(&self, wall: Wall) -> bool {
        self.deadline.is_none_or(|deadline| wall.within(deadline) >= self.certainty)
    }

    pub(crate) fn in_budget(&self, cost_usd: f64) -> bool {
        self.budget.is_none_or(|budget| cost_usd <= budget.0)
    }
}

/// A predicted time as a log-normal: its middle in milliseconds and the standard deviation of its logarithm.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Wall {
    pub(crate) mid: f64,
    pub(crate) spread: f64,
}

/// Beyond this (a factor of about 50 to each side) a prediction says nothing, and figures would overflow.
const WIDEST: f64 = 3.0;

impl Wall {
    /// The time of an 80 % interval.
    pub(crate) fn of(interval: Interval) -> Self {
        let spread = if interval.mid > 0.0 && interval.high > interval.mid {
            (interval.high / interval.mid).ln() / REACH
        } else {
            0.0
        };
        Self { mid: interval.mid, spread: spread.min(WIDEST) }
    }

    pub(crate) fn interval(self) -> Interval {
        around(self.mid, self.spread)
    }

    /// The time, ms, by which the run ends with a probability, which is 0 to 1: half the way between both ends again and
    /// again, as [`Wall::within`] grows with the time.
    pub(crate) fn by(self, probability: f64) -> f64 {
        let (mut low, mut high) = (-6.0, 6.0);
        for _ in 0..32 {
            let middle = 0.5 * (low + high);
            if distribution(middle) < probability { low = middle } else { high = middle }
        }
        self.mid * (0.5 * (low + high) * self.spread).exp()
    }

    /// The probability that the run ends within `deadline`.
    pub(crate) fn within(self, deadline: Millis) -> f64 {
        let distance = (deadline.0 as f64).max(1e-9).ln() - self.mid.max(1e-9).ln();
        if self.spread <= 1e-9 {
            // Without spread an exact hit counts as met.
            return if distance >= -1e-9 { 1.0 } else { 0.0 };
        }
        distribution(distance / self.spread)
    }
}

/// The 80 % interval of a log-normal figure.
pub(crate) fn around(mid: f64, spread: f64) -> Interval {
    let reach = (REACH * spread.min(WIDEST)).exp();
    Interval { low: mid / reach, mid, high: mid * reach }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_in_ten_ends_above_the_interval() {
        let wall = Wall { mid: 60_000.0, spread: 0.2 };
        let high = wall.interval().high;
        assert!((wall.within(Millis::from_f64(high)) - 0.9).abs() < 1e-3);
        assert!((Wall::of(wall.interval()).spread - 0.2).abs() < 1e-12);
        assert_eq!(Wall { mid: 5.0, spread: 0.0 }.within(Millis(5)), 1.0);
    }

    #[test]
    fn a_limit_is_missed_by_what_is_over_it() {
        let limits = Limits { deadline: Some(Millis(60_000)), certainty: 0.8, budget: Some(Usd(2.0)) };
        let sure = |mid: f64| Wall { mid, spread: 0.0 };
        assert_eq!(limits.missed(sure(60_000.0), 2.0), 0.0);
        assert!((limits.missed(sure(120_000.0), 1.0) - 2.0_f64.ln()).abs() < 1e-9);
        assert!((limits.missed(sure(120_000.0), 6.0) - 3.0_f64.ln()).abs() < 1e-9, "the one that is missed most");
        // As likely as not is not sure enough.
        let unsure = Wall { mid: 60_000.0, spread: 0.2 };
        assert!(limits.missed(unsure, 1.0) > 0.1);
        assert!((unsure.by(0.9) - unsure.interval().high).abs() < 1.0);
    }

    #[test]
    fn each_goal_prefers_what_it_names() {
        let (cheap, fast) = ((100.0, 1.0), (10.0, 20.0));
        let better = |goal: Goal, a: (f64, f64), b: (f64, f64)| goal.score(a.0, a.1) < goal.score(b.0, b.1);
        assert!(better(Goal::Cheapest, cheap, fast));
        assert!(better(Goal::Fastest, fast, cheap));
        assert!(better(Goal::Balanced, cheap, fast), "twice the cost for a tenth less of time is no bargain");
        assert!(better(Goal::Fastest, (10.01, 1.0), (10.0, 2.0)), "a thousandth of the time is not worth double");
    }
}
