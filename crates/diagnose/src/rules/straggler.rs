//! Tasks and hosts that are slow with no more data than the others.

use std::collections::BTreeMap;

use afterglow_profile::quantile::of_sorted;
use afterglow_profile::{TaskRow, TaskStatus};
use afterglow_units::{Basis, Timestamp, order};

use crate::detector::{Case, Detector, Group};
use crate::facts::StageFacts;
use crate::finding::{Finding, TaskFigure};
use crate::saving;
use crate::thresholds as limit;
use crate::words::{count, time, times};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "straggler",
        title: "One task is late with no more data than the others",
        basis: Basis::Modelled,
        group: Group::Skew,
        threshold: "over 1.5 times the median and 1.3 times the upper quartile, first tasks of an executor left out; \
                    or a task that speculation had to copy",
        source: "Databricks' guide (1.5), NSDI'15",
        needs: "task durations and bytes",
        mistaken: "work that differs by more than its bytes and rows, such as calls to other systems",
        find: straggler,
    },
    Detector {
        code: "slow-node",
        title: "One host is slower than the others",
        basis: Basis::Modelled,
        group: Group::Skew,
        threshold: "a host's median task over 1.5 times the other hosts' in three stages or more",
        source: "own, after NSDI'15",
        needs: "three hosts, task durations",
        mistaken: "hosts of different kinds on purpose",
        find: slow_node,
    },
    Detector {
        code: "cold-executors",
        title: "First tasks of new executors are slow",
        basis: Basis::Modelled,
        group: Group::Utilisation,
        threshold: "the first task of each slot takes over twice the median of its stage",
        source: "own: class loading, JIT, Python workers and the first fetch of jars all fall on that task",
        needs: "task launches by executor",
        mistaken: "data skew in the first partitions",
        find: cold,
    },
];

/// A task that is late by itself.
struct Late<'s> {
    stage: &'s StageFacts,
    task: TaskRow,
    /// How long it was under way, ms; of a task that speculation overtook, until the copy was done.
    took: f64,
    usual: f64,
    copied: bool,
    level: f64,
    excess: f64,
}

fn straggler(case: &Case<'_>) -> Vec<Finding> {
    let mut late: Vec<Late<'_>> = case.done().filter_map(|stage| late_in(case, stage)).collect();
    late.extend(case.stages.iter().filter_map(|stage| overtaken(case, stage)));
    late.retain(|late| late.level.max(late.excess) >= 0.2 * case.floor());
    order::by(&mut late, |a, b| (b.level + b.excess).total_cmp(&(a.level + a.excess)));
    let Some(worst) = late.first() else { return Vec::new() };
    let (low, high) =
        late.iter().fold((0.0, 0.0), |(low, high), one| (low + one.level, high + one.excess.max(one.level)));
    let executor = &case.profile.executors.get(worst.task.executor.0 as usize);
    let host = executor.map_or("", |executor| executor.host.as_str());
    let collecting = worst.task.gc.0 as f64;
    let collected = collecting >= 0.5 * (worst.took - worst.usual);
    let cause = if collected {
        format!("It read no more than the others and stood {} of the time in collections", time(collecting))
    } else {
        "It read no more than the others, so the cause is its place or its time".to_owned()
    };
    let alone = case.profile.executors.iter().filter(|executor| executor.tasks > 0).count() < 2;
    let fix = match (collected, alone) {
        (true, _) => {
            "Give the executors more memory a core, or less data and fewer cached objects; one full collection stops \
             every task of its executor."
        }
        (false, true) => {
            "Look at that executor and host (disk, other tenants, collections) and at calls to other systems."
        }
        (false, false) => {
            "Look at that executor and host (disk, other tenants, collections) and at calls to other systems; \
             speculation starts a copy elsewhere."
        }
    };
    let mut finding = Finding::new(
        format!(
            "In {} the task of partition {} took {}{}, while the median was {}.",
            case.name(worst.stage),
            worst.task.index,
            time(worst.took),
            if worst.copied { " until its speculative copy was done" } else { "" },
            time(worst.usual)
        ),
        format!("{cause}; the stage waited: {} on the present slots, up to {} on more.", time(low), time(high)),
        fix,
    )
    .stages(late.iter().take(8).map(|late| late.stage.key))
    .chart(if collected { TaskFigure::Collections } else { TaskFigure::Duration })
    .saves(saving::between(low, 0.5 * (low + high), high))
    .ms("the late task", worst.took)
    .ms("the median task", worst.usual)
    .ratio("late over median", worst.took / worst.usual.max(1.0));
    // How long a copy was waited for the log tells; what another task cost comes from scheduling the stage again.
    if late.iter().any(|late| !late.copied) {
        finding = finding.of_slots();
    }
    if !host.is_empty() {
        finding = finding.executors(executor.map(|executor| executor.id.clone()));
    }
    if collected {
        finding = finding.ms("of it in collections", collecting);
    } else if !alone && case.conf().flag("spark.speculation") != Some(true) {
        finding = finding.set("spark.speculation", case.conf().get("spark.speculation"), "true");
    }
    vec![finding]
}

