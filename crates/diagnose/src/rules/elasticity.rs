//! Executors that come and go, and speculation.

use afterglow_profile::{Executor, TaskRow, TaskStatus};
use afterglow_units::{Basis, order};

use crate::detector::{Case, Detector, Group};
use crate::failure::{idle_timeout, lost_executors};
use crate::finding::Finding;
use crate::rules::executors::mostly_idle;
use crate::rules::straggler::Originals;
use crate::saving;
use crate::thresholds as limit;
use crate::words::{count, share, time};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "dynamic-allocation",
        title: "Work waits while executors come and go",
        basis: Basis::Rule,
        group: Group::Failures,
        threshold: "dynamic allocation, and executors added or removed in the middle of the run",
        source: "own; arXiv 2501.14456 finds no gain of autoscaling over a fixed size",
        needs: "ExecutorAdded and ExecutorRemoved, configuration",
        mistaken: "a shared cluster in which the executors are of use to others meanwhile",
        find: dynamic_allocation,
    },
    Detector {
        code: "slow-ramp-up",
        title: "Executors come late",
        basis: Basis::Rule,
        group: Group::Failures,
        threshold: "nine tenths of the executors only after 10 % of the run, with all present slots busy",
        source: "AWS EMR Advisor",
        needs: "ExecutorAdded events",
        mistaken: "executors that are only needed late",
        find: ramp_up,
    },
    Detector {
        code: "held-executors",
        title: "Idle executors are kept for what they store",
        basis: Basis::Rule,
        group: Group::Failures,
        threshold: "dynamic allocation, and 5 % of the slot time on executors idle beyond executorIdleTimeout",
        source: "Spark's documentation: cached blocks and tracked shuffles keep an executor without bound",
        needs: "ExecutorAdded and ExecutorRemoved, configuration",
        mistaken: "a cluster manager that takes executors back late",
        find: held,
    },
    Detector {
        code: "executor-churn",
        title: "Executors live only briefly",
        basis: Basis::Rule,
        group: Group::Failures,
        threshold: "as many removals as half of the executors, median life below 5 min",
        source: "own",
        needs: "ExecutorAdded and ExecutorRemoved",
        mistaken: "an application that is itself short",
        find: churn,
    },
    Detector {
        code: "speculation",
        title: "Speculative copies ran",
        basis: Basis::Modelled,
        group: Group::Failures,
        threshold: "any speculative task; its losers' time and the time until a copy started",
        source: "Compass (20 a stage); Spark's defaults (1.5 times the median, 0.75; 3 and 0.9 from 4.0)",
        needs: "speculative attempts",
        mistaken: "copies that saved the run: then the finding says what they cost",
        find: speculation,
    },
    Detector {
        code: "speculation-missing",
        title: "Stragglers ran without speculation",
        basis: Basis::Rule,
        group: Group::Failures,
        threshold: "a slow host in three stages while speculation is off",
        source: "own",
        needs: "three hosts, configuration",
        mistaken: "tasks that must not run twice",
        find: missing,
    },
];

pub(crate) fn elastic(case: &Case<'_>) -> bool {
    case.conf().flag("spark.dynamicAllocation.enabled") == Some(true)
        || case.conf().get("spark.databricks.clusterUsageTags.clusterScalingType") == Some("autoscaling")
}

fn dynamic_allocation(case: &Case<'_>) -> Vec<Finding> {
    if case.local || !elastic(case) {
        return Vec::new();
    }
    let removed =
        case.profile.executors.iter().filter(|executor| executor.removed.is_some_and(|at| at < case.end)).count();
    let first = case.profile.executors.iter().filter_map(|executor| executor.added).min();
    let late = case.profile.executors.iter().filter(|executor| matches!((executor.added, first), (Some(added), Some(first)) if added.since(first).0 as f64 > 0.05 * case.wall)).count();
    if removed + late == 0 {
        return Vec::new();
    }
    let lost = case.busy.no_slot + case.busy.short_of_slots_lost;
    let mut finding = Finding::new(
        format!("Dynamic allocation {} in the middle of the run.", moved(removed, late)),
        if case.busy.no_slot > 0.0 {
            format!(
                "Jobs had no executor for {} and fewer slots than at the peak, all busy, for {}: about {} of the run.",
                time(case.busy.no_slot),
                time(case.busy.short_of_slots),
                case.of_run(lost)
            )
        } else {
            format!(
                "Jobs had fewer slots than at the peak, all busy, for {}: about {} of the run.",
                time(case.busy.short_of_slots),
                case.of_run(lost)
            )
        },
        "Keep the executors over the pauses (a longer executorIdleTimeout, a greater minExecutors), ask sooner \
             (schedulerBacklogTimeout), or take a fixed number if the pauses are short.",
    )
    .saves(saving::between(lost * 0.4, lost * 0.8, lost))
    .count("executors removed", removed as f64)
    .count("executors added late", late as f64)
    .ms("jobs without a slot", case.busy.no_slot)
    .ms("jobs short of slots", case.busy.short_of_slots);
    // Where most slots idle, fewer executors are the better advice than more.
    if mostly_idle(case).is_none() {
        finding = finding
            .set(
                "spark.dynamicAllocation.executorIdleTimeout",
                case.conf().get("spark.dynamicAllocation.executorIdleTimeout"),
                "120s",
            )
            .set(
                "spark.dynamicAllocation.minExecutors",
                case.conf().get("spark.dynamicAllocation.minExecutors"),
                (case.profile.executors.len() as u64 / 2).max(1).to_string(),
            );
    }
    vec![finding]
}

