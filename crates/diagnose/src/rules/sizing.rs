//! Whether the run was given more slots than it can use, or would be cheaper with executors that stay.

use afterglow_predict::{Model, Scenario};
use afterglow_profile::interval::peak;
use afterglow_units::{Basis, Interval};

use crate::counterfactual::trusted;
use crate::detector::{Case, Detector, Group};
use crate::finding::Finding;
use crate::rules::elasticity::elastic;
use crate::rules::executors::mostly_idle;
use crate::saving;
use crate::thresholds as limit;
use crate::words::{count, share, time};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "past-the-knee",
        title: "Half of the slots would do",
        basis: Basis::Modelled,
        group: Group::Utilisation,
        threshold: "on half of the slots the replay is at most 10 % longer",
        source: "own; AWS EMR Advisor looks for the knee of the same curve",
        needs: "a replay that fits the run, two executors and four slots",
        mistaken: "slots that are kept for a day with more data; memory that the other half was taken for",
        find: knee,
    },
    Detector {
        code: "missing-executors",
        title: "Fewer executors came than were asked for",
        basis: Basis::Modelled,
        group: Group::Failures,
        threshold: "fewer executors at one time than spark.executor.instances, without dynamic allocation",
        source: "own",
        needs: "ExecutorAdded events, configuration",
        mistaken: "a setting that the cluster manager does not read (standalone takes cores.max)",
        find: missing,
    },
    Detector {
        code: "fixed-size-cheaper",
        title: "A fixed number of executors would be cheaper",
        basis: Basis::Modelled,
        group: Group::Failures,
        threshold: "a fixed size that is as fast in the replay would hold 15 % less slot time than dynamic allocation did",
        source: "arXiv 2501.14456 finds no gain of autoscaling over a fixed size",
        needs: "ExecutorAdded and ExecutorRemoved, a replay that fits the run",
        mistaken: "a shared cluster in which executors that are given back are of use to others",
        find: fixed,
    },
];

fn missing(case: &Case<'_>) -> Vec<Finding> {
    if case.local || elastic(case) {
        return Vec::new();
    }
    let Some(asked) = case.conf().int("spark.executor.instances").and_then(|asked| u64::try_from(asked).ok()) else {
        return Vec::new();
    };
    let workers = case.profile.executors.iter().filter(|executor| executor.id != "driver");
    let came = peak(workers.filter_map(|one| Some((one.added?, one.removed.unwrap_or(case.end), 1))));
    if came == 0 || came >= asked {
        return Vec::new();
    }
    let mut finding = Finding::new(
        format!("{} were asked for, and at most {came} were there at one time.", count(asked, "executor")),
        format!("The run did with {} what it was meant to do with more.", count(case.slots as u64, "slot")),
        "Look at the queue's or the node pool's limit, at its other tenants, and at executors that could not start.",
    )
    .count("asked for", asked as f64)
    .count("there at most", came as f64);
    if let Some(model) = case.model.filter(|model| trusted(model)) {
        let slots = (f64::from(model.observed_slots()) * asked as f64 / came as f64).round() as u32;
        let wall = model.predict(&Scenario::slots(slots)).wall;
        finding = finding.saves(saving::between(case.wall - wall.high, case.wall - wall.mid, case.wall - wall.low));
    }
    vec![finding]
}

/// The model, where it replays this run well and there are executors to do without.
fn sizable<'m>(case: &Case<'m>) -> Option<&'m Model> {
    let apt = !case.local && workers(case) >= 2.0 && case.slots >= 4.0 && case.profile.streams.is_empty();
    case.model.filter(|model| apt && trusted(model))
}

/// Executors beside the driver.
fn workers(case: &Case<'_>) -> f64 {
    case.profile.executors.iter().filter(|executor| executor.id != "driver").count() as f64
}

