//! From what the search found to the choices that are shown: different from each other, the first ones replayed exactly.

use std::collections::BTreeMap;

use afterglow_catalog::Cloud;
use afterglow_predict::{Model, Scenario, Sketch};
use afterglow_units::UsdPerHour;

use crate::choice::Choice;
use crate::goal::{Wall, around};
use crate::price::with_interruptions;
use crate::search::{Found, Outcome, Task, neighbours};
use crate::space::Space;
use crate::surface::Surface;

/// The most choices that are shown.
const MOST: usize = 50;
/// Of these, at most so many that are there for the Pareto front alone.
const FRONT: usize = 14;
/// Choices of one type, and of one family, so that the list is not one machine in fifty variants.
const OF_A_TYPE: usize = 2;
const OF_A_FAMILY: usize = 4;
/// Tasks that are replayed exactly for all finalists together: about a second of work.
const REPLAYED_TASKS: usize = 1_500_000;
/// Finalists at least and at most.
const FINALISTS: (usize, usize) = (2, 40);

/// A finalist: what was found, and what an exact replay says.
#[derive(Debug, Clone)]
pub(crate) struct Ranked {
    pub(crate) found: Found,
    pub(crate) replayed: bool,
    pub(crate) keeps: bool,
}

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
    let mut picked = refined(space, task, &outcome.best, surface, &mut searched);
    let room = MOST.saturating_sub(picked.len()).max(FRONT);
    picked.truncate(MOST - FRONT);
    for found in thinned(&outcome.front, room) {
        if !picked.iter().any(|other| same(other, &found)) {
            picked.push(found);
        }
    }
    picked.truncate(MOST);
    let mut ranked: Vec<Ranked> = picked
        .into_iter()
        .map(|found| Ranked { keeps: task.keeps(&found), found, replayed: false })
        .collect();
    order(task, &mut ranked);
    replay(space, task, model, tasks, &mut ranked);
    order(task, &mut ranked);
    (ranked, searched)
}

/// Exactly replays the first finalists, again and again until the first place has been replayed.
fn replay(space: &Space<'_>, task: &Task<'_>, model: &Model, tasks: usize, ranked: &mut [Ranked]) {
    let mut left = (REPLAYED_TASKS / tasks.max(1)).clamp(FINALISTS.0, FINALISTS.1);
    // Clusters alike in slots and hardware take the same time: one replay does for all markets and places.
    let mut known: BTreeMap<(u32, u32, crate::shape::Shape), Wall> = BTreeMap::new();
    for at in 0..ranked.len() {
        let found = ranked[at].found;
        let key = (found.site, found.workers, found.shape);
        let wall = match known.get(&key) {
            Some(wall) => *wall,
            None if left == 0 => continue,
            None => {
                left -= 1;
                let wall = Wall::of(model.predict(&scenario(space, task, &found)).wall);
                known.insert(key, wall);
                wall
            }
        };
        let place = (found.site, found.offer, found.rate);
        if let Some(exact) = task.priced(space, place, found.workers, found.shape, wall) {
            ranked[at] = Ranked { keeps: task.keeps(&exact), found: exact, replayed: true };
        }
    }
}

/// The scenario of a cluster.
pub(crate) fn scenario(space: &Space<'_>, task: &Task<'_>, found: &Found) -> Scenario {
    let site = &space.sites[found.site as usize];
    let mut scenario = Scenario::slots(found.shape.slots_of_node().saturating_mul(found.workers))
        .hardware(task.factors(site, &found.shape));
    scenario.executors = Some(found.shape.executors.saturating_mul(found.workers));
    scenario.cores_per_executor = Some(found.shape.cores.0);
    scenario
}

/// Those that keep the limits before the others, replayed ones before those that were not where both are near the top,
/// each by the goal.
fn order(task: &Task<'_>, ranked: &mut [Ranked]) {
    ranked.sort_by(|a, b| {
        b.keeps
            .cmp(&a.keeps)
            .then_with(|| task.score(&a.found).total_cmp(&task.score(&b.found)))
            .then_with(|| (a.found.site, a.found.workers).cmp(&(b.found.site, b.found.workers)))
    });
}

fn same(a: &Found, b: &Found) -> bool {
    (a.site, a.offer, a.rate, a.workers) == (b.site, b.offer, b.rate, b.workers)
}

/// The best ones, few of a kind, each with the number of workers that is best in its neighbourhood.
fn refined(
    space: &Space<'_>,
    task: &Task<'_>,
    best: &[Found],
    surface: &mut Surface<'_>,
    searched: &mut u64,
) -> Vec<Found> {
    let mut of_type: BTreeMap<(Cloud, &str), usize> = BTreeMap::new();
    let mut of_family: BTreeMap<(Cloud, &str), usize> = BTreeMap::new();
    let mut picked = Vec::new();
    for found in best {
        let site = &space.sites[found.site as usize];
        let instance = site.instance;
        let (types, families) = (
            of_type.entry((instance.cloud, &instance.name)).or_default(),
            of_family.entry((instance.cloud, &instance.family)).or_default(),
        );
        if *types >= OF_A_TYPE || *families >= OF_A_FAMILY {
            continue;
        }
        (*types, *families) = (*types + 1, *families + 1);
        let factors = task.factors(site, &found.shape);
        let mut better = *found;
        for workers in neighbours(found.workers).filter(|workers| task.allows(site, *workers)) {
            if !found.shape.fits(task.need, workers, task.head_room()) {
                continue;
            }
            *searched += 1;
            let wall = surface.wall(found.shape.slots_of_node().saturating_mul(workers), &factors);
            let other = task.priced(space, (found.site, found.offer, found.rate), workers, found.shape, wall);
            if let Some(other) = other.filter(|other| task.keeps(other)) {
                if task.score(&other) < task.score(&better) {
                    better = other;
                }
            }
        }
        picked.push(better);
        if picked.len() == MOST {
            break;
        }
    }
    picked
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
    // The start-up does not spread with the run.
    let share = found.wall.mid / (found.wall.mid + startup).max(1.0);
    Choice {
        cloud: site.instance.cloud,
        region: offer.region.to_string(),
        platform: site.platform,
        instance: site.instance.name.to_string(),
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
        cost: around(found.cost, (found.wall.spread * share).hypot(found.hourly.spread)),
        usd_per_hour: UsdPerHour(found.hourly.usd),
        price_basis: rate.basis,
        price_date: rate.date,
        meets_deadline_probability: task.limits.deadline.map(|deadline| found.wall.within(deadline)),
        feasible: ranked.keeps,
        bound_by: prediction.bound_by,
        replayed: ranked.replayed,
        conf: Vec::new(),
        why: Vec::new(),
    }
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
    let with = with_interruptions(wall, rate, found.workers, task.startup_ms(site));
    if wall.mid > 0.0 { with.mid / wall.mid - 1.0 } else { 0.0 }
}
