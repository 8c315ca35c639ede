//! The search: a time and a cost for every cluster of the space.
//!
//! Types, shapes and numbers of workers are walked through completely; for each the time comes from the [`Surface`],
//! and every place and market of the type is priced with it. What is left out is only what cannot win: workers beyond
//! the number at which the time stops falling cost more and bring nothing.

use afterglow_predict::{Calibration, HardwareFactors, Prediction};
use afterglow_units::Usd;

use crate::found::{Found, Ranked};
use crate::frontier::Front;
use crate::goal::{Goal, Limits, Wall};
use crate::hardware::Reference;
use crate::machine::Site;
use crate::need::{HEAD_ROOM, Need};
use crate::policy::Policy;
use crate::price::{STARTUP_SECONDS, with_interruptions};
use crate::shape::Shape;
use crate::space::Space;
use crate::surface::Surface;

/// What a search needs beside the space.
pub(crate) struct Task<'a> {
    pub(crate) need: &'a Need,
    pub(crate) policy: &'a Policy,
    pub(crate) reference: Reference<'a>,
    pub(crate) goal: Goal,
    pub(crate) limits: Limits,
    /// What other runs of the program say of the model.
    pub(crate) calibration: Option<&'a Calibration>,
}

/// What came out.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// The best of each type, platform, place and market that keeps the limits, best first.
    pub(crate) best: Vec<Found>,
    /// The same of those that miss a limit by so little that an exact replay may find otherwise, where they would be
    /// better than the best that keeps it.
    pub(crate) near: Vec<Found>,
    /// Clusters that no other beats in both time and cost, whether they keep the limits or not; the cheapest first.
    pub(crate) front: Vec<Found>,
    /// The fastest and the cheapest of all, whether they keep the limits or not.
    pub(crate) fastest: Option<Found>,
    pub(crate) cheapest: Option<Found>,
    /// For how many clusters a time and a cost were reckoned.
    pub(crate) searched: u64,
}

/// Times and costs this much beyond a limit are near it: the compressed run and an exact replay differ by that.
const NEAR: f64 = 1.12;
/// More workers than this are not tried on any account.
pub(crate) const MOST_WORKERS: u32 = 4_096;

impl Task<'_> {
    pub(crate) fn startup_ms(&self, site: &Site<'_>) -> f64 {
        if site.instance.available.is_some() {
            return 0.0;
        }
        self.policy.startup_seconds.unwrap_or(STARTUP_SECONDS) * 1e3
    }

    pub(crate) fn head_room(&self) -> f64 {
        self.policy.head_room.unwrap_or(HEAD_ROOM)
    }

    pub(crate) fn factors(&self, site: &Site<'_>, shape: &Shape) -> HardwareFactors {
        self.reference.factors(site.instance, shape.slots_of_node(), shape.heap_per_slot())
    }

    /// The time of a prediction as other runs of the program correct it.
    pub(crate) fn wall(&self, prediction: Prediction) -> Wall {
        Wall::of(match self.calibration {
            Some(calibration) => calibration.correct(prediction).wall,
            None => prediction.wall,
        })
    }

    /// Whether the policy and the machines at hand allow so many workers.
    pub(crate) fn allows(&self, site: &Site<'_>, workers: u32) -> bool {
        let cores = u64::from(workers) * u64::from(site.instance.vcpus.0);
        workers <= self.policy.max_workers.unwrap_or(MOST_WORKERS).min(MOST_WORKERS)
            && self.policy.max_cores.is_none_or(|most| cores <= u64::from(most))
            && site.instance.available.is_none_or(|count| workers <= count)
    }

    /// Prices one cluster; `None` where the policy's hourly limit forbids it, or where there is no such cluster.
    pub(crate) fn priced(
        &self,
        space: &Space<'_>,
        place: (u32, u16, u16),
        workers: u32,
        shape: Shape,
        wall: Wall,
    ) -> Option<Found> {
        let (site, offer, rate) = place;
        let here = &space.sites[site as usize];
        let sold = &here.offers[usize::from(offer)];
        let terms = &sold.rates[usize::from(rate)];
        let startup = self.startup_ms(here);
        let spot = terms.purchase.spot_workers(here.platform, workers);
        // Too few workers for a part of them to be on spare capacity: that is another market's choice.
        if terms.purchase.uses_spot() && spot == 0 {
            return None;
        }
        let hourly = terms.hourly(&sold.extras, workers, spot, here.volume(self.need, workers));
        if self.policy.max_usd_per_hour.is_some_and(|most| hourly.usd > most) {
            return None;
        }
        let wall = with_interruptions(wall, terms, spot, workers, startup);
        let cost = hourly.over(wall.mid, startup);
        Some(Found { site, offer, rate, workers, shape, wall, cost, hourly })
    }

    /// Standard deviation of the logarithm of a cluster's cost: the start-up does not spread with the run.
    pub(crate) fn cost_spread(&self, space: &Space<'_>, found: &Found) -> f64 {
        let startup = self.startup_ms(&space.sites[found.site as usize]);
        let share = found.wall.mid / (found.wall.mid + startup).max(1.0);
        (found.wall.spread * share).hypot(found.hourly.spread)
    }

    pub(crate) fn score(&self, found: &Found) -> f64 {
        self.goal.score(found.wall.mid, found.cost)
    }

    pub(crate) fn keeps(&self, found: &Found) -> bool {
        self.limits.kept(found.wall, found.cost)
    }

    /// Whether the limits are kept, or missed by little.
    pub(crate) fn nearly_keeps(&self, found: &Found) -> bool {
        let wall = Wall { mid: found.wall.mid / NEAR, ..found.wall };
        self.limits.kept(wall, found.cost / NEAR)
    }
}

