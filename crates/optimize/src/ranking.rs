//! From what the search found to the choices that are shown: different from each other, the first ones replayed exactly.

use std::collections::BTreeMap;

use afterglow_catalog::{Cloud, Platform};
use afterglow_predict::{Model, Sketch};
use afterglow_units::{Millis, UsdPerHour, order};

use crate::choice::Choice;
use crate::found::{Found, Ranked};
use crate::goal::{Wall, around};
use crate::machine::Site;
use crate::price::with_interruptions;
use crate::replay::{Replays, scenario};
use crate::search::{Outcome, Task, neighbours, order};
use crate::space::Space;
use crate::surface::Surface;

/// The most choices that are shown.
const MOST: usize = 50;
/// Of these, at most so many that are there for the Pareto front alone.
const FRONT: usize = 14;
/// Choices of one type, and of one family, so that the list is not one machine in fifty variants.
const OF_A_TYPE: usize = 2;
const OF_A_FAMILY: usize = 4;
/// How many of those that keep the limits, and of those near them, are finalists.
const POOL: usize = 150;
/// Workers that are added or taken away, one by one, when a finalist is replayed.
const STEPS: u32 = 2;
/// Finalists that are replayed in every shape, and from which workers are taken away.
const LOOKED_INTO: usize = 16;

/// Picks, replays and orders. The second figure is how many more clusters were reckoned.
pub(crate) fn rank(
    space: &Space<'_>,
    task: &Task<'_>,
    outcome: &Outcome,
    surface: &mut Surface<'_>,
    model: &Model,
    tasks: usize,
) -> (Vec<Ranked>, u64) {
    let mut searched = 0;
    let mut finalists: Vec<Found> =
        outcome.best.iter().take(POOL).chain(outcome.near.iter().take(POOL)).copied().collect();
    for finalist in &mut finalists {
        *finalist = refined(space, task, *finalist, surface, &mut searched);
    }
    order::by(&mut finalists, |a, b| task.score(a).total_cmp(&task.score(b)));
    let mut replays = Replays::new(space, task, model, tasks);
    let mut ranked: Vec<Ranked> = Vec::new();
    for (at, found) in finalists.iter().enumerate() {
        let near_top = at < LOOKED_INTO;
        let Some(mut one) = replays.best_shape(found, near_top) else { break };
        // The compressed run errs to both sides. What misses a limit may keep it with a worker more; what keeps it may
        // still do so with one fewer, which is looked into for the first ones.
        let up = !one.keeps;
        for _ in 0..STEPS {
            if one.keeps == up || !(up || near_top) {
                break;
            }
            let workers = if up { one.found.workers.checked_add(1) } else { one.found.workers.checked_sub(1) };
            let next = workers.and_then(|workers| stepped(space, task, &one.found, workers, surface));
            let Some(next) = next.and_then(|next| replays.best_shape(&next, near_top)) else { break };
            searched += 1;
            if !up && (!next.keeps || task.score(&next.found) >= task.score(&one.found)) {
                break;
            }
            one = next;
        }
        ranked.push(one);
    }
    // Behind those that were replayed, the others as the search has them, if they keep the limits there.
    ranked.extend(outcome.best.iter().map(|found| Ranked { found: *found, replayed: false, keeps: true }));
    ranked.retain(|ranked| ranked.keeps);
    order(task, &mut ranked);
    replays.settle_first(&mut ranked);
    let mut ranked = diverse(space, ranked);
    // What is shown is replayed as far as the rest of the budget goes; what then misses a limit is not shown.
    replays.left += replays.set_aside;
    for one in ranked.iter_mut().filter(|one| !one.replayed) {
        let Some(exact) = replays.within_budget(&one.found) else { break };
        *one = exact;
    }
    ranked.retain(|ranked| ranked.keeps);
    for found in thinned(&outcome.front, (MOST - ranked.len()).max(FRONT)) {
        if !ranked.iter().any(|other| same(&other.found, &found)) {
            let plain = Ranked { keeps: task.keeps(&found), found, replayed: false };
            ranked.push(replays.within_budget(&found).unwrap_or(plain));
        }
    }
    order(task, &mut ranked);
    replays.settle_first(&mut ranked);
    ranked.truncate(MOST);
    (ranked, searched)
}

