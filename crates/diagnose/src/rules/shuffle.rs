//! Shuffle: waiting for it, writing it, losing it.

use afterglow_profile::table::Sums;
use afterglow_units::{Basis, order};

use crate::detector::{Case, Detector, Group};
use crate::finding::{Finding, TaskFigure};
use crate::saving;
use crate::thresholds as limit;
use crate::words::{share, size, time, times};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "shuffle-fetch-bound",
        title: "Tasks wait for shuffle blocks",
        basis: Basis::Modelled,
        group: Group::Time,
        threshold: "fetch wait over 10 % of run time",
        source: "Sparklens; NSDI'15",
        needs: "task metrics",
        mistaken: "waits below 1 ms a block, which Spark does not count",
        find: fetch_bound,
    },
    Detector {
        code: "shuffle-write-bound",
        title: "Tasks wait for writing shuffle blocks",
        basis: Basis::Modelled,
        group: Group::Time,
        threshold: "shuffle write time over 20 % of run time, 64 MiB and more",
        source: "Sparklens",
        needs: "task metrics",
        mistaken: "a machine whose CPU is short: the time is wall time",
        find: write_bound,
    },
    Detector {
        code: "remote-reads",
        title: "Most shuffle data crosses the network",
        basis: Basis::Rule,
        group: Group::Time,
        threshold: "over half of the shuffle bytes remote, and fetch wait over 10 % of run time",
        source: "own",
        needs: "task metrics",
        mistaken: "many hosts: with n hosts (n - 1) / n of a shuffle is remote by nature",
        find: remote,
    },
    Detector {
        code: "shuffle-explosion",
        title: "A stage writes far more than it reads",
        basis: Basis::Rule,
        group: Group::Time,
        threshold: "over 5 times the bytes out of a stage, 1 GiB and more",
        source: "Sparklens",
        needs: "task metrics",
        mistaken: "compressed columnar input, which is small by nature",
        find: explosion,
    },
    Detector {
        code: "shuffle-lost",
        title: "Finished map tasks ran again",
        basis: Basis::Measured,
        group: Group::Failures,
        threshold: "tasks that had succeeded are resubmitted since their executor went",
        source: "own",
        needs: "Resubmitted task ends",
        mistaken: "never",
        find: lost,
    },
];

/// A time as a share of the time that tasks ran, which a log can tell to be less; `None` where none ran for any time.
fn of_run(sums: &Sums, time: f64) -> Option<f64> {
    (sums.run.0 > 0).then(|| (time / sums.run.0 as f64).min(1.0))
}