/// Those that keep the limits before the others, replayed ones before those that were not where both are near the top,
/// each by the goal. Where none keeps them there is no best: then the one that misses them least is first.
pub(crate) fn order(task: &Task<'_>, ranked: &mut [Ranked]) {
    let none = ranked.iter().all(|one| !one.keeps);
    let missed = |one: &Ranked| if none { task.limits.missed(one.found.wall, one.found.cost) } else { 0.0 };
    // By how much a limit is missed takes a search of its own: once for each, not in every comparison.
    let mut weighed: Vec<(f64, f64, Ranked)> =
        ranked.iter().map(|one| (missed(one), task.score(&one.found), one.clone())).collect();
    weighed.sort_by(|(missed_a, score_a, a), (missed_b, score_b, b)| {
        b.keeps
            .cmp(&a.keeps)
            .then_with(|| missed_a.total_cmp(missed_b))
            .then_with(|| score_a.total_cmp(score_b))
            .then_with(|| (a.found.site, a.found.workers).cmp(&(b.found.site, b.found.workers)))
    });
    for (place, (.., one)) in ranked.iter_mut().zip(weighed) {
        *place = one;
    }
}

/// Searches the space.
pub(crate) fn search(space: &Space<'_>, task: &Task<'_>, surface: &mut Surface<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    let mut front = Front::default();
    for (at, site) in space.sites.iter().enumerate() {
        let empty = || -> Vec<Vec<Option<Found>>> { site.offers.iter().map(|o| vec![None; o.rates.len()]).collect() };
        let (mut best, mut near) = (empty(), empty());
        for shape in &site.shapes {
            let factors = task.factors(site, shape);
            for workers in counts(task.policy.min_workers.unwrap_or(1)) {
                if !task.allows(site, workers) {
                    break;
                }
                if !shape.fits(task.need, workers, task.head_room()) {
                    continue;
                }
                let slots = shape.slots_of_node().saturating_mul(workers);
                let wall = surface.wall(slots, &factors);
                for (offer, sold) in site.offers.iter().enumerate() {
                    for rate in 0..sold.rates.len() {
                        let place = (at as u32, offer as u16, rate as u16);
                        let Some(found) = task.priced(space, place, workers, *shape, wall) else { continue };
                        outcome.searched += 1;
                        front.add(found);
                        outcome.consider(found);
                        if task.keeps(&found) {
                            better(task, &mut best[offer][rate], found);
                        } else if task.nearly_keeps(&found) {
                            better(task, &mut near[offer][rate], found);
                        }
                    }
                }
                if slots >= surface.useful_slots() {
                    break;
                }
            }
        }
        for (best, near) in best.into_iter().flatten().zip(near.into_iter().flatten()) {
            let worth = |near: &Found| best.is_none_or(|best| task.score(near) < task.score(&best));
            outcome.near.extend(near.filter(worth));
            outcome.best.extend(best);
        }
    }
    outcome.best.sort_by(|a, b| task.score(a).total_cmp(&task.score(b)));
    outcome.near.sort_by(|a, b| task.score(a).total_cmp(&task.score(b)));
    outcome.front = front.into_sorted();
    outcome
}

fn better(task: &Task<'_>, slot: &mut Option<Found>, found: Found) {
    if slot.is_none_or(|best| task.score(&found) < task.score(&best)) {
        *slot = Some(found);
    }
}

impl Outcome {
    fn consider(&mut self, found: Found) {
        if self.fastest.is_none_or(|best| found.wall.mid < best.wall.mid) {
            self.fastest = Some(found);
        }
        if self.cheapest.is_none_or(|best| found.cost < best.cost) {
            self.cheapest = Some(found);
        }
    }

    /// The least cost of any cluster.
    pub(crate) fn least_cost(&self) -> Option<Usd> {
        self.cheapest.map(|found| Usd(found.cost))
    }
}

/// Numbers of workers that are tried: all up to sixteen, then steps of about a sixth.
pub(crate) fn counts(least: u32) -> impl Iterator<Item = u32> {
    std::iter::successors(Some(1_u32), |&n| n.checked_add(if n < 16 { 1 } else { n / 6 }))
        .skip_while(move |&n| n < least.max(1))
        .take_while(|&n| n <= MOST_WORKERS)
}

/// The same cluster with a few workers more or fewer: what lies between the numbers that were tried.
pub(crate) fn neighbours(workers: u32) -> impl Iterator<Item = u32> {
    let reach = if workers <= 16 { 0 } else { (workers / 6).min(12) };
    (workers - reach..=workers + reach).filter(move |&n| n != workers)
}

#[cfg(test)]
mod tests;