/// The one late task of a stage, if it has one.
fn late_in<'s>(case: &Case<'_>, stage: &'s StageFacts) -> Option<Late<'s>> {
    if stage.n < limit::SKEW_TASKS || stage.duration.max < limit::STRAGGLER * stage.duration.median {
        return None;
    }
    // The first task of a slot pays for the start of its executor: it is judged among its like.
    let cold = case.cold_rows(stage);
    let durations = case.durations_of(stage);
    let mut warm: Vec<u64> =
        durations.iter().zip(&cold).filter(|(_, cold)| !**cold).map(|(duration, _)| *duration).collect();
    warm.sort_unstable();
    if warm.len() < limit::SKEW_TASKS {
        return None;
    }
    let (median, p75) = (of_sorted(&warm, 0.5), of_sorted(&warm, 0.75));
    let bound = (limit::STRAGGLER * median).max(limit::STRAGGLER_P75 * p75);
    let mut cold_sorted: Vec<u64> =
        durations.iter().zip(&cold).filter(|(_, cold)| **cold).map(|(duration, _)| *duration).collect();
    cold_sorted.sort_unstable();
    let cold_bound = bound.max(2.0 * of_sorted(&cold_sorted, 0.5));
    let late: Vec<usize> =
        (0..durations.len()).filter(|&at| durations[at] as f64 > if cold[at] { cold_bound } else { bound }).collect();
    // As many late tasks as slots are a slow wave, not a late task.
    if late.is_empty() || late.len() > (stage.slots / 4).min(stage.n / 8).max(1) {
        return None;
    }
    let worst = late.iter().copied().max_by_key(|&at| durations[at])?;
    let task = case.profile.tasks.row(stage.good[worst] as usize);
    let read = (task.input + task.shuffle_read()).0 as f64;
    let rows = (task.input_records + task.shuffle_read_records) as f64;
    let wrote = task.output.max(task.shuffle_write).0 as f64;
    let heavy = read >= limit::SKEW_BYTES && read > 1.5 * stage.read.median
        || rows >= limit::SKEW_RECORDS && rows > 1.5 * stage.records.median
        || wrote >= limit::SKEW_BYTES && wrote > 1.5 * stage.volume.median;
    if heavy || task.speculative {
        return None;
    }
    let mut usual: Vec<f64> = durations.iter().map(|&duration| duration as f64).collect();
    for &at in &late {
        usual[at] = median;
    }
    let took = durations[worst] as f64;
    Some(Late {
        stage,
        task,
        took,
        usual: median,
        copied: false,
        level: case.replayed(stage, &usual),
        excess: (took - median) * stage.weight(),
    })
}