/// `removed 3 executors and added 2`.
fn moved(removed: usize, added: usize) -> String {
    let some = |verb: &str, many: usize| (many > 0).then(|| format!("{verb} {}", count(many as u64, "executor")));
    let parts: Vec<String> = [some("removed", removed), some("added", added)].into_iter().flatten().collect();
    parts.join(" and ")
}

fn held(case: &Case<'_>) -> Vec<Finding> {
    if case.local || case.conf().flag("spark.dynamicAllocation.enabled") != Some(true) {
        return Vec::new();
    }
    let cached = case.profile.stages.iter().any(|stage| stage.rdds.iter().any(|rdd| rdd.cached));
    // On by default from 3.4 on; with a shuffle service nothing but a cache keeps an executor.
    let tracked = case.conf().flag("spark.shuffle.service.enabled") != Some(true)
        && case.conf().flag("spark.dynamicAllocation.shuffleTracking.enabled").unwrap_or(case.version() >= (3, 4));
    let (cause, key, to) = if cached {
        ("Cached blocks keep an executor for good", "spark.dynamicAllocation.cachedExecutorIdleTimeout", "10min")
    } else if tracked {
        ("Shuffle files that are tracked keep an executor", "spark.dynamicAllocation.shuffleTracking.timeout", "5min")
    } else {
        return Vec::new();
    };
    let patience = idle_timeout(case.conf());
    // Beyond its last task and the time that it may idle.
    let mut kept: Vec<(f64, &Executor)> = Vec::new();
    for executor in case.profile.executors.iter().filter(|executor| executor.id != "driver" && executor.tasks > 0) {
        let Some(last) = executor.last_finish else { continue };
        let until = executor.removed.unwrap_or(case.end);
        let idle = until.since(last) - patience;
        let slots =
            executor.cores.map_or(1, |cores| cores.0 / case.profile.task_cpus(executor.resource_profile)).max(1);
        kept.push((idle.0 as f64 * f64::from(slots), executor));
    }
    kept.retain(|entry| entry.0 > 0.0);
    order::largest_first(&mut kept, |one| one.0);
    // As many as are wanted at least stay for that.
    let floor = case.conf().int("spark.dynamicAllocation.minExecutors").unwrap_or(0);
    kept.drain(..usize::try_from(floor).unwrap_or(0).min(kept.len()));
    let sum: f64 = kept.iter().map(|entry| entry.0).sum();
    let whole = case.busy.slot_ms;
    if whole <= 0.0 || sum < limit::HELD_SHARE * whole {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!(
                "{} stayed idle beyond their timeout of {}.",
                count(kept.len() as u64, "executor"),
                time(patience.0 as f64)
            ),
            format!("{cause}: {} of the slot time was held that way.", share(sum / whole)),
            "Unpersist what is not read again, bound how long an executor is kept for it, or use a shuffle service.",
        )
        .executors(kept.iter().take(20).map(|entry| entry.1.id.clone()))
        .saves_share(saving::between(0.0, sum / whole * 0.6, sum / whole))
        .set(key, case.conf().get(key), to)
        .count("executors", kept.len() as f64)
        .ms("slot time beyond the timeout", sum),
    ]
}

fn ramp_up(case: &Case<'_>) -> Vec<Finding> {
    if case.local || elastic(case) {
        return Vec::new();
    }
    let mut added: Vec<_> = case.profile.executors.iter().filter_map(|executor| executor.added).collect();
    added.sort_unstable();
    let Some(most) = added.get((added.len() * 9 / 10).min(added.len().saturating_sub(1))) else { return Vec::new() };
    let until = most.since(case.begin).0 as f64;
    let lost = case.busy.short_of_slots_lost;
    if added.len() < 2 || until < limit::RAMP_UP * case.wall || lost < 0.02 * case.wall {
        return Vec::new();
    }
    // Slots that were missing after a loss belong to the loss.
    if lost_executors(case.profile).next().is_some() {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!("It took {} until nine tenths of the executors were there.", time(until)),
            format!("All slots were busy meanwhile and more were on their way: about {} of the run.", time(lost)),
            "Wait for the executors before the work starts (minRegisteredResourcesRatio), or keep them warm.",
        )
        .saves(saving::between(0.0, lost * 0.6, lost))
        .ms("until nine tenths", until),
    ]
}

