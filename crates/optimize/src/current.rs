//! What the run ran on, and what it cost.

mod cost;
mod infer;

pub use cost::bill;

use afterglow_catalog::{Catalog, Cloud, Date, Instance, Platform};
use afterglow_profile::Profile;
use afterglow_units::{Basis, Bytes, Cores, Millis, Usd, UsdPerHour};

use crate::{Advised, Hint, Purchase};

/// The cluster of the run. `None` where neither the log nor the user tells.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Current {
    /// The platform, where the catalogue knows it.
    pub platform: Option<Platform>,
    /// The platform or cluster manager as one word: `emr`, `databricks`, `yarn`, `standalone`, `local` …
    pub platform_word: Option<&'static str>,
    /// Whose machines.
    pub cloud: Option<Cloud>,
    /// Where.
    pub region: Option<String>,
    /// The workers' type as it was named.
    pub instance: Option<String>,
    /// The driver's type as it was named.
    pub driver: Option<String>,
    /// Whether the type was read from the log ([`Basis::Measured`]) or said by the user ([`Basis::Rule`]).
    pub basis: Option<Basis>,
    /// Machines with executors; the most at one time.
    pub workers: Option<u32>,
    /// Executors; the most at one time.
    pub executors: Option<u32>,
    /// Cores of an executor.
    pub executor_cores: Option<Cores>,
    /// Heap of an executor.
    pub executor_memory: Option<Bytes>,
    /// Task slots; the most at one time.
    pub slots: Option<u32>,
    /// Wall time.
    pub wall: Option<Millis>,
    /// How the workers were paid for; on demand unless the log says otherwise.
    pub market: Option<Purchase>,
    /// What the run cost; `None` where something that it needs is not known.
    pub cost: Option<Money>,
    /// What the run was advised, if its configuration says so.
    pub advised: Option<Advised>,
    /// What is missing for the cost, or doubtful, in sentences that say what to do.
    pub missing: Vec<String>,
}

/// What a run cost, in parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Money {
    /// All of it.
    pub total: Usd,
    /// The machines, the driver's too, while the application ran.
    pub machines: Usd,
    /// The platform's fees.
    pub fees: Usd,
    /// Volumes.
    pub storage: Usd,
    /// Of machines, fees and volumes the part of the workers.
    pub workers: Usd,
    /// The part of the total that was spent on the start of the cluster.
    pub startup: Usd,
    /// The part of the total in which no task ran on any slot: the driver's own time and the idle tail.
    pub idle: Option<Usd>,
    /// What the whole cluster costs in an hour.
    pub usd_per_hour: UsdPerHour,
    /// How the price was come by, in the catalogue's words.
    pub price_basis: &'static str,
    /// The day of the price.
    pub price_date: Date,
}

impl Current {
    /// Reads what the log tells, and takes the user's word before it.
    pub fn of(profile: &Profile, catalog: &Catalog, hint: &Hint) -> Self {
        let mut current = infer::read(profile, catalog);
        let told = current.cloud;
        current.take(hint, catalog);
        current.doubt(told, catalog);
        current
    }

    /// The cluster as a line for the way back: `3 × m5.xlarge in aws us-east-1`; `None` where the type is not known.
    pub(crate) fn cluster(&self) -> Option<String> {
        let instance = self.instance.as_deref()?;
        let many = self.workers.map_or_else(|| "?".to_owned(), |workers| workers.to_string());
        let place = [self.cloud.map(Cloud::word), self.region.as_deref()].into_iter().flatten().collect::<Vec<_>>();
        Some(if place.is_empty() {
            format!("{many} × {instance}")
        } else {
            format!("{many} × {instance} in {}", place.join(" "))
        })
    }

    /// What the user says alone, without a log.
    pub(crate) fn said(hint: &Hint, catalog: &Catalog) -> Self {
        let mut current = Self::default();
        current.take(hint, catalog);
        current
    }

    fn take(&mut self, hint: &Hint, catalog: &Catalog) {
        if let Some(name) = hint.instance.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
            let found = catalog.find_id(name);
            self.instance = Some(found.map_or_else(|| name.to_owned(), |i| i.name.to_string()));
            let cloud = found.map(|i| i.cloud).or_else(|| Cloud::parse(name.split_once(':')?.0));
            if cloud.is_some() && cloud != self.cloud {
                self.cloud = cloud;
                self.region = None;
            }
            self.basis = Some(Basis::Rule);
            self.driver = None;
        }
        if hint.region.as_deref().is_some_and(|region| !region.trim().is_empty()) {
            self.region.clone_from(&hint.region);
        }
        if let Some(platform) = hint.platform {
            self.platform = Some(platform);
            self.platform_word = Some(platform.word());
        }
        self.workers = hint.workers.or(self.workers);
        if self.platform.zip(self.cloud).is_some_and(|(platform, cloud)| !platform.is_on(cloud)) {
            self.platform = None;
        }
        if self.cloud == Some(Cloud::OnPremises) && self.platform.is_none() {
            self.platform = Some(Platform::OnPremises);
        }
    }

    /// Says where the user's word and the log cannot both be true.
    fn doubt(&mut self, told: Option<Cloud>, catalog: &Catalog) {
        if let (Some(told), Some(named)) = (told, self.cloud.filter(|cloud| Some(*cloud) != told)) {
            self.missing
                .push(format!("The log is of {told}, and the machine that is named of {named}: is it the right one?"));
        }
        let cores = self.machine(catalog).map(|machine| machine.vcpus);
        let larger = |machine: Cores| self.executor_cores.filter(|executor| *executor > machine);
        if let Some((machine, executor)) = cores.and_then(|machine| Some((machine, larger(machine)?))) {
            let name = self.instance.as_deref().unwrap_or_default();
            self.missing.push(format!(
                "The log has executors of {} cores, and {name} has {}: is it the right machine?",
                executor.0, machine.0
            ));
        }
    }

    /// The catalogue's row of the workers' type.
    pub fn machine<'a>(&self, catalog: &'a Catalog) -> Option<&'a Instance> {
        let name = self.instance.as_deref()?;
        match self.cloud {
            Some(cloud) => catalog.find(cloud, name),
            None => catalog.find_id(name),
        }
    }

    /// Task slots of one machine: those of all over the machines, rounded up.
    pub(crate) fn slots_of_node(&self) -> u32 {
        self.slots.unwrap_or(1).div_ceil(self.workers.unwrap_or(1).max(1)).max(1)
    }
}

#[cfg(test)]
mod tests;
