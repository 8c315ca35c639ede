//! The answer, and how it is put together.

use afterglow_catalog::{Catalog, Cloud, Instance};

use super::capacity::{Now, now};
use super::choices::{SizedChoice, Task};
use super::figures::{HostUse, Whole, host_use};
use super::need::{Needs, Sizing, needs};
use super::percentile::Percentiles;
use super::sample::{Host, Resource};
use super::tell;
use super::together::together;
use crate::need::HEAD_ROOM;
use crate::policy::Policy;
use crate::space::{clouds, places};
use crate::{Current, Query};

/// What samples of use are enough for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RightSize {
    /// Each machine by itself.
    pub hosts: Vec<HostUse>,
    /// All samples of all machines, by [`Resource`].
    pub pooled: [Option<Percentiles>; 4],
    /// Of each percentile that of the machine where it is greatest.
    pub busiest: [Option<Percentiles>; 4],
    /// The sum over all machines; `None` where they were not watched at the same time.
    pub together: Option<[Option<Percentiles>; 4]>,
    /// Resources whose amounts are shares, since nobody says of what.
    pub shares: [bool; 4],
    /// The percentile and the head-room of the need.
    pub percentile: f64,
    /// See there.
    pub head_room: f64,
    /// What each machine must offer, by [`Resource`]; `None` where that cannot be told.
    pub need: Option<[Option<f64>; 4]>,
    /// What of it is not from samples, but as the machine has it.
    pub kept: [bool; 4],
    /// The machines as they are, where their type is known.
    pub now: Option<Now>,
    /// At most ten of each plan and market, the cheapest first.
    pub choices: Vec<SizedChoice>,
    /// Machines, counts, regions and markets that were looked at.
    pub searched: u64,
    /// What the user must say before anything can be chosen, if so.
    pub asks: Option<String>,
    /// Why nothing was found, if so.
    pub infeasible: Option<String>,
    /// What this rests on, in sentences.
    pub notes: Vec<String>,
}

/// Sizes machines by samples of those in use. The same question gets the same answer.
pub fn rightsize(hosts: &[Host], catalog: &Catalog, sizing: &Sizing) -> RightSize {
    let query = &sizing.query;
    let mut notes = Vec::new();
    let own;
    let catalog = match &query.rates {
        Some(rates) => {
            let (with, issues) = catalog.with_rates(rates);
            notes.extend(issues.iter().map(|issue| format!("Your rates: {issue}.")));
            own = with;
            &own
        }
        None => catalog,
    };
    let open = Policy::default();
    let policy = query.policy.as_ref().unwrap_or(&open);
    let current = Current::said(&query.hint, catalog);
    let from = current.machine(catalog);
    let mut answer = measured(hosts, from, sizing.percentile());
    answer.head_room = policy.head_room.unwrap_or(HEAD_ROOM);
    answer.asks = tell::asks(&answer, &current, from, hosts);
    let each = if answer.asks.is_none() { needs(&answer.busiest, answer.head_room, from, 1.0) } else { None };
    if let Some(each) = each {
        (answer.need, answer.kept) = (Some(each.amounts), each.kept);
        choose(&mut answer, catalog, query, policy, &current, each, &mut notes);
    }
    notes.extend(tell::notes(&answer, from, hosts, policy));
    answer.notes = notes;
    answer
}

/// What the samples come to, before anything is chosen.
fn measured(hosts: &[Host], from: Option<&Instance>, percentile: f64) -> RightSize {
    let whole = |host: &Host| Whole {
        // What the data says of the machine that it is of goes before what the type should have.
        cores: host.cores.or(from.map(|from| from.vcpus)).map(|cores| f64::from(cores.0)),
        memory: host.memory.or(from.map(|from| from.memory)).map(|bytes| bytes.0 as f64),
    };
    let wholes: Vec<Whole> = hosts.iter().map(whole).collect();
    let uses: Vec<HostUse> =
        hosts.iter().zip(&wholes).map(|(host, whole)| host_use(host, *whole, percentile)).collect();
    let pooled = Resource::ALL.map(|resource| {
        let of = |(host, whole): (&Host, &Whole)| -> Vec<f64> {
            host.samples.iter().filter_map(|sample| whole.amount(resource, sample)).collect()
        };
        Percentiles::of(hosts.iter().zip(&wholes).flat_map(of).collect(), percentile)
    });
    let busiest = Resource::ALL.map(|resource| {
        let own = uses.iter().filter_map(|one| one.figures[resource.place()]);
        own.reduce(Percentiles::greatest)
    });
    let shares =
        Resource::ALL.map(|resource| hosts.iter().zip(&wholes).any(|(host, whole)| whole.lacks(resource, host)));
    let together = together(hosts, &uses, &wholes, percentile);
    RightSize { hosts: uses, pooled, busiest, together, shares, percentile, ..RightSize::default() }
}

fn choose(
    answer: &mut RightSize,
    catalog: &Catalog,
    query: &Query,
    policy: &Policy,
    current: &Current,
    each: Needs,
    notes: &mut Vec<String>,
) {
    let from = current.machine(catalog);
    let count = u32::try_from(answer.hosts.len()).unwrap_or(u32::MAX);
    answer.now = now(catalog, current, count, &each.amounts);
    let clouds: Vec<Cloud> = clouds(catalog, query, policy, current);
    let places = places(catalog, query, policy, current, &clouds, notes);
    // What some machines lack cannot be summed, and a sum without it would be too small.
    let summed = |together: &[Option<Percentiles>; 4]| {
        Resource::ALL
            .into_iter()
            .all(|resource| answer.busiest[resource.place()].is_none() || together[resource.place()].is_some())
    };
    let all = answer.together.as_ref().filter(|together| summed(together));
    let all = all.and_then(|together| needs(together, answer.head_room, from, f64::from(count)));
    let found = Task { catalog, policy, clouds: &clouds, places: &places, current, hosts: count, each, all }.search();
    (answer.choices, answer.searched) = (found.choices, found.searched);
    if answer.choices.is_empty() {
        answer.infeasible = Some(tell::nothing(found.searched));
    }
    if found.burstable > 0 {
        notes.push(format!(
            "{} types with CPU credits or shared cores are left out: samples do not tell the credits that they would need.",
            found.burstable
        ));
    }
}
