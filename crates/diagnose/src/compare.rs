//! Two runs side by side: what became slower, and why.

mod digest;

use std::collections::BTreeMap;

pub use digest::{Digest, StageDigest};

use crate::words::{clip, share, size, time};

/// Two runs compared; "before" is the first argument, "after" the second.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Wall times, ms.
    pub wall_ms: (f64, f64),
    /// Stages of both runs that were matched, the greatest difference of task time first.
    pub stages: Vec<StagePair>,
    /// Stages only before, and only after, by name.
    pub unmatched: (Vec<String>, Vec<String>),
    /// Queries whose plan has another shape, by description.
    pub changed_plans: Vec<String>,
    /// Settings that differ: key, before, after.
    pub settings: Vec<(String, Option<String>, Option<String>)>,
    /// Why, in sentences, the weightiest first.
    pub reasons: Vec<Reason>,
}

/// A stage in both runs.
#[derive(Debug, Clone, PartialEq)]
pub struct StagePair {
    /// Its name.
    pub name: String,
    /// Wall time, ms.
    pub wall_ms: (f64, f64),
    /// Task time, ms.
    pub task_ms: (f64, f64),
    /// Bytes read: input and shuffle.
    pub read_bytes: (f64, f64),
    /// Tasks.
    pub tasks: (u64, u64),
}

/// A cause of a difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// A stable code: `more-data`, `fewer-slots`, `gc`, `skew`, `spill`, `plan-changed`, `conf-changed`, `driver`.
    pub code: &'static str,
    /// One sentence.
    pub text: String,
    /// Wall time that it explains, ms, roughly; `None` where it cannot be weighed.
    pub explains_ms: Option<f64>,
}

/// Compares two runs of one application. Stages are matched by what they are called and made of, in their order.
pub fn compare(before: &Digest, after: &Digest) -> Comparison {
    let (stages, unmatched) = pairs(before, after);
    let changed_plans = changed_plans(before, after);
    let settings = settings(before, after);
    // Runs that share no stage are different programs: there is nothing that one has and the other lost.
    let strangers = stages.is_empty() && !before.stages.is_empty() && !after.stages.is_empty();
    let reasons = if strangers { Vec::new() } else { reasons(before, after, &stages, &changed_plans, &settings) };
    Comparison { wall_ms: (before.wall_ms, after.wall_ms), stages, unmatched, changed_plans, settings, reasons }
}

fn pairs(before: &Digest, after: &Digest) -> (Vec<StagePair>, (Vec<String>, Vec<String>)) {
    let mut waiting: BTreeMap<u64, Vec<&StageDigest>> = BTreeMap::new();
    for stage in before.stages.iter().rev() {
        waiting.entry(stage.fingerprint).or_default().push(stage);
    }
    let (mut pairs, mut only_after) = (Vec::new(), Vec::new());
    for stage in &after.stages {
        let Some(was) = waiting.get_mut(&stage.fingerprint).and_then(Vec::pop) else {
            only_after.push(stage.name.clone());
            continue;
        };
        pairs.push(StagePair {
            name: stage.name.clone(),
            wall_ms: (was.wall_ms, stage.wall_ms),
            task_ms: (was.task_ms, stage.task_ms),
            read_bytes: (was.read_bytes, stage.read_bytes),
            tasks: (was.tasks, stage.tasks),
        });
    }
    let only_before = waiting.into_values().flatten().map(|stage| stage.name.clone()).collect();
    let difference = |pair: &StagePair| (pair.task_ms.1 - pair.task_ms.0).abs();
    pairs.sort_by(|a, b| difference(b).total_cmp(&difference(a)));
    (pairs, (only_before, only_after))
}

fn changed_plans(before: &Digest, after: &Digest) -> Vec<String> {
    let mut shapes: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for (description, shape) in before.plans.iter().rev() {
        shapes.entry(description).or_default().push(*shape);
    }
    let mut changed = Vec::new();
    for (description, shape) in &after.plans {
        if shapes.get_mut(description.as_str()).and_then(Vec::pop).is_some_and(|was| was != *shape) {
            changed.push(description.clone());
        }
    }
    changed
}

