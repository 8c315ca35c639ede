//! The catalogue with the user's rates in it.

use std::sync::Arc;

use afterglow_units::UsdPerHour;

use super::{NodeKind, OWN_REGION, Rates, Scope};
use crate::quote::{Listing, ListingKind, Quote, RegionIx, in_currency};
use crate::{
    Catalog, Category, Cloud, Cpu, Date, DiskKind, Flags, Instance, Issue, Limits, LocalDisk, Market, RemoteDisk,
    Scores, Sources,
};

impl Catalog {
    /// The catalogue with `rates` in place of list prices, and the user's machines as types of
    /// [`Cloud::OnPremises`] in the region [`OWN_REGION`]; and what of the rates fitted nowhere.
    ///
    /// A price estimated from us-east-1 carries the discount of us-east-1.
    pub fn with_rates(&self, rates: &Rates) -> (Self, Vec<Issue>) {
        let mut new = self.clone();
        let mut issues = Vec::new();
        if rates.is_empty() {
            return (new, issues);
        }
        new.mark_own();
        new.discount(rates);
        for kind in &rates.nodes {
            if !new.put_node(kind, rates) {
                issues.push(Issue::within(&*kind.name, "there are too many regions to have one for own machines"));
            }
        }
        new.index();
        for own in &rates.own {
            let fits = |i: &Instance| matches(&own.scope, i);
            let rows: Vec<usize> = (0..new.instances.len()).filter(|row| fits(&new.instances[*row])).collect();
            if rows.is_empty() {
                let name = own.scope.instance.as_deref().unwrap_or_default();
                issues.push(Issue::within(format!("rate for {name}"), "the catalogue has no such type"));
            }
            for row in rows {
                let cloud = new.instances[row].cloud;
                let places: Vec<RegionIx> = match own.scope.region.as_deref() {
                    Some(name) => new.region(cloud, name).into_iter().collect(),
                    None => new.regions_of(cloud),
                };
                if places.is_empty() {
                    let region = own.scope.region.as_deref().unwrap_or_default();
                    issues.push(Issue::within(format!("rate in {region}"), format!("{cloud} has no such region here")));
                }
                for region in places {
                    let listing = own_listing(rates, ListingKind::Own);
                    set(new.quote_at(row, region), own.market, own.usd_per_hour, listing);
                }
            }
        }
        (new, issues)
    }

    fn regions_of(&self, cloud: Cloud) -> Vec<RegionIx> {
        let there = self.regions.iter().zip(0_u16..).filter(|(region, _)| region.cloud == cloud);
        there.map(|(_, at)| RegionIx(at)).collect()
    }

    fn discount(&mut self, rates: &Rates) {
        let Self { instances, quotes, regions, .. } = self;
        for (instance, quotes) in instances.iter().zip(quotes) {
            for quote in quotes {
                for market in [Market::OnDemand, Market::Spot, Market::Reserved1y, Market::Reserved3y] {
                    let region = regions.get(usize::from(quote.region.0)).map(|region| &*region.name);
                    let here = |scope: &Scope| {
                        matches(scope, instance) && scope.region.as_deref().is_none_or(|r| Some(r) == region)
                    };
                    let fitting = rates.discounts.iter().filter(|d| d.market == market && here(&d.scope));
                    let Some(best) = fitting.max_by_key(|d| specific(&d.scope)) else { continue };
                    let Some(list) = get(quote, market) else { continue };
                    let kind = ListingKind::Negotiated { percent: best.percent };
                    set(quote, market, list * (1.0 - best.percent / 100.0), own_listing(rates, kind));
                }
            }
        }
    }

    /// Takes an own machine; `false` where there is no room for the region of these.
    fn put_node(&mut self, kind: &NodeKind, rates: &Rates) -> bool {
        let Some(region) = self.region_or_new(Cloud::OnPremises, &Arc::from(OWN_REGION)) else { return false };
        let mut quote = Quote::empty(region);
        quote.on_demand = kind.usd_per_hour();
        quote.listing = own_listing(rates, ListingKind::Own);
        self.instances.push(machine(kind));
        self.quotes.resize_with(self.instances.len() - 1, Vec::new);
        self.quotes.push(vec![quote]);
        true
    }
}

/// The user's machine as an instance type. What was not stated stays unknown.
fn machine(kind: &NodeKind) -> Instance {
    let disk_kind = match kind.disk {
        Some(size) if size.0 == 0 => Some(DiskKind::None),
        Some(_) if kind.spinning => Some(DiskKind::Hdd),
        _ => None,
    };
    Instance {
        cloud: Cloud::OnPremises,
        name: kind.name.clone(),
        family: Arc::from("own"),
        category: Category::General,
        generation: 0,
        arch: kind.arch,
        cpu: Cpu::default(),
        vcpus: kind.cores,
        memory: kind.memory,
        local_disk: LocalDisk { count: kind.disks, total: kind.disk, kind: disk_kind },
        network: Limits { baseline: kind.network, burst: None },
        remote_disk: RemoteDisk::default(),
        accelerator: None,
        scores: Scores::default(),
        flags: Flags::default(),
        available: Some(kind.count),
        date: Date::default(),
        sources: Sources::default(),
    }
}

fn matches(scope: &Scope, instance: &Instance) -> bool {
    let same = |wanted: &Option<Arc<str>>, name: &str| wanted.as_deref().is_none_or(|w| w.eq_ignore_ascii_case(name));
    scope.cloud.is_none_or(|cloud| cloud == instance.cloud)
        && same(&scope.family, &instance.family)
        && same(&scope.instance, &instance.name)
}

/// Instance before family before cloud, each with a region before the same without.
fn specific(scope: &Scope) -> (bool, bool, bool, bool) {
    (scope.instance.is_some(), scope.family.is_some(), scope.region.is_some(), scope.cloud.is_some())
}

fn own_listing(rates: &Rates, kind: ListingKind) -> Arc<Listing> {
    let source: Arc<str> = match &rates.currency {
        Some(label) => in_currency("your own rates", label),
        None => Arc::from("your own rates"),
    };
    Arc::new(Listing { source, date: Date::default(), kind })
}

fn get(quote: &Quote, market: Market) -> Option<UsdPerHour> {
    match market {
        Market::OnDemand => quote.on_demand,
        Market::Spot => quote.spot,
        Market::Reserved1y => quote.reserved_1y,
        Market::Reserved3y => quote.reserved_3y,
    }
}

fn set(quote: &mut Quote, market: Market, price: UsdPerHour, listing: Arc<Listing>) {
    match market {
        Market::OnDemand => (quote.on_demand, quote.listing) = (Some(price), listing),
        Market::Spot => (quote.spot, quote.spot_seen, quote.spot_listing) = (Some(price), None, listing),
        Market::Reserved1y => (quote.reserved_1y, quote.reserved_listing) = (Some(price), listing),
        Market::Reserved3y => (quote.reserved_3y, quote.reserved_listing) = (Some(price), listing),
    }
}
