//! The catalogue itself, and the questions it answers.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use afterglow_units::{UsdPerHour, order};

use crate::estimate::{self, RegionRatio};
use crate::pack;
use crate::platform::{FeeRow, OwnFees};
use crate::price::{ADVISOR_SPREAD, ADVISOR_SPREAD_GPU, GCP_SPREAD, NO_SPREAD};
use crate::quote::{Listing, ListingKind, Quote, RegionIx, currency_of};
use crate::{
    Cloud, Date, Instance, InterruptionBucket, Market, Price, PriceBasis, SpotPrice, SpotSample, StorageProduct,
};

/// A place where a cloud rents out machines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Whose.
    pub cloud: Cloud,
    /// The name as the cloud writes it, such as `eu-central-1`, `europe-west4`, `westeurope`.
    pub name: Arc<str>,
}

/// Instance types with their hardware and prices. Immutable: the user's own files and rates make a new one
/// ([`Catalog::with_overlay`], [`Catalog::with_rates`]).
#[derive(Debug, Clone)]
pub struct Catalog {
    pub(crate) date: Date,
    pub(crate) sha256: Arc<str>,
    pub(crate) instances: Vec<Instance>,
    /// The rows of `instances` in the order of cloud and name.
    by_name: Vec<u32>,
    pub(crate) regions: Vec<Region>,
    /// The quotes of each instance, in the order of regions.
    pub(crate) quotes: Vec<Vec<Quote>>,
    ratios: Vec<RegionRatio>,
    pub(crate) fees: Vec<FeeRow>,
    pub(crate) own_fees: OwnFees,
    pub(crate) storage: Vec<StorageProduct>,
    /// Spot prices over time, of the user's own files; in the order of time.
    pub(crate) spot_samples: Arc<[SpotSample]>,
}

static FACTS: &[u8] = include_bytes!("../data/facts.bin");
static SHARE_ALIKE: &[u8] = include_bytes!("../data/benchmarks-cc-by-sa.bin");
static SHA256: &str = include_str!("../data/SHA256");

