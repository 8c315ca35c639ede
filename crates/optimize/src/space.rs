//! Everything that may be taken: types, regions, platforms and markets that the question and the policy leave.

use std::collections::BTreeSet;
use std::sync::Arc;

use afterglow_catalog::{Catalog, Cloud, Instance, Platform, usable};

use crate::current::Current;
use crate::driver::Drivers;
use crate::machine::{Offer, Site};
use crate::native::Native;
use crate::need::{HEAD_ROOM, Need};
use crate::policy::Policy;
use crate::price::{Extras, rates, runs_on, volume_gib};
use crate::query::Query;
use crate::shape::Shape;

/// The search space, and why parts of the catalogue are not in it.
#[derive(Debug, Default)]
pub(crate) struct Space<'a> {
    pub(crate) sites: Vec<Site<'a>>,
    /// Regions that are looked at, by cloud.
    pub(crate) places: Vec<(Cloud, Arc<str>)>,
    /// How many types each reason took out.
    pub(crate) left_out: LeftOut,
    pub(crate) notes: Vec<String>,
}

/// Why types are not in the space. Each type counts for the first reason that takes it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct LeftOut {
    pub(crate) by_policy: u32,
    pub(crate) no_price: u32,
    pub(crate) no_fee: u32,
    pub(crate) too_little_memory: u32,
}

/// Finds the space. `query.policy` is passed apart, so that rules can be lifted one by one.
pub(crate) fn space<'a>(
    catalog: &'a Catalog,
    query: &Query,
    policy: &'a Policy,
    need: &'a Need,
    current: &Current,
) -> Space<'a> {
    let mut space = Space::default();
    let own_machine = current.machine(catalog);
    space.notes.extend(need.native.note(own_machine));
    let clouds = clouds(catalog, query, policy, current);
    space.notes.extend(elsewhere(&clouds, current));
    let own = |instance: &Instance| instance.cloud == Cloud::OnPremises;
    if clouds.contains(&Cloud::OnPremises) && !catalog.instances().iter().any(own) {
        space.notes.push("No machines of your own are known: give them as rows of kind node in your rates.".to_owned());
    }
    space.places = places(catalog, query, policy, current, &clouds, &mut space.notes);
    if current.region.is_none() && query.regions.is_empty() && policy.regions.is_empty() && space.places.len() > 1 {
        let places: Vec<&str> = space.places.iter().map(|place| &*place.1).collect();
        space.notes.push(format!(
            "Where the data is, the log does not tell: {} are compared as if it did not matter. Name your region.",
            places.join(", ")
        ));
    }
    let mut drivers = Drivers::new(catalog, policy, need);
    let mut unpriced_fees: BTreeSet<Platform> = BTreeSet::new();
    let mut unpriced_volumes: BTreeSet<(Cloud, Arc<str>)> = BTreeSet::new();
    for &cloud in &clouds {
        let regions: Vec<Arc<str>> =
            space.places.iter().filter(|place| place.0 == cloud).map(|place| place.1.clone()).collect();
        let platforms: Vec<Platform> = platforms(cloud, current, policy);
        for instance in catalog.instances().iter().filter(|instance| instance.cloud == cloud) {
            let kind = match need.native {
                Native::Gpu => policy.allows_with_gpu(instance),
                _ => policy.allows(instance),
            };
            if !kind || !need.native.takes(own_machine, instance) {
                space.left_out.by_policy += 1;
                continue;
            }
            let mut reason = Reason::Memory;
            let mut found = false;
            for &platform in platforms.iter().filter(|platform| runs_on(**platform, instance)) {
                let head_room = policy.head_room.unwrap_or(HEAD_ROOM);
                let Some(left) = usable(platform, instance) else { continue };
                let shapes = match need.native {
                    Native::Gpu => Shape::of_gpus(instance, platform, &left, need, head_room),
                    _ => Shape::all(platform, &left, need, head_room),
                };
                if shapes.is_empty() {
                    continue;
                }
                let mut offers = Vec::new();
                for region in &regions {
                    let rates: Vec<_> = rates(catalog, instance, region)
                        .into_iter()
                        .filter(|rate| policy.allows_purchase(rate.purchase))
                        .collect();
                    if rates.is_empty() {
                        reason = Reason::Price;
                        continue;
                    }
                    let Some(fee) = catalog.fee(platform, instance, region).usd_per_hour else {
                        reason = Reason::Fee;
                        unpriced_fees.insert(platform);
                        continue;
                    };
                    let driver = match cloud {
                        Cloud::OnPremises => None,
                        _ => drivers.beside(instance, platform, region),
                    };
                    let volume_gib = volume_gib(catalog, cloud, region);
                    if volume_gib.is_none() && cloud != Cloud::OnPremises {
                        unpriced_volumes.insert((cloud, region.clone()));
                    }
                    let extras =
                        Extras { fee: fee.0, driver: driver.as_ref().map_or(0.0, |d| d.usd_per_hour), volume_gib };
                    offers.push(Offer { region: region.clone(), rates, extras, driver });
                }
                if !offers.is_empty() {
                    found = true;
                    space.sites.push(Site { instance, platform, shapes, offers });
                }
            }
            if !found {
                match reason {
                    Reason::Memory => space.left_out.too_little_memory += 1,
                    Reason::Price => space.left_out.no_price += 1,
                    Reason::Fee => space.left_out.no_fee += 1,
                }
            }
        }
    }
    for platform in unpriced_fees {
        space.notes.push(format!("{}: types whose fee is not in the catalogue are left out.", name(platform)));
    }
    for (cloud, region) in unpriced_volumes {
        space.notes.push(format!("{cloud} {region}: the catalogue has no price for volumes, so they are not counted."));
    }
    space
}

