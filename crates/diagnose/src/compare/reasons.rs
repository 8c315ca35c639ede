//! Why one run took longer than another: each reason weighed by what it did to the stages that both have.

use super::{Digest, Lonely, Reason, StagePair};
use crate::thresholds as limit;
use crate::words::{clip, count, share, size, time};
use afterglow_units::order;

/// What a comparison found besides the two digests.
pub(super) struct Found<'f> {
    pub(super) stages: &'f [StagePair],
    pub(super) unmatched: &'f (Vec<Lonely>, Vec<Lonely>),
    pub(super) changed_plans: usize,
    pub(super) settings: usize,
}

/// The reasons, the weightiest first. They overlap (collections make stages slower as well) and do not add up.
pub(super) fn reasons(old: &Digest, new: &Digest, found: &Found<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    // Nothing in jobs can explain more than the jobs took in the longer run.
    let most = (old.wall_ms - old.outside_jobs_ms).max(new.wall_ms - new.outside_jobs_ms).max(0.0);
    let in_jobs = |ms: f64| Some(ms.clamp(-most, most));
    let mut add =
        |code, text: String, explains: Option<f64>| reasons.push(Reason { code, text, explains_ms: explains });
    let grown = new.read_bytes / old.read_bytes;
    if old.read_bytes > 0.0 && (grown - 1.0).abs() > limit::SAME_DATA {
        add(
            if grown > 1.0 { "more-data" } else { "less-data" },
            format!("It read {} instead of {}.", size(new.read_bytes), size(old.read_bytes)),
            in_jobs(found.stages.iter().map(by_data).sum::<f64>() / new.slots.max(1.0)),
        );
    }
    if (old.slots - new.slots).abs() >= 1.0 && !old.slots_seen && !new.slots_seen {
        add(
            if new.slots < old.slots { "fewer-slots" } else { "more-slots" },
            format!("It had {} instead of {}.", count(new.slots as u64, "slot"), old.slots),
            in_jobs(new.task_ms / new.slots - new.task_ms / old.slots),
        );
    }
    if (new.gc_ratio - old.gc_ratio).abs() > limit::GC_DIFFERS {
        add(
            "gc",
            format!("Collections took {} of the run time instead of {}.", share(new.gc_ratio), share(old.gc_ratio)),
            in_jobs((new.gc_ratio - old.gc_ratio) * new.task_ms / new.slots),
        );
    }
    let spilled = (new.spilled_bytes - old.spilled_bytes).abs();
    if spilled > limit::SPILL_DIFFERS || spilled > limit::PART_DIFFERS * new.read_bytes.max(old.read_bytes) {
        add("spill", format!("It spilled {} instead of {}.", size(new.spilled_bytes), size(old.spilled_bytes)), None);
    }
    if old.failed_tasks != new.failed_tasks {
        add(
            "failures",
            format!("{} failed or were killed instead of {}.", count(new.failed_tasks, "task"), old.failed_tasks),
            in_jobs((new.wasted_ms - old.wasted_ms) / new.slots),
        );
    }
    if old.lost_executors != new.lost_executors {
        let again = new.repeated_ms - old.repeated_ms;
        add(
            "losses",
            format!(
                "{} lost, {} in the first run; stages ran again for {} instead of {}.",
                match new.lost_executors {
                    1 => "An executor was".to_owned(),
                    lost => format!("{lost} executors were"),
                },
                old.lost_executors,
                time(new.repeated_ms),
                time(old.repeated_ms)
            ),
            in_jobs(again),
        );
    }
    let driver = new.outside_jobs_ms - old.outside_jobs_ms;
    if driver.abs() > limit::DRIVER_DIFFERS * old.wall_ms {
        add(
            "driver",
            format!("Outside jobs it spent {} instead of {}.", time(new.outside_jobs_ms), time(old.outside_jobs_ms)),
            Some(driver),
        );
    }
    if (new.tail_ms - old.tail_ms).abs() > limit::PART_DIFFERS * old.wall_ms {
        let (tail, was) = (time(new.tail_ms), time(old.tail_ms));
        add(
            "skew",
            format!("The longest task exceeds its stage's median by {tail} instead of {was}."),
            in_jobs(new.tail_ms - old.tail_ms),
        );
    }
    let own = |lonely: &[Lonely]| lonely.iter().map(|stage| stage.task_ms).sum::<f64>();
    let (gone, come) = (own(&found.unmatched.0), own(&found.unmatched.1));
    if (come - gone).abs() > limit::PART_DIFFERS * old.task_ms {
        add(
            "other-stages",
            format!("Stages that only one of the runs has took {} instead of {} of task time.", time(come), time(gone)),
            in_jobs((come - gone) / new.slots.max(1.0)),
        );
    }
    let (was, is) = on_same_data(found.stages);
    if was > 0.0 && (is / was - 1.0).abs() > limit::SLOWER {
        add(
            if is > was { "slower" } else { "faster" },
            format!(
                "Stages that read the same data took {} of task time instead of {}{}.",
                time(is),
                time(was),
                worst(found, is > was)
            ),
            in_jobs((is - was) / new.slots.max(1.0)),
        );
    }
    if found.changed_plans > 0 {
        let many = found.changed_plans as u64;
        add(
            "plan-changed",
            format!(
                "{} another plan.",
                if many == 1 { "1 query has".to_owned() } else { format!("{many} queries have") }
            ),
            None,
        );
    }
    if found.settings > 0 {
        let many = found.settings as u64;
        add(
            "conf-changed",
            format!("{} {}.", count(many, "setting"), if many == 1 { "differs" } else { "differ" }),
            None,
        );
    }
    // What did nothing to the time is still a difference, but no reason.
    for reason in &mut reasons {
        reason.explains_ms = reason.explains_ms.filter(|ms| ms.abs() >= 1.0);
    }
    let weight = |reason: &Reason| reason.explains_ms.unwrap_or(0.0).abs();
    order::largest_first(&mut reasons, weight);
    reasons
}

