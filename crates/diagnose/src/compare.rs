//! Two runs side by side: what became slower, and why.

mod digest;
mod reasons;

use std::collections::BTreeMap;

use afterglow_units::{StageKey, order};
pub use digest::{Digest, StageDigest};

use crate::words::without_folders;
use reasons::{Found, reasons};

/// Two runs compared; "before" is the first argument, "after" the second.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Wall times, ms.
    pub wall_ms: (f64, f64),
    /// Stages of both runs that were matched, the greatest difference of task time first.
    pub stages: Vec<StagePair>,
    /// Stages only before, and only after; those of most task time first.
    pub unmatched: (Vec<Lonely>, Vec<Lonely>),
    /// Queries whose plan has another shape, by description.
    pub changed_plans: Vec<String>,
    /// Settings that differ: key, before, after.
    pub settings: Vec<(String, Option<String>, Option<String>)>,
    /// Why, in sentences, the weightiest first.
    pub reasons: Vec<Reason>,
}

/// A stage that only one of the runs has.
#[derive(Debug, Clone, PartialEq)]
pub struct Lonely {
    /// Its id and attempt.
    pub key: StageKey,
    /// Its name.
    pub name: String,
    /// Task time, ms.
    pub task_ms: f64,
}

/// A stage in both runs.
#[derive(Debug, Clone, PartialEq)]
pub struct StagePair {
    /// Its id and attempt in each.
    pub keys: (StageKey, StageKey),
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
    /// A stable code: `more-data`, `fewer-slots`, `gc`, `skew`, `spill`, `failures`, `losses`, `driver`, `slower`,
    /// `other-stages`, `plan-changed`, `conf-changed`.
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
    let found =
        Found { stages: &stages, unmatched: &unmatched, changed_plans: changed_plans.len(), settings: settings.len() };
    let reasons = if strangers { Vec::new() } else { reasons(before, after, &found) };
    Comparison { wall_ms: (before.wall_ms, after.wall_ms), stages, unmatched, changed_plans, settings, reasons }
}

fn pairs(before: &Digest, after: &Digest) -> (Vec<StagePair>, (Vec<Lonely>, Vec<Lonely>)) {
    let lonely =
        |stage: &StageDigest| Lonely { key: stage.key, name: without_folders(&stage.name), task_ms: stage.task_ms };
    let mut waiting: BTreeMap<u64, Vec<&StageDigest>> = BTreeMap::new();
    for stage in before.stages.iter().rev() {
        waiting.entry(stage.fingerprint).or_default().push(stage);
    }
    let (mut pairs, mut only_after) = (Vec::new(), Vec::new());
    for stage in &after.stages {
        let Some(was) = waiting.get_mut(&stage.fingerprint).and_then(Vec::pop) else {
            only_after.push(lonely(stage));
            continue;
        };
        pairs.push(StagePair {
            keys: (was.key, stage.key),
            name: without_folders(&stage.name),
            wall_ms: (was.wall_ms, stage.wall_ms),
            task_ms: (was.task_ms, stage.task_ms),
            read_bytes: (was.read_bytes, stage.read_bytes),
            tasks: (was.tasks, stage.tasks),
        });
    }
    let mut only_before: Vec<Lonely> = waiting.into_values().flatten().map(lonely).collect();
    // Those of most work first.
    for only in [&mut only_before, &mut only_after] {
        order::largest_first(only, |one| one.task_ms);
    }
    let difference = |pair: &StagePair| (pair.task_ms.1 - pair.task_ms.0).abs();
    order::largest_first(&mut pairs, difference);
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

#[cfg(test)]
mod tests {
    use afterglow_units::StageId;

    use super::*;

    fn run(task_ms: f64, slots: f64) -> Digest {
        let stage = |name: &str, share: f64| StageDigest {
            key: StageKey { id: StageId(name.len() as i64), attempt: 0 },
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
        after.stages.iter_mut().for_each(|stage| stage.read_bytes = 1.5e9);
        after.settings.insert("spark.executor.instances".to_owned(), "1".to_owned());
        after.plans[0].1 = 2;
        let comparison = compare(&before, &after);
        let codes: Vec<&str> = comparison.reasons.iter().map(|reason| reason.code).collect();
        assert_eq!(codes, ["fewer-slots", "more-data", "plan-changed", "conf-changed"]);
        assert_eq!(comparison.reasons[0].explains_ms, Some(15_000.0));
        // Half as much again to read is all of the 40 s of task time that came on top, on 4 slots.
        assert_eq!(comparison.reasons[1].explains_ms, Some(10_000.0));
        assert_eq!(comparison.stages[0].name, "reduce", "the greatest difference first");
        assert_eq!(comparison.changed_plans, ["count"]);
    }

    #[test]
    fn the_same_data_in_more_time_is_slower() {
        let comparison = compare(&run(80_000.0, 8.0), &run(120_000.0, 8.0));
        let [slower] = &comparison.reasons[..] else { panic!("{:?}", comparison.reasons) };
        assert_eq!((slower.code, slower.explains_ms), ("slower", Some(5_000.0)));
        assert!(slower.text.contains("reduce"), "{}", slower.text);
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
        let (gone, come) = compare(&before, &after).unmatched;
        assert_eq!((gone[0].name.as_str(), gone.len(), come.len()), ("map", 1, 0));
        assert_eq!(gone[0].key, before.stages[0].key);
    }
}
