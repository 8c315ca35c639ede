//! Work that failed, was killed, or was tried again.

use std::collections::{BTreeMap, BTreeSet};

use afterglow_profile::TaskStatus;
use afterglow_units::{Basis, StageKey, order};

use crate::detector::{Case, Detector, Group};
use crate::facts::StageFacts;
use crate::failure::{Cause, Kind, failures};
use crate::finding::Finding;
use crate::replay::makespan;
use crate::saving;
use crate::words::{clip, count, share, time};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "task-failures",
        title: "Tasks fail",
        basis: Basis::Measured,
        group: Group::Failures,
        threshold: "any task that ended with an error of its own",
        source: "Dr. Elephant (5 to 20 % of tasks); own: any",
        needs: "task ends",
        mistaken: "never",
        find: task_failures,
    },
    Detector {
        code: "retries",
        title: "Tasks are tried again",
        basis: Basis::Modelled,
        group: Group::Failures,
        threshold: "second and later attempts after a failure",
        source: "own",
        needs: "task attempts",
        mistaken: "never",
        find: retries,
    },
    Detector {
        code: "failed-job",
        title: "A job failed",
        basis: Basis::Measured,
        group: Group::Failures,
        threshold: "any",
        source: "Dr. Elephant",
        needs: "job ends",
        mistaken: "a job that the program expects to fail",
        find: failed_job,
    },
    Detector {
        code: "killed-job",
        title: "A job was cancelled",
        basis: Basis::Measured,
        group: Group::Failures,
        threshold: "any",
        source: "own",
        needs: "job ends with their reason",
        mistaken: "a job that is cancelled on purpose, such as the losing one of two",
        find: killed_job,
    },
    Detector {
        code: "wasted-work",
        title: "Much task time was for nothing",
        basis: Basis::Measured,
        group: Group::Failures,
        threshold: "over 5 % of the task time in failed, killed and superseded attempts",
        source: "Dr. Elephant-S",
        needs: "task ends",
        mistaken: "speculation that paid off",
        find: wasted,
    },
];

/// Wall time that a stage would save without those of its attempts that `spoiled` names.
fn without(case: &Case<'_>, stage: &StageFacts, spoiled: impl Fn(TaskStatus) -> bool) -> f64 {
    let tasks = &case.profile.tasks;
    let mut rows: Vec<u32> =
        stage.rows.iter().copied().filter(|&row| tasks.status(row as usize) != TaskStatus::Resubmitted).collect();
    order::by_key(&mut rows, |&row| tasks.launched(row as usize));
    let all: Vec<f64> = rows.iter().map(|&row| tasks.duration(row as usize).0 as f64).collect();
    let kept: Vec<f64> = rows
        .iter()
        .filter(|&&row| !spoiled(tasks.status(row as usize)))
        .map(|&row| tasks.duration(row as usize).0 as f64)
        .collect();
    (makespan(&all, stage.slots) - makespan(&kept, stage.slots)).clamp(0.0, stage.wall) * stage.weight()
}

