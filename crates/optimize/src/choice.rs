//! A cluster that can be taken.

use afterglow_catalog::{Arch, Cloud, Date, Market, Platform};
use afterglow_predict::Bound;
use afterglow_units::{Bytes, Cores, Interval, Millis, UsdPerHour};

/// How the workers are paid for. The driver's machine is never a spot one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purchase {
    /// By the second, at the list price.
    OnDemand,
    /// All workers on spare capacity that may be taken back.
    Spot,
    /// Half of the workers (rounded up) on demand, the others on spare capacity.
    Mixed,
    /// Bound for a year.
    Reserved1y,
    /// Bound for three years.
    Reserved3y,
    /// The user's own machines.
    Owned,
}

impl Purchase {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::OnDemand, Self::Spot, Self::Mixed, Self::Reserved1y, Self::Reserved3y, Self::Owned];

    /// The word used in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::OnDemand => "on_demand",
            Self::Spot => "spot",
            Self::Mixed => "mixed",
            Self::Reserved1y => "reserved_1y",
            Self::Reserved3y => "reserved_3y",
            Self::Owned => "owned",
        }
    }

    /// Reads the word; `None` for an unknown one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purchase| purchase.word().eq_ignore_ascii_case(word.trim()))
    }

    /// Whether any worker may be taken back.
    pub const fn uses_spot(self) -> bool {
        matches!(self, Self::Spot | Self::Mixed)
    }

    /// Workers on spare capacity, of `workers` of a platform. Dataproc's two primary workers are never on it (Google
    /// Cloud's page on secondary workers, 2026-11).
    pub fn spot_workers(self, platform: Platform, workers: u32) -> u32 {
        let most = if platform == Platform::Dataproc { workers.saturating_sub(2) } else { workers };
        match self {
            Self::Spot => most,
            Self::Mixed => (workers / 2).min(most),
            _ => 0,
        }
    }

    /// The catalogue's market of the workers that are not on spare capacity.
    pub(crate) const fn firm_market(self) -> Market {
        match self {
            Self::Reserved1y => Market::Reserved1y,
            Self::Reserved3y => Market::Reserved3y,
            _ => Market::OnDemand,
        }
    }
}

/// A cluster that can be taken, with what the run would take and cost on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Whose machines.
    pub cloud: Cloud,
    /// Where.
    pub region: String,
    /// What runs Spark on them.
    pub platform: Platform,
    /// The workers' type.
    pub instance: String,
    /// Types of as many cores and as much memory that a spot worker may be of too, on a platform that can mix them; the
    /// cheapest first, and without [`Self::instance`].
    pub alike: Vec<String>,
    /// Its family.
    pub family: String,
    /// Its instruction set.
    pub arch: Arch,
    /// How many workers.
    pub workers: u32,
    /// How they are paid for.
    pub market: Purchase,
    /// The type of the machine for the driver; `None` where none has to be paid for.
    pub driver: Option<String>,
    /// Heap of the driver.
    pub driver_memory: Bytes,
    /// Executors, all workers together.
    pub executors: u32,
    /// Cores of each.
    pub executor_cores: Cores,
    /// Heap of each.
    pub executor_memory: Bytes,
    /// Memory of each beside the heap.
    pub executor_overhead: Bytes,
    /// Task slots.
    pub slots: u32,
    /// A volume for each worker: for the system alone where its own disks hold the shuffle files.
    pub volume: Bytes,
    /// Wall time in milliseconds, start-up not counted.
    pub wall: Interval,
    /// Cost in US dollars (or the currency of the user's own rates), start-up, fees and storage counted.
    pub cost: Interval,
    /// What the whole cluster costs in an hour.
    pub usd_per_hour: UsdPerHour,
    /// What it takes to start, which is paid for and not in the wall time.
    pub startup: Millis,
    /// How the workers' price was come by, in the catalogue's words.
    pub price_basis: &'static str,
    /// The day of that price.
    pub price_date: Date,
    /// How probable it is that the deadline is met; `None` without a deadline.
    pub meets_deadline_probability: Option<f64>,
    /// Whether deadline and budget are kept. Those that keep them come first.
    pub feasible: bool,
    /// What keeps it from being faster.
    pub bound_by: Bound,
    /// Whether the time is from an exact replay of the run; otherwise from its compressed form.
    pub replayed: bool,
    /// The run's own cluster in words, for the way back; `None` where its type is not known.
    pub instead_of: Option<String>,
    /// Spark properties to set.
    pub conf: Vec<(String, String)>,
    /// Why it is here, what each change is worth, what to know; in sentences.
    pub why: Vec<String>,
}

impl Choice {
    /// Workers on spare capacity.
    pub fn spot_workers(&self) -> u32 {
        self.market.spot_workers(self.platform, self.workers)
    }

    /// A short name: `8 × m7g.2xlarge`.
    pub fn title(&self) -> String {
        format!("{} × {}", self.workers, self.instance)
    }
}
