//! Fees from the user's own files, which come before the built-in ones.

use std::collections::HashMap;
use std::sync::Arc;

use afterglow_units::{Usd, UsdPerHour};

use super::Platform;
use crate::quote::Listing;
use crate::{Cloud, Date};

/// A fee that a file of the user's states; [`Overlay`](crate::Overlay) carries them.
#[derive(Debug, Clone, PartialEq)]
pub struct FeeOffer {
    /// Whose fee.
    pub platform: Platform,
    /// On which cloud.
    pub cloud: Cloud,
    /// Where; `None` where it is the same in all regions.
    pub region: Option<Arc<str>>,
    /// The fee.
    pub terms: FeeTerms,
    /// Where it comes from.
    pub(crate) listing: Arc<Listing>,
}

/// What a [`FeeOffer`] says.
#[derive(Debug, Clone, PartialEq)]
pub enum FeeTerms {
    /// The fee of a machine of the type, on top of the machine's price.
    Machine {
        /// The type's name.
        instance: Arc<str>,
        /// The fee.
        usd_per_hour: UsdPerHour,
    },
    /// The price of a machine of the type with the platform's fee in it (HDInsight).
    Node {
        /// The type's name.
        instance: Arc<str>,
        /// The price of both.
        usd_per_hour: UsdPerHour,
    },
    /// Databricks units (DBU) that a machine of the type takes in an hour.
    DbuPerHour {
        /// The type's name.
        instance: Arc<str>,
        /// Units an hour.
        dbu_per_hour: f64,
    },
    /// What a DBU of classic jobs compute costs.
    PerDbu {
        /// Of which plan.
        tier: DatabricksTier,
        /// Dollars for one unit.
        usd: Usd,
    },
}

impl FeeTerms {
    /// The type that it is for; `None` for the price of a unit.
    pub fn instance(&self) -> Option<&Arc<str>> {
        match self {
            Self::Machine { instance, .. } | Self::Node { instance, .. } | Self::DbuPerHour { instance, .. } => {
                Some(instance)
            }
            Self::PerDbu { .. } => None,
        }
    }
}

/// The plans of Databricks, the one that is reckoned with first where a file has several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DatabricksTier {
    /// Premium, as the built-in figures are.
    Premium,
    /// Enterprise (AWS and Google Cloud).
    Enterprise,
    /// Standard, which is being retired.
    Standard,
}

impl DatabricksTier {
    /// In the order of preference.
    pub const ALL: [Self; 3] = [Self::Premium, Self::Enterprise, Self::Standard];

    /// The word at the beginning of SKU names.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Premium => "PREMIUM",
            Self::Enterprise => "ENTERPRISE",
            Self::Standard => "STANDARD",
        }
    }
}

/// One fee with its place and source, as it is looked up.
#[derive(Debug, Clone)]
pub(crate) struct OwnFee<T> {
    region: Option<Arc<str>>,
    pub(crate) value: T,
    pub(crate) date: Date,
    pub(crate) source: Arc<str>,
}

/// The fee of a machine.
#[derive(Debug, Clone, Copy)]
pub(crate) enum OfMachine {
    Fee(UsdPerHour),
    WithMachine(UsdPerHour),
}

/// By platform and cloud, then by the type's name in lower case.
type ByType<T> = HashMap<(Platform, Cloud), HashMap<String, Vec<OwnFee<T>>>>;

/// All fees of the user's files; a later file replaces what an earlier one said.
#[derive(Debug, Clone, Default)]
pub(crate) struct OwnFees {
    machines: ByType<OfMachine>,
    dbu_rates: ByType<f64>,
    dbu_prices: Vec<(Cloud, DatabricksTier, OwnFee<Usd>)>,
}

impl OwnFees {
    pub(crate) fn put(&mut self, offer: &FeeOffer) {
        let key = (offer.platform, offer.cloud);
        match &offer.terms {
            FeeTerms::Machine { instance, usd_per_hour } => {
                put(self.machines.entry(key).or_default(), instance, own(offer, OfMachine::Fee(*usd_per_hour)));
            }
            FeeTerms::Node { instance, usd_per_hour } => {
                put(self.machines.entry(key).or_default(), instance, own(offer, OfMachine::WithMachine(*usd_per_hour)));
            }
            FeeTerms::DbuPerHour { instance, dbu_per_hour } => {
                put(self.dbu_rates.entry(key).or_default(), instance, own(offer, *dbu_per_hour));
            }
            FeeTerms::PerDbu { tier, usd } => {
                self.dbu_prices
                    .retain(|(cloud, of, known)| (*cloud, *of, &known.region) != (offer.cloud, *tier, &offer.region));
                self.dbu_prices.push((offer.cloud, *tier, own(offer, *usd)));
            }
        }
    }

    pub(crate) fn machine(&self, key: (Platform, Cloud), instance: &str, region: &str) -> Option<&OwnFee<OfMachine>> {
        here(self.machines.get(&key)?.get(&instance.to_ascii_lowercase())?.iter(), region)
    }

    pub(crate) fn dbu_rate(&self, cloud: Cloud, instance: &str, region: &str) -> Option<&OwnFee<f64>> {
        let of_cloud = self.dbu_rates.get(&(Platform::Databricks, cloud))?;
        here(of_cloud.get(&instance.to_ascii_lowercase())?.iter(), region)
    }

    /// The price of a DBU, of the first plan that the files know.
    pub(crate) fn dbu_price(&self, cloud: Cloud, region: &str) -> Option<(DatabricksTier, &OwnFee<Usd>)> {
        DatabricksTier::ALL.into_iter().find_map(|wanted| {
            let of_tier = self.dbu_prices.iter().filter(|(of, tier, _)| (*of, *tier) == (cloud, wanted));
            here(of_tier.map(|(_, _, fee)| fee), region).map(|fee| (wanted, fee))
        })
    }
}

fn own<T>(offer: &FeeOffer, value: T) -> OwnFee<T> {
    let source = Arc::from(format!("your own file ({})", offer.listing.source));
    OwnFee { region: offer.region.clone(), value, date: offer.listing.date, source }
}

fn put<T>(of_cloud: &mut HashMap<String, Vec<OwnFee<T>>>, instance: &str, fee: OwnFee<T>) {
    let known = of_cloud.entry(instance.to_ascii_lowercase()).or_default();
    known.retain(|other| other.region != fee.region);
    known.push(fee);
}

/// The fee of the region, or else the one of all regions.
fn here<'a, T: 'a>(fees: impl Iterator<Item = &'a OwnFee<T>>, region: &str) -> Option<&'a OwnFee<T>> {
    let mut everywhere = None;
    for fee in fees {
        match fee.region.as_deref() {
            Some(other) if other == region => return Some(fee),
            Some(_) => {}
            None => everywhere = Some(fee),
        }
    }
    everywhere
}
