//! Prices of machines, and how firm each is.

use std::sync::Arc;

use afterglow_units::UsdPerHour;

use crate::Date;

/// How a machine is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Market {
    /// By the second, at the list price.
    OnDemand,
    /// Spare capacity that may be taken back.
    Spot,
    /// Bound for a year: on AWS with nothing paid up front; on Google Cloud a commitment to cores and memory, on Azure a
    /// reservation. Built in for AWS only, the others come with the user's files.
    Reserved1y,
    /// Bound for three years, as [`Market::Reserved1y`].
    Reserved3y,
}

impl Market {
    /// The word used in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::OnDemand => "on_demand",
            Self::Spot => "spot",
            Self::Reserved1y => "reserved_1y",
            Self::Reserved3y => "reserved_3y",
        }
    }
}

/// A price and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    /// The price.
    pub usd_per_hour: UsdPerHour,
    /// How it was come by.
    pub basis: PriceBasis,
    /// The day of the source.
    pub date: Date,
    /// The source: a name, or for the user's own files what they were.
    pub source: Arc<str>,
    /// What else to know, in a sentence; empty for nothing.
    pub note: &'static str,
}

/// How a price was come by.
#[derive(Debug, Clone, PartialEq)]
pub enum PriceBasis {
    /// The provider's list.
    Listed,
    /// The provider's list, where the source mixed up meters and the catalogue corrected it (Azure).
    Cleaned,
    /// An estimate: the us-east-1 price times the ratio of the region to us-east-1 in the family `ratio_of`.
    Estimated {
        /// The family the ratio was taken from: the type's own, or its nearest predecessor.
        ratio_of: Arc<str>,
        /// How far off such estimates were found to be, as a share of the price.
        within: f64,
    },
    /// An estimate: on demand less what AWS's Spot Advisor says is saved.
    SpotAdvisor,
    /// Prices seen in a spot price history that the user dropped.
    SpotHistory,
    /// The user's negotiated discount on a list price.
    Negotiated {
        /// In per cent.
        percent: f64,
    },
    /// The user's own rate.
    Own,
}

impl Price {
    /// The currency, where it is not the dollar.
    pub fn currency(&self) -> Option<&str> {
        crate::quote::currency_of(&self.source)
    }
}

impl SpotPrice {
    /// The currency, where it is not the dollar.
    pub fn currency(&self) -> Option<&str> {
        crate::quote::currency_of(&self.source)
    }
}

impl PriceBasis {
    /// The word used in JSON.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Cleaned => "cleaned",
            Self::Estimated { .. } => "estimated",
            Self::SpotAdvisor => "spot_advisor",
            Self::SpotHistory => "spot_history",
            Self::Negotiated { .. } => "negotiated",
            Self::Own => "own",
        }
    }

    /// Whether the figure is somebody's stated price rather than an estimate of it.
    pub const fn is_firm(&self) -> bool {
        matches!(self, Self::Listed | Self::Cleaned | Self::Negotiated { .. } | Self::Own)
    }
}

/// A spot price as the range in which it moves. It never exceeds the on-demand price.
#[derive(Debug, Clone, PartialEq)]
pub struct SpotPrice {
    /// The lower end.
    pub low: UsdPerHour,
    /// The figure of the source.
    pub mid: UsdPerHour,
    /// The upper end.
    pub high: UsdPerHour,
    /// How `mid` was come by.
    pub basis: PriceBasis,
    /// The day of the source.
    pub date: Date,
    /// The source.
    pub source: Arc<str>,
}

/// How far live spot prices of AWS were from the Spot Advisor's estimate: within about 30 % of it.
pub(crate) const ADVISOR_SPREAD: (f64, f64) = (0.7, 1.3);
/// The same for GPU types: up to twice the estimate was seen (g5.2xlarge in eu-central-1: 0.515 against 0.66 to 1.02).
pub(crate) const ADVISOR_SPREAD_GPU: (f64, f64) = (0.7, 2.0);
/// Google changes spot list prices up to once a month. Rows of two lists some months apart differed by factors of
/// 0.44 to 1.5, most of them less.
pub(crate) const GCP_SPREAD: (f64, f64) = (0.7, 1.5);
/// A spot price of the user's own without a range.
pub(crate) const NO_SPREAD: (f64, f64) = (1.0, 1.0);

/// How often AWS took spot machines of a type back: the share of them in the month before the feed's date, as AWS's
/// Spot Instance Advisor publishes it in five buckets. Not known for Google Cloud and Azure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum InterruptionBucket {
    /// Below 5 %.
    Under5,
    /// 5 to 10 %.
    From5To10,
    /// 10 to 15 %.
    From10To15,
    /// 15 to 20 %.
    From15To20,
    /// Above 20 %; AWS gives no upper end.
    Over20,
}

impl InterruptionBucket {
    /// The buckets in the order of the advisor's `r` field, 0 to 4.
    pub const ALL: [Self; 5] = [Self::Under5, Self::From5To10, Self::From10To15, Self::From15To20, Self::Over20];

    /// AWS's label.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Under5 => "<5%",
            Self::From5To10 => "5-10%",
            Self::From10To15 => "10-15%",
            Self::From15To20 => "15-20%",
            Self::Over20 => ">20%",
        }
    }

    /// Reads AWS's label; `None` for an unknown one.
    pub fn parse(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bucket| bucket.label() == label)
    }

    /// The probability that a machine is taken back within a month: both ends, the upper `None` for the last bucket.
    pub const fn monthly_probability(self) -> (f64, Option<f64>) {
        match self {
            Self::Under5 => (0.0, Some(0.05)),
            Self::From5To10 => (0.05, Some(0.10)),
            Self::From10To15 => (0.10, Some(0.15)),
            Self::From15To20 => (0.15, Some(0.20)),
            Self::Over20 => (0.20, None),
        }
    }

    /// Expected interruptions of one machine in an hour if they come evenly: `-ln(1 - p) / 730` for both ends.
    ///
    /// A model, and a coarse one: AWS counts machines of all ages, and interruptions come in clusters.
    pub fn hourly_rate(self) -> (f64, Option<f64>) {
        const HOURS_OF_A_MONTH: f64 = 730.0;
        let rate = |p: f64| -(1.0 - p).ln() / HOURS_OF_A_MONTH;
        let (low, high) = self.monthly_probability();
        (rate(low), high.map(rate))
    }
}
