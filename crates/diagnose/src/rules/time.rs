//! Where task time goes besides the work: scheduling, serialisation, storage.

use afterglow_eventlog::event::Locality;
use afterglow_units::{Basis, order};

use crate::detector::{Case, Detector, Group};
use crate::facts::StageFacts;
use crate::finding::{Finding, TaskFigure};
use crate::rules::partitions::fewer;
use crate::saving;
use crate::thresholds as limit;
use crate::words::{count, share, size, time};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "scheduler-delay",
        title: "Tasks wait for the driver",
        basis: Basis::Rule,
        group: Group::Time,
        threshold: "scheduler delay over 10 % of task time in stages of many tasks a slot",
        source: "own, on the metric of Spark's UI",
        needs: "task times",
        mistaken: "executors whose threads all wait for a busy machine",
        find: delay,
    },
    Detector {
        code: "task-deserialisation",
        title: "Tasks are unpacked for long",
        basis: Basis::Rule,
        group: Group::Time,
        threshold: "deserialisation over 10 % of task time, first tasks of executors left out",
        source: "own, on the metric of Spark's UI",
        needs: "task metrics",
        mistaken: "executors that have just started",
        find: deserialise,
    },
    Detector {
        code: "result-serialisation",
        title: "Results are packed and fetched for long",
        basis: Basis::Rule,
        group: Group::Time,
        threshold: "serialising and fetching results over 5 % of task time",
        source: "own, on the metric of Spark's UI",
        needs: "task metrics",
        mistaken: "never seen",
        find: results,
    },
    Detector {
        code: "io-bound",
        title: "Scans and writes wait for storage",
        basis: Basis::Rule,
        group: Group::Time,
        threshold: "over 40 % of run time is neither CPU, collection, fetch wait nor shuffle write, in stages that read or write 64 MiB and more",
        source: "NSDI'15, blocked time",
        needs: "task metrics with CPU time (2.1)",
        mistaken: "Python workers and native engines, whose CPU time Spark does not see",
        find: io_bound,
    },
    Detector {
        code: "slow-storage",
        title: "Some reads are far slower than others",
        basis: Basis::Measured,
        group: Group::Skew,
        threshold: "median over slowest throughput above 10, tasks of 10 MiB and 5 s and more",
        source: "Compass (10 MB, 5 min)",
        needs: "input metrics",
        mistaken: "tasks that compute more on some rows",
        find: slow_storage,
    },
    Detector {
        code: "locality-wait",
        title: "Tasks wait for a place near their data",
        basis: Basis::Rule,
        group: Group::Time,
        threshold: "launches within a stage in steps of spark.locality.wait while slots are free",
        source: "RAPIDS tools set the wait to 0",
        needs: "launch times and locality",
        mistaken: "tasks that became ready late",
        find: locality,
    },
];

/// Time per task of a part of it, summed over the stages where it passes its limit.
fn part(
    case: &Case<'_>,
    limit: f64,
    of: impl Fn(&StageFacts, &afterglow_profile::Sums) -> (f64, f64),
) -> Option<(f64, f64, Vec<afterglow_units::StageKey>, f64)> {
    let (mut lost, mut most, mut stages, mut worst) = (0.0, 0.0, Vec::new(), 0.0);
    for stage in case.done() {
        let (part, whole) = of(stage, &case.profile.stages[stage.row].sums);
        if whole <= 0.0 || part < limit * whole {
            continue;
        }
        let gain = (part / stage.slots.min(stage.n).max(1) as f64).min(stage.wall) * stage.weight();
        lost += gain;
        if gain > most {
            most = gain;
            worst = part / whole;
            stages.insert(0, stage.key);
        } else {
            stages.push(stage.key);
        }
    }
    (lost > 0.0).then_some((lost, most, stages, worst))
}

fn delay(case: &Case<'_>) -> Vec<Finding> {
    let found = part(case, limit::SCHEDULER_DELAY, |stage, sums| {
        // Tiny tasks have a finding of their own, of which the delay is a part.
        let many = stage.n > 10 * stage.slots && fewer(stage).is_none();
        if many { (usual_delay(case, stage), sums.duration.0 as f64) } else { (0.0, 1.0) }
    });
    let Some((lost, _, stages, worst)) = found else { return Vec::new() };
    vec![
        Finding::new(
            format!("In stage {} {} of the task time is scheduler delay.", stages[0], share(worst)),
            "The driver sends tasks and takes their results one by one; with many short tasks it is the bottleneck.",
            "Take fewer and longer tasks, give the driver more cores, or send smaller closures.",
        )
        .stages(stages.into_iter().take(8))
        .chart(TaskFigure::SchedulerDelay)
        .saves(saving::between(lost * 0.2, lost * 0.4, lost))
        .of_slots()
        .sure(0.5)
        .ratio("delay over task time, worst stage", worst),
    ]
}

