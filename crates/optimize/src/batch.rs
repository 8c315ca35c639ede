//! Several runs of one pipeline in a window of time: one after another, each on its cluster, at the cheapest hours that
//! still end within the window.

use afterglow_predict::normal::distribution;
use afterglow_units::{Interval, Millis, Usd, UsdPerHour};

use crate::goal::Wall;

/// Minutes of a day.
const DAY: u32 = 24 * 60;

/// A window of time that returns every day, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Minutes after midnight, UTC.
    from: u32,
    /// Its length in minutes, up to a day.
    length: u32,
}

impl Window {
    /// Reads `22:00-06:00`; one that ends where it begins is a whole day.
    ///
    /// # Errors
    /// A sentence that says what is expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let clock = |word: &str| {
            let (hours, minutes) = word.trim().split_once(':')?;
            let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
            (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
        };
        let ends = text.split_once('-').and_then(|(from, to)| Some((clock(from)?, clock(to)?)));
        let Some((from, to)) = ends else {
            return Err(format!("{text:?} is no window of time: give it in UTC, such as 22:00-06:00"));
        };
        let length = if to > from { to - from } else { to + DAY - from };
        Ok(Self { from, length })
    }

    /// Its length.
    pub fn length(self) -> Millis {
        Millis(u64::from(self.length) * 60_000)
    }
}

/// One run of the pipeline on the cluster that was chosen for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Leg {
    /// Its name.
    pub name: String,
    /// Wall time in ms, the cluster's start-up not counted.
    pub wall: Interval,
    /// The start-up of its cluster.
    pub startup: Millis,
    /// What the cluster costs in an hour.
    pub usd_per_hour: UsdPerHour,
    /// The share of that which follows the hour of the day, and the price of each hour (UTC) over their mean; empty
    /// where no history tells.
    pub by_hour: Vec<f64>,
}

/// A run with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// Its name.
    pub name: String,
    /// When its cluster is started, in minutes after midnight UTC; may be on the next day.
    pub start_minute: u32,
    /// From then to when it has ended with the chance that was asked for.
    pub takes: Millis,
    /// What it costs at that hour.
    pub cost: Usd,
}

/// The whole pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// In their order.
    pub legs: Vec<Placed>,
    /// All of it.
    pub cost: Usd,
    /// What it would cost if each began as soon as it could.
    pub cost_at_once: Usd,
    /// The least chance of a run to have ended before the next one begins, or the window ends.
    pub in_time_probability: f64,
}

/// A pipeline that does not fit its window.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("the runs take {needs} one after another with the chance asked for, the window is {window}: {over} too short")]
pub struct Unplaced {
    /// What they take.
    pub needs: String,
    /// What there is.
    pub window: String,
    /// The difference.
    pub over: String,
}

/// Places the runs in their order, each where the sum of costs is least, so that with a chance of at least `certainty`
/// each has ended before the next begins and the last before the window ends.
///
/// # Errors
/// By how much the window is too short.
pub fn place(legs: &[Leg], window: Window, certainty: f64) -> Result<Batch, Unplaced> {
    let takes: Vec<Millis> = legs.iter().map(|leg| leg.takes(certainty)).collect();
    // Starts are whole minutes.
    let lengths: Vec<usize> = takes.iter().map(|time| (time.0.div_ceil(60_000) as usize).max(1)).collect();
    let steps = window.length as usize;
    let needed = lengths.iter().fold(0_usize, |sum, length| sum.saturating_add(*length));
    if needed > steps {
        let needs = Millis((needed as u64).saturating_mul(60_000));
        let word = crate::infeasible::duration;
        let over = Millis(needs.0.saturating_sub(window.length().0));
        return Err(Unplaced { needs: word(needs), window: word(window.length()), over: word(over) });
    }
    let minute = |step: usize| window.from + step as u32;
    // least[leg][step]: the least cost of this leg and all behind it if none begins before that step, and where it begins.
    let mut least = vec![vec![(0.0, steps); steps + 1]; legs.len() + 1];
    for at in (0..legs.len()).rev() {
        for step in (0..=steps).rev() {
            let later = if step < steps { least[at][step + 1] } else { (f64::INFINITY, steps) };
            let after = step + lengths[at];
            let here =
                if after <= steps { legs[at].cost_at(minute(step)) + least[at + 1][after].0 } else { f64::INFINITY };
            // As early as possible where it costs the same.
            least[at][step] = if here <= later.0 + 1e-12 { (here, step) } else { later };
        }
    }
    let (mut placed, mut step, mut soonest, mut at_once) = (Vec::new(), 0, 0, 0.0);
    for (at, leg) in legs.iter().enumerate() {
        step = least[at][step].1;
        let cost = Usd(leg.cost_at(minute(step)));
        placed.push(Placed { name: leg.name.clone(), start_minute: minute(step), takes: takes[at], cost });
        at_once += leg.cost_at(minute(soonest));
        step += lengths[at];
        soonest += lengths[at];
    }
    let end = f64::from(window.length) * 6e4;
    let probability = placed
        .iter()
        .zip(legs)
        .enumerate()
        .map(|(at, (here, leg))| {
            let begins = f64::from(here.start_minute - window.from) * 6e4;
            let ends = placed.get(at + 1).map_or(end, |next| f64::from(next.start_minute - window.from) * 6e4);
            let room = (ends - begins - leg.startup.0 as f64).max(0.0);
            Wall::of(leg.wall).within(Millis::from_f64(room))
        })
        // That of the tightest run: whether what slows one slows the others too is not known, so no chance of all is told.
        .fold(1.0, f64::min);
    Ok(Batch {
        cost: Usd(placed.iter().map(|leg| leg.cost.0).sum()),
        cost_at_once: Usd(at_once),
        legs: placed,
        in_time_probability: probability,
    })
}

