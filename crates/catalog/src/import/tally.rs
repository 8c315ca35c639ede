//! Prices seen at several times or in several zones, made into one range.

use std::collections::BTreeMap;
use std::sync::Arc;

use afterglow_units::UsdPerHour;

use crate::quote::Listing;
use crate::{Cloud, Offer, Terms};

/// Prices by region and type.
#[derive(Debug, Default)]
pub(super) struct Tally(BTreeMap<(Arc<str>, Arc<str>), Vec<f64>>);

impl Tally {
    pub(super) fn add(&mut self, region: &str, instance: &str, price: f64) {
        self.0.entry((Arc::from(region), Arc::from(instance))).or_default().push(price);
    }

    /// The lowest, median and highest of each.
    pub(super) fn offers(self, cloud: impl Fn(&str) -> Cloud, listing: &Arc<Listing>) -> Vec<Offer> {
        let offer = |((region, instance), mut prices): ((Arc<str>, Arc<str>), Vec<f64>)| {
            prices.sort_by(f64::total_cmp);
            let [low, mid, high] = [0, prices.len() / 2, prices.len() - 1].map(|at| UsdPerHour(prices[at]));
            let terms = Terms::SpotRange(low, mid, high);
            Offer { cloud: cloud(&instance), region, instance, terms, listing: listing.clone() }
        };
        self.0.into_iter().map(offer).collect()
    }
}