fn settings(before: &Digest, after: &Digest) -> Vec<(String, Option<String>, Option<String>)> {
    let mut keys: Vec<&String> = before.settings.keys().chain(after.settings.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter()
        .filter_map(|key| {
            let (old, new) = (before.settings.get(key), after.settings.get(key));
            (old != new).then(|| (key.clone(), old.cloned(), new.cloned()))
        })
        .collect()
}

fn reasons(
    old: &Digest,
    new: &Digest,
    stages: &[StagePair],
    plans: &[String],
    settings: &[(String, Option<String>, Option<String>)],
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let mut add =
        |code, text: String, explains: Option<f64>| reasons.push(Reason { code, text, explains_ms: explains });
    let grown = new.read_bytes / old.read_bytes;
    if old.read_bytes > 0.0 && (grown - 1.0).abs() > 0.1 {
        add(
            if grown > 1.0 { "more-data" } else { "less-data" },
            format!("It read {} instead of {}.", size(new.read_bytes), size(old.read_bytes)),
            Some(old.task_ms * (grown - 1.0) / new.slots),
        );
    }
    if (old.slots - new.slots).abs() >= 1.0 {
        add(
            if new.slots < old.slots { "fewer-slots" } else { "more-slots" },
            format!("It had {} slots instead of {}.", new.slots, old.slots),
            Some(new.task_ms / new.slots - new.task_ms / old.slots),
        );
    }
    if (new.gc_ratio - old.gc_ratio).abs() > 0.03 {
        add(
            "gc",
            format!("Collections took {} of the run time instead of {}.", share(new.gc_ratio), share(old.gc_ratio)),
            Some((new.gc_ratio - old.gc_ratio) * new.task_ms / new.slots),
        );
    }
    if (new.spilled_bytes - old.spilled_bytes).abs() > f64::from(64 << 20) {
        add("spill", format!("It spilled {} instead of {}.", size(new.spilled_bytes), size(old.spilled_bytes)), None);
    }
    if old.failed_tasks != new.failed_tasks {
        add(
            "failures",
            format!("{} tasks failed or were killed instead of {}.", new.failed_tasks, old.failed_tasks),
            Some((new.wasted_ms - old.wasted_ms) / new.slots),
        );
    }
    let driver = new.outside_jobs_ms - old.outside_jobs_ms;
    if driver.abs() > 0.03 * old.wall_ms {
        add(
            "driver",
            format!("Outside jobs it spent {} instead of {}.", time(new.outside_jobs_ms), time(old.outside_jobs_ms)),
            Some(driver),
        );
    }
    if (new.tail_ms - old.tail_ms).abs() > 0.05 * old.wall_ms {
        add(
            "skew",
            format!(
                "The longest task exceeds its stage's median by {} instead of {}.",
                time(new.tail_ms),
                time(old.tail_ms)
            ),
            Some(new.tail_ms - old.tail_ms),
        );
    }
    if !plans.is_empty() {
        add("plan-changed", format!("{} queries have another plan.", plans.len()), None);
    }
    if !settings.is_empty() {
        add("conf-changed", format!("{} settings differ.", settings.len()), None);
    }
    if let Some(pair) = stages.first().filter(|pair| (pair.task_ms.1 - pair.task_ms.0).abs() > 0.05 * old.task_ms) {
        let alike = pair.read_bytes.0 > 0.0 && (pair.read_bytes.1 / pair.read_bytes.0 - 1.0).abs() < 0.1;
        add(
            "stage",
            format!(
                "{} took {} of task time instead of {}{}.",
                clip(&pair.name, 60),
                time(pair.task_ms.1),
                time(pair.task_ms.0),
                if alike { ", for the same data" } else { "" }
            ),
            None,
        );
    }
    reasons.sort_by(|x, y| y.explains_ms.unwrap_or(0.0).abs().total_cmp(&x.explains_ms.unwrap_or(0.0).abs()));
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(task_ms: f64, slots: f64) -> Digest {
        let stage = |name: &str, share: f64| StageDigest {
            fingerprint: name.len() as u64,
            name: name.to_owned(),
            wall_ms: share * task_ms / slots,
            task_ms: share * task_ms,
            read_bytes: 1e9,
            tasks: 8,
        };
        Digest {
            wall_ms: task_ms / slots,
            slots,
            read_bytes: 2e9,
            task_ms,
            stages: vec![stage("map", 0.25), stage("reduce", 0.75)],
            plans: vec![("count".to_owned(), 1)],
            ..Digest::default()
        }
    }

    #[test]
    fn the_same_run_has_no_reason_to_differ() {
        let comparison = compare(&run(80_000.0, 8.0), &run(80_000.0, 8.0));
        assert_eq!((comparison.reasons, comparison.stages.len()), (Vec::new(), 2));
    }

    #[test]
    fn fewer_slots_and_more_data_are_told_apart_and_weighed() {
        let (before, mut after) = (run(80_000.0, 8.0), run(120_000.0, 4.0));
        after.read_bytes = 3e9;
        after.settings.insert("spark.executor.instances".to_owned(), "1".to_owned());
        after.plans[0].1 = 2;
        let comparison = compare(&before, &after);
        let codes: Vec<&str> = comparison.reasons.iter().map(|reason| reason.code).collect();
        assert_eq!(codes, ["fewer-slots", "more-data", "plan-changed", "conf-changed", "stage"]);
        assert_eq!(comparison.reasons[0].explains_ms, Some(15_000.0));
        assert_eq!(comparison.stages[0].name, "reduce", "the greatest difference first");
        assert_eq!(comparison.changed_plans, ["count"]);
    }

    #[test]
    fn different_programs_have_no_reason_to_be_alike() {
        let (before, mut after) = (run(80_000.0, 8.0), run(10_000.0, 2.0));
        after.stages.iter_mut().for_each(|stage| stage.fingerprint += 100);
        let comparison = compare(&before, &after);
        assert_eq!((comparison.reasons, comparison.unmatched.0.len()), (Vec::new(), 2));
    }

    #[test]
    fn stages_of_one_side_are_named() {
        let (before, mut after) = (run(80_000.0, 8.0), run(80_000.0, 8.0));
        after.stages.remove(0);
        assert_eq!(compare(&before, &after).unmatched, (vec!["map".to_owned()], Vec::new()));
    }
}