fn task_failures(case: &Case<'_>) -> Vec<Finding> {
    let (mut failed, mut lost, mut gain, mut stages) = (0u64, 0.0, 0.0, Vec::new());
    for stage in &case.stages {
        let mut here = 0.0;
        for &row in &stage.rows {
            if case.profile.tasks.status(row as usize) == TaskStatus::Failed {
                failed += 1;
                here += case.profile.tasks.duration(row as usize).0 as f64;
            }
        }
        if here > 0.0 {
            lost += here;
            gain += without(case, stage, |status| status == TaskStatus::Failed);
            stages.push((here, stage.key));
        }
    }
    if failed == 0 {
        return Vec::new();
    }
    order::largest_first(&mut stages, |one| one.0);
    let own = |cause: &Cause| matches!(cause.kind, Kind::UserCode | Kind::HeapOom | Kind::DiskFull | Kind::Other);
    let causes: Vec<Cause> = failures(case.profile).into_iter().filter(own).collect();
    let cause = causes.first();
    let others = match causes.len() {
        0 | 1 => String::new(),
        more => format!("; and {}", count(more as u64 - 1, "other cause")),
    };
    let mut what = format!("{} of {} ended with an error.", count(failed, "task"), case.profile.totals.sums.tasks);
    if let Some(cause) = cause {
        what = format!(
            "{} of {} ended with an error: {}{others}.",
            count(failed, "task"),
            case.profile.totals.sums.tasks,
            clip(&cause.summary(), 160)
        );
    }
    vec![
        Finding::new(
            what,
            format!("{} of task time was for nothing, and the stages took {} longer.", time(lost), time(gain)),
            "Read the exception's first frame of your own code; make the task safe to repeat, and fix the cause rather than raise the number of attempts.",
        )
        .risk()
        .stages(stages.iter().take(8).map(|entry| entry.1))
        .saves(saving::between(gain * 0.8, gain, gain * 1.2))
        .of_slots()
        .count("failed tasks", failed as f64)
        .ms("task time lost", lost),
    ]
}

fn retries(case: &Case<'_>) -> Vec<Finding> {
    let (mut again, mut gain, mut stages, mut most) = (0u64, 0.0, Vec::new(), 0);
    for stage in &case.stages {
        // An attempt may have two ends in the log: of an executor that was given up, and of its own.
        let mut attempts = BTreeSet::new();
        for &row in &stage.rows {
            if case.profile.tasks.status(row as usize) == TaskStatus::Resubmitted {
                continue;
            }
            let task = case.profile.tasks.row(row as usize);
            if task.attempt > 0 && !task.speculative {
                attempts.insert((task.index, task.attempt));
                most = most.max(task.attempt);
            }
        }
        let here = attempts.iter().map(|attempt| attempt.0).collect::<BTreeSet<_>>().len() as u64;
        // Only attempts after the task's own failure: lost executors and shuffles have their own findings.
        let failed = stage.rows.iter().any(|&row| case.profile.tasks.status(row as usize) == TaskStatus::Failed);
        if here > 0 && failed {
            again += here;
            gain += without(case, stage, |status| status == TaskStatus::Failed);
            stages.push(stage.key);
        }
    }
    if again == 0 {
        return Vec::new();
    }
    let limit = case.conf().int("spark.task.maxFailures").unwrap_or(4);
    vec![
        Finding::new(
            format!("{} had to be tried again, one up to {} times.", count(again, "partition"), most + 1),
            format!("Retries hide the failures, and each delays its stage: {} in all; after {limit} failures of one task the job fails.", time(gain)),
            "Fix what fails the first time; see the failed tasks of these stages.",
        )
        .risk()
        .stages(stages)
        .saves(saving::between(gain * 0.5, gain * 0.95, gain))
        .of_slots()
        .count("partitions tried again", again as f64)
        .count("most attempts of a partition", f64::from(most + 1)),
    ]
}

