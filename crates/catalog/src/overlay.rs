//! Newer facts laid over the built-in catalogue.

mod text;

use std::collections::BTreeMap;
use std::sync::Arc;

use afterglow_units::{Timestamp, UsdPerHour, order};

use crate::quote::{Listing, ListingKind, Quote, RegionIx};
use crate::{
    Catalog, Cloud, Date, FamilyPrice, FeeBasis, FeeOffer, Instance, InterruptionBucket, Issue, Market, Region,
};

pub use text::OverlayText;

/// What one file of the user's adds or replaces.
#[derive(Debug, Clone, Default)]
pub struct Overlay {
    /// What kind of file it was, in a few words; empty when the overlay was not made from a file.
    pub kind: &'static str,
    /// Types, new or with newer facts. Measured scores are kept where the file has none.
    pub instances: Vec<Instance>,
    /// Prices and interruption buckets.
    pub offers: Vec<Offer>,
    /// Prices of cores and memory, of which prices of types are made (Google Cloud).
    pub families: Vec<FamilyPrice>,
    /// What platforms take.
    pub fees: Vec<FeeOffer>,
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

/// More regions than this are not taken; the three clouds have some 150 together.
const MOST_REGIONS: u16 = 1_000;

/// How many unknown types are named; price lists have some hundred that are too small for Spark and not kept here.
const STRAYS_TOLD: usize = 20;

impl Catalog {
    /// The catalogue with the facts of `overlay` in place of its own, and what of it fitted nowhere (prices of types
    /// that neither knows), or is older than what it replaces: that is taken all the same.
    pub fn with_overlay(&self, overlay: &Overlay) -> (Self, Vec<Issue>) {
        let mut new = self.clone();
        new.mark_own();
        for instance in &overlay.instances {
            new.put_instance(instance);
        }
        new.index();

        if !overlay.spot_samples.is_empty() {
            let mut samples = [&new.spot_samples[..], &overlay.spot_samples[..]].concat();
            order::by_key(&mut samples, |sample| sample.at);
            new.spot_samples = samples.into();
        }
        let (of_families, mut issues) = new.of_families(&overlay.families);
        let mut strays: BTreeMap<(Cloud, &str), usize> = BTreeMap::new();
        let (mut age, mut homeless) = (Age::default(), 0);
        for offer in overlay.offers.iter().chain(&of_families) {
            match new.row(offer.cloud, &offer.instance) {
                Some(row) => homeless += usize::from(!new.put_offer(row, offer, &mut age)),
                None => *strays.entry((offer.cloud, &offer.instance)).or_default() += 1,
            }
        }
        for fee in &overlay.fees {
            let row = fee.terms.instance().map(|name| (name, new.row(fee.cloud, name)));
            match row {
                Some((name, None)) => *strays.entry((fee.cloud, name)).or_default() += 1,
                Some((_, Some(row))) => {
                    let region = fee.region.as_deref().unwrap_or_default();
                    let known = new.fee(fee.platform, &new.instances[row], region);
                    let stated = matches!(known.basis, FeeBasis::Listed | FeeBasis::Own);
                    age.compare(fee.listing.date, stated.then_some(known.date));
                    new.own_fees.put(fee);
                }
                None => new.own_fees.put(fee),
            }
        }
        if homeless > 0 {
            let what =
                format!("there are more than {MOST_REGIONS} regions; {homeless} prices in the others are left out");
            issues.push(Issue::within("regions", what));
        }
        issues.extend(age.issue(overlay.kind));
        let more = strays.len().saturating_sub(STRAYS_TOLD);
        issues.extend(strays.into_iter().take(STRAYS_TOLD).map(|((cloud, name), count)| {
            Issue::within(format!("{cloud}:{name}"), format!("{count} prices of a type whose size is not known"))
        }));
        if more > 0 {
            issues.push(Issue::within("other types", format!("the sizes of {more} more are not known either")));
        }
        (new, issues)
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

    /// A region, made when missing; `None` when there are [`MOST_REGIONS`] already.
    pub(crate) fn region_or_new(&mut self, cloud: Cloud, name: &Arc<str>) -> Option<RegionIx> {
        self.region(cloud, name).or_else(|| {
            let at = u16::try_from(self.regions.len()).ok().filter(|at| *at < MOST_REGIONS)?;
            self.regions.push(Region { cloud, name: name.clone() });
            Some(RegionIx(at))
        })
    }

    /// Takes an offer; `false` where its region is one too many.
    fn put_offer(&mut self, row: usize, offer: &Offer, age: &mut Age) -> bool {
        let Some(region) = self.region_or_new(offer.cloud, &offer.region) else { return false };
        let quote = self.quote_at(row, region);
        let listing = offer.listing.clone();
        age.compare(listing.date, replaced(quote, offer.terms));
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
        true
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

/// The day of the price that an offer takes the place of; `None` where there is none yet.
fn replaced(quote: &Quote, terms: Terms) -> Option<Date> {
    match terms {
        Terms::Price(Market::OnDemand, _) => quote.on_demand.map(|_| quote.listing.date),
        Terms::Price(Market::Reserved1y, _) => quote.reserved_1y.map(|_| quote.reserved_listing.date),
        Terms::Price(Market::Reserved3y, _) => quote.reserved_3y.map(|_| quote.reserved_listing.date),
        Terms::Price(Market::Spot, _) | Terms::SpotRange(..) => quote.spot.map(|_| quote.spot_listing.date),
        Terms::Advisor(..) => None,
    }
}

/// The newest day of a file's prices, and of those that they replace.
#[derive(Default)]
struct Age {
    file: Date,
    replaced: Date,
    count: usize,
}

impl Age {
    fn compare(&mut self, file: Date, replaced: Option<Date>) {
        self.file = self.file.max(file);
        if let Some(replaced) = replaced {
            self.replaced = self.replaced.max(replaced);
            self.count += 1;
        }
    }

    /// Says when even the newest price of the file is older than the newest one that it replaced. Of files without
    /// days nothing is said.
    fn issue(&self, kind: &str) -> Option<Issue> {
        let Self { file, replaced, count } = self;
        file.is_before(*replaced).then(|| {
            let what = format!(
                "its newest price is of {file}, older than what is known of {replaced}; its {count} prices are taken all the same"
            );
            Issue::within(if kind.is_empty() { "file" } else { kind }, what)
        })
    }
}
