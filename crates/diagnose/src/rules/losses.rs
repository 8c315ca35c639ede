//! What was lost: executors, their shuffle files, and the stages that ran again for it.

use std::fmt::Write;

use afterglow_profile::interval::{clipped, covered};
use afterglow_profile::{StageStatus, TaskStatus};
use afterglow_units::{Basis, StageKey};

use crate::detector::{Case, Detector, Group};
use crate::failure::lost_executors;
use crate::finding::Finding;
use crate::saving;
use crate::thresholds as limit;
use crate::words::{clip, count, share, time};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "fetch-failure",
        title: "Shuffle data could not be fetched",
        basis: Basis::Measured,
        group: Group::Failures,
        threshold: "any task that ended with FetchFailed",
        source: "own",
        needs: "task ends",
        mistaken: "never",
        find: fetch_failure,
    },
    Detector {
        code: "stage-retry",
        title: "Stages run again",
        basis: Basis::Measured,
        group: Group::Failures,
        threshold: "any second attempt of a stage",
        source: "own",
        needs: "stage attempts",
        mistaken: "never",
        find: stage_retry,
    },
    Detector {
        code: "executor-lost",
        title: "Executors were lost",
        basis: Basis::Modelled,
        group: Group::Failures,
        threshold: "any executor that went against the driver's will",
        source: "own",
        needs: "executor removals with their reason",
        mistaken: "a cluster manager that words an orderly removal like a loss",
        find: executor_lost,
    },
];

fn fetch_failure(case: &Case<'_>) -> Vec<Finding> {
    let (mut tasks, mut lost, mut stages) = (0u64, 0.0, Vec::new());
    for stage in &case.stages {
        let mut here = 0;
        for &row in &stage.rows {
            if case.profile.tasks.status(row as usize) == TaskStatus::FetchFailed {
                here += 1;
                lost += case.profile.tasks.duration(row as usize).0 as f64;
            }
        }
        if here > 0 {
            tasks += here;
            stages.push(stage.key);
        }
    }
    if tasks == 0 {
        return Vec::new();
    }
    let again = case.repeated();
    let gain = again + lost / case.slots;
    let gone = lost_executors(case.profile).next().is_some();
    vec![
        Finding::new(
            format!("{} could not fetch shuffle data of {}.", count(tasks, "task"), if gone { "an executor that was gone" } else { "a map task whose files were gone" }),
            format!("What had been computed had to be computed again: {} of the run.", time(gain)),
            if gone {
                "Keep shuffle files beyond their executor: an external shuffle service, decommissioning with migration, on-demand nodes for what holds shuffle data."
            } else {
                "Find out who removes files below spark.local.dir, or whether that disk fails."
            },
        )
        .risk()
        .stages(stages)
        .saves(saving::between(again * 0.8, gain.min(case.wall), gain.min(case.wall) * 1.1))
        .of_slots()
        .count("failed fetches", tasks as f64)
        .ms("stages run again", again),
    ]
}

fn stage_retry(case: &Case<'_>) -> Vec<Finding> {
    let again = case.repeated();
    let keys: Vec<StageKey> = case.stages.iter().map(|stage| stage.key).filter(|key| key.attempt > 0).collect();
    if keys.is_empty() {
        return Vec::new();
    }
    let failed: f64 = case
        .stages
        .iter()
        .filter(|stage| stage.status == StageStatus::Failed && stage.key.attempt == 0)
        .map(|stage| stage.alone.min(stage.wall))
        .sum();
    let reason = keys
        .first()
        .and_then(|key| case.profile.stages.iter().find(|stage| stage.key.id == key.id && stage.failure.is_some()))
        .or_else(|| case.profile.stages.iter().find(|stage| stage.failure.is_some()))
        .and_then(|stage| stage.failure.as_deref())
        .map_or(String::new(), |text| format!(" ({})", clip(text.lines().next().unwrap_or_default(), 120)));
    vec![
        Finding::new(
            format!(
                "{} again{reason}.",
                if keys.len() == 1 { "A stage ran".to_owned() } else { format!("{} stage attempts ran", keys.len()) }
            ),
            format!("The attempts after the first took {} of {} of wall time.", time(again), time(case.wall)),
            "Look at what the first attempt lost: shuffle files, an executor, a node.",
        )
        .risk()
        .stages(keys.iter().copied())
        .saves(saving::between(again * 0.6, again * 0.95, again + failed))
        .count("repeated attempts", keys.len() as f64)
        .ms("repeated attempts", again),
    ]
}

