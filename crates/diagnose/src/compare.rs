//! Two runs side by side: what became slower, and why.

use std::collections::BTreeMap;

use afterglow_profile::{Profile, StageStatus};

use crate::facts::Facts;
use crate::fingerprint::{shape_fingerprint, stage_fingerprint};
use crate::words::{share, size, time};

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
pub fn compare(before: &Profile, after: &Profile) -> Comparison {
    let (old, new) = (Facts::of(before), Facts::of(after));
    let (stages, unmatched) = pairs(&old, &new);
    let changed_plans = changed_plans(before, after);
    let settings = settings(before, after);
    let reasons = reasons(&old, &new, &stages, &changed_plans, &settings);
    Comparison { wall_ms: (old.wall, new.wall), stages, unmatched, changed_plans, settings, reasons }
}

fn pairs(old: &Facts<'_>, new: &Facts<'_>) -> (Vec<StagePair>, (Vec<String>, Vec<String>)) {
    let mut waiting: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for stage in old.stages.iter().rev().filter(|stage| stage.status != StageStatus::Failed) {
        waiting.entry(stage_fingerprint(&old.profile.stages[stage.row])).or_default().push(stage.row);
    }
    let (mut pairs, mut only_new) = (Vec::new(), Vec::new());
    for stage in new.stages.iter().filter(|stage| stage.status != StageStatus::Failed) {
        let row = &new.profile.stages[stage.row];
        let Some(other) = waiting.get_mut(&stage_fingerprint(row)).and_then(Vec::pop) else {
            only_new.push(row.name.clone());
            continue;
        };
        let was = &old.stages[other];
        let sums = &old.profile.stages[other].sums;
        pairs.push(StagePair {
            name: row.name.clone(),
            wall_ms: (was.wall, stage.wall),
            task_ms: (was.duration.sum, stage.duration.sum),
            read_bytes: (
                (sums.input + sums.shuffle_read()).0 as f64,
                (row.sums.input + row.sums.shuffle_read()).0 as f64,
            ),
            tasks: (was.n as u64, stage.n as u64),
        });
    }
    let only_old = waiting.into_values().flatten().map(|row| old.profile.stages[row].name.clone()).collect();
    let difference = |pair: &StagePair| (pair.task_ms.1 - pair.task_ms.0).abs();
    pairs.sort_by(|a, b| difference(b).total_cmp(&difference(a)));
    (pairs, (only_old, only_new))
}

fn changed_plans(before: &Profile, after: &Profile) -> Vec<String> {
    let mut shapes: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for execution in before.sql.iter().rev() {
        shapes.entry(&execution.description).or_default().push(shape_fingerprint(&execution.plan));
    }
    let mut changed = Vec::new();
    for execution in &after.sql {
        if let Some(was) = shapes.get_mut(execution.description.as_str()).and_then(Vec::pop)
            && was != shape_fingerprint(&execution.plan)
        {
            changed.push(execution.description.clone());
        }
    }
    changed
}

/// Settings that name a run rather than steer it.
const NAMES: &[&str] = &[
    "spark.app.",
    "spark.driver.port",
    "spark.driver.host",
    "spark.ui.",
    "spark.eventLog.dir",
    "spark.yarn.app.",
    "spark.executor.id",
    "startTime",
    "submitTime",
    "spark.sql.warehouse.dir",
    "spark.local.dir",
    "spark.repl.",
];