/// Few of a kind, so that the list is not one machine in fifty variants. The order stays.
fn diverse(space: &Space<'_>, ranked: Vec<Ranked>) -> Vec<Ranked> {
    let mut of_type: BTreeMap<(Cloud, &str), usize> = BTreeMap::new();
    let mut of_family: BTreeMap<(Cloud, &str), usize> = BTreeMap::new();
    let mut picked: Vec<Ranked> = Vec::new();
    for one in ranked {
        let instance = space.sites[one.found.site as usize].instance;
        let types = of_type.entry((instance.cloud, &instance.name)).or_default();
        let families = of_family.entry((instance.cloud, &instance.family)).or_default();
        let place = |found: &Found| (found.site, found.offer, found.rate);
        let again = picked.iter().any(|other| place(&other.found) == place(&one.found));
        if again || *types >= OF_A_TYPE || *families >= OF_A_FAMILY {
            continue;
        }
        (*types, *families) = (*types + 1, *families + 1);
        picked.push(one);
        if picked.len() == MOST - FRONT {
            break;
        }
    }
    picked
}

fn same(a: &Found, b: &Found) -> bool {
    (a.site, a.offer, a.rate, a.workers) == (b.site, b.offer, b.rate, b.workers)
}

/// A cluster with the number of workers that is best in its neighbourhood.
fn refined(space: &Space<'_>, task: &Task<'_>, found: Found, surface: &mut Surface<'_>, searched: &mut u64) -> Found {
    let site = &space.sites[found.site as usize];
    let factors = task.factors(site, &found.shape);
    let mut better = found;
    let least = task.policy.min_workers.unwrap_or(1);
    for workers in neighbours(found.workers).filter(|&workers| workers >= least && task.allows(site, workers)) {
        if !found.shape.fits(task.need, workers, task.head_room()) {
            continue;
        }
        *searched += 1;
        let wall = surface.wall(found.shape.slots_of_node().saturating_mul(workers), &factors);
        let other = task.priced(space, (found.site, found.offer, found.rate), workers, found.shape, wall);
        let fit = |other: &Found| task.keeps(other) || !task.keeps(&found) && task.nearly_keeps(other);
        if let Some(other) = other.filter(|other| fit(other) && task.score(other) < task.score(&better)) {
            better = other;
        }
    }
    better
}

/// The same cluster with another number of workers, if there may be so many.
fn stepped(
    space: &Space<'_>,
    task: &Task<'_>,
    found: &Found,
    workers: u32,
    surface: &mut Surface<'_>,
) -> Option<Found> {
    let site = &space.sites[found.site as usize];
    let allowed = workers >= task.policy.min_workers.unwrap_or(1).max(1)
        && task.allows(site, workers)
        && found.shape.fits(task.need, workers, task.head_room());
    let slots = found.shape.slots_of_node().saturating_mul(workers);
    let wall = allowed.then(|| surface.wall(slots, &task.factors(site, &found.shape)))?;
    task.priced(space, (found.site, found.offer, found.rate), workers, found.shape, wall)
}

/// Points of the front, evenly spread over it, both ends among them.
fn thinned(front: &[Found], most: usize) -> Vec<Found> {
    if front.len() <= most || most < 2 {
        return front.iter().take(most).copied().collect();
    }
    (0..most).map(|at| front[at * (front.len() - 1) / (most - 1)]).collect()
}

