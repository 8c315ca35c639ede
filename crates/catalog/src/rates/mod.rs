//! The user's own: negotiated discounts, own hourly rates, machines in the rack.
//!
//! One CSV holds all of it, a row for each; [`Rates::parse`] and [`Rates::to_csv`] are inverse. Amounts are taken in
//! whatever currency they are in: the label is kept and shown, nothing is converted.

mod apply;
mod export;
mod parse;

use std::sync::Arc;

use afterglow_units::{Bytes, Cores, Usd, UsdPerHour};

use crate::{Arch, Cloud, Gbps, HOURS_OF_A_MONTH, Market};

/// Everything the user stated about prices.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rates {
    /// The label of the amounts, such as `EUR`; `None` for US dollars.
    pub currency: Option<Arc<str>>,
    /// Discounts on list prices. The most specific one holds; among equals the last.
    pub discounts: Vec<Discount>,
    /// Own rates in place of list prices.
    pub own: Vec<OwnRate>,
    /// Machines in the rack.
    pub nodes: Vec<NodeKind>,
}

/// For what a discount or rate holds. `None` means any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// Only this cloud.
    pub cloud: Option<Cloud>,
    /// Only this family, such as `m7g`.
    pub family: Option<Arc<str>>,
    /// Only this type.
    pub instance: Option<Arc<str>>,
    /// Only this region.
    pub region: Option<Arc<str>>,
}

/// A negotiated discount.
#[derive(Debug, Clone, PartialEq)]
pub struct Discount {
    /// For what.
    pub scope: Scope,
    /// On which prices; on-demand ones when nothing was stated.
    pub market: Market,
    /// In per cent, 0 to 100.
    pub percent: f64,
}

/// The user's own rate for a type.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnRate {
    /// For what; the instance is always stated.
    pub scope: Scope,
    /// In place of which price.
    pub market: Market,
    /// The rate.
    pub usd_per_hour: UsdPerHour,
}

/// One kind of machine that the user owns.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeKind {
    /// The user's name for it.
    pub name: Arc<str>,
    /// How many there are.
    pub count: u32,
    /// Hardware threads that Spark may use.
    pub cores: Cores,
    /// Memory.
    pub memory: Bytes,
    /// The instruction set.
    pub arch: Arch,
    /// All local disks together.
    pub disk: Option<Bytes>,
    /// How many disks.
    pub disks: Option<u32>,
    /// Whether they spin.
    pub spinning: bool,
    /// Network bandwidth.
    pub network: Option<Gbps>,
    /// What one costs.
    pub cost: NodeCost,
}

/// What a machine of the user's costs.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeCost {
    /// A rate, however it was reckoned.
    Hourly(UsdPerHour),
    /// Bought, written off, and fed with power.
    Bought {
        /// The purchase price of one machine.
        price: Usd,
        /// Months over which it is written off.
        months: f64,
        /// Power drawn, in watts, cooling included.
        watts: f64,
        /// The price of a kilowatt-hour.
        per_kwh: Usd,
    },
    /// Not stated.
    Unknown,
}

/// The region of the user's own machines.
pub const OWN_REGION: &str = "onprem";

impl NodeKind {
    /// What one machine costs in an hour of its life, used or idle; `None` when nothing was stated.
    ///
    /// Bought machines: price / (months × 730 h) + watts / 1000 × price of a kWh.
    pub fn usd_per_hour(&self) -> Option<UsdPerHour> {
        match self.cost {
            NodeCost::Hourly(rate) => Some(rate),
            NodeCost::Bought { price, months, watts, per_kwh } => {
                Some(UsdPerHour(price.0 / (months * HOURS_OF_A_MONTH) + watts / 1000.0 * per_kwh.0))
            }
            NodeCost::Unknown => None,
        }
    }
}

impl Rates {
    /// Whether nothing was stated.
    pub fn is_empty(&self) -> bool {
        self.discounts.is_empty() && self.own.is_empty() && self.nodes.is_empty()
    }
}

/// The columns of a rates file, in the order of [`Rates::to_csv`]. Any order is read, and missing ones are empty.
pub const COLUMNS: [&str; 21] = [
    "kind",
    "cloud",
    "family",
    "instance",
    "region",
    "market",
    "discount_percent",
    "usd_per_hour",
    "count",
    "cores",
    "memory_gib",
    "arch",
    "disks",
    "disk_gib",
    "disk_kind",
    "network_gbps",
    "purchase",
    "months",
    "watts",
    "per_kwh",
    "currency",
];