/// The task time of a stage, ms, that goes with the change of what it read: in proportion, and no more than changed.
fn by_data(pair: &StagePair) -> f64 {
    let (was, is) = pair.read_bytes;
    let changed = pair.task_ms.1 - pair.task_ms.0;
    if was <= 0.0 || same_data(pair) {
        return 0.0;
    }
    let expected = pair.task_ms.0 * (is / was - 1.0);
    if expected * changed <= 0.0 { 0.0 } else { expected.signum() * expected.abs().min(changed.abs()) }
}

fn same_data(pair: &StagePair) -> bool {
    let (was, is) = pair.read_bytes;
    was == is || was > 0.0 && (is / was - 1.0).abs() <= limit::SAME_DATA
}

/// Task time before and after of the stages that read the same data, ms.
fn on_same_data(stages: &[StagePair]) -> (f64, f64) {
    let alike = stages.iter().filter(|pair| same_data(pair));
    alike.fold((0.0, 0.0), |(was, is), pair| (was + pair.task_ms.0, is + pair.task_ms.1))
}

/// The stage among those that changed most, in the direction of all of them, in words.
fn worst(found: &Found<'_>, slower: bool) -> String {
    let changed = |pair: &&StagePair| (pair.task_ms.1 - pair.task_ms.0) * if slower { 1.0 } else { -1.0 };
    let alike = found.stages.iter().filter(|pair| same_data(pair) && changed(pair) > 0.0);
    let most = alike.max_by(|a, b| changed(a).total_cmp(&changed(b)));
    most.map_or_else(String::new, |pair| {
        let (was, is) = pair.task_ms;
        format!("; most of all stage {} ({}), {} instead of {}", pair.keys.1, clip(&pair.name, 60), time(is), time(was))
    })
}
