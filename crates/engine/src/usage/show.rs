//! The optimizer's answer as plain data.

use std::collections::BTreeMap;

use afterglow_catalog::HOURS_OF_A_MONTH;
use afterglow_optimize::usage::{HostUse, Now, Percentiles, Resource, RightSize, SizedChoice};

use super::issues;
use super::series::Reading;
use crate::view::{MachineUseView, UseChoice, UseColumn, UseHost, UseNow, UsePercentiles, UseResource};

/// More machines or columns than this are not listed, though all are used.
const LISTED: usize = 200;
const HOURS_OF_A_YEAR: f64 = 8760.0;

/// What each column was taken for; those that tell nothing behind the others.
pub(super) fn columns(reading: &Reading) -> Vec<UseColumn> {
    let file = |at: usize| reading.files.get(at).cloned().unwrap_or_default();
    let mut used: BTreeMap<(usize, &str, &str), Option<&str>> = BTreeMap::new();
    for (key, one) in &reading.series {
        used.insert((key.file, &key.column, key.kind.word()), one.meaning.unit.map(super::unit::Unit::word));
    }
    let used = used.into_iter().map(|((at, name, role), unit)| UseColumn {
        file: file(at),
        name: issues::name(name),
        role: Some(role.to_owned()),
        unit: unit.map(str::to_owned),
    });
    let mut ignored = reading.ignored.clone();
    ignored.sort();
    ignored.dedup();
    let ignored = ignored.into_iter().map(|(at, name)| UseColumn { file: file(at), name, role: None, unit: None });
    used.chain(ignored).take(LISTED).collect()
}

/// Fills the view with the answer, but for its notes.
pub(super) fn fill(view: &mut MachineUseView, told: &RightSize) {
    view.hosts = told.hosts.iter().take(LISTED).map(host).collect();
    view.hosts_total = told.hosts.len() as u64;
    view.samples = told.hosts.iter().map(|host| host.samples as u64).sum();
    view.resources = Resource::ALL.into_iter().filter_map(|resource| of_resource(told, resource)).collect();
    view.percentile = (told.percentile * 1000.0).round() / 10.0;
    view.head_room = told.head_room;
    view.current = told.now.as_ref().map(now);
    let now = told.now.as_ref().and_then(|now| now.usd_per_hour).map(|price| price.0);
    view.choices = told.choices.iter().map(|one| choice(one, now)).collect();
    view.searched = told.searched;
    view.asks.clone_from(&told.asks);
    view.infeasible.clone_from(&told.infeasible);
}

fn percentiles(of: Percentiles) -> UsePercentiles {
    UsePercentiles { count: of.count as u64, p50: of.p50, p95: of.p95, p99: of.p99, max: of.max, asked: of.asked }
}

fn host(host: &HostUse) -> UseHost {
    let [cpu, memory, network, disk] = host.figures.map(|one| one.map(percentiles));
    UseHost {
        name: host.name.clone(),
        samples: host.samples as u64,
        from_ms: host.from.0,
        to_ms: host.to.0,
        step_ms: host.step.0,
        gaps: host.gaps.count as u64,
        longest_gap_ms: host.gaps.longest.0,
        cpu,
        memory,
        network,
        disk,
    }
}

fn of_resource(told: &RightSize, resource: Resource) -> Option<UseResource> {
    let at = resource as usize;
    let unit = match resource {
        Resource::Cpu | Resource::Memory if told.shares[at] => "share",
        Resource::Cpu => "cores",
        Resource::Memory => "bytes",
        Resource::Network | Resource::Disk => "bytes_per_second",
    };
    let shown = UseResource {
        resource: resource.word().to_owned(),
        unit: unit.to_owned(),
        all: told.pooled[at].map(percentiles),
        busiest: told.busiest[at].map(percentiles),
        together: told.together.and_then(|sums| sums[at]).map(percentiles),
        has: told.now.as_ref().and_then(|now| now.has[at]),
        need: told.need.and_then(|need| need[at]),
        kept: told.kept[at],
    };
    (shown.all.is_some() || shown.need.is_some()).then_some(shown)
}

fn now(now: &Now) -> UseNow {
    let short = |resource: &Resource| now.fill[*resource as usize].is_some_and(|share| share > 1.0 + 1e-9);
    UseNow {
        id: format!("{}:{}", now.cloud, now.instance),
        region: now.region.clone(),
        count: now.count,
        vcpus: now.vcpus,
        memory_bytes: now.memory.0,
        usd_per_hour: now.usd_per_hour.map(|price| price.0),
        usd_per_month: now.usd_per_hour.map(|price| price.0 * HOURS_OF_A_MONTH),
        price_basis: now.price_basis.to_owned(),
        price_date: now.price_date.to_string(),
        short_of: Resource::ALL.into_iter().filter(short).map(|one| one.word().to_owned()).collect(),
    }
}

fn choice(one: &SizedChoice, now: Option<f64>) -> UseChoice {
    let usd = one.usd_per_hour.0;
    let [cpu_ratio, memory_ratio, network_ratio, disk_ratio] = one.fill;
    UseChoice {
        plan: one.plan.word().to_owned(),
        cloud: one.cloud.word().to_owned(),
        region: one.region.clone(),
        instance: one.instance.clone(),
        count: one.count,
        vcpus: one.vcpus.0,
        memory_bytes: one.memory.0,
        arch: one.arch.word().to_owned(),
        market: one.market.word().to_owned(),
        usd_per_hour: usd,
        usd_per_month: usd * HOURS_OF_A_MONTH,
        saves_usd_per_month: now.map(|now| (now - usd) * HOURS_OF_A_MONTH),
        saves_usd_per_year: now.map(|now| (now - usd) * HOURS_OF_A_YEAR),
        price_basis: one.price_basis.to_owned(),
        price_date: one.price_date.to_string(),
        limited_by: one.limited_by.word().to_owned(),
        cpu_ratio,
        memory_ratio,
        network_ratio,
        disk_ratio,
        core_speed_ratio: one.speed,
    }
}
