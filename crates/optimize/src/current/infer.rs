//! Reading platform, cloud, region and types out of a log.

use std::collections::{BTreeMap, BTreeSet};

use afterglow_catalog::{Catalog, Cloud, Platform};
use afterglow_profile::{Profile, interval};
use afterglow_units::{Basis, Bytes, Timestamp};

use super::Current;
use crate::{Advised, Purchase};

const TAGS: &str = "spark.databricks.clusterUsageTags.";

pub(super) fn read(profile: &Profile, catalog: &Catalog) -> Current {
    let word = profile.platform();
    let mut current = Current {
        platform_word: word,
        platform: match word {
            Some("standalone") => Some(Platform::PlainVms),
            Some(word) => Platform::parse(word),
            None => None,
        },
        wall: profile.app.wall().filter(|wall| wall.0 > 0),
        ..Current::default()
    };
    current.cloud = cloud(profile, current.platform);
    executors(profile, &mut current);
    databricks(profile, catalog, &mut current);
    advised(profile, &mut current);
    current.region = current.region.take().or_else(|| region(profile, catalog, current.cloud));
    current
}

fn cloud(profile: &Profile, platform: Option<Platform>) -> Option<Cloud> {
    match platform {
        Some(Platform::Emr | Platform::EmrServerless | Platform::Glue) => return Some(Cloud::Aws),
        Some(Platform::Dataproc | Platform::DataprocServerless) => return Some(Cloud::Gcp),
        Some(Platform::HdInsight | Platform::Synapse) => return Some(Cloud::Azure),
        Some(Platform::Databricks) => {
            let tag = profile.conf.get("spark.databricks.clusterUsageTags.cloudProvider")?;
            return Cloud::parse(tag);
        }
        _ => {}
    }
    // Host names that the clouds themselves give out.
    let hosts = || profile.executors.iter().map(|executor| executor.host.as_str());
    let ends = |tails: &[&str]| hosts().any(|host| tails.iter().any(|tail| host.ends_with(tail)));
    if ends(&[".compute.internal", ".ec2.internal", ".compute.amazonaws.com"]) {
        Some(Cloud::Aws)
    } else if ends(&[".google.internal"]) || hosts().any(|host| host.contains(".c.") && host.ends_with(".internal")) {
        Some(Cloud::Gcp)
    } else if ends(&[".cloudapp.net", ".internal.cloudapp.net"]) {
        Some(Cloud::Azure)
    } else {
        None
    }
}

fn executors(profile: &Profile, current: &mut Current) {
    let local = current.platform_word == Some("local");
    let real = || profile.executors.iter().filter(|executor| local || executor.id != "driver");
    let hosts: BTreeSet<&str> = real().map(|executor| executor.host.as_str()).filter(|host| !host.is_empty()).collect();
    let end = profile.app.end().unwrap_or(Timestamp(i64::MAX));
    let spans = || {
        real().filter_map(|executor| {
            let from = executor.added.or(executor.first_launch)?;
            Some((executor, from, executor.removed.unwrap_or(end).max(from + afterglow_units::Millis(1))))
        })
    };
    let most = interval::peak(spans().map(|(_, from, to)| (from, to, 1))) as u32;
    current.executors = (most > 0).then_some(most);
    // Machines at one time: each host from its first executor's coming to its last one's going.
    let mut stays: BTreeMap<&str, (Timestamp, Timestamp)> = BTreeMap::new();
    for (executor, from, to) in spans() {
        let stay = stays.entry(executor.host.as_str()).or_insert((from, to));
        *stay = (stay.0.min(from), stay.1.max(to));
    }
    let most = interval::peak(stays.values().map(|&(from, to)| (from, to, 1))) as u32;
    current.workers = if hosts.is_empty() || most == 0 { None } else { Some(most) };
    current.executor_cores = real().filter_map(|executor| executor.cores).max();
    let key = if local { "spark.driver.memory" } else { "spark.executor.memory" };
    current.executor_memory = profile.conf.bytes(key, Bytes::from_mib(1));
    current.slots = profile.totals.peak_slots.map(|slots| slots.0).filter(|slots| *slots > 0);
}