/// Jobs that failed, with whether they were cancelled, and the slot time spent on them.
fn failed(case: &Case<'_>, cancelled: bool) -> Vec<(f64, f64, String, Vec<StageKey>)> {
    let mut found = Vec::new();
    let mut of_job: BTreeMap<_, Vec<&StageFacts>> = BTreeMap::new();
    for stage in &case.stages {
        of_job.entry(case.profile.stages[stage.row].job).or_default().push(stage);
    }
    for job in case.profile.jobs.iter().filter(|job| job.succeeded == Some(false)) {
        let stages = of_job.get(&Some(job.id)).map_or(&[][..], Vec::as_slice);
        let reason = job
            .error
            .clone()
            .or_else(|| stages.iter().find_map(|stage| case.profile.stages[stage.row].failure.clone()))
            .unwrap_or_default();
        let lower = reason.to_lowercase();
        let is_cancelled = lower.contains("cancel") || lower.contains("job group") && lower.contains("kill");
        if is_cancelled != cancelled {
            continue;
        }
        let wall = match (job.submitted, job.completed) {
            (Some(from), Some(to)) => to.since(from).0 as f64,
            _ => 0.0,
        };
        let spent: f64 = stages
            .iter()
            .flat_map(|stage| &stage.rows)
            .map(|&row| case.profile.tasks.duration(row as usize).0 as f64)
            .sum();
        found.push((
            wall,
            spent,
            format!("job {}: {}", job.id, clip(reason.lines().next().unwrap_or("no reason logged"), 200)),
            stages.iter().map(|stage| stage.key).collect(),
        ));
    }
    order::by(&mut found, |a, b| (b.0 + b.1).total_cmp(&(a.0 + a.1)));
    found
}

fn failed_job(case: &Case<'_>) -> Vec<Finding> {
    let found = failed(case, false);
    let Some((_, _, reason, stages)) = found.first() else { return Vec::new() };
    let wall: f64 = found.iter().map(|entry| entry.0).sum::<f64>().min(case.wall);
    let spent: f64 = found.iter().map(|entry| entry.1).sum();
    vec![
        Finding::new(
            format!("{} failed; the longest: {reason}.", count(found.len() as u64, "job")),
            format!("{} of wall time and {} of task time gave no result.", time(wall), time(spent)),
            "See why it failed: the causes are grouped with the first frame of your own code.",
        )
        .risk()
        .stages(stages.iter().copied())
        .saves(saving::between(wall * 0.5, wall, wall))
        .count("failed jobs", found.len() as f64)
        .ms("task time", spent),
    ]
}

fn killed_job(case: &Case<'_>) -> Vec<Finding> {
    let found = failed(case, true);
    let Some((_, _, reason, stages)) = found.first() else { return Vec::new() };
    let wall: f64 = found.iter().map(|entry| entry.0).sum();
    let spent: f64 = found.iter().map(|entry| entry.1).sum();
    let blocked = wall.max(spent / case.slots).min(case.wall);
    let finding =
        Finding::new(
            format!("{} cancelled; {reason}.", if found.len() == 1 { "A job was".to_owned() } else { format!("{} jobs were", found.len()) }),
            format!("Its tasks held slots for {} in all and gave no result.", time(spent)),
            "Find out who cancels and why; let tasks be interrupted on cancel (interruptOnCancel) so that slots come free at once.",
        )
        .risk()
        .stages(stages.iter().copied())
        .saves(saving::between(wall.min(blocked) * 0.5, blocked, blocked))
        .count("cancelled jobs", found.len() as f64)
        .ms("task time", spent);
    // As a rule the time of the jobs themselves is the longer one, whatever slots there were.
    vec![if blocked > wall { finding.of_slots() } else { finding }]
}

fn wasted(case: &Case<'_>) -> Vec<Finding> {
    let sums = &case.profile.totals.sums;
    let (wasted, all) = (sums.wasted.0 as f64, sums.duration.0 as f64);
    if all <= 0.0 || wasted < crate::thresholds::WASTED * all {
        return Vec::new();
    }
    // What failures, losses and kills explain has findings of its own.
    let explained =
        sums.failed > 0 || case.profile.jobs.iter().any(|job| job.succeeded == Some(false)) || sums.speculative > 0;
    if explained {
        return Vec::new();
    }
    let gain = wasted / case.slots;
    vec![
        Finding::new(
            format!("{} of the task time was in attempts whose result nobody took.", share(wasted / all)),
            format!("That is {} of slot time.", time(wasted)),
            "Look at what cancels stages or starts attempts twice.",
        )
        .saves(saving::between(0.0, gain * 0.7, gain))
        .of_slots()
        .ratio("wasted share", wasted / all),
    ]
}