/// The scheduler's delay of a stage's tasks, ms, each at most a few times the median: a task that stood still for another
/// reason (a full collection, a machine that swaps) is no burden of the driver.
fn usual_delay(case: &Case<'_>, stage: &StageFacts) -> f64 {
    let mut delays: Vec<u64> = stage.tasks(case.profile).map(|task| task.scheduler_delay().0).collect();
    delays.sort_unstable();
    let most = limit::DELAY_OUTLIER * afterglow_profile::quantile::of_sorted(&delays, 0.5);
    delays.iter().map(|&delay| (delay as f64).min(most)).sum()
}

fn deserialise(case: &Case<'_>) -> Vec<Finding> {
    let found = part(case, limit::DESERIALISE, |stage, sums| {
        // The first task of a slot loads classes: that is the executors' start, not this stage's weight.
        if stage.cold * 4 > stage.n || fewer(stage).is_some() {
            (0.0, 1.0)
        } else {
            (sums.deserialize.0 as f64, sums.duration.0 as f64)
        }
    });
    let Some((lost, _, stages, worst)) = found else { return Vec::new() };
    vec![
        Finding::new(
            format!("In stage {} {} of the task time goes into unpacking tasks.", stages[0], share(worst)),
            "Each task carries its closure, and everything that the closure refers to.",
            "Broadcast big lookup data, avoid closures over large objects, and take fewer and longer tasks.",
        )
        .stages(stages.into_iter().take(8))
        .chart(TaskFigure::Deserialisation)
        .saves(saving::between(lost * 0.1, lost * 0.4, lost))
        .of_slots()
        .sure(0.5)
        .ratio("deserialisation over task time, worst stage", worst),
    ]
}

fn results(case: &Case<'_>) -> Vec<Finding> {
    let found = part(case, limit::RESULTS, |_, sums| {
        ((sums.serialize_result + sums.getting_result).0 as f64, sums.duration.0 as f64)
    });
    let Some((lost, _, stages, worst)) = found else { return Vec::new() };
    vec![
        Finding::new(
            format!("In stage {} {} of the task time goes into packing and fetching results.", stages[0], share(worst)),
            "Results go through the driver one after the other.",
            "Write from the executors, or aggregate before collecting.",
        )
        .stages(stages.into_iter().take(8))
        .saves(saving::between(lost * 0.2, lost * 0.6, lost))
        .of_slots()
        .ratio("results over task time, worst stage", worst),
    ]
}

fn io_bound(case: &Case<'_>) -> Vec<Finding> {
    // Without CPU times (before 2.1, some JVMs) everything looks like waiting; Python and native work does as well.
    if case.profile.totals.sums.cpu_ns == 0 {
        return Vec::new();
    }
    let native = case
        .profile
        .sql
        .iter()
        .any(|sql| sql.plan.nodes.iter().any(|node| crate::plan::engine_of(node) != crate::plan::Engine::Spark));
    let mut bytes = 0.0;
    let found = part(case, limit::IO_RESIDUAL, |stage, sums| {
        let moved = (sums.input + sums.output).0 as f64;
        let python = case.profile.stages[stage.row].rdds.iter().any(|rdd| rdd.name.contains("Python"));
        // Blocks read from a cache count as input, and come from memory.
        let cached = case.profile.stages[stage.row].rdds.iter().any(|rdd| rdd.cached);
        if native || python || cached || moved < 64.0 * limit::MIB {
            (0.0, 1.0)
        } else {
            (stage.residual, sums.run.0 as f64)
        }
    });
    let Some((lost, _, stages, worst)) = found else { return Vec::new() };
    for key in &stages {
        if let Some(row) = case.stages.iter().find(|stage| stage.key == *key) {
            bytes += row.volume.sum;
        }
    }
    vec![
        Finding::new(
            format!("In stage {} {} of the run time is spent neither on CPU nor on shuffle.", stages[0], share(worst)),
            format!("These stages moved {} and wait for storage; more CPU would not make them faster.", size(bytes)),
            "Read less (columns, partitions, pushed filters), use bigger requests and faster or nearer storage, and more tasks side by side.",
        )
        .stages(stages.into_iter().take(8))
        .saves(saving::between(0.0, lost * 0.25, lost))
        .of_slots()
        .sure(0.5)
        .ratio("waiting over run time, worst stage", worst)
        .bytes("moved", bytes),
    ]
}

