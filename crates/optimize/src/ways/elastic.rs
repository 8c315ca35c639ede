//! Executors and machines that come and go: dynamic allocation, on platforms that give machines back.
//!
//! The exact replay follows Spark's allocation manager with a new machine's start between request and executor, and
//! tells how long executors were there. Machines are held as long as their executors and as long again as the platform
//! takes to let go of an idle one.

use afterglow_catalog::Platform;
use afterglow_predict::{Elastic, Scenario};
use afterglow_units::Millis;

use super::{Bill, Case, Tried, WayKind};
use crate::found::Found;
use crate::replay::scenario;

/// Spark's `spark.dynamicAllocation.executorIdleTimeout`.
const IDLE: Millis = Millis(60_000);
/// Sizes that are tried, over the fixed cluster's: what comes and goes may be more for a while.
const SIZES: [u32; 3] = [1, 2, 3];
/// Standard deviation of the machines' time: which executors leave a machine empty is chance. A rule of thumb.
const PACKING: f64 = 0.15;
/// Runs with more tasks are not replayed again for this.
const MOST_TASKS: usize = 200_000;

/// The best cluster of each platform that gives machines back, with machines that come and go.
pub(super) fn elastic(case: Case<'_>) -> Tried {
    if case.profile.tasks.len() > MOST_TASKS {
        return Tried::not("Dynamic allocation was not reckoned: the run has too many tasks to replay it once more.");
    }
    let platform = |found: &Found| case.space.sites[found.site as usize].platform;
    let mut starts: Vec<(Found, Millis)> = Vec::new();
    for found in std::iter::once(&case.first.found).chain(&case.outcome.best) {
        let known = starts.iter().any(|(other, _)| platform(other) == platform(found));
        if let Some(held) = lets_go(platform(found)).filter(|_| !known) {
            starts.push((*found, held));
        }
    }
    if starts.is_empty() {
        return Tried::not(
            "Dynamic allocation was not reckoned: none of the platforms looked at is known to give machines back while a \
             run goes on.",
        );
    }
    let mut best: Option<(Found, Bill, Millis)> = None;
    let mut searched = 0;
    // Each platform in its best size first, since long runs leave time for few.
    let tried = SIZES.iter().flat_map(|size| starts.iter().map(move |start| (size, start)));
    for (size, (start, held)) in tried.take(case.replays(SIZES.len() * starts.len())) {
        let found = Found { workers: start.workers.saturating_mul(*size), ..*start };
        let Some((found, bill)) = on(case, &found, *held) else { continue };
        searched += 1;
        if best.as_ref().is_none_or(|(_, best, _)| case.beats(&bill, best)) {
            best = Some((found, bill, *held));
        }
    }
    let Some((found, bill, held)) = best else { return Tried { searched, ..Tried::default() } };
    let site = &case.space.sites[found.site as usize];
    let (least, most) = (found.shape.executors, found.shape.executors.saturating_mul(found.workers));
    let mut why = vec![
        format!(
            "Executors by dynamic allocation, {least} to {most}, one machine at least; a machine that is asked for takes \
             the start-up of a cluster, and one that is idle is held for {} more (rules of thumb).",
            crate::infeasible::duration(held)
        ),
        "Executors that hold shuffle files stay, as Spark's shuffle tracking keeps them; cached blocks keep theirs too."
            .to_owned(),
        "The settings below go in place of those of the choice; the platform's own scaling must allow as many machines."
            .to_owned(),
    ];
    if site.platform == Platform::Databricks {
        why.push("On Databricks the cluster's own limits (autoscale) take the place of these settings.".to_owned());
    }
    let title = format!("up to {} on {}", case.title(&found), crate::space::name(site.platform));
    let mut way = case.way(WayKind::Elastic, title, bill, why);
    let set = |key: &str, value: String| (format!("spark.{key}"), value);
    way.conf = vec![
        set("dynamicAllocation.enabled", "true".into()),
        set("dynamicAllocation.shuffleTracking.enabled", "true".into()),
        set("dynamicAllocation.minExecutors", least.to_string()),
        set("dynamicAllocation.maxExecutors", most.to_string()),
        set("dynamicAllocation.executorIdleTimeout", "60s".into()),
        // Spark starts with the greater of this and the least.
        set("executor.instances", least.to_string()),
    ];
    Tried { way: Some(way), note: None, searched }
}

/// How long a platform holds a machine that nothing uses; `None` where nobody lets go of it. Kubernetes: the cluster
/// autoscaler's `scale-down-unneeded-time`, 10 min by default (AKS's reference of its profile, read 2026-11). Dataproc:
/// `cooldown_period`, 2 min by default (reference of `BasicAutoscalingAlgorithm`, read 2026-11). Databricks: job compute
/// goes down after 40 s of little use (page on configuring compute, as of 2024-09). EMR publishes none: as Kubernetes.
/// How they act on a run is a rule of thumb.
fn lets_go(platform: Platform) -> Option<Millis> {
    Some(Millis(match platform {
        Platform::Databricks => 40_000,
        Platform::Dataproc => 120_000,
        Platform::Kubernetes | Platform::Emr => 600_000,
        _ => return None,
    }))
}

/// Time and cost on up to so many workers; `None` where the policy forbids so many.
fn on(case: Case<'_>, found: &Found, lets_go: Millis) -> Option<(Found, Bill)> {
    let site = &case.space.sites[found.site as usize];
    if !case.task.allows(site, found.workers) {
        return None;
    }
    let startup = case.task.startup_ms(site);
    let per_machine = f64::from(found.shape.executors.max(1));
    let elastic =
        Elastic { least: found.shape.executors, start_up: Millis::from_f64(startup), idle: IDLE, keeps_shuffles: true };
    let scenario = Scenario { elastic: Some(elastic), executors: None, ..scenario(case.space, case.task, found) };
    let prediction = case.model.predict(&scenario);
    let (held, replayed) = (prediction.held?, prediction.wall.mid);
    let place = (found.site, found.offer, found.rate);
    let full = case.task.priced(case.space, place, found.workers, found.shape, case.task.wall(prediction))?;
    // What other runs correct, and what interruptions add to the time, they do to what is held too.
    let longer = full.wall.mid / replayed.max(1.0);
    let released = f64::from(held.released) / per_machine;
    let started = f64::from(held.came) / per_machine;
    let machine_ms = held.executor_ms / per_machine * longer + released * lets_go.0 as f64 + started * startup;
    // One machine for an hour, and the driver's beside all of them.
    let driver = site.offers[usize::from(found.offer)].extras.driver;
    let each = (full.hourly.usd - driver).max(0.0) / f64::from(found.workers.max(1));
    let usd = (each * machine_ms + driver * (full.wall.mid + startup)) / 3.6e6;
    let spread = case.task.cost_spread(case.space, &full).hypot(PACKING);
    Some((full, Bill { wall: full.wall, usd, spread }))
}
