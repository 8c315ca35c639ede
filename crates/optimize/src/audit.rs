//! The search held against an exhaustive one by exact replay, on spaces small enough for it: what the accuracy page
//! measures.

use afterglow_catalog::Catalog;
use afterglow_predict::Model;
use afterglow_profile::Profile;

use crate::current::Current;
use crate::found::Found;
use crate::goal::Limits;
use crate::hardware::Reference;
use crate::need::Need;
use crate::policy::Policy;
use crate::query::Query;
use crate::ranking::rank;
use crate::replay::scenario;
use crate::search::{Task, search};
use crate::space::{Space, space};
use crate::surface::Surface;

/// How the search's winner stands against the best of all clusters.
#[derive(Debug, Clone, PartialEq)]
pub struct Audit {
    /// Clusters of the space, each replayed exactly.
    pub clusters: u64,
    /// What the winner costs by exact replay over what the best costs; for [`crate::Goal::Fastest`] their times, for
    /// [`crate::Goal::Balanced`] the roots of the products of both.
    pub ratio: f64,
    /// Whether both are the same type in the same number.
    pub same: bool,
    /// The search's winner: `4 × m5.xlarge`.
    pub winner: String,
    /// The best.
    pub best: String,
}

/// The most workers of a cluster that are gone through where the policy names no fewer.
const MOST: u32 = 12;

/// Searches, and replays every cluster of the space beside it. A deadline of the query must be met as likely as not.
/// `None` where nothing keeps the limits.
///
/// # Errors
/// What the search says wrongly: that nothing keeps the limits where something does, or the reverse.
pub fn audit(profile: &Profile, model: &Model, catalog: &Catalog, query: &Query) -> Result<Option<Audit>, String> {
    let open = Policy::default();
    let policy = query.policy.as_ref().unwrap_or(&open);
    let need = Need::of(profile);
    let mut current = Current::of(profile, catalog, &query.hint);
    current.slots = current.slots.or(Some(model.observed_slots()));
    let machine = current.machine(catalog).cloned();
    let reference =
        Reference::new(catalog, machine.as_ref(), current.slots_of_node(), need.had_per_slot).with(need.native);
    let limits = Limits { deadline: query.deadline, certainty: 0.5, budget: query.budget };
    let task = Task { need: &need, policy, reference, goal: query.goal, limits, calibration: None };
    let space = space(catalog, query, policy, &need, &current);
    let sketch = model.sketch();
    let mut surface = Surface::new(&sketch, None);
    let outcome = search(&space, &task, &mut surface);
    let (ranked, _) = rank(&space, &task, &outcome, &mut surface, model, profile.tasks.len());
    let winner = ranked.first().filter(|first| first.keeps && first.replayed).map(|first| first.found);
    let (best, clusters) = exhaustive(&space, &task, model);
    let title = |found: &Found| format!("{} × {}", found.workers, space.sites[found.site as usize].instance.name);
    match (winner, best) {
        (None, None) => Ok(None),
        (Some(winner), None) => Err(format!("{} is said to keep the limits, and nothing does", title(&winner))),
        (None, Some(best)) => Err(format!("nothing is said to keep the limits, and {} does", title(&best))),
        (Some(winner), Some(best)) => Ok(Some(Audit {
            clusters,
            ratio: (task.score(&winner) - task.score(&best)).exp(),
            same: (winner.site, winner.workers) == (best.site, best.workers),
            winner: title(&winner),
            best: title(&best),
        })),
    }
}

/// Every cluster of the space by exact replay: the best, and how many there are.
fn exhaustive(space: &Space<'_>, task: &Task<'_>, model: &Model) -> (Option<Found>, u64) {
    let (mut best, mut clusters): (Option<Found>, u64) = (None, 0);
    let most = task.policy.max_workers.unwrap_or(MOST);
    for (at, site) in space.sites.iter().enumerate() {
        for shape in &site.shapes {
            for workers in (1..=most).filter(|&n| task.allows(site, n) && shape.fits(task.need, n, task.head_room())) {
                let mut wall = None;
                for offer in 0..site.offers.len() {
                    for rate in 0..site.offers[offer].rates.len() {
                        let place = (at as u32, offer as u16, rate as u16);
                        let bare = task.priced(space, place, workers, *shape, crate::goal::Wall::default());
                        let Some(bare) = bare else { continue };
                        let wall = *wall.get_or_insert_with(|| task.wall(model.predict(&scenario(space, task, &bare))));
                        let Some(found) = task.priced(space, place, workers, *shape, wall) else { continue };
                        clusters += 1;
                        let better = best.is_none_or(|best| task.score(&found) < task.score(&best));
                        if task.keeps(&found) && better {
                            best = Some(found);
                        }
                    }
                }
            }
        }
    }
    (best, clusters)
}