/// The standard deviations within which a normal figure stays with this chance, by halving.
fn quantile(chance: f64) -> f64 {
    let (mut low, mut high) = (-6.0_f64, 6.0_f64);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if distribution(middle) < chance { low = middle } else { high = middle }
    }
    high
}

impl Leg {
    /// Its time with the start-up, so that it has ended with this chance.
    fn takes(&self, certainty: f64) -> Millis {
        let wall = Wall::of(self.wall);
        Millis::from_f64(wall.mid * (quantile(certainty) * wall.spread).exp() + self.startup.0 as f64)
    }

    /// What it costs if it starts at a minute.
    fn cost_at(&self, minute: u32) -> f64 {
        let hours = (self.wall.mid + self.startup.0 as f64) / 3.6e6;
        if self.by_hour.len() != 24 {
            return hours * self.usd_per_hour.0;
        }
        let (from, to) = (f64::from(minute) / 60.0, f64::from(minute) / 60.0 + hours);
        let (mut now, mut sum) = (from, 0.0);
        while now < to {
            let next = (now.floor() + 1.0).min(to);
            sum += (next - now) * self.by_hour[now as usize % 24];
            now = next;
        }
        sum * self.usd_per_hour.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leg(name: &str, minutes: f64, by_hour: Vec<f64>) -> Leg {
        let mid = minutes * 6e4;
        Leg {
            name: name.into(),
            wall: Interval { low: mid * 0.8, mid, high: mid * 1.25 },
            startup: Millis(0),
            usd_per_hour: UsdPerHour(2.0),
            by_hour,
        }
    }

    #[test]
    fn windows_are_read_over_midnight() {
        assert_eq!(Window::parse("22:00-06:30"), Ok(Window { from: 1_320, length: 510 }));
        assert_eq!(Window::parse("08:00-08:00").map(Window::length), Ok(Millis(86_400_000)));
        for wrong in ["", "22-6", "25:00-06:00", "22:00", "22:00-06:75"] {
            assert!(Window::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_second_run_waits_for_the_cheap_hours_and_for_the_first() {
        let mut night = vec![1.0; 24];
        night[2] = 0.1;
        night[3] = 0.1;
        let window = Window::parse("22:00-06:00").expect("good");
        let legs = [leg("load", 60.0, Vec::new()), leg("join", 90.0, night)];
        let batch = place(&legs, window, 0.9).expect("room enough");
        assert_eq!((batch.legs[0].start_minute, batch.legs[1].start_minute), (22 * 60, 26 * 60));
        assert!((quantile(0.8) - 0.8416).abs() < 1e-3 && (quantile(0.99) - 2.3263).abs() < 1e-3);
        assert!(batch.cost.0 < batch.cost_at_once.0 && (batch.cost.0 - 2.0 - 1.5 * 0.2).abs() < 1e-9, "{batch:?}");
        assert!(batch.in_time_probability >= 0.9);
    }

    #[test]
    fn what_does_not_fit_is_said_by_how_much() {
        let legs = [leg("a", 200.0, Vec::new()), leg("b", 200.0, Vec::new())];
        let error = place(&legs, Window::parse("00:00-06:00").expect("good"), 0.9).expect_err("too short");
        assert!(error.to_string().contains("too short"), "{error}");
        assert!(place(&legs, Window::parse("00:00-12:00").expect("good"), 0.9).is_ok());
        assert_eq!(place(&[], Window::parse("00:00-12:00").expect("good"), 0.9).map(|batch| batch.legs.len()), Ok(0));
    }

    #[test]
    fn short_runs_need_no_quarter_of_an_hour_each() {
        let legs: Vec<Leg> = (0..5).map(|at| leg(&at.to_string(), 4.0, Vec::new())).collect();
        let batch = place(&legs, Window::parse("01:00-02:00").expect("good"), 0.9).expect("twenty-five minutes fit");
        assert!(batch.legs.windows(2).all(|pair| pair[1].start_minute - pair[0].start_minute <= 6), "{batch:?}");
    }
}
