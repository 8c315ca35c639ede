//! When to run: what the first choice's spot price did by the hour of the day and the day of the week.
//!
//! Everything is read from a price history that the user gave; without one nothing is said. The best start is chosen on
//! all cycles but one and measured on that one, each in turn, so that luck does not count as a saving.

mod series;

use afterglow_catalog::{Catalog, Cloud, SpotSample};
use afterglow_units::{Interval, Millis, UsdPerHour, order};

use crate::choice::Choice;
use series::{HOUR, Series, WEEK};

/// When to run a choice.
#[derive(Debug, Clone, PartialEq)]
pub struct When {
    /// The choice that it is about, by its place; the first ones may have no history.
    pub choice: usize,
    /// The type.
    pub instance: String,
    /// The availability zone with the least mean price.
    pub zone: String,
    /// Mean price of each zone over the history, the least first.
    pub zones: Vec<(String, UsdPerHour)>,
    /// How much of the past the history covers.
    pub covers: Millis,
    /// Price by the hour of the day in UTC (0 to 23), with the range that holds four of five days; the hours of which the
    /// history has nothing are missing.
    pub hours: Vec<HourPrice>,
    /// The best start within a day; `None` with fewer than three whole days.
    pub of_day: Option<Start>,
    /// The best start within a week; `None` with fewer than three whole weeks.
    pub of_week: Option<Start>,
    /// What the whole cluster costs in each hour of the day over its mean; empty where an hour is missing.
    pub cost_by_hour: Vec<f64>,
    /// What to know, in sentences; the verdict first.
    pub why: Vec<String>,
}

/// The price in an hour of the day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HourPrice {
    /// 0 to 23, UTC.
    pub hour: u32,
    /// US dollars an hour.
    pub price: Interval,
}

/// A start, and what it saves on spare machines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Start {
    /// Hours after midnight, UTC; for a week after Monday's.
    pub hour: u32,
    /// What is saved of the spot workers' price against a start at any hour, as a ratio, with what four of five cycles
    /// saved; negative where it cost more.
    pub saves_ratio: Interval,
    /// Whole days or weeks of the history.
    pub cycles: usize,
    /// Whether nine of ten cycles saved.
    pub sure: bool,
}

/// Fewer whole cycles say nothing.
const LEAST_CYCLES: usize = 3;

/// What the history says of a choice; `None` where it uses no spare machines, or where there is no history of its type.
pub(crate) fn when(catalog: &Catalog, choice: &Choice, at: usize) -> Option<When> {
    if !choice.market.uses_spot() {
        return None;
    }
    let instance = catalog.find(choice.cloud, &choice.instance)?;
    let samples: Vec<&SpotSample> = catalog.spot_history(instance, &choice.region).collect();
    let end = samples.last()?.at;
    let mut names: Vec<&str> = samples.iter().map(|sample| &*sample.zone).collect();
    names.sort_unstable();
    names.dedup();
    let of = |zone: &str| {
        let points = samples.iter().filter(|sample| &*sample.zone == zone).map(|sample| (sample.at.0, sample.price.0));
        Series::new(&points.collect::<Vec<_>>(), end.0)
    };
    let mut zones: Vec<(String, Series)> =
        names.into_iter().filter_map(|zone| Some((zone.to_owned(), of(zone)?))).collect();
    order::by(&mut zones, |a, b| a.1.mean().total_cmp(&b.1.mean()));
    let (zone, series) = zones.first()?;
    let length = (choice.wall.mid as i64).saturating_add(choice.startup.0 as i64).max(1);
    let hours = (0..24).filter_map(|hour| Some(HourPrice { hour, price: series.by_hour(hour)? })).collect();
    let of_day = series.best_start(length, 24 * HOUR, LEAST_CYCLES);
    let of_week = series.best_start(length, WEEK, LEAST_CYCLES);
    let mut when = When {
        choice: at,
        instance: choice.instance.clone(),
        zone: zone.clone(),
        zones: zones.iter().map(|(zone, series)| (zone.clone(), UsdPerHour(series.mean()))).collect(),
        covers: Millis(series.length() as u64),
        hours,
        of_day,
        of_week,
        cost_by_hour: Vec::new(),
        why: Vec::new(),
    };
    when.cost_by_hour = cost_by_hour(&when, choice, series.mean());
    when.why = why(&when, choice);
    Some(when)
}

/// Only the spot workers' part of the cost follows the hour.
fn cost_by_hour(when: &When, choice: &Choice, mean: f64) -> Vec<f64> {
    if when.hours.len() < 24 || mean <= 0.0 {
        return Vec::new();
    }
    let share = (f64::from(choice.spot_workers()) * mean / choice.usd_per_hour.0.max(1e-12)).min(1.0);
    when.hours.iter().map(|hour| 1.0 + share * (hour.price.mid / mean - 1.0)).collect()
}

fn why(when: &When, choice: &Choice) -> Vec<String> {
    let days = when.covers.0 as f64 / (24.0 * HOUR as f64);
    let mut why = Vec::new();
    if when.choice > 0 {
        why.push(format!(
            "Your history has nothing of the first choice; this is about choice {}, {}.",
            when.choice + 1,
            choice.title()
        ));
    }
    why.push(match when.of_day {
        Some(start) if start.sure => format!(
            "Start at {:02}:00 UTC: on the {} days of your history that saved {} of the spot price ({} to {}).",
            start.hour,
            start.cycles,
            percent(start.saves_ratio.mid),
            percent(start.saves_ratio.low),
            percent(start.saves_ratio.high)
        ),
        Some(start) => format!(
            "No hour of the day is surely cheaper: the best one, {:02}:00 UTC, saved {} of the spot price ({} to {} over {} \
             days).",
            start.hour,
            percent(start.saves_ratio.mid),
            percent(start.saves_ratio.low),
            percent(start.saves_ratio.high),
            start.cycles
        ),
        None => format!("Your history covers {days:.1} days: too few to tell hours apart (three whole days are the least)."),
    });
    if let Some(start) = when.of_week.filter(|start| start.sure) {
        why.push(format!(
            "Within a week {} is cheapest: {} saved ({} to {} over {} weeks).",
            week_hour(start.hour),
            percent(start.saves_ratio.mid),
            percent(start.saves_ratio.low),
            percent(start.saves_ratio.high),
            start.cycles
        ));
    }
    if let [first, .., last] = &when.zones[..] {
        why.push(format!(
            "All workers in {}: its mean price is {:.4} USD an hour, that of {} {:.4}.",
            first.0, first.1.0, last.0, last.1.0
        ));
    }
    if choice.cloud == Cloud::Aws {
        why.push(
            "How often machines are taken back is published by month only, so hours are not told apart by it."
                .to_owned(),
        );
    }
    why
}

/// `Tuesday 03:00 UTC`.
fn week_hour(hour: u32) -> String {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    format!("{} {:02}:00 UTC", DAYS[(hour / 24 % 7) as usize], hour % 24)
}

fn percent(ratio: f64) -> String {
    format!("{:.1} %", 100.0 * ratio)
}
