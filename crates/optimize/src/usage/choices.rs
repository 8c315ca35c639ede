//! Types, regions and markets that hold the need, the cheapest first.

use std::sync::Arc;

use afterglow_catalog::{Arch, Catalog, Cloud, Date, Flag, Instance, Platform};
use afterglow_units::{Bytes, Cores, UsdPerHour, order};

use super::capacity::{Capacity, capacity};
use super::need::Needs;
use super::sample::Resource;
use crate::policy::Policy;
use crate::price::{Extras, rates};
use crate::{Current, Purchase};

/// Choices that are listed of each plan and market.
const LISTED: usize = 10;
/// A need may reach this much over what a machine has: the last bit of a sum of shares.
const WHOLE: f64 = 1.0 + 1e-9;

/// How many machines are to take the load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Plan {
    /// As many as were watched, each of another type. Nothing has to move between them.
    SameNumber,
    /// Fewer, which share the load of all: only where the load can be spread.
    Fewer,
}

impl Plan {
    /// The word used in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::SameNumber => "same_number",
            Self::Fewer => "fewer",
        }
    }
}

/// Machines that hold the need.
#[derive(Debug, Clone, PartialEq)]
pub struct SizedChoice {
    /// How many machines stand in for how many.
    pub plan: Plan,
    /// Whose.
    pub cloud: Cloud,
    /// Where.
    pub region: String,
    /// Their type.
    pub instance: String,
    /// Its instruction set.
    pub arch: Arch,
    /// How many.
    pub count: u32,
    /// Virtual CPUs of one.
    pub vcpus: Cores,
    /// Memory of one.
    pub memory: Bytes,
    /// How they are paid for.
    pub market: Purchase,
    /// What all of them cost.
    pub usd_per_hour: UsdPerHour,
    /// How the price was come by.
    pub price_basis: &'static str,
    /// The day of the price.
    pub price_date: Date,
    /// By [`Resource`]: the need over what a machine has, 0 to 1; `None` where one of them is not known.
    pub fill: [Option<f64>; 4],
    /// The fullest of them.
    pub limited_by: Resource,
    /// Speed of a core over that of the watched machine (*rule*); `None` where cores were taken for alike.
    pub speed: Option<f64>,
}

/// What is to be searched.
pub(super) struct Task<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) policy: &'a Policy,
    pub(super) clouds: &'a [Cloud],
    pub(super) places: &'a [(Cloud, Arc<str>)],
    pub(super) current: &'a Current,
    /// Machines that were watched.
    pub(super) hosts: u32,
    /// What each of as many machines must offer.
    pub(super) each: Needs,
    /// What fewer machines must offer together, where that is known.
    pub(super) all: Option<Needs>,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) choices: Vec<SizedChoice>,
    /// Types times counts, regions and markets for which need and price were looked at.
    pub(super) searched: u64,
    /// Types that were left out for their CPU credits.
    pub(super) burstable: u32,
}

impl Task<'_> {
    pub(super) fn search(&self) -> Found {
        let from = self.current.machine(self.catalog);
        let own_disks = from.is_some_and(|from| from.local_disk.included());
        let mut found = Found::default();
        for instance in self.catalog.instances().iter().filter(|one| self.clouds.contains(&one.cloud)) {
            if instance.flags.has(Flag::Burstable) || instance.flags.has(Flag::SharedCpu) {
                found.burstable += 1;
                continue;
            }
            if !self.policy.allows(instance) || (own_disks && !instance.local_disk.included()) {
                continue;
            }
            let capacity = capacity(instance, from);
            let plans = [
                Some((Plan::SameNumber, self.hosts, self.each)),
                self.all.and_then(|all| {
                    let count = fewest(&capacity, &all).filter(|count| *count < self.hosts)?;
                    let amounts = all.amounts.map(|amount| amount.map(|amount| amount / f64::from(count)));
                    Some((Plan::Fewer, count, Needs { amounts, ..all }))
                }),
            ];
            for (plan, count, needs) in plans.into_iter().flatten() {
                self.offers(instance, &capacity, plan, count, &needs, &mut found);
            }
        }
        order::by(&mut found.choices, |a, b| {
            a.usd_per_hour
                .0
                .total_cmp(&b.usd_per_hour.0)
                .then_with(|| (a.count, &a.instance).cmp(&(b.count, &b.instance)))
        });
        let mut listed: Vec<(Plan, Purchase, usize)> = Vec::new();
        found.choices.retain(|one| {
            let place =
                listed.iter().position(|seen| (seen.0, seen.1) == (one.plan, one.market)).unwrap_or_else(|| {
                    listed.push((one.plan, one.market, 0));
                    listed.len() - 1
                });
            listed[place].2 += 1;
            listed[place].2 <= LISTED
        });
        found
    }

    fn offers(
        &self,
        instance: &Instance,
        capacity: &Capacity,
        plan: Plan,
        count: u32,
        needs: &Needs,
        found: &mut Found,
    ) {
        let fill = capacity.fill(&needs.amounts);
        let holds = fill.iter().flatten().all(|share| *share <= WHOLE) && self.allows(instance, count);
        let limited_by = Resource::ALL.into_iter().max_by(|a, b| {
            let of = |resource: &Resource| fill[resource.place()].unwrap_or(-1.0);
            // Of equals the first counts.
            of(a).total_cmp(&of(b)).then_with(|| b.cmp(a))
        });
        for (_, region) in self.places.iter().filter(|place| place.0 == instance.cloud) {
            for rate in rates(self.catalog, instance, region) {
                let spot = rate.purchase.spot_workers(Platform::PlainVms, count);
                let mixes = rate.purchase != Purchase::Mixed || spot > 0;
                if !self.policy.allows_purchase(rate.purchase) || !mixes {
                    continue;
                }
                found.searched += 1;
                let usd = rate.hourly(&Extras::default(), count, spot, Bytes(0)).usd;
                if !holds || self.policy.max_usd_per_hour.is_some_and(|most| usd > most) {
                    continue;
                }
                found.choices.push(SizedChoice {
                    plan,
                    cloud: instance.cloud,
                    region: region.to_string(),
                    instance: instance.name.to_string(),
                    arch: instance.arch,
                    count,
                    vcpus: instance.vcpus,
                    memory: instance.memory,
                    market: rate.purchase,
                    usd_per_hour: UsdPerHour(usd),
                    price_basis: rate.basis,
                    price_date: rate.date,
                    fill,
                    limited_by: limited_by.unwrap_or(Resource::Cpu),
                    speed: capacity.speed,
                });
            }
        }
    }

    /// Whether the policy and what there is of a type allow so many machines.
    fn allows(&self, instance: &Instance, count: u32) -> bool {
        let policy = self.policy;
        policy.min_workers.is_none_or(|least| count >= least)
            && policy.max_workers.is_none_or(|most| count <= most)
            && policy.max_cores.is_none_or(|most| count.saturating_mul(instance.vcpus.0) <= most)
            && instance.available.is_none_or(|there| count <= there)
    }
}

/// The fewest machines that hold what all need together; `None` where no number does.
fn fewest(capacity: &Capacity, all: &Needs) -> Option<u32> {
    let most = capacity.fill(&all.amounts).into_iter().flatten().fold(0.0, f64::max);
    (most.is_finite() && most < 1e6).then(|| (most / WHOLE).ceil().max(1.0) as u32)
}