impl Catalog {
    /// The catalogue that is built into the program, decoded at the first call (a few milliseconds).
    ///
    /// # Panics
    /// Never with the committed data: a test decodes it.
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Catalog> = OnceLock::new();
        BUILTIN.get_or_init(|| match pack::read(FACTS, SHARE_ALIKE, SHA256.trim()) {
            Ok(catalog) => catalog,
            Err(error) => unreachable!("the built-in data is checked by a test: {error}"),
        })
    }

    #[allow(clippy::too_many_arguments)]
    pub(crate) fn assemble(
        date: Date,
        sha256: &str,
        instances: Vec<Instance>,
        regions: Vec<Region>,
        quotes: Vec<Vec<Quote>>,
        ratios: Vec<RegionRatio>,
        fees: Vec<FeeRow>,
        storage: Vec<StorageProduct>,
    ) -> Self {
        let sha256 = Arc::from(sha256);
        let mut catalog = Self {
            date,
            sha256,
            instances,
            by_name: Vec::new(),
            regions,
            quotes,
            ratios,
            fees,
            own_fees: OwnFees::default(),
            storage,
            spot_samples: Arc::from([]),
        };
        catalog.index();
        catalog
    }

    /// Sorts the names anew after instances were added.
    pub(crate) fn index(&mut self) {
        let mut by_name: Vec<u32> = (0..self.instances.len() as u32).collect();
        order::by(&mut by_name, |a, b| self.key(*a).cmp(&self.key(*b)));
        self.by_name = by_name;
        self.quotes.resize_with(self.instances.len(), Vec::new);
    }

    fn key(&self, row: u32) -> (Cloud, &str) {
        let instance = &self.instances[row as usize];
        (instance.cloud, &instance.name)
    }

    /// The day the built-in tables were put together. Single figures carry their own, older dates.
    pub fn date(&self) -> Date {
        self.date
    }

    /// SHA-256 of the built-in data files in hexadecimal, with `+own` behind it when the user's files or rates changed
    /// something.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// All types: by cloud, then by line (types that differ only in size), then by size.
    pub fn instances(&self) -> &[Instance] {
        &self.instances
    }

    /// The type of this name; `None` when the catalogue does not know it. Letter case does not matter.
    pub fn find(&self, cloud: Cloud, name: &str) -> Option<&Instance> {
        self.row(cloud, name).map(|row| &self.instances[row])
    }

    /// The type of a name with or without its cloud (`aws:m7g.2xlarge`, `m7g.2xlarge`); the first cloud that has it.
    pub fn find_id(&self, id: &str) -> Option<&Instance> {
        if let Some((cloud, name)) = id.split_once(':') {
            return self.find(Cloud::parse(cloud)?, name);
        }
        let mut clouds = Cloud::PUBLIC.into_iter().chain([Cloud::OnPremises]);
        clouds.find_map(|cloud| self.find(cloud, id))
    }

    pub(crate) fn row(&self, cloud: Cloud, name: &str) -> Option<usize> {
        let exact = self.by_name.binary_search_by(|row| self.key(*row).cmp(&(cloud, name)));
        let found = exact.ok().map(|at| self.by_name[at] as usize);
        found.or_else(|| self.instances.iter().position(|i| i.cloud == cloud && i.name.eq_ignore_ascii_case(name)))
    }

    /// The regions of a cloud for which there are prices, the one with most first.
    pub fn regions(&self, cloud: Cloud) -> impl Iterator<Item = &Region> {
        self.regions.iter().filter(move |region| region.cloud == cloud)
    }

    pub(crate) fn region(&self, cloud: Cloud, name: &str) -> Option<RegionIx> {
        let at = self.regions.iter().position(|r| r.cloud == cloud && *r.name == *name)?;
        u16::try_from(at).ok().map(RegionIx)
    }

    pub(crate) fn quote(&self, instance: &Instance, region: &str) -> Option<&Quote> {
        let region = self.region(instance.cloud, region)?;
        self.quotes.get(self.row(instance.cloud, &instance.name)?)?.iter().find(|quote| quote.region == region)
    }

    /// What a machine costs; `None` when it is not known.
    ///
    /// On AWS a missing on-demand price in a region is estimated from us-east-1 and marked
    /// [`PriceBasis::Estimated`]; whether the type is sold there is then not known. The spot price is the middle of
    /// [`Catalog::spot`]. A spot price is never estimated for Azure.
    pub fn price(&self, instance: &Instance, region: &str, market: Market) -> Option<Price> {
        let quote = self.quote(instance, region);
        let listed = quote.and_then(|quote| match market {
            Market::OnDemand => quote.on_demand.map(|price| stated(price, &quote.listing)),
            Market::Reserved1y => quote.reserved_1y.map(|price| stated(price, &quote.reserved_listing)),
            Market::Reserved3y => quote.reserved_3y.map(|price| stated(price, &quote.reserved_listing)),
            Market::Spot => quote.spot.map(|price| stated(price, &quote.spot_listing)),
        });
        listed.or_else(|| if market == Market::OnDemand { self.estimated(instance, region) } else { None })
    }

    /// The on-demand price of AWS in a region where the catalogue lacks it (see [`crate::PriceBasis::Estimated`]).
    fn estimated(&self, instance: &Instance, region: &str) -> Option<Price> {
        const HOME: &str = "us-east-1";
        if instance.cloud != Cloud::Aws || region == HOME {
            return None;
        }
        let home = self.quote(instance, HOME)?;
        let (ratio, within) = estimate::ratio(&self.ratios, &instance.family, region)?;
        Some(Price {
            usd_per_hour: home.on_demand? * ratio.ratio,
            basis: PriceBasis::Estimated { ratio_of: ratio.family.clone(), within },
            date: ratio.date.min(home.listing.date),
            source: home.listing.source.clone(),
            note: "us-east-1 price times the region's ratio; whether the type is sold in the region is not known",
        })
    }

    /// The range in which the spot price moves; `None` when nothing is known (all of Azure).
    ///
    /// AWS: the Spot Advisor's estimate, 30 % either way (GPU types up to twice). Google Cloud: the list price of the
    /// day, from 30 % less to 50 % more. Both are capped at the on-demand price, and both follow what was seen of live
    /// prices, so they are rules of thumb. After a spot price history was imported: the lowest, median and highest
    /// price seen.
    pub fn spot(&self, instance: &Instance, region: &str) -> Option<SpotPrice> {
        let quote = self.quote(instance, region)?;
        let mid = quote.spot?;
        let on_demand = self.price(instance, region, Market::OnDemand);
        let cap = on_demand.filter(|p| p.basis.is_firm()).map_or(f64::INFINITY, |p| p.usd_per_hour.0.max(mid.0));
        let spread = match quote.spot_listing.kind {
            ListingKind::SpotAdvisor if instance.accelerator.is_some() => ADVISOR_SPREAD_GPU,
            ListingKind::SpotAdvisor => ADVISOR_SPREAD,
            ListingKind::List if instance.cloud == Cloud::Gcp => GCP_SPREAD,
            _ => NO_SPREAD,
        };
        let (low, high) = quote.spot_seen.unwrap_or((mid * spread.0, UsdPerHour((mid.0 * spread.1).min(cap))));
        let price = stated(mid, &quote.spot_listing);
        Some(SpotPrice { low, mid, high, basis: price.basis, date: price.date, source: price.source })
    }

    /// How often machines of the type are taken back in a region; `None` when not known (all but AWS).
    pub fn interruption(&self, instance: &Instance, region: &str) -> Option<InterruptionBucket> {
        self.quote(instance, region)?.interruption
    }

    /// Currencies other than the dollar in which prices of the user's own files are. Nothing is converted.
    pub fn currencies(&self) -> BTreeSet<&str> {
        let sources = self.quotes.iter().flatten().flat_map(|q| [&q.listing, &q.reserved_listing, &q.spot_listing]);
        sources.filter_map(|listing| currency_of(&listing.source)).collect()
    }

    /// Spot prices of a type in the zones of a region over time, the oldest first; of the user's own files alone.
    pub fn spot_history<'a>(&'a self, instance: &'a Instance, region: &'a str) -> impl Iterator<Item = &'a SpotSample> {
        let here = move |zone: &str| zone.strip_prefix(region).is_some_and(|rest| rest.len() <= 1);
        self.spot_samples.iter().filter(move |sample| {
            instance.cloud == Cloud::Aws && sample.instance == instance.name && here(&sample.zone)
        })
    }

    /// Storage products of a cloud in a region, and those whose limits hold in all regions.
    ///
    /// Complete for EBS only: Google Cloud has us-central1 and Azure some disks of eastus. A product that is not
    /// listed is unknown, not free.
    pub fn storage(&self, cloud: Cloud, region: &str) -> impl Iterator<Item = &StorageProduct> {
        self.storage
            .iter()
            .filter(move |product| product.cloud == cloud && product.region.as_deref().is_none_or(|r| r == region))
    }
}

fn stated(usd_per_hour: UsdPerHour, listing: &Arc<Listing>) -> Price {
    let (basis, note) = match listing.kind {
        ListingKind::List => (PriceBasis::Listed, ""),
        ListingKind::Moved => {
            (PriceBasis::Listed, "the us-east-1 price of this type changed after this list, so this one may have too")
        }
        ListingKind::Cleaned => {
            (PriceBasis::Cleaned, "the source had another meter's price here; corrected from its other editions")
        }
        ListingKind::SpotAdvisor => (PriceBasis::SpotAdvisor, "on demand less the Spot Advisor's savings"),
        ListingKind::SpotHistory => (PriceBasis::SpotHistory, "the median of the dropped price history"),
        ListingKind::Negotiated { percent } => (PriceBasis::Negotiated { percent }, ""),
        ListingKind::Own => (PriceBasis::Own, ""),
    };
    Price { usd_per_hour, basis, date: listing.date, source: listing.source.clone(), note }
}