fn settings(before: &Profile, after: &Profile) -> Vec<(String, Option<String>, Option<String>)> {
    let mut keys: Vec<&String> = before.conf.spark.keys().chain(after.conf.spark.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter()
        .filter(|key| !NAMES.iter().any(|name| key.contains(name)))
        .filter_map(|key| {
            let (old, new) = (before.conf.spark.get(key), after.conf.spark.get(key));
            (old != new).then(|| (key.clone(), old.cloned(), new.cloned()))
        })
        .collect()
}

fn reasons(
    old: &Facts<'_>,
    new: &Facts<'_>,
    stages: &[StagePair],
    plans: &[String],
    settings: &[(String, Option<String>, Option<String>)],
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let (a, b) = (&old.profile.totals.sums, &new.profile.totals.sums);
    let read = |sums: &afterglow_profile::Sums| (sums.input + sums.shuffle_read()).0 as f64;
    let (was, is) = (read(a), read(b));
    let task = |sums: &afterglow_profile::Sums| sums.duration.0 as f64;
    let mut add =
        |code, text: String, explains: Option<f64>| reasons.push(Reason { code, text, explains_ms: explains });
    if was > 0.0 && (is / was > 1.1 || is / was < 0.9) {
        let explains = task(a) * (is / was - 1.0) / new.slots;
        add(
            if is > was { "more-data" } else { "less-data" },
            format!("It read {} instead of {}.", size(is), size(was)),
            Some(explains),
        );
    }
    if (old.slots - new.slots).abs() >= 1.0 {
        let explains = task(b) / new.slots - task(b) / old.slots;
        add(
            if new.slots < old.slots { "fewer-slots" } else { "more-slots" },
            format!("It had {} slots instead of {}.", new.slots, old.slots),
            Some(explains),
        );
    }
    let gc = |sums: &afterglow_profile::Sums| sums.gc.0 as f64 / (sums.run.0 as f64).max(1.0);
    if (gc(b) - gc(a)).abs() > 0.03 {
        add(
            "gc",
            format!("Collections took {} of the run time instead of {}.", share(gc(b)), share(gc(a))),
            Some((gc(b) - gc(a)) * task(b) / new.slots),
        );
    }
    if a.disk_spilled.0.abs_diff(b.disk_spilled.0) > 64 << 20 {
        add(
            "spill",
            format!("It spilled {} instead of {}.", size(b.disk_spilled.0 as f64), size(a.disk_spilled.0 as f64)),
            None,
        );
    }
    let failed = |sums: &afterglow_profile::Sums| sums.failed + sums.killed;
    if failed(a) != failed(b) {
        let explains = (b.wasted.0 as f64 - a.wasted.0 as f64) / new.slots;
        add("failures", format!("{} tasks failed or were killed instead of {}.", failed(b), failed(a)), Some(explains));
    }
    let driver = |facts: &Facts<'_>| facts.wall - facts.job_time();
    if (driver(new) - driver(old)).abs() > 0.03 * old.wall {
        add(
            "driver",
            format!("Outside jobs it spent {} instead of {}.", time(driver(new)), time(driver(old))),
            Some(driver(new) - driver(old)),
        );
    }
    let longest = |facts: &Facts<'_>| {
        facts
            .done()
            .filter(|stage| stage.n >= 4)
            .map(|stage| (stage.duration.max - stage.duration.median) * stage.weight())
            .fold(0.0, f64::max)
    };
    if (longest(new) - longest(old)).abs() > 0.05 * old.wall {
        add(
            "skew",
            format!(
                "The longest task exceeds its stage's median by {} instead of {}.",
                time(longest(new)),
                time(longest(old))
            ),
            Some(longest(new) - longest(old)),
        );
    }
    if !plans.is_empty() {
        add("plan-changed", format!("{} queries have another plan.", plans.len()), None);
    }
    if !settings.is_empty() {
        add("conf-changed", format!("{} settings differ.", settings.len()), None);
    }
    if let Some(pair) = stages.first().filter(|pair| (pair.task_ms.1 - pair.task_ms.0).abs() > 0.05 * task(a)) {
        let per_byte = pair.read_bytes.0 > 0.0 && (pair.read_bytes.1 / pair.read_bytes.0 - 1.0).abs() < 0.1;
        add(
            "stage",
            format!(
                "{} took {} of task time instead of {}{}.",
                crate::words::clip(&pair.name, 60),
                time(pair.task_ms.1),
                time(pair.task_ms.0),
                if per_byte { ", for the same data" } else { "" }
            ),
            None,
        );
    }
    reasons.sort_by(|x, y| y.explains_ms.unwrap_or(0.0).abs().total_cmp(&x.explains_ms.unwrap_or(0.0).abs()));
    reasons
}