fn slow_storage(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for stage in case
        .done()
        .filter(|stage| stage.n >= 8 && stage.duration.max >= 5_000.0 && stage.volume.max >= 10.0 * limit::MIB)
    {
        let mut rates: Vec<f64> = stage
            .tasks(case.profile)
            .filter(|task| task.input.0 as f64 >= 10.0 * limit::MIB && task.run.0 > 0)
            .map(|task| task.input.0 as f64 / task.run.0 as f64)
            .collect();
        rates.sort_by(f64::total_cmp);
        if rates.len() < 8 || rates[rates.len() / 2] < 10.0 * rates[0] {
            continue;
        }
        // A task that computes, or writes, is not slow for want of its input.
        let busy = stage.tasks(case.profile).max_by_key(|task| task.duration).is_some_and(|slow| {
            slow.cpu_us as f64 / 1e3 > 0.5 * slow.run.0 as f64 || slow.output.max(slow.shuffle_write) > slow.input
        });
        if busy {
            continue;
        }
        let usual = rates[rates.len() / 2];
        let new: Vec<f64> = stage
            .tasks(case.profile)
            .map(|task| (task.duration.0 as f64).min(((task.input.0 as f64 / usual) * 2.0).max(stage.duration.median)))
            .collect();
        found.push((case.replayed(stage, &new), usual / rates[0], stage));
    }
    order::largest_first(&mut found, |one| one.0);
    let Some((_, factor, worst)) = found.first() else { return Vec::new() };
    let gain: f64 = found.iter().map(|entry| entry.0).sum();
    vec![
        Finding::new(
            format!(
                "In {} the slowest reads move {factor:.0} times fewer bytes a second than the median.",
                case.name(worst)
            ),
            format!("The stage waits for them: {}.", time(gain)),
            "Look at the storage nodes behind those splits, and switch speculation on.",
        )
        .stages(found.iter().take(5).map(|entry| entry.2.key))
        .saves(saving::between(gain * 0.5, gain, gain * 1.2))
        .of_slots()
        .ratio("median over slowest throughput", *factor),
    ]
}

fn locality(case: &Case<'_>) -> Vec<Finding> {
    use afterglow_units::Millis;
    let wait = case.conf().millis("spark.locality.wait", Millis(1)).unwrap_or(Millis(3_000)).0 as f64;
    if wait <= 0.0 || case.local {
        return Vec::new();
    }
    let (mut lost, mut stages) = (0.0, Vec::new());
    for stage in case.done().filter(|stage| stage.n < 4 * stage.slots && stage.wall > wait) {
        // A launch about one wait after the stage's start, at a worse locality, while slots were free all along.
        let first = stage.tasks(case.profile).next().map(|task| task.launched);
        let Some(first) = first else { continue };
        let mut late = 0usize;
        for task in stage.tasks(case.profile) {
            let after = task.launched.since(first).0 as f64;
            let worse = matches!(task.locality, Locality::Rack | Locality::Any);
            if worse && (after - wait).abs() < 0.15 * wait {
                late += 1;
            }
        }
        if late > 0 && stage.n <= stage.slots {
            lost += wait.min(stage.wall) * stage.weight();
            stages.push(stage.key);
        }
    }
    if stages.is_empty() {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!(
                "Tasks of {} were launched {} late, at a worse locality, with slots free.",
                count(stages.len() as u64, "stage"),
                time(wait)
            ),
            "Spark waits for a slot near the data before it takes another one; with data in an object store no slot is near.",
            "Set the locality wait to 0.",
        )
        .stages(stages.into_iter().take(8))
        .saves(saving::between(lost * 0.3, lost * 0.8, lost))
        .set("spark.locality.wait", case.conf().get("spark.locality.wait"), "0s")
        .ms("waited", lost),
    ]
}
