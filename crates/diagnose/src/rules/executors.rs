//! Executors that have little to do, or unequal work.

use afterglow_units::Basis;

use crate::detector::{Case, Detector, Group};
use crate::finding::Finding;
use crate::saving;
use crate::thresholds as limit;
use crate::words::{count, share, time, times};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "idle-executors",
        title: "Executors are idle most of the time",
        basis: Basis::Measured,
        group: Group::Utilisation,
        threshold: "over half of the executors' slot time without a task, two executors and four slots or more",
        source: "DataFlint (50 %), SparkAdvisor (60 %)",
        needs: "ExecutorAdded events, task times",
        mistaken: "executors that keep a cache or shuffle files for others",
        find: idle,
    },
    Detector {
        code: "executor-imbalance",
        title: "Executors have unequal work",
        basis: Basis::Rule,
        group: Group::Skew,
        threshold: "an executor's task time over 1.78 times the median's, 100 MiB and 5 min or more",
        source: "Dr. Elephant",
        needs: "three executors",
        mistaken: "executors that came late or are smaller",
        find: imbalance,
    },
];

/// The idle share of slot time, if it makes the finding.
pub(crate) fn mostly_idle(case: &Case<'_>) -> Option<f64> {
    let workers = case.profile.executors.iter().filter(|executor| executor.id != "driver").count();
    let idle = case.busy.idle()?;
    (!case.local && workers >= 2 && case.slots >= 4.0 && idle >= limit::IDLE_EXECUTORS).then_some(idle)
}

fn idle(case: &Case<'_>) -> Vec<Finding> {
    let Some(idle) = mostly_idle(case) else { return Vec::new() };
    // The most tasks that ever ran at one time say how many slots could be of use.
    let peak = f64::from(case.profile.most_at_once());
    let spare = (1.0 - peak / case.slots).clamp(0.0, 1.0);
    let workers = case.profile.executors.iter().filter(|executor| executor.id != "driver").count() as u64;
    let unused: Vec<_> = case
        .profile
        .executors
        .iter()
        .filter(|executor| executor.tasks == 0 && executor.id != "driver")
        .map(|executor| executor.id.clone())
        .collect();
    let enough = ((peak / (case.slots / workers.max(1) as f64)).ceil() as u64).clamp(1, workers.max(1));
    let mut finding = Finding::new(
        format!("{} of the slot time of {} had no task on it.", share(idle), count(workers, "executor")),
        format!(
            "At most {} of {} ever ran at one time, and between jobs all of them wait.",
            count(peak.min(case.slots) as u64, "task"),
            count(case.slots as u64, "slot")
        ),
        "Take fewer executors, let dynamic allocation return those that are idle, or give the work more partitions.",
    )
    .executors(unused)
    .saves_share(saving::between(spare, (idle * 0.8).max(spare), idle))
    .ratio("slot time idle", idle)
    .count("most tasks at one time", peak.min(case.slots))
    .count("slots", case.slots);
    if enough < workers {
        let dynamic = case.conf().flag("spark.dynamicAllocation.enabled") == Some(true);
        let key = if dynamic { "spark.dynamicAllocation.maxExecutors" } else { "spark.executor.instances" };
        finding = finding.set(key, case.conf().get(key), enough.to_string());
    } else if case.conf().flag("spark.dynamicAllocation.enabled") != Some(true)
        && case.profile.platform() != Some("databricks")
    {
        finding =
            finding.set("spark.dynamicAllocation.enabled", case.conf().get("spark.dynamicAllocation.enabled"), "true");
    }
    vec![finding]
}

fn imbalance(case: &Case<'_>) -> Vec<Finding> {
    let mut work: Vec<(u64, &str)> = case
        .profile
        .executors
        .iter()
        .filter(|executor| executor.tasks > 0 && executor.removed.is_none())
        .map(|executor| (executor.task_duration.0, executor.id.as_str()))
        .collect();
    work.sort_unstable();
    let (Some(&(most, id)), Some(&(median, _))) = (work.last(), work.get(work.len() / 2)) else { return Vec::new() };
    let bytes = (case.profile.totals.sums.input + case.profile.totals.sums.shuffle_read()).0;
    if work.len() < 3
        || median == 0
        || (most as f64) < limit::EXECUTOR_IMBALANCE * median as f64
        || most < 300_000
        || bytes < 100 << 20
    {
        return Vec::new();
    }
    let cores = case.slots / work.len() as f64;
    let gain = ((most - median) as f64 / cores.max(1.0)).min(0.5 * case.wall);
    vec![
        Finding::new(
            format!(
                "Executor {id} did {} of task time, {} the median executor.",
                time(most as f64),
                times(most as f64 / median as f64)
            ),
            "The others had less to do at the same time.",
            "Lower the locality wait, and spread cached blocks and input.",
        )
        .executors([id.to_owned()])
        .saves(saving::between(0.0, gain * 0.2, gain))
        .of_slots()
        .sure(0.4)
        .ratio("most over median", most as f64 / median as f64),
    ]
}
