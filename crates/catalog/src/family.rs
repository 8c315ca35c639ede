//! Google Cloud's prices as Google states them: so much for a core and so much for a GiB of a machine family.

use std::collections::BTreeMap;
use std::sync::Arc;

use afterglow_units::UsdPerHour;

use crate::quote::{Listing, currency_of};
use crate::{Catalog, Cloud, DiskKind, Flag, Instance, Issue, Market, Offer, Terms};

/// What one core or one GiB of a family costs in a region.
#[derive(Debug, Clone, PartialEq)]
pub struct FamilyPrice {
    /// The family, such as `n2d`.
    pub family: Arc<str>,
    /// Where.
    pub region: Arc<str>,
    /// How it is paid for.
    pub market: Market,
    /// A virtual CPU or a GiB of memory.
    pub part: Part,
    /// The price of one of them.
    pub usd_per_hour: UsdPerHour,
    /// Where it comes from.
    pub(crate) listing: Arc<Listing>,
}

/// What a [`FamilyPrice`] is the price of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// One virtual CPU.
    Core,
    /// One GiB of memory.
    Gib,
}

/// The price of a core and of a GiB of one family in one place and market.
#[derive(Default)]
struct Pair<'a> {
    core: Option<&'a FamilyPrice>,
    gib: Option<&'a FamilyPrice>,
}

impl Catalog {
    /// Prices of machine types: virtual CPUs × the core's price + GiB × the GiB's price, and what is missing for it.
    ///
    /// Left out are types of which more is charged than cores and memory (GPUs, included local SSDs) or less (shared
    /// cores), see [`is_cores_and_memory`].
    pub(crate) fn of_families(&self, prices: &[FamilyPrice]) -> (Vec<Offer>, Vec<Issue>) {
        let mut pairs: BTreeMap<(&str, &str, Market), Pair<'_>> = BTreeMap::new();
        for price in prices {
            let pair = pairs.entry((&price.family, &price.region, price.market)).or_default();
            match price.part {
                Part::Core => pair.core = Some(price),
                Part::Gib => pair.gib = Some(price),
            }
        }
        let (mut offers, mut issues) = (Vec::new(), Vec::new());
        for ((family, region, market), pair) in pairs {
            let (Some(core), Some(gib)) = (pair.core, pair.gib) else {
                let missing = if pair.core.is_none() { "core" } else { "GiB of memory" };
                let what = format!("no price of a {missing}; its types keep their prices");
                issues.push(Issue::within(format!("gcp:{family} in {region}, {}", market.word()), what));
                continue;
            };
            if currency_of(&core.listing.source) != currency_of(&gib.listing.source) {
                let what = "the core and the GiB are in two currencies; its types keep their prices";
                issues.push(Issue::within(format!("gcp:{family} in {region}, {}", market.word()), what));
                continue;
            }
            let types = self.instances.iter().filter(|i| i.cloud == Cloud::Gcp && *i.family == *family);
            offers.extend(types.filter(|i| is_cores_and_memory(i)).map(|i| {
                let price = core.usd_per_hour.0 * f64::from(i.vcpus.0) + gib.usd_per_hour.0 * i.memory.gib();
                Offer {
                    cloud: Cloud::Gcp,
                    region: core.region.clone(),
                    instance: i.name.clone(),
                    terms: Terms::Price(market, UsdPerHour(price)),
                    listing: core.listing.clone(),
                }
            }));
        }
        (offers, issues)
    }
}

/// Whether a type of Google's costs what its cores and its memory cost: no GPU, no local SSD that is part of it, no
/// shared core. A test holds this against the built-in prices of such types.
pub(crate) fn is_cores_and_memory(instance: &Instance) -> bool {
    let disk_of_its_own = match instance.local_disk.kind {
        Some(DiskKind::None | DiskKind::AttachableLocalSsd) => false,
        _ => instance.local_disk.total.is_some_and(|size| size.0 > 0),
    };
    instance.accelerator.is_none()
        && !disk_of_its_own
        && !instance.name.contains("lssd")
        && !instance.flags.has(Flag::SharedCpu)
        && !FAMILIES_WITH_MORE.contains(&&*instance.family)
}

/// Families that have meters besides their cores and memory: accelerators, local SSDs, the surcharge of memory-optimised
/// machines (`m1` and `m2` share one meter of cores, `m2` has another on top), other meters for each shape (`m4`).
const FAMILIES_WITH_MORE: [&str; 11] = ["a2", "a3", "a4", "a4x", "g2", "g4", "m1", "m2", "m4", "x4", "z3"];

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::is_cores_and_memory;
    use crate::{Catalog, Cloud, Instance, Market};

    /// For every family in us-central1: the price of a core and of a GiB from two types of different shape, then every
    /// other type from these two.
    #[test]
    #[allow(clippy::print_stdout, reason = "figures for whoever runs the tests")]
    fn listed_prices_are_cores_and_memory() {
        let catalog = Catalog::builtin();
        let mut families: BTreeMap<&str, Vec<(&Instance, f64, f64, f64)>> = BTreeMap::new();
        for i in catalog.instances().iter().filter(|i| i.cloud == Cloud::Gcp && is_cores_and_memory(i)) {
            if let Some(price) = catalog.price(i, "us-central1", Market::OnDemand) {
                let row = (i, f64::from(i.vcpus.0), i.memory.gib(), price.usd_per_hour.0);
                families.entry(&i.family).or_default().push(row);
            }
        }
        let (mut told, mut off) = (0, Vec::new());
        for types in families.values() {
            let (_, cores, gib, price) = types[0];
            // The type whose memory for a core differs most from the first one's makes the two equations firm.
            let shape = |t: &&(&Instance, f64, f64, f64)| ((t.2 / t.1 - gib / cores).abs() * 1e6) as u64;
            let (_, cores2, gib2, price2) = *types.iter().max_by_key(shape).expect("it has one");
            let det = cores * gib2 - cores2 * gib;
            if det.abs() < 1e-6 {
                continue;
            }
            let core = (price * gib2 - price2 * gib) / det;
            let of_gib = (cores * price2 - cores2 * price) / det;
            for (i, cores, gib, price) in types {
                told += 1;
                let guess = core * cores + of_gib * gib;
                if (guess / price - 1.0).abs() > 0.001 {
                    off.push(format!("{} {price} not {guess:.4}", i.name));
                }
            }
        }
        println!("{told} types of {} families, {} off by more than 0.1 %: {off:?}", families.len(), off.len());
        assert!(told > 150 && off.is_empty(), "{off:?}");
    }
}