fn knee(case: &Case<'_>) -> Vec<Finding> {
    // Slots that idle most of the time, or come and go, are told by findings that need no model.
    let Some(model) = sizable(case).filter(|_| mostly_idle(case).is_none() && !elastic(case)) else {
        return Vec::new();
    };
    let now = model.observed_slots();
    let full = model.predict(&Scenario::slots(now)).wall;
    // Executors cannot be halved: half of them, half of those, down to one.
    let slots_of = |executors: u32| (f64::from(now) * f64::from(executors) / workers(case)).round() as u32;
    let mut found = None;
    let mut executors = workers(case) as u32 / 2;
    while executors >= 1 {
        let slots = slots_of(executors);
        let wall = model.predict(&Scenario::slots(slots)).wall;
        if wall.mid > (1.0 + limit::KNEE) * full.mid {
            break;
        }
        found = Some((executors, slots, wall));
        executors /= 2;
    }
    let Some((executors, slots, wall)) = found else { return Vec::new() };
    let of = f64::from(slots) / f64::from(now);
    let saved = |wall: f64| 1.0 - of * wall / full.mid.max(1.0);
    vec![
        Finding::new(
            format!(
                "With {slots} of {} the run would take {} instead of {}.",
                count(u64::from(now), "slot"),
                time(wall.mid),
                time(full.mid)
            ),
            format!("The others bring next to nothing and are paid for: {} of the slot time.", share(saved(wall.mid))),
            format!(
                "Take {}, or give the stages that run on few slots more partitions; the Scaling view shows the whole curve.",
                count(u64::from(executors), "executor")
            ),
        )
        .saves_share(saving::between(saved(wall.high), saved(wall.mid), saved(wall.low)))
        .count("slots that would do", f64::from(slots))
        .count("slots", f64::from(now))
        .ms("wall time with fewer", wall.mid)
        .ms("wall time with all", full.mid),
    ]
}

fn fixed(case: &Case<'_>) -> Vec<Finding> {
    let Some(model) = sizable(case).filter(|_| elastic(case)) else { return Vec::new() };
    let held = case.busy.slot_ms;
    let most = model.observed_slots();
    let sizes = [1.0, 0.75, 0.5, 0.25].map(|part| ((f64::from(most) * part).round() as u32).max(1));
    let cheapest = sizes
        .iter()
        .map(|&slots| {
            let staying = Scenario::slots(slots).conf("spark.dynamicAllocation.enabled", "false");
            (slots, model.predict(&staying).wall)
        })
        // Against the replay of the run itself, so that both have the model's error.
        .filter(|(_, wall)| wall.mid <= limit::AS_FAST * model.replay().modelled.0 as f64)
        .min_by(|a, b| cost(*a).total_cmp(&cost(*b)));
    let Some((slots, wall)) = cheapest else { return Vec::new() };
    let per_executor =
        case.profile.executors.iter().filter_map(|one| one.cores).map(|cores| cores.0).max().unwrap_or(1);
    let executors = slots.saturating_mul(case.profile.task_cpus(0)).div_ceil(per_executor.max(1));
    let saved = |wall: f64| 1.0 - f64::from(slots) * wall / held.max(1.0);
    if saved(wall.mid) < limit::FIXED_SAVES {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!("{} that stay would do the run in {}.", count(u64::from(slots), "slot"), time(wall.mid)),
            format!(
                "With dynamic allocation it took {}, and {} of the slot time that it held would not be needed.",
                time(case.wall),
                share(saved(wall.mid))
            ),
            "Switch dynamic allocation off for this job and name the number of executors.",
        )
        .saves_share(saving::between(saved(wall.high), saved(wall.mid), saved(wall.low)))
        .set("spark.dynamicAllocation.enabled", case.conf().get("spark.dynamicAllocation.enabled"), "false")
        .set("spark.executor.instances", case.conf().get("spark.executor.instances"), executors.to_string())
        .count("slots that would do", f64::from(slots))
        .ms("wall time with them", wall.mid)
        .ms("slot time held", held),
    ]
}

/// Slot time of a cluster that stays.
fn cost((slots, wall): (u32, Interval)) -> f64 {
    f64::from(slots) * wall.mid
}
