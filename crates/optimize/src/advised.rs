//! What a run was advised, carried by its own configuration: so that the log of the advised cluster, dropped later, shows
//! what was predicted beside what came.

use afterglow_catalog::{Cloud, Platform};
use afterglow_profile::Profile;
use afterglow_units::Interval;

use crate::choice::{Choice, Purchase};

/// The property. Spark keeps it and does nothing with it.
pub(crate) const KEY: &str = "spark.afterglow.advised";

/// A cluster that was advised, and what was predicted for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Advised {
    /// Whose machines.
    pub cloud: Cloud,
    /// Where.
    pub region: String,
    /// What runs Spark on them.
    pub platform: Platform,
    /// The workers' type.
    pub instance: String,
    /// How many.
    pub workers: u32,
    /// How they are paid for.
    pub market: Purchase,
    /// Task slots.
    pub slots: u32,
    /// Wall time in milliseconds.
    pub wall: Interval,
    /// Cost in US dollars.
    pub cost: Interval,
}

/// A log is hostile text: names longer than this are none.
const LONGEST_NAME: usize = 64;

impl Advised {
    /// What the configuration of a run carries; `None` where it carries nothing that can be read whole.
    pub fn of(profile: &Profile) -> Option<Self> {
        let text = profile.conf.get(KEY)?;
        let mut parts = text.split(' ');
        let mut next = || parts.next().filter(|part| !part.is_empty() && part.len() <= LONGEST_NAME);
        let advised = Self {
            cloud: Cloud::parse(next()?)?,
            region: next()?.to_owned(),
            platform: Platform::parse(next()?)?,
            instance: next()?.to_owned(),
            workers: next()?.parse().ok()?,
            market: Purchase::parse(next()?)?,
            slots: next()?.parse().ok()?,
            wall: range(next()?, "ms")?,
            cost: range(next()?, "usd")?,
        };
        parts.next().is_none().then_some(advised)
    }

    /// The property's value for a choice.
    pub(crate) fn value(choice: &Choice) -> String {
        let (wall, cost) = (choice.wall, choice.cost);
        format!(
            "{} {} {} {} {} {} {} {:.0}/{:.0}/{:.0}ms {:.5}/{:.5}/{:.5}usd",
            choice.cloud.word(),
            choice.region,
            choice.platform.word(),
            choice.instance,
            choice.workers,
            choice.market.word(),
            choice.slots,
            wall.low,
            wall.mid,
            wall.high,
            cost.low,
            cost.mid,
            cost.high
        )
    }
}

/// `low/mid/high` with its unit.
fn range(text: &str, unit: &str) -> Option<Interval> {
    let mut numbers = text.strip_suffix(unit)?.split('/').map(|number| number.parse::<f64>().ok());
    let (low, mid, high) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let sane = numbers.next().is_none() && 0.0 <= low && low <= mid && mid <= high && high < 1e15;
    sane.then_some(Interval { low, mid, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(value: &str) -> Option<Advised> {
        let mut profile = Profile::default();
        profile.conf.spark.insert(KEY.into(), value.into());
        Advised::of(&profile)
    }

    #[test]
    fn what_is_written_is_read() {
        let advised = with("aws us-east-1 emr m7g.2xlarge 8 spot 64 50000/60000/72000ms 0.90000/1.20000/1.50000usd")
            .expect("whole");
        assert_eq!((advised.workers, advised.slots, advised.market), (8, 64, Purchase::Spot));
        assert_eq!((advised.wall.mid, advised.cost.high), (60_000.0, 1.5));
    }

    #[test]
    fn what_is_odd_is_nothing() {
        for odd in [
            "",
            "aws",
            "aws us-east-1 emr m7g.2xlarge 8 spot 64 3/2/1ms 1/2/3usd",
            "aws us-east-1 emr m7g.2xlarge 8 spot 64 1/2/NaNms 1/2/3usd",
            "aws us-east-1 emr m7g.2xlarge -8 spot 64 1/2/3ms 1/2/3usd",
            "aws us-east-1 emr m7g.2xlarge 8 spot 64 1/2/3ms 1/2/3usd more",
            "mars us-east-1 emr m7g.2xlarge 8 spot 64 1/2/3ms 1/2/3usd",
        ] {
            assert_eq!(with(odd), None, "{odd}");
        }
    }
}
