//! Jobs and stages that wait: for each other, for a slot, for an executor.

use std::collections::BTreeMap;

use afterglow_profile::interval::{clipped, covered, gaps, union};
use afterglow_units::{Basis, JobId, Timestamp, order};

use crate::detector::{Case, Detector, Group};
use crate::facts::{Span, StageFacts};
use crate::finding::Finding;
use crate::saving;
use crate::thresholds as limit;
use crate::words::{count, share, time};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "gaps-in-job",
        title: "Jobs stand still between their stages",
        basis: Basis::Rule,
        group: Group::Utilisation,
        threshold: "no stage runs in 30 % of a job of over 1 min",
        source: "Compass (5 min)",
        needs: "job and stage times",
        mistaken: "dropped stage events",
        find: gaps_in_job,
    },
    Detector {
        code: "gaps-in-stage",
        title: "Stages stand still without a task",
        basis: Basis::Rule,
        group: Group::Utilisation,
        threshold: "no task runs in 30 % of a stage of over 1 min",
        source: "Compass (5 min)",
        needs: "stage and task times",
        mistaken: "dropped task events",
        find: gaps_in_stage,
    },
    Detector {
        code: "serial-jobs",
        title: "Independent jobs run one after the other",
        basis: Basis::Rule,
        group: Group::Utilisation,
        threshold: "jobs that share no stage follow each other while over half of the slots are idle",
        source: "own, after Sparklens' job groups",
        needs: "jobs, stages, executors' cores",
        mistaken: "jobs that depend on each other through files or through the driver",
        find: serial_jobs,
    },
    Detector {
        code: "queued-behind-others",
        title: "Stages wait for slots behind other stages",
        basis: Basis::Rule,
        group: Group::Utilisation,
        threshold: "a stage without a running task while stages of other jobs run, 10 % of the run",
        source: "own",
        needs: "stage submissions and task launches",
        mistaken: "stages whose work must wait anyway",
        find: queued,
    },
    Detector {
        code: "slow-cluster-start",
        title: "The first job waits for executors",
        basis: Basis::Rule,
        group: Group::Utilisation,
        threshold: "jobs without any slot for 10 % of the run",
        source: "AWS EMR Advisor",
        needs: "ExecutorAdded events",
        mistaken: "a log whose executor events were dropped",
        find: slow_start,
    },
];

fn gaps_in_job(case: &Case<'_>) -> Vec<Finding> {
    let mut spans: BTreeMap<JobId, Vec<Span>> = BTreeMap::new();
    for stage in &case.profile.stages {
        if let (Some(job), Some(span)) = (stage.job, stage.span()) {
            spans.entry(job).or_default().push(span);
        }
    }
    let mut lost = Vec::new();
    for job in &case.profile.jobs {
        let (Some(from), Some(to)) = (job.submitted, job.completed) else { continue };
        let wall = to.since(from).0 as f64;
        let Some(stages) = spans.get(&job.id) else { continue };
        let empty: f64 = gaps(&union(stages.clone()), from, to).iter().map(|(a, b)| b.since(*a).0 as f64).sum();
        if wall >= limit::GAPS_MS && empty >= limit::GAPS_SHARE * wall {
            lost.push((empty, job.id, job.stages.first().copied()));
        }
    }
    order::largest_first(&mut lost, |one| one.0);
    let Some(worst) = lost.first() else { return Vec::new() };
    let sum: f64 = lost.iter().map(|entry| entry.0).sum::<f64>().min(case.wall);
    vec![
        Finding::new(
            format!("Job {} had no stage running for {}.", worst.1, time(worst.0)),
            format!("That way {} of the run were lost, in {}.", time(sum), count(lost.len() as u64, "job")),
            "Look at the driver's log in that time: full collections, broadcast tables being built, or a thread pool that is exhausted.",
        )
        .saves(saving::between(sum * 0.2, sum * 0.6, sum))
        .sure(0.5)
        .ms("without a stage", sum),
    ]
}

fn gaps_in_stage(case: &Case<'_>) -> Vec<Finding> {
    let mut lost = Vec::new();
    for stage in case.done().filter(|stage| stage.wall >= limit::GAPS_MS) {
        let tasks = &case.profile.tasks;
        let spans: Vec<Span> = stage
            .rows
            .iter()
            .map(|&row| {
                let from = tasks.launched(row as usize);
                (from, from + tasks.duration(row as usize))
            })
            .collect();
        let ran = covered(&clipped(&union(spans), stage.from, stage.to)).0 as f64;
        // Waiting for other stages' tasks is another matter: count only what the stage was alone for.
        let empty = (stage.wall - ran).max(0.0).min(stage.alone);
        if empty >= limit::GAPS_SHARE * stage.wall {
            lost.push((empty, stage));
        }
    }
    order::largest_first(&mut lost, |one| one.0);
    let Some((_, worst)) = lost.first() else { return Vec::new() };
    let sum: f64 = lost.iter().map(|entry| entry.0).sum();
    vec![
        Finding::new(
            format!("{} had no running task for {} of its {}.", case.name(worst), time(lost[0].0), time(worst.wall)),
            "The stage was submitted and waited for executors, for a locality level, or for the driver.",
            "Look for executors that came late or were excluded, and lower spark.locality.wait.",
        )
        .stages(lost.iter().take(5).map(|entry| entry.1.key))
        .saves(saving::between(sum * 0.3, sum * 0.7, sum))
        .ms("without a task", sum),
    ]
}