/// A task that a speculative copy overtook. The log may lack the end of the overtaken attempt: Spark launches
/// partitions in order, so it was launched no later than the first attempt of the next partition.
fn overtaken<'s>(case: &Case<'_>, stage: &'s StageFacts) -> Option<Late<'s>> {
    let copy = stage.tasks(case.profile).filter(|task| task.speculative).max_by_key(TaskRow::finished)?;
    let tasks: Vec<TaskRow> = stage.rows.iter().map(|&row| case.profile.tasks.row(row as usize)).collect();
    let launched = Originals::of(case, stage, &tasks).launch(&copy)?;
    let took = copy.finished().since(launched).0 as f64;
    let median = stage.duration.median;
    if took < 2.0 * median {
        return None;
    }
    let others = stage.tasks(case.profile).filter(|task| !task.speculative).map(|task| task.finished()).max()?;
    let tail = copy.finished().since(others).0 as f64 * stage.weight();
    Some(Late {
        stage,
        task: copy,
        took,
        usual: median,
        copied: true,
        level: tail,
        excess: tail.max((took - median).min(stage.wall)),
    })
}

/// The first attempts of a stage, for the speculative copies of them.
pub(crate) struct Originals {
    /// Of each partition: the last launch of an attempt that is no copy, and the last launch of a first attempt at a
    /// partition before it.
    launches: BTreeMap<u32, (Option<Timestamp>, Option<Timestamp>)>,
    stage: Option<Timestamp>,
}

impl Originals {
    pub(crate) fn of(case: &Case<'_>, stage: &StageFacts, tasks: &[TaskRow]) -> Self {
        let mut launches: BTreeMap<u32, (Option<Timestamp>, Option<Timestamp>)> = BTreeMap::new();
        for task in tasks {
            let (own, first) = launches.entry(task.index).or_default();
            if task.speculative {
                continue;
            }
            if task.status != TaskStatus::Resubmitted {
                *own = (*own).max(Some(task.launched));
            }
            if task.attempt == 0 {
                *first = (*first).max(Some(task.launched));
            }
        }
        // From each partition's own first launch to the last one of those before it.
        let mut before = None;
        for (_, first) in launches.values_mut() {
            let until_here = before.max(*first);
            *first = std::mem::replace(&mut before, until_here);
        }
        Self { launches, stage: case.profile.stages[stage.row].first_launch }
    }

    /// When the attempt that `copy` is a copy of was launched, as far as the log tells.
    pub(crate) fn launch(&self, copy: &TaskRow) -> Option<Timestamp> {
        let (own, near) = self.launches.get(&copy.index).copied().unwrap_or_default();
        own.or(near).or(self.stage)
    }
}

pub(crate) fn slow_node(case: &Case<'_>) -> Vec<Finding> {
    let mut hosts: Vec<&str> = case.profile.executors.iter().map(|executor| executor.host.as_str()).collect();
    hosts.sort_unstable();
    hosts.dedup();
    if hosts.len() < 3 || case.local {
        return Vec::new();
    }
    let host_of: Vec<usize> = case
        .profile
        .executors
        .iter()
        .map(|executor| hosts.binary_search(&executor.host.as_str()).unwrap_or(0))
        .collect();
    let mut slow = vec![(0usize, 0.0f64, 0.0f64); hosts.len()];
    for stage in case.done().filter(|stage| stage.n >= 4 * hosts.len()) {
        let cold = case.cold_rows(stage);
        let mut by_host: Vec<Vec<u64>> = vec![Vec::new(); hosts.len()];
        for (&row, cold) in stage.good.iter().zip(cold) {
            let executor = case.profile.tasks.executor(row as usize).0 as usize;
            if let (false, Some(&host)) = (cold, host_of.get(executor)) {
                by_host[host].push(case.profile.tasks.duration(row as usize).0);
            }
        }
        for (host, durations) in by_host.iter_mut().enumerate() {
            durations.sort_unstable();
            let (median, usual) = (of_sorted(durations, 0.5), stage.duration.median);
            if durations.len() >= 3 && median > limit::SLOW_NODE * usual {
                slow[host].0 += 1;
                slow[host].1 += durations.iter().map(|&duration| duration as f64).sum::<f64>() * (1.0 - usual / median);
                slow[host].2 = slow[host].2.max(median / usual);
            }
        }
    }
    let Some((host, &(stages, lost, factor))) = slow.iter().enumerate().max_by(|a, b| a.1.1.total_cmp(&b.1.1)) else {
        return Vec::new();
    };
    if stages < 3 {
        return Vec::new();
    }
    let gain = lost / case.slots;
    vec![
        Finding::new(
            format!(
                "Tasks on host {} take up to {} the median, in {}.",
                hosts[host],
                times(factor),
                count(stages as u64, "stage")
            ),
            format!("They cost {} more task time than elsewhere.", time(lost)),
            "Take that host out, or look for a failing disk, a noisy neighbour or an older machine among the others.",
        )
        .executors(
            case.profile
                .executors
                .iter()
                .filter(|executor| executor.host == hosts[host])
                .map(|executor| executor.id.clone()),
        )
        .saves(saving::between(gain * 0.5, gain, gain * 2.0))
        .of_slots()
        .count("stages", stages as f64)
        .ratio("host over median", factor),
    ]
}