/// What the run was advised stands for what its log does not tell of its machines.
fn advised(profile: &Profile, current: &mut Current) {
    let Some(advised) = Advised::of(profile) else { return };
    if current.cloud.is_none_or(|cloud| cloud == advised.cloud) && current.slots == Some(advised.slots) {
        current.cloud = Some(advised.cloud);
        if current.instance.is_none() {
            current.instance = Some(advised.instance.clone());
            current.basis = Some(Basis::Rule);
        }
        current.region.get_or_insert_with(|| advised.region.clone());
        current.market = current.market.or(Some(advised.market));
        if current.platform.is_none() {
            current.platform = Some(advised.platform);
            current.platform_word.get_or_insert(advised.platform.word());
        }
    }
    current.advised = Some(advised);
}

/// Databricks writes node types, workers, region and market into the configuration.
fn databricks(profile: &Profile, catalog: &Catalog, current: &mut Current) {
    if current.platform != Some(Platform::Databricks) {
        return;
    }
    let conf = &profile.conf;
    let tag = |name: &str| conf.get(&format!("{TAGS}{name}")).map(str::trim).filter(|value| !value.is_empty());
    let worker = conf.get("spark.databricks.workerNodeTypeId").or_else(|| tag("clusterNodeType"));
    current.instance = worker.map(str::to_owned);
    current.driver = conf.get("spark.databricks.driverNodeTypeId").or_else(|| tag("driverNodeType")).map(str::to_owned);
    if current.instance.is_some() {
        current.basis = Some(Basis::Measured);
    }
    if current.cloud.is_none() {
        current.cloud = worker.and_then(|name| catalog.find_id(name)).map(|instance| instance.cloud);
    }
    let known =
        |name: &str| current.cloud.is_some_and(|cloud| catalog.regions(cloud).any(|region| *region.name == *name));
    let zone =
        || tag("dataPlaneRegion").or_else(|| tag("zoneId").or_else(|| tag("clusterAvailabilityZone")).map(of_zone));
    current.region = tag("region").or_else(zone).filter(|name| known(name)).map(str::to_owned);
    let spot = tag("clusterAvailability").or_else(|| tag("clusterSpotAvailability")).unwrap_or_default();
    current.market = if spot.to_ascii_uppercase().starts_with("SPOT") { Some(Purchase::Spot) } else { None };
}

/// `us-west-2a` to `us-west-2`.
fn of_zone(zone: &str) -> &str {
    zone.trim_end_matches(|c: char| c.is_ascii_lowercase())
}

/// A region named in a setting or in the hosts' names: it must be one that the catalogue knows, on that cloud.
fn region(profile: &Profile, catalog: &Catalog, cloud: Option<Cloud>) -> Option<String> {
    let cloud = cloud?;
    let names: Vec<&str> = catalog.regions(cloud).map(|region| &*region.name).collect();
    let exact = |text: &str| names.iter().find(|name| **name == text).map(|name| (*name).to_owned());
    let keys = ["AWS_REGION", "AWS_DEFAULT_REGION", "spark.hadoop.fs.s3a.endpoint.region", "aws.region"];
    let conf = &profile.conf;
    let set = keys.iter().filter_map(|key| conf.system.get(*key).or_else(|| conf.spark.get(*key)));
    let zone = |host: &str| -> Option<String> {
        host.split('.').find_map(|label| {
            exact(label).or_else(|| exact(of_zone(label))).or_else(|| exact(label.rsplit_once('-').map_or("", |p| p.0)))
        })
    };
    set.map(String::as_str).find_map(exact).or_else(|| {
        let hosts = || profile.executors.iter().map(|executor| executor.host.as_str());
        // In us-east-1 alone private names end in ec2.internal.
        let first = || hosts().any(|host| host.ends_with(".ec2.internal")).then(|| exact("us-east-1")).flatten();
        hosts().find_map(zone).or_else(first)
    })
}
