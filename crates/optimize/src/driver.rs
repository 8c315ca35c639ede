//! The machine of the driver, beside the workers.

use std::collections::BTreeMap;
use std::sync::Arc;

use afterglow_catalog::{Arch, Catalog, Cloud, Instance, Market, Platform, usable};
use afterglow_units::{Bytes, Cores};

use crate::need::Need;
use crate::policy::Policy;
use crate::price::{SYSTEM_VOLUME, runs_on, volume_gib};

/// Fewer cores than this leave a driver no room for the cluster's own services. A rule of thumb.
const LEAST_CORES: Cores = Cores(4);

/// A machine for the driver and what it costs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Driver {
    pub(crate) name: Arc<str>,
    pub(crate) usd_per_hour: f64,
}

/// Finds the driver's machine: the cheapest type of the workers' family that is large enough, on demand.
pub(crate) struct Drivers<'a> {
    catalog: &'a Catalog,
    policy: &'a Policy,
    need: &'a Need,
    known: BTreeMap<Family, Option<Driver>>,
    /// The same of any family of an instruction set.
    of_any: BTreeMap<(Cloud, Platform, Arch, Arc<str>), Option<Driver>>,
}

/// A family on a platform in a region: they share the driver's machine.
type Family = (Cloud, Platform, Arc<str>, Arc<str>);

impl<'a> Drivers<'a> {
    pub(crate) fn new(catalog: &'a Catalog, policy: &'a Policy, need: &'a Need) -> Self {
        Self { catalog, policy, need, known: BTreeMap::new(), of_any: BTreeMap::new() }
    }

    /// The driver's machine for workers of type `worker`; the worker's own type where the family has none that fits.
    pub(crate) fn beside(&mut self, worker: &Instance, platform: Platform, region: &Arc<str>) -> Option<Driver> {
        let key = (worker.cloud, platform, worker.family.clone(), region.clone());
        let found = if let Some(found) = self.known.get(&key) {
            found.clone()
        } else {
            let relatives = self.catalog.instances().iter();
            let family = relatives.filter(|i| i.cloud == worker.cloud && i.family == worker.family);
            let fitting = family.filter(|i| self.fits(i, platform));
            let priced = fitting.filter_map(|instance| self.priced(instance, platform, region));
            let cheapest = priced.min_by(|a, b| a.usd_per_hour.total_cmp(&b.usd_per_hour));
            self.known.insert(key, cheapest.clone());
            cheapest
        };
        found.or_else(|| self.of_any_family(worker, platform, region)).or_else(|| self.priced(worker, platform, region))
    }

    /// The cheapest machine of the worker's instruction set that is large enough: where its own family has none, as
    /// families with GPUs do.
    fn of_any_family(&mut self, worker: &Instance, platform: Platform, region: &Arc<str>) -> Option<Driver> {
        let key = (worker.cloud, platform, worker.arch, region.clone());
        if let Some(known) = self.of_any.get(&key) {
            return known.clone();
        }
        let alike = self.catalog.instances().iter().filter(|i| i.cloud == worker.cloud && i.arch == worker.arch);
        let fitting = alike.filter(|i| self.fits(i, platform));
        let priced = fitting.filter_map(|instance| self.priced(instance, platform, region));
        let cheapest = priced.min_by(|a, b| a.usd_per_hour.total_cmp(&b.usd_per_hour));
        self.of_any.insert(key, cheapest.clone());
        cheapest
    }

    fn fits(&self, instance: &Instance, platform: Platform) -> bool {
        let heap = self.need.driver.0;
        // Heap, a tenth of overhead, and a GiB for the services beside it.
        let wanted = Bytes(heap + heap / 10 + (1 << 30));
        instance.vcpus >= LEAST_CORES
            && self.policy.allows(instance)
            && runs_on(platform, instance)
            && usable(platform, instance).is_some_and(|usable| usable.memory >= wanted)
    }

    fn priced(&self, instance: &Instance, platform: Platform, region: &str) -> Option<Driver> {
        let price = self.catalog.price(instance, region, Market::OnDemand)?.usd_per_hour;
        let fee = self.catalog.fee(platform, instance, region).usd_per_hour?;
        let volume = volume_gib(self.catalog, instance.cloud, region).unwrap_or(0.0) * SYSTEM_VOLUME.gib();
        Some(Driver { name: instance.name.clone(), usd_per_hour: price.0 + fee.0 + volume })
    }
}