fn fetch_bound(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for stage in case.done() {
        let sums = &case.profile.stages[stage.row].sums;
        let Some(ratio) = of_run(sums, sums.fetch_wait.0 as f64).filter(|ratio| *ratio >= limit::FETCH_WAIT) else {
            continue;
        };
        let new: Vec<f64> = stage.tasks(case.profile).map(|task| (task.duration - task.fetch_wait).0 as f64).collect();
        found.push((case.replayed(stage, &new), ratio, stage));
    }
    order::largest_first(&mut found, |one| one.0);
    let Some((_, ratio, worst)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    vec![
        Finding::new(
            format!("{} waits {} of its run time for shuffle blocks.", case.name(worst), share(*ratio)),
            format!("With an infinitely fast network the run would be up to {} shorter.", time(gain)),
            "Shuffle less (aggregate before, broadcast small sides), use fewer and bigger blocks, faster network or local disks, an external shuffle service.",
        )
        .stages(found.iter().take(8).map(|entry| entry.2.key))
        .chart(TaskFigure::FetchWait)
        .saves(saving::between(gain * 0.2, gain * 0.5, gain))
        .of_slots()
        .ratio("fetch wait over run time, worst stage", *ratio),
    ]
}

fn write_bound(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for stage in case.done() {
        let sums = &case.profile.stages[stage.row].sums;
        let wrote = sums.shuffle_write_time().0 as f64;
        let much = (sums.shuffle_write.0 as f64) >= 64.0 * limit::MIB;
        let Some(ratio) = of_run(sums, wrote).filter(|ratio| much && *ratio >= limit::SHUFFLE_WRITE) else { continue };
        let new: Vec<f64> = stage
            .tasks(case.profile)
            .map(|task| (task.duration.0 as f64 - task.shuffle_write_us as f64 / 1e3).max(0.0))
            .collect();
        found.push((case.replayed(stage, &new), ratio, stage));
    }
    order::largest_first(&mut found, |one| one.0);
    let Some((_, ratio, worst)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    vec![
        Finding::new(
            format!("{} spends {} of its run time on writing shuffle blocks.", case.name(worst), share(*ratio)),
            format!("On infinitely fast disks the run would be up to {} shorter.", time(gain)),
            "Put spark.local.dir on local SSDs, and write fewer columns and rows into the shuffle.",
        )
        .stages(found.iter().take(8).map(|entry| entry.2.key))
        .saves(saving::between(gain * 0.2, gain * 0.6, gain))
        .of_slots()
        .ratio("write time over run time, worst stage", *ratio),
    ]
}

fn remote(case: &Case<'_>) -> Vec<Finding> {
    let sums = &case.profile.totals.sums;
    let (remote, all) = (sums.shuffle_read_remote.0 as f64, sums.shuffle_read().0 as f64);
    if case.local
        || all < limit::GIB
        || remote < limit::REMOTE_READ * all
        || (sums.fetch_wait.0 as f64) < limit::FETCH_WAIT * sums.run.0 as f64
    {
        return Vec::new();
    }
    let gain = sums.fetch_wait.0 as f64 / case.slots;
    vec![
        Finding::new(
            format!("{} of {} of shuffle data came from other hosts.", share(remote / all), size(all)),
            format!("Tasks waited {} for it.", time(sums.fetch_wait.0 as f64)),
            "Fewer and bigger hosts keep more of a shuffle at home.",
        )
        .saves(saving::between(0.0, gain * 0.2, gain * 0.6))
        .of_slots()
        .sure(0.4)
        .ratio("remote share", remote / all),
    ]
}

fn explosion(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for stage in case.done() {
        let sums = &case.profile.stages[stage.row].sums;
        let read = (sums.input + sums.shuffle_read()).0 as f64;
        let wrote = (sums.output + sums.shuffle_write).0 as f64;
        if read > 0.0 && wrote >= limit::GIB && wrote > limit::EXPLOSION * read {
            let gain = sums.shuffle_write_time().0 as f64 / stage.slots as f64 * stage.weight();
            found.push((gain, wrote / read, wrote, stage));
        }
    }
    order::largest_first(&mut found, |one| one.0);
    let Some((_, ratio, wrote, worst)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    vec![
        Finding::new(
            format!("{} wrote {}, {} what it read.", case.name(worst), size(*wrote), times(*ratio)),
            "Exploded rows, expanded groupings or a join with many matches travel through the shuffle.",
            "Filter and aggregate before rows multiply, or move the multiplying step behind the shuffle.",
        )
        .stages(found.iter().take(5).map(|entry| entry.3.key))
        .saves(saving::between(0.0, gain * 0.5, gain))
        .of_slots()
        .ratio("out over in", *ratio),
    ]
}

fn lost(case: &Case<'_>) -> Vec<Finding> {
    let sums = &case.profile.totals.sums;
    if sums.resubmitted == 0 {
        return Vec::new();
    }
    let mut time_lost = 0.0;
    let mut stages = Vec::new();
    for stage in &case.stages {
        let again = case.profile.stages[stage.row].sums.resubmitted as f64;
        if again > 0.0 {
            time_lost += again * stage.duration.median;
            stages.push(stage.key);
        }
    }
    let gain = time_lost / case.slots;
    vec![
        Finding::new(
            format!("{} map tasks that had succeeded ran again, since their executor went with its shuffle files.", sums.resubmitted),
            format!("About {} of task time was done twice.", time(time_lost)),
            "Use an external shuffle service, decommissioning with block migration, or a shuffle that outlives executors.",
        )
        .risk()
        .stages(stages)
        .saves(saving::between(gain * 0.5, gain, gain * 2.0))
        .of_slots()
        .set("spark.decommission.enabled", case.conf().get("spark.decommission.enabled"), "true")
        .count("tasks", sums.resubmitted as f64),
    ]
}
