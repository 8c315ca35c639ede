//! Newer facts laid over the built-in catalogue.

use std::collections::HashMap;
use std::sync::Arc;

use afterglow_units::{Timestamp, UsdPerHour};

use crate::quote::{Listing, ListingKind, Quote, RegionIx};
use crate::{Catalog, Cloud, Instance, InterruptionBucket, Issue, Market, Region};

/// What one file of the user's adds or replaces.
#[derive(Debug, Clone, Default)]
pub struct Overlay {
    /// What kind of file it was, in a few words; empty when the overlay was not made from a file.
    pub kind: &'static str,
    /// Types, new or with newer facts. Measured scores are kept where the file has none.
    pub instances: Vec<Instance>,
    /// Prices and interruption buckets.
    pub offers: Vec<Offer>,
    /// Single prices of a spot price history, in the order of time.
    pub spot_samples: Vec<SpotSample>,
    /// Rows that were passed over on purpose (Windows meters, other operating systems).
    pub passed_over: usize,
    /// What could not be used.
    pub issues: Vec<Issue>,
}

/// A price or an interruption bucket of one type in one region.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// Whose.
    pub cloud: Cloud,
    /// Where.
    pub region: Arc<str>,
    /// The type's name.
    pub instance: Arc<str>,
    /// What is offered.
    pub terms: Terms,
    /// Where it comes from.
    pub(crate) listing: Arc<Listing>,
}

/// What an [`Offer`] says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Terms {
    /// A price in a market.
    Price(Market, UsdPerHour),
    /// The lowest, median and highest spot price seen.
    SpotRange(UsdPerHour, UsdPerHour, UsdPerHour),
    /// A line of the Spot Advisor: how often machines are taken back, and what is saved, in per cent of on demand.
    Advisor(InterruptionBucket, u8),
}

/// One price of a spot price history.
#[derive(Debug, Clone, PartialEq)]
pub struct SpotSample {
    /// The type's name.
    pub instance: Arc<str>,
    /// The availability zone.
    pub zone: Arc<str>,
    /// From when the price held.
    pub at: Timestamp,
    /// The price.
    pub price: UsdPerHour,
}

impl Catalog {
    /// The catalogue with the facts of `overlay` in place of its own, and what of it fitted nowhere (prices of types
    /// that neither knows).
    pub fn with_overlay(&self, overlay: &Overlay) -> (Self, Vec<Issue>) {
        let mut new = self.clone();
        new.mark_own();
        for instance in &overlay.instances {
            new.put_instance(instance);
        }
        new.index();

        let mut strays: HashMap<(Cloud, &str), usize> = HashMap::new();
        for offer in &overlay.offers {
            match new.row(offer.cloud, &offer.instance) {
                Some(row) => new.put_offer(row, offer),
                None => *strays.entry((offer.cloud, &offer.instance)).or_default() += 1,
            }
        }
        let mut strays: Vec<_> = strays.into_iter().collect();
        strays.sort_unstable();
        let issues = strays.into_iter().map(|((cloud, name), count)| {
            Issue::within(format!("{cloud}:{name}"), format!("{count} prices of a type whose size is not known"))
        });
        (new, issues.collect())
    }

    /// Says that the figures are not the built-in ones alone any more.
    pub(crate) fn mark_own(&mut self) {
        if !self.sha256.ends_with("+own") {
            self.sha256 = Arc::from(format!("{}+own", self.sha256));
        }
    }

    fn put_instance(&mut self, newer: &Instance) {
        let Some(row) = self.row(newer.cloud, &newer.name) else {
            self.instances.push(newer.clone());
            self.quotes.push(Vec::new());
            return;
        };
        let known = &mut self.instances[row];
        let mut merged = newer.clone();
        if merged.scores == crate::Scores::default() {
            merged.scores = known.scores;
        }
        merged.cpu.model = merged.cpu.model.or_else(|| known.cpu.model.clone());
        merged.cpu.clock_ghz = merged.cpu.clock_ghz.or(known.cpu.clock_ghz);
        merged.cpu.physical_cores = merged.cpu.physical_cores.or(known.cpu.physical_cores);
        merged.cpu.threads_per_core = merged.cpu.threads_per_core.or(known.cpu.threads_per_core);
        if merged.local_disk.total.is_none() {
            merged.local_disk = known.local_disk.clone();
        }
        if merged.network == crate::Limits::default() {
            merged.network = known.network;
        }
        if merged.remote_disk == crate::RemoteDisk::default() {
            merged.remote_disk = known.remote_disk;
        }
        // The providers' files say nothing of these; the user's own table, which names a generation, does.
        if merged.generation == 0 {
            (merged.family, merged.generation) = (known.family.clone(), known.generation);
            (merged.category, merged.flags) = (known.category, known.flags);
        }
        *known = merged;
    }

    fn put_offer(&mut self, row: usize, offer: &Offer) {
        let region = self.region(offer.cloud, &offer.region).unwrap_or_else(|| {
            self.regions.push(Region { cloud: offer.cloud, name: offer.region.clone() });
            RegionIx((self.regions.len() - 1) as u16)
        });
        let quote = self.quote_at(row, region);
        let listing = offer.listing.clone();
        match offer.terms {
            Terms::Price(Market::OnDemand, price) => (quote.on_demand, quote.listing) = (Some(price), listing),
            Terms::Price(Market::Reserved1y, price) => {
                (quote.reserved_1y, quote.reserved_listing) = (Some(price), listing);
            }
            Terms::Price(Market::Reserved3y, price) => {
                (quote.reserved_3y, quote.reserved_listing) = (Some(price), listing);
            }
            Terms::Price(Market::Spot, price) => {
                (quote.spot, quote.spot_seen, quote.spot_listing) = (Some(price), None, listing);
            }
            Terms::SpotRange(low, mid, high) => {
                (quote.spot, quote.spot_seen, quote.spot_listing) = (Some(mid), Some((low, high)), listing);
            }
            Terms::Advisor(bucket, savings) => {
                quote.interruption = Some(bucket);
                let seen = quote.spot_listing.kind == ListingKind::SpotHistory;
                if let Some(on_demand) = quote.on_demand.filter(|_| !seen) {
                    quote.spot = Some(on_demand * (f64::from(100 - savings.min(100)) / 100.0));
                    quote.spot_listing = listing;
                }
            }
        }
    }

    /// The quote of a row in a region, made when missing.
    pub(crate) fn quote_at(&mut self, row: usize, region: RegionIx) -> &mut Quote {
        let quotes = &mut self.quotes[row];
        let at = quotes.iter().position(|quote| quote.region == region).unwrap_or_else(|| {
            quotes.push(Quote::empty(region));
            quotes.len() - 1
        });
        &mut quotes[at]
    }
}