fn serial_jobs(case: &Case<'_>) -> Vec<Finding> {
    // Only where most slots idle within jobs can jobs side by side gain anything.
    let Some(idle) = case.busy.idle_in_jobs() else { return Vec::new() };
    if idle < 0.5 || case.slots < 4.0 || case.profile.jobs.len() < 4 || !case.profile.streams.is_empty() {
        return Vec::new();
    }
    // Jobs of different queries that follow each other within 100 ms, and need less than half of the slots.
    let mut widest: BTreeMap<_, u32> = BTreeMap::new();
    for stage in &case.profile.stages {
        let widest = widest.entry(stage.job).or_default();
        *widest = (*widest).max(stage.tasks_announced);
    }
    let mut narrow = 0.0;
    let mut chains = 0u64;
    for pair in case.profile.jobs.windows(2) {
        let [before, after] = pair else { continue };
        let (Some(from), Some(ended), Some(starts)) = (before.submitted, before.completed, after.submitted) else {
            continue;
        };
        let apart = before.sql.is_none() || before.sql != after.sql;
        if apart && starts >= ended && starts.since(ended).0 <= 100 {
            let tasks = widest.get(&Some(before.id)).copied().unwrap_or(0);
            if f64::from(tasks) < 0.5 * case.slots {
                narrow += ended.since(from).0 as f64;
                chains += 1;
            }
        }
    }
    if chains < 3 {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!("{} that fill less than half of the slots run one right after the other.", count(chains, "job")),
            format!("They take {} in a row while {} of the slots idle.", time(narrow), share(idle)),
            "If they do not need each other's results, start them from several threads (with the FAIR scheduler).",
        )
        .saves(saving::between(0.0, narrow * 0.3, narrow * 0.7))
        .sure(0.4)
        .set("spark.scheduler.mode", case.conf().get("spark.scheduler.mode"), "FAIR")
        .count("jobs", chains as f64)
        .ms("in a row", narrow),
    ]
}

/// For how long of the wait from a stage's submission to its `first` launch stages of other jobs ran and none of its own:
/// those of its own job are needed as well, in whatever order they run; only other jobs can step back.
fn behind_others(case: &Case<'_>, stage: &StageFacts, first: Timestamp) -> f64 {
    let job = case.profile.stages[stage.row].job;
    let covers = |wanted: &dyn Fn(&StageFacts) -> bool| {
        let spans =
            case.done().filter(|other| other.row != stage.row && wanted(other)).map(|other| (other.from, other.to));
        covered(&clipped(&union(spans.collect()), stage.from, first)).0 as f64
    };
    covers(&|_| true) - covers(&|other| case.profile.stages[other.row].job == job)
}

fn queued(case: &Case<'_>) -> Vec<Finding> {
    let mut waits = Vec::new();
    for stage in case.done() {
        let Some(first) = case.profile.stages[stage.row].first_launch else { continue };
        let waited = first.since(stage.from).0 as f64;
        if waited >= limit::QUEUED * case.wall && stage.alone < stage.wall - waited * 0.5 {
            waits.push((waited, stage, first));
        }
    }
    order::largest_first(&mut waits, |one| one.0);
    // The longest waits say it all, and each is held against all stages.
    waits.truncate(limit::QUEUED_MOST);
    let mut waits: Vec<(f64, &StageFacts)> = waits
        .into_iter()
        .map(|(_, stage, first)| (behind_others(case, stage, first), stage))
        .filter(|(waited, _)| *waited >= limit::QUEUED * case.wall)
        .collect();
    if case.busy.no_slot > 0.0 && waits.iter().all(|entry| entry.0 <= case.busy.no_slot * 1.2) {
        return Vec::new();
    }
    order::largest_first(&mut waits, |one| one.0);
    let Some((longest, worst)) = waits.first() else { return Vec::new() };
    vec![
        Finding::new(
            format!(
                "{} waited {} for its first slot while stages of other jobs held them.",
                case.name(worst),
                time(*longest)
            ),
            format!("{} had to wait for over 10 % of the run.", count(waits.len() as u64, "stage")),
            "Put short queries into a FAIR pool of their own, or add slots for the time in which stages overlap.",
        )
        .stages(waits.iter().take(5).map(|entry| entry.1.key))
        // Who waited was not idle time of the cluster: what it saves depends on what is waited for.
        .saves(saving::between(0.0, longest * 0.1, *longest))
        .sure(0.4)
        .set("spark.scheduler.mode", case.conf().get("spark.scheduler.mode"), "FAIR")
        .ms("longest wait", *longest),
    ]
}

fn slow_start(case: &Case<'_>) -> Vec<Finding> {
    let waited = case.busy.no_slot;
    if case.local || waited < limit::CLUSTER_START * case.wall {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!("Jobs waited {} with no executor to run on.", time(waited)),
            format!("That is {} of the run, paid for the driver alone.", case.of_run(waited)),
            "Keep a pool of warm executors or nodes, use smaller images, or put several short applications into one.",
        )
        .saves(saving::between(0.0, waited * 0.5, waited))
        .ms("jobs without a slot", waited),
    ]
}
