//! What the run cost.

use std::collections::BTreeMap;

use afterglow_catalog::{Catalog, Cloud, Instance, Market, Platform};
use afterglow_profile::Profile;
use afterglow_units::{Millis, Timestamp, Usd, UsdPerHour};

use super::{Current, Money};
use crate::machine::volume;
use crate::need::Need;
use crate::price::{self, STARTUP_SECONDS, SYSTEM_VOLUME, volume_gib};
use crate::{Hint, Purchase};

/// What the run cost on the machines that the log or the user names, by the prices of the catalogue and the usual start-up of a cluster;
/// `None` where one of them is not known.
pub fn bill(profile: &Profile, catalog: &Catalog, hint: &Hint) -> Option<Money> {
    let mut current = Current::of(profile, catalog, hint);
    current.reckon(profile, catalog, &Need::of(profile), STARTUP_SECONDS);
    current.cost
}

impl Current {
    /// Reckons the cost, or says what is missing for it.
    pub(crate) fn reckon(&mut self, profile: &Profile, catalog: &Catalog, need: &Need, startup_seconds: f64) {
        match self.money(profile, catalog, need, startup_seconds) {
            Ok(money) => self.cost = Some(money),
            Err(missing) => self.missing.push(missing),
        }
    }

    fn money(&mut self, profile: &Profile, catalog: &Catalog, need: &Need, startup: f64) -> Result<Money, String> {
        let Some(name) = self.instance.clone() else {
            return Err("The log does not tell on which instance type the executors ran: name it.".into());
        };
        let Some(machine) = self.machine(catalog) else {
            return Err(format!("The catalogue does not know the type {name}: state its price in your own rates."));
        };
        let Some(workers) = self.workers.filter(|workers| *workers > 0) else {
            return Err("The log does not tell how many machines there were.".into());
        };
        let wall = self.wall.ok_or("The log has no start or end from which a run time could be counted.")?;
        let region = self.place(catalog, machine)?;
        let platform = self.platform.unwrap_or(match machine.cloud {
            Cloud::OnPremises => Platform::OnPremises,
            _ => Platform::PlainVms,
        });
        if platform.is_serverless() {
            return Err("A serverless platform charges by units of its own, which the log does not count.".into());
        }
        let wanted = self.market.unwrap_or(if machine.cloud == Cloud::OnPremises {
            Purchase::Owned
        } else {
            Purchase::OnDemand
        });
        let rates = price::rates(catalog, machine, &region);
        let rate = rates.iter().find(|rate| rate.purchase == wanted).or_else(|| rates.first());
        let Some(rate) = rate else { return Err(format!("The catalogue has no price of {name} in {region}.")) };
        let fee = |instance: &Instance| {
            let fee = catalog.fee(platform, instance, &region);
            fee.usd_per_hour.map(|usd| usd.0).ok_or_else(|| {
                format!("The fee of {} for {} is not known: {}.", crate::space::name(platform), instance.name, fee.note)
            })
        };
        let fee_worker = fee(machine)?;
        let driver = self.driver_machine(catalog, machine, platform);
        let (driver_price, driver_fee) = match driver {
            Some(driver) => {
                let price = catalog.price(driver, &region, Market::OnDemand);
                let price =
                    price.ok_or_else(|| format!("The catalogue has no price of {} in {region}.", driver.name))?;
                (price.usd_per_hour.0, fee(driver)?)
            }
            None => (0.0, 0.0),
        };
        let one = if wanted.uses_spot() && rate.spot > 0.0 { rate.spot } else { rate.firm };
        let worker_hours = worker_hours(profile, workers, wall);
        let hours = wall.hours();
        let start = if machine.cloud == Cloud::OnPremises { 0.0 } else { startup / 3600.0 };
        let start_hours = (f64::from(workers) * start, if driver.is_some() { start } else { 0.0 });
        let files = volume_gib(catalog, machine.cloud, &region).unwrap_or(0.0);
        let volume = volume(machine, need, workers);
        let machines = worker_hours * one + hours * driver_price;
        let fees = worker_hours * fee_worker + hours * driver_fee;
        let storage =
            files * (worker_hours * volume.gib() + if driver.is_some() { hours * SYSTEM_VOLUME.gib() } else { 0.0 });
        let startup = start_hours.0 * (one + fee_worker + files * volume.gib())
            + start_hours.1 * (driver_price + driver_fee + files * SYSTEM_VOLUME.gib());
        let per_hour = f64::from(workers) * (one + fee_worker + files * volume.gib()) + driver_price + driver_fee;
        let idle =
            profile.totals.driver_only.map(|time| Usd((machines + fees + storage) * time.hours() / hours.max(1e-9)));
        Ok(Money {
            total: Usd(machines + fees + storage + startup),
            machines: Usd(machines),
            fees: Usd(fees),
            storage: Usd(storage),
            workers: Usd(worker_hours * (one + fee_worker + files * volume.gib())),
            startup: Usd(startup),
            idle,
            usd_per_hour: UsdPerHour(per_hour),
            price_basis: rate.basis,
            price_date: rate.date,
        })
    }

    /// The region, or the main one of the cloud, which is then said.
    fn place(&mut self, catalog: &Catalog, machine: &Instance) -> Result<String, String> {
        if let Some(region) = &self.region {
            return Ok(region.clone());
        }
        let first = catalog.regions(machine.cloud).next().map(|region| region.name.to_string());
        let region = first.ok_or_else(|| format!("The catalogue has no region of {}.", machine.cloud))?;
        if machine.cloud != Cloud::OnPremises {
            self.missing
                .push(format!("The log does not tell the region: {region} is taken for the price. Name yours."));
        }
        Ok(region)
    }

    /// The machine of the driver: as named, else of the workers' type. A local run has none beside its one machine, and
    /// on one's own machines it takes no further one.
    fn driver_machine<'a>(
        &self,
        catalog: &'a Catalog,
        machine: &'a Instance,
        platform: Platform,
    ) -> Option<&'a Instance> {
        if self.platform_word == Some("local") || platform == Platform::OnPremises {
            return None;
        }
        let named = self.driver.as_deref().and_then(|name| catalog.find(machine.cloud, name));
        Some(named.unwrap_or(machine))
    }
}

/// Hours of all workers together. Machines that came late or went early count for their stay only, if the run let them
/// come and go; a fixed cluster is there all the time.
fn worker_hours(profile: &Profile, workers: u32, wall: Millis) -> f64 {
    let all = f64::from(workers) * wall.hours();
    if !profile.conf.flag("spark.dynamicAllocation.enabled").unwrap_or(false) {
        return all;
    }
    let (Some(begin), Some(end)) = (profile.app.begin(), profile.app.end()) else { return all };
    let mut stays: BTreeMap<&str, (Timestamp, Timestamp)> = BTreeMap::new();
    for executor in profile.executors.iter().filter(|executor| executor.id != "driver") {
        let from = executor.added.or(executor.first_launch).unwrap_or(begin).max(begin);
        let to = executor.removed.unwrap_or(end).min(end);
        let stay = stays.entry(executor.host.as_str()).or_insert((from, to));
        *stay = (stay.0.min(from), stay.1.max(to));
    }
    let stayed: f64 = stays.values().map(|(from, to)| to.since(*from).hours()).sum();
    if stayed > 0.0 { stayed.min(all) } else { all }
}