fn churn(case: &Case<'_>) -> Vec<Finding> {
    let executors = &case.profile.executors;
    let mut lives: Vec<f64> =
        executors.iter().filter_map(|executor| Some(executor.removed?.since(executor.added?).0 as f64)).collect();
    lives.sort_by(f64::total_cmp);
    if lives.len() < 4
        || lives.len() * 2 < executors.len()
        || lives[lives.len() / 2] > limit::SHORT_LIFE_MS
        || case.wall < 3.0 * limit::SHORT_LIFE_MS
    {
        return Vec::new();
    }
    // Each new executor idles from its coming to its first task.
    let idle: f64 =
        executors.iter().filter_map(|executor| Some(executor.first_launch?.since(executor.added?).0 as f64)).sum();
    let gain = idle / executors.len().max(1) as f64;
    vec![
        Finding::new(
            format!(
                "{} were removed, after a median life of {}.",
                count(lives.len() as u64, "executor"),
                time(lives[lives.len() / 2])
            ),
            format!("Each pays for its start again: {} from coming to first task, over all.", time(idle)),
            "Keep executors longer, or ask for fewer.",
        )
        .saves(saving::between(0.0, gain * 0.5, gain))
        .count("removed", lives.len() as f64),
    ]
}

fn speculation(case: &Case<'_>) -> Vec<Finding> {
    if case.profile.totals.sums.speculative == 0 {
        return Vec::new();
    }
    let (mut copies, mut wins, mut losers, mut gain, mut stages) = (0u64, 0u64, 0.0, 0.0f64, Vec::new());
    for stage in &case.stages {
        let tasks: Vec<TaskRow> = stage.rows.iter().map(|&row| case.profile.tasks.row(row as usize)).collect();
        if !tasks.iter().any(|task| task.speculative) {
            continue;
        }
        stages.push(stage.key);
        let originals = Originals::of(case, stage, &tasks);
        let others = tasks
            .iter()
            .filter(|task| !task.speculative && task.status == TaskStatus::Succeeded)
            .map(TaskRow::finished)
            .max();
        for copy in tasks.iter().filter(|task| task.speculative) {
            copies += 1;
            if copy.status != TaskStatus::Succeeded {
                losers += copy.duration.0 as f64;
                continue;
            }
            wins += 1;
            let Some(original) = originals.launch(copy) else { continue };
            losers += copy.finished().since(original).0 as f64;
            // With a copy at twice the median the stage's tail would have been that much shorter.
            let waited = copy.launched.since(original).0 as f64 - 2.0 * stage.duration.median;
            let tail = others.map_or(0.0, |others| copy.finished().since(others).0 as f64);
            gain += waited.min(tail).max(0.0) * stage.weight();
        }
    }
    let wasted = losers / case.slots;
    vec![
        Finding::new(
            format!(
                "{} ran, {} of them overtook the first attempt.",
                count(copies, "speculative copy").replace("copys", "copies"),
                wins
            ),
            format!(
                "The overtaken and the losing attempts held slots for {}; copies started late enough to cost {}.",
                time(losers),
                time(gain)
            ),
            "Find out why the first attempts were slow. Where copies win, let them start sooner (a smaller \
             spark.speculation.quantile and multiplier); where they lose, later.",
        )
        .stages(stages)
        .saves(saving::between(gain.min(wasted), gain.max(wasted), gain + wasted))
        .of_slots()
        .count("copies", copies as f64)
        .count("copies that won", wins as f64)
        .ms("slot time of losers", losers)
        .set(
            "spark.speculation.quantile",
            case.conf().get("spark.speculation.quantile"),
            if wins * 2 >= copies { "0.5" } else { "0.9" },
        ),
    ]
}

fn missing(case: &Case<'_>) -> Vec<Finding> {
    if case.conf().flag("spark.speculation") == Some(true) {
        return Vec::new();
    }
    let slow = super::straggler::slow_node(case);
    slow.into_iter()
        .filter_map(|slow| {
            let saves = slow.saves_ms?;
            Some(
                Finding::new(
                    "Speculation is off while one host is slow.".to_owned(),
                    "Each stage waits for that host's last task.",
                    "Switch speculation on.",
                )
                .executors(slow.executors)
                .saves(saves.scaled(0.5))
                .of_slots()
                .set("spark.speculation", case.conf().get("spark.speculation"), "true"),
            )
        })
        .collect()
}