enum Reason {
    Memory,
    Price,
    Fee,
}

/// The clouds that are asked for; else those of the policy; else the one where the run was, since that is where its data
/// are and moving them has no price here; else all.
pub(crate) fn clouds(catalog: &Catalog, query: &Query, policy: &Policy, current: &Current) -> Vec<Cloud> {
    let mut clouds = query.clouds.clone();
    if clouds.is_empty() {
        clouds = match current.cloud {
            _ if !policy.clouds.is_empty() => policy.clouds.clone(),
            Some(cloud) => vec![cloud],
            None => Cloud::PUBLIC.to_vec(),
        };
        let owns = catalog.instances().iter().any(|instance| instance.cloud == Cloud::OnPremises);
        if owns && !clouds.contains(&Cloud::OnPremises) {
            clouds.push(Cloud::OnPremises);
        }
    }
    clouds.retain(|cloud| policy.allows_cloud(*cloud));
    clouds.sort_unstable();
    clouds.dedup();
    clouds
}

/// What to say of clouds other than that of the run.
fn elsewhere(clouds: &[Cloud], current: &Current) -> Option<String> {
    let home = current.cloud.filter(|cloud| *cloud != Cloud::OnPremises)?;
    let away = clouds.iter().any(|cloud| *cloud != home && *cloud != Cloud::OnPremises);
    Some(if away {
        format!("The run was on {home}. What moving its data to another cloud costs is not in these figures.")
    } else {
        format!(
            "The run was on {home}, so other clouds were not searched: moving its data would cost too. Name them to see them."
        )
    })
}

/// The regions of each cloud: those that are asked for; else those of the policy; else that of the run; else the one
/// with the most prices.
pub(crate) fn places(
    catalog: &Catalog,
    query: &Query,
    policy: &Policy,
    current: &Current,
    clouds: &[Cloud],
    notes: &mut Vec<String>,
) -> Vec<(Cloud, Arc<str>)> {
    let wanted = if query.regions.is_empty() { &policy.regions } else { &query.regions };
    let mut places = Vec::new();
    for &cloud in clouds {
        let all: Vec<Arc<str>> = catalog.regions(cloud).map(|region| region.name.clone()).collect();
        let own = |name: &str| all.iter().find(|region| region.eq_ignore_ascii_case(name)).cloned();
        if cloud == Cloud::OnPremises {
            places.extend(all.iter().map(|region| (cloud, region.clone())));
            continue;
        }
        let mut chosen: Vec<Arc<str>> = wanted.iter().filter_map(|name| own(name)).collect();
        if wanted.is_empty() {
            let here = current.region.as_deref().filter(|_| current.cloud == Some(cloud)).and_then(own);
            chosen.extend(here.or_else(|| all.first().cloned()));
        }
        chosen.retain(|region| policy.allows_region(region));
        chosen.sort();
        chosen.dedup();
        if chosen.is_empty() {
            notes.push(format!("{cloud}: none of the wanted regions is in the catalogue."));
        }
        places.extend(chosen.into_iter().map(|region| (cloud, region)));
    }
    for name in wanted {
        let known = places.iter().any(|(_, region)| region.eq_ignore_ascii_case(name));
        let elsewhere = || Cloud::PUBLIC.iter().any(|c| catalog.regions(*c).any(|r| r.name.eq_ignore_ascii_case(name)));
        if !known && !elsewhere() {
            notes.push(format!("The catalogue has no region called {name}."));
        }
    }
    places
}

/// Platforms to look at on a cloud: those of the policy; else of the same kind as the run's, so that nobody is moved off
/// Kubernetes or a managed service without asking; else plain machines and what manages them.
fn platforms(cloud: Cloud, current: &Current, policy: &Policy) -> Vec<Platform> {
    use Platform::{Databricks, Dataproc, Emr, HdInsight, Kubernetes, OnPremises, PlainVms};
    let all = [PlainVms, Emr, Dataproc, Databricks, HdInsight, Kubernetes, OnPremises];
    let like: &[Platform] = match current.platform {
        _ if !policy.platforms.is_empty() => &all,
        Some(Kubernetes) => &[Kubernetes, OnPremises],
        Some(Emr | Dataproc | Databricks | HdInsight) => &[Emr, Dataproc, Databricks, HdInsight, OnPremises],
        Some(platform) if platform.is_serverless() => &[Emr, Dataproc, Databricks, HdInsight, OnPremises],
        _ => &[PlainVms, Emr, Dataproc, Databricks, HdInsight, OnPremises],
    };
    like.iter().copied().filter(|p| p.is_on(cloud) && policy.allows_platform(*p)).collect()
}

/// A platform's name for a sentence.
pub(crate) fn name(platform: Platform) -> &'static str {
    match platform {
        Platform::PlainVms => "plain machines",
        Platform::Emr => "Amazon EMR",
        Platform::EmrServerless => "Amazon EMR Serverless",
        Platform::Glue => "AWS Glue",
        Platform::Dataproc => "Google Dataproc",
        Platform::DataprocServerless => "Google Dataproc Serverless",
        Platform::Databricks => "Databricks",
        Platform::HdInsight => "Azure HDInsight",
        Platform::Synapse => "Azure Synapse",
        Platform::Kubernetes => "Kubernetes",
        Platform::OnPremises => "your own machines",
    }
}
