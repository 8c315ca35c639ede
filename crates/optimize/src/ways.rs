//! Other ways to run than on one cluster that stays: each reckoned, compared with the first choice, and told to be worth
//! it or not.

mod burst;
mod elastic;
mod handover;
mod phases;
mod serverless;

use afterglow_catalog::Catalog;
use afterglow_predict::normal::distribution;
use afterglow_predict::{Model, Sketch};
use afterglow_profile::Profile;
use afterglow_units::{Interval, Millis, Usd};

use crate::current::Current;
use crate::found::{Found, Ranked};
use crate::goal::{Goal, Wall, around};
use crate::infeasible::{duration, usd};
use crate::search::{Outcome, Task};
use crate::space::Space;
use crate::surface::Surface;

/// The kinds of other ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WayKind {
    /// Two clusters, one after the other, each for the part of the run that it suits.
    Phases,
    /// Executors and machines that come and go with the work.
    Elastic,
    /// The user's own machines with machines of a cloud beside them.
    Burst,
    /// A platform that sells capacity by its own units.
    Serverless,
}

impl WayKind {
    /// The word used in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Phases => "phases",
            Self::Elastic => "elastic",
            Self::Burst => "burst",
            Self::Serverless => "serverless",
        }
    }
}

/// Another way, with what the run would take and cost by it.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// Which.
    pub kind: WayKind,
    /// In a few words: `12 × m7g.xlarge, then 2 × r7g.large`.
    pub title: String,
    /// Wall time in milliseconds.
    pub wall: Interval,
    /// Cost in US dollars.
    pub cost: Interval,
    /// Whether deadline and budget are kept.
    pub feasible: bool,
    /// Whether it is better for the goal than the first choice with a chance of 80 %, or keeps limits that no choice does.
    pub better: bool,
    /// What it is made of, what it is worth and what it rests on, in sentences; the verdict first.
    pub why: Vec<String>,
    /// Spark properties that it needs beside those of the choice.
    pub conf: Vec<(String, String)>,
}

/// What a way is compared with and made of.
#[derive(Clone, Copy)]
pub(crate) struct Case<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) profile: &'a Profile,
    pub(crate) model: &'a Model,
    pub(crate) sketch: &'a Sketch,
    pub(crate) space: &'a Space<'a>,
    pub(crate) task: &'a Task<'a>,
    pub(crate) outcome: &'a Outcome,
    /// What the run ran on.
    pub(crate) current: &'a Current,
    /// The first choice.
    pub(crate) first: &'a Ranked,
}

/// A way counts as better from this chance on. A rule of thumb.
const SURE: f64 = 0.8;
/// Correlation of the errors of both: they come of one replay of one run, and most of what it errs it errs for both. A
/// rule of thumb.
const SHARED: f64 = 0.8;

/// Tasks that each way may replay exactly: a way is worth some tenths of a second of work.
const REPLAYED_TASKS: usize = 100_000;

/// All ways that can be reckoned, and in sentences why others could not be. Beside each how many clusters were looked at.
pub(crate) fn ways(case: Case<'_>, surface: &mut Surface<'_>) -> (Vec<Way>, Vec<String>, u64) {
    let (mut ways, mut notes, mut searched) = (Vec::new(), Vec::new(), 0);
    for found in [
        phases::phases(case),
        elastic::elastic(case),
        burst::burst(case, surface),
        serverless::serverless(case, surface),
    ] {
        searched += found.searched;
        ways.extend(found.way);
        notes.extend(found.note);
    }
    (ways, notes, searched)
}

/// What came of looking for one way.
#[derive(Debug, Default)]
pub(crate) struct Tried {
    way: Option<Way>,
    /// Why there is none.
    note: Option<String>,
    searched: u64,
}

impl Tried {
    /// None, for a reason that the reader should know.
    fn not(because: impl Into<String>) -> Self {
        Self { note: Some(because.into()), ..Self::default() }
    }
}

/// What a way takes and costs.
#[derive(Debug, Clone, Copy)]
struct Bill {
    wall: Wall,
    usd: f64,
    /// Standard deviation of the logarithm of the cost.
    spread: f64,
}

impl Bill {
    fn of(case: Case<'_>, found: &Found) -> Self {
        Self { wall: found.wall, usd: found.cost, spread: case.task.cost_spread(case.space, found) }
    }

