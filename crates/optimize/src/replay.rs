//! Exact replays of finalists: what is advised is never the compressed run's word alone.

use std::collections::BTreeMap;

use afterglow_predict::{Model, Scenario};

use crate::found::Found;
use crate::found::Ranked;
use crate::goal::Wall;
use crate::search::Task;
use crate::search::order;
use crate::shape::Shape;
use crate::space::Space;

/// Tasks that are replayed exactly for all finalists together: some tenths of a second of work.
const REPLAYED_TASKS: usize = 100_000;
/// Replays at least and at most.
const FINALISTS: (usize, usize) = (3, 120);
/// How often the first place may change hands while it is replayed.
const FIRST_TRIES: usize = 12;

/// Exact replays, each kept, as many as their price allows.
pub(crate) struct Replays<'a> {
    space: &'a Space<'a>,
    task: &'a Task<'a>,
    model: &'a Model,
    pub(crate) left: usize,
    /// Kept for the choices that are shown.
    pub(crate) set_aside: usize,
    /// Clusters alike in slots and hardware take the same time: one replay does for all markets and places.
    known: BTreeMap<(u32, u32, Shape), Wall>,
}

impl<'a> Replays<'a> {
    pub(crate) fn new(space: &'a Space<'a>, task: &'a Task<'a>, model: &'a Model, tasks: usize) -> Self {
        let left = (REPLAYED_TASKS / tasks.max(1)).clamp(FINALISTS.0, FINALISTS.1);
        let set_aside = left / 3;
        Self { space, task, model, left: left - set_aside, set_aside, known: BTreeMap::new() }
    }

    /// The cluster by exact replay; `None` if too many were replayed already.
    pub(crate) fn within_budget(&mut self, found: &Found) -> Option<Ranked> {
        let known = self.known.contains_key(&(found.site, found.workers, found.shape));
        if !known {
            self.left = self.left.checked_sub(1)?;
        }
        self.exact(found)
    }

    /// The cluster by exact replay, with the executors that do best if `all` shapes are tried: the compressed run does
    /// not tell shapes with as many slots apart.
    pub(crate) fn best_shape(&mut self, found: &Found, all: bool) -> Option<Ranked> {
        let mut best = self.within_budget(found)?;
        let (space, task) = (self.space, self.task);
        let site = &space.sites[found.site as usize];
        let others = site.shapes.iter().filter(|shape| **shape != found.shape && all);
        for &shape in others.filter(|shape| shape.fits(task.need, found.workers, task.head_room())) {
            let Some(other) = self.within_budget(&Found { shape, ..*found }) else { break };
            let better = task.score(&other.found) < task.score(&best.found);
            if (other.keeps && !best.keeps) || (other.keeps == best.keeps && better) {
                best = other;
            }
        }
        Some(best)
    }

    fn exact(&mut self, found: &Found) -> Option<Ranked> {
        let key = (found.site, found.workers, found.shape);
        let known = self.known.get(&key).copied();
        let wall = known.unwrap_or_else(|| self.task.wall(self.model.predict(&scenario(self.space, self.task, found))));
        self.known.insert(key, wall);
        let place = (found.site, found.offer, found.rate);
        let exact = self.task.priced(self.space, place, found.workers, found.shape, wall)?;
        Some(Ranked { keeps: self.task.keeps(&exact), found: exact, replayed: true })
    }

    /// Replays the first one until the first one has been replayed: what is advised is never the sketch's word alone.
    pub(crate) fn settle_first(&mut self, ranked: &mut [Ranked]) {
        for _ in 0..FIRST_TRIES {
            let Some(first) = ranked.first_mut().filter(|first| !first.replayed) else { return };
            if let Some(exact) = self.exact(&first.found) {
                *first = exact;
            }
            order(self.task, ranked);
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