fn executor_lost(case: &Case<'_>) -> Vec<Finding> {
    let end = case.end;
    let lost: Vec<_> = lost_executors(case.profile).collect();
    if lost.is_empty() {
        return Vec::new();
    }
    let gone = case
        .stages
        .iter()
        .flat_map(|stage| &stage.rows)
        .filter(|&&row| case.profile.tasks.status(row as usize) == TaskStatus::ExecutorLost)
        .map(|&row| case.profile.tasks.duration(row as usize).0 as f64);
    let (tasks, work) = (gone.clone().count() as u64, gone.sum::<f64>());
    // Slots that were missing from the loss until another executor came in its place, or to the end, while all others
    // were busy.
    let mut missing = 0.0;
    for executor in &lost {
        let Some(gone) = executor.removed else { continue };
        let back = case
            .profile
            .executors
            .iter()
            .filter_map(|other| other.added)
            .filter(|&added| added > gone)
            .min()
            .unwrap_or(end);
        let cores = f64::from(executor.cores.map_or(1, |cores| cores.0));
        // Slots that nobody would have used are not missed.
        let missed = covered(&clipped(&case.busy.short, gone, back)).0 as f64;
        missing += missed * (cores / case.slots).min(1.0);
    }
    let first_loss = lost.iter().filter_map(|executor| executor.removed).min().unwrap_or(end);
    let again = case.repeated();
    let caused =
        if case.stages.iter().any(|stage| stage.key.attempt > 0 && stage.from >= first_loss) { again } else { 0.0 };
    let gain = (missing + caused + work / case.slots).min(end.since(first_loss).0 as f64);
    let reason = lost.first().and_then(|executor| executor.removed_reason.as_deref()).unwrap_or_default();
    let collecting = case.collecting();
    let contained = matches!(case.profile.platform(), Some("yarn" | "kubernetes" | "emr" | "dataproc" | "hdinsight"));
    let fix = if collecting >= limit::GC_SEVERE {
        format!(
            "Collections took {} of the run time, and an executor that stands in one misses its heartbeats: give it \
             more memory or less data a task, and then look at the node.",
            share(collecting)
        )
    } else if contained {
        "Look at the node and at the executor's last log lines; memory killed by the container is the most frequent \
         cause."
            .to_owned()
    } else {
        "Look at the executor's last log lines and at its machine: memory, disk, network.".to_owned()
    };
    let mut why = match tasks {
        0 => "No task went".to_owned(),
        tasks => format!("{}, with {} of task time, went", count(tasks, "task"), time(work)),
    };
    why.push_str(if lost.len() == 1 { " with it" } else { " with them" });
    // Slots are missing where the log tells how many there were, and when all others were busy.
    if missing > 0.0 {
        why.push_str(", and the slots were missing afterwards");
    }
    if gain >= 1.0 {
        let _ = write!(why, ": about {} of the run", time(gain));
    }
    why.push_str(if case.busy.idle().is_some() {
        "."
    } else {
        "; whether the slots were missing afterwards the log does not tell."
    });
    let spot = ["spot", "preempt", "node lost", "decommission"].iter().any(|word| reason.to_lowercase().contains(word));
    let finding = Finding::new(
        format!(
            "{} lost: {}.",
            if lost.len() == 1 { "An executor was".to_owned() } else { format!("{} executors were", lost.len()) },
            clip(reason, 120)
        ),
        why,
        if spot {
            "Keep a part of the nodes on demand, and switch decommissioning with shuffle migration on.".to_owned()
        } else {
            fix
        },
    )
    .risk()
    .executors(lost.iter().take(20).map(|executor| executor.id.clone()))
    .saves(saving::between(gain * 0.4, gain, gain * 1.2))
    .count("executors lost", lost.len() as f64)
    .count("tasks that went with them", tasks as f64)
    .ms("task time lost", work);
    vec![if missing + work > 0.0 { finding.of_slots() } else { finding }]
}