    /// One after the other. What makes the one slow makes the other slow too, so spreads add and do not cancel.
    fn then(self, other: Self) -> Self {
        let mix = |a: f64, sa: f64, b: f64, sb: f64| if a + b > 0.0 { (a * sa + b * sb) / (a + b) } else { 0.0 };
        Self {
            wall: Wall {
                mid: self.wall.mid + other.wall.mid,
                spread: mix(self.wall.mid, self.wall.spread, other.wall.mid, other.wall.spread),
            },
            usd: self.usd + other.usd,
            spread: mix(self.usd, self.spread, other.usd, other.spread),
        }
    }
}

impl Case<'_> {
    fn score(&self, bill: &Bill) -> f64 {
        self.task.goal.score(bill.wall.mid, bill.usd)
    }

    fn keeps(&self, bill: &Bill) -> bool {
        self.task.limits.kept(bill.wall, bill.usd)
    }

    /// The chance that it is better for the goal than the first choice.
    fn chance(&self, bill: &Bill) -> f64 {
        let first = Bill::of(*self, &self.first.found);
        let spread = |bill: &Bill| match self.task.goal {
            Goal::Cheapest => bill.spread,
            Goal::Fastest => bill.wall.spread,
            Goal::Balanced => 0.5 * (bill.spread + bill.wall.spread),
        };
        let gain = self.score(&first) - self.score(bill);
        let (a, b) = (spread(&first), spread(bill));
        let doubt = (a * a + b * b - 2.0 * SHARED * a * b).max(0.0).sqrt();
        if doubt > 1e-9 { distribution(gain / doubt) } else { f64::from(u8::from(gain > 0.0)) }
    }

    /// The way with its verdict in front of its reasons.
    fn way(&self, kind: WayKind, title: String, bill: Bill, mut why: Vec<String>) -> Way {
        let feasible = self.keeps(&bill);
        let first = Bill::of(*self, &self.first.found);
        let chance = self.chance(&bill);
        let better = feasible && (!self.first.keeps || chance >= SURE);
        let against = format!(
            "{} and {}, where the first choice takes {} and costs {}",
            duration(Millis::from_f64(bill.wall.mid)),
            usd(Usd(bill.usd)),
            duration(Millis::from_f64(first.wall.mid)),
            usd(Usd(first.usd))
        );
        let percent = 100.0 * chance;
        why.insert(
            0,
            match (feasible, better) {
                (false, _) => format!("It does not keep every limit: {against}."),
                (true, true) if !self.first.keeps => {
                    format!("It keeps the limits, which no single cluster does: {against}.")
                }
                (true, true) => format!("Better for the goal with a chance of {percent:.0} %: {against}."),
                (true, false) if chance >= 0.5 => {
                    format!("Better by the middle figures, but with a chance of {percent:.0} % only: {against}.")
                }
                (true, false) => format!("Not better (a chance of {percent:.0} %): {against}."),
            },
        );
        Way {
            kind,
            title,
            wall: bill.wall.interval(),
            cost: around(bill.usd, bill.spread),
            feasible,
            better,
            why,
            conf: Vec::new(),
        }
    }

    /// How many exact replays of the run a way may take, at most `most`.
    fn replays(&self, most: usize) -> usize {
        (REPLAYED_TASKS / self.profile.tasks.len().max(1)).clamp(1, most)
    }

    /// Whether the policy allows these machines at one time.
    fn within(&self, parts: [&Found; 2]) -> bool {
        let policy = self.task.policy;
        let cores = |found: &Found| {
            u64::from(found.workers) * u64::from(self.space.sites[found.site as usize].instance.vcpus.0)
        };
        let workers = parts.iter().map(|found| u64::from(found.workers)).sum::<u64>();
        policy.max_cores.is_none_or(|most| parts.iter().map(|found| cores(found)).sum::<u64>() <= u64::from(most))
            && policy.max_workers.is_none_or(|most| workers <= u64::from(most))
            && policy.min_workers.is_none_or(|least| workers >= u64::from(least))
            && policy
                .max_usd_per_hour
                .is_none_or(|most| parts.iter().map(|found| found.hourly.usd).sum::<f64>() <= most)
    }

    /// Whether a way is better than another one for the goal; one that keeps the limits comes first.
    fn beats(&self, bill: &Bill, other: &Bill) -> bool {
        match (self.keeps(bill), self.keeps(other)) {
            (true, false) => true,
            (false, true) => false,
            _ => self.score(bill) < self.score(other),
        }
    }

    /// `8 × m7g.2xlarge (spot workers)`.
    fn title(&self, found: &Found) -> String {
        let site = &self.space.sites[found.site as usize];
        let rate = &site.offers[usize::from(found.offer)].rates[usize::from(found.rate)];
        format!("{} × {} ({})", found.workers, site.instance.name, crate::explain::market(rate.purchase))
    }
}