fn cold(case: &Case<'_>) -> Vec<Finding> {
    // In local mode the one "executor" starts with the application: nothing can be kept warm.
    if case.local {
        return Vec::new();
    }
    let (mut lost, mut tasks, mut stages) = (0.0, 0, Vec::new());
    for stage in case.done().filter(|stage| stage.cold > 0) {
        let cold = case.cold_rows(stage);
        let durations = case.durations_of(stage);
        let mut warm: Vec<u64> =
            durations.iter().zip(&cold).filter(|(_, cold)| !**cold).map(|(duration, _)| *duration).collect();
        warm.sort_unstable();
        if warm.len() < 2 {
            continue;
        }
        let usual = of_sorted(&warm, 0.5);
        // Collections are no part of a start, even where they fall on its first tasks.
        // A first task with more data than the others is slow for that.
        let heavy = |task: TaskRow| (task.input + task.shuffle_read()).0 as f64 > limit::SKEW_DATA * stage.read.median;
        if stage.cold_tasks(case.profile, &cold).any(heavy) {
            continue;
        }
        let collected: f64 =
            stage.cold_tasks(case.profile, &cold).map(|task| task.gc.min(task.duration).0 as f64).sum();
        let mean = (stage.cold_ms - collected).max(0.0) / stage.cold as f64;
        if mean > 2.0 * usual {
            let new: Vec<f64> = stage
                .tasks(case.profile)
                .zip(&cold)
                .map(|(task, &cold)| {
                    let (took, collected) = (task.duration.0 as f64, task.gc.0 as f64);
                    if cold { took.min(usual + collected) } else { took }
                })
                .collect();
            lost += case.replayed(stage, &new);
            tasks += stage.cold;
            stages.push((mean, usual, stage));
        }
    }
    order::largest_first(&mut stages, |one| one.0);
    let Some((mean, usual, worst)) = stages.first() else { return Vec::new() };
    vec![
        Finding::new(
            format!("In {} the first tasks of new executors took {} on average, later ones {}.", case.name(worst), time(*mean), time(*usual)),
            format!("{} paid for the start of an executor: loading classes, compiling, starting Python workers, fetching jars.", count(tasks as u64, "task")),
            "Fewer and bigger executors, executors that are kept, and a warm-up before the work that matters.",
        )
        .stages(stages.iter().take(5).map(|entry| entry.2.key))
        .saves(saving::between(0.0, lost * 0.3, lost))
        .of_slots()
        .sure(0.6)
        .ms("first tasks, mean", *mean)
        .ms("later tasks, median", *usual)
        .count("first tasks", tasks as f64),
    ]
}