/// Writes a finalist out as a choice, without conf and explanation.
pub(crate) fn written(space: &Space<'_>, task: &Task<'_>, sketch: &Sketch, ranked: &Ranked) -> Choice {
    let found = &ranked.found;
    let site = &space.sites[found.site as usize];
    let offer = &site.offers[usize::from(found.offer)];
    let rate = &offer.rates[usize::from(found.rate)];
    let prediction = sketch.predict(&scenario(space, task, found));
    let startup = task.startup_ms(site);
    Choice {
        cloud: site.instance.cloud,
        region: offer.region.to_string(),
        platform: site.platform,
        instance: site.instance.name.to_string(),
        alike: alike(space, task, found),
        family: site.instance.family.to_string(),
        arch: site.instance.arch,
        workers: found.workers,
        market: rate.purchase,
        driver: offer.driver.as_ref().map(|driver| driver.name.to_string()),
        driver_memory: task.need.driver,
        executors: found.shape.executors.saturating_mul(found.workers),
        executor_cores: found.shape.cores,
        executor_memory: found.shape.heap,
        executor_overhead: found.shape.overhead,
        slots: found.shape.slots_of_node().saturating_mul(found.workers),
        volume: site.volume(task.need, found.workers),
        wall: found.wall.interval(),
        cost: around(found.cost, task.cost_spread(space, found)),
        usd_per_hour: UsdPerHour(found.hourly.usd),
        startup: Millis::from_f64(startup),
        price_basis: rate.basis,
        price_date: rate.date,
        meets_deadline_probability: task.limits.deadline.map(|deadline| found.wall.within(deadline)),
        feasible: ranked.keeps,
        bound_by: prediction.bound_by,
        replayed: ranked.replayed,
        instead_of: None,
        conf: Vec::new(),
        why: Vec::new(),
    }
}

/// As many types as a fleet may have beside the first one without asking for more (EMR's instance fleets, 2026).
const ALIKE: usize = 4;

/// Types that a spot worker may be of instead, in the space and so within the policy, the cheapest first: as many cores,
/// as much memory, the same instruction set, and no larger volume for the same files.
fn alike(space: &Space<'_>, task: &Task<'_>, found: &Found) -> Vec<String> {
    let site = &space.sites[found.site as usize];
    let offer = &site.offers[usize::from(found.offer)];
    let purchase = offer.rates[usize::from(found.rate)].purchase;
    if site.platform != Platform::Emr || !purchase.uses_spot() {
        return Vec::new();
    }
    let like = |other: &&Site<'_>| {
        let (own, its) = (site.instance, other.instance);
        other.platform == site.platform
            && its.name != own.name
            && (its.cloud, its.arch, its.vcpus, its.memory) == (own.cloud, own.arch, own.vcpus, own.memory)
            && other.volume(task.need, found.workers) <= site.volume(task.need, found.workers)
    };
    let mut priced: Vec<(f64, &str)> = space
        .sites
        .iter()
        .filter(like)
        .filter_map(|other| {
            let there = other.offers.iter().find(|there| there.region == offer.region)?;
            let rate = there.rates.iter().find(|rate| rate.purchase == purchase)?;
            Some((rate.spot, &*other.instance.name))
        })
        .collect();
    order::by(&mut priced, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
    priced.into_iter().take(ALIKE).map(|(_, name)| name.to_owned()).collect()
}

/// The wall time of a cluster before interruptions are added.
pub(crate) fn undisturbed(task: &Task<'_>, space: &Space<'_>, found: &Found, surface: &mut Surface<'_>) -> Wall {
    let site = &space.sites[found.site as usize];
    surface.wall(found.shape.slots_of_node().saturating_mul(found.workers), &task.factors(site, &found.shape))
}

/// The share of the time that interruptions add.
pub(crate) fn interruption_share(task: &Task<'_>, space: &Space<'_>, found: &Found, wall: Wall) -> f64 {
    let site = &space.sites[found.site as usize];
    let rate = &site.offers[usize::from(found.offer)].rates[usize::from(found.rate)];
    let spot = rate.purchase.spot_workers(site.platform, found.workers);
    let with = with_interruptions(wall, rate, spot, found.workers, task.startup_ms(site));
    if wall.mid > 0.0 { with.mid / wall.mid - 1.0 } else { 0.0 }
}
