//! The number of slots, where no event of an executor tells it.

use afterglow_diagnose::detector;
use afterglow_engine::view::SummaryView;
use afterglow_engine::{PredictQuery, Reply, Request};

use super::kit::{Ended, Log, codes, summary};

/// Two executors that work one after the other for most of the time: each runs four tasks at once.
fn work(log: Log) -> Log {
    let wide: Vec<(u32, i64, i64)> = (0..8).map(|at| (1 + at % 2, 10_000, 40_000)).collect();
    // The next tasks take the slots just before the ends of the last ones are noted.
    let next: Vec<(u32, i64, i64)> = (0..8).map(|at| (1 + at % 2, 39_990, 50_000)).collect();
    log.job(0, 10_000, 40_000, &wide, Ended::Well)
        .job(3, 39_990, 50_000, &next, Ended::Well)
        .job(1, 60_000, 160_000, &[(1, 90_000, 160_000)], Ended::Well)
        .job(2, 160_000, 260_000, &[(2, 160_000, 260_000)], Ended::Well)
        .end(300_000)
}

/// Findings that compare the work with the slots there were, or look at slots over time.
const OF_SLOTS: &[&str] = &[
    "idle-slots",
    "idle-executors",
    "single-task-stage",
    "last-wave",
    "too-few-partitions",
    "past-the-knee",
    "slow-cluster-start",
    "slow-ramp-up",
    "serial-jobs",
    "queued-behind-others",
    "held-executors",
    "dynamic-allocation",
];

/// Those of them that a run has, in the order of their codes.
fn of_slots(summary: &SummaryView) -> Vec<String> {
    let mut found: Vec<String> = codes(summary).into_iter().filter(|code| OF_SLOTS.contains(&code.as_str())).collect();
    found.sort_unstable();
    found
}

#[test]
fn what_is_held_against_slots_are_codes_of_detectors() {
    let unknown: Vec<&&str> = OF_SLOTS.iter().filter(|code| detector(code).is_none()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn without_executors_slots_are_unknown_and_nothing_idles() {
    let told = summary(&work(Log::new().executor(1, 1_000).executor(2, 1_000)).open());
    assert_eq!(told.totals.peak_slots, Some(8));
    assert_eq!(of_slots(&told), ["idle-executors", "single-task-stage"]);

    let session = work(Log::new()).open();
    let untold = summary(&session);
    assert_eq!((untold.totals.peak_slots, untold.totals.slot_idle_ratio), (None, None));
    assert_eq!(of_slots(&untold), [""; 0]);
    assert!(untold.verdict[0].contains("at most 8 at once"), "{}", untold.verdict[0]);
    assert!(untold.quality.cannot_say.iter().any(|gap| gap.contains("Seen: at most 8 tasks")));
    assert!(untold.replay.is_some_and(|replay| replay.slots_seen && replay.slots == 8));

    let Reply::Scaling(scaling) = session.ask(0, &Request::Predict(PredictQuery::default())) else { panic!() };
    assert!(scaling.assumptions.iter().any(|line| line.contains("does not tell how many slots")));
    let Reply::Advice(advice) = session.ask(0, &Request::Advise(Box::default())) else { panic!() };
    assert_eq!(advice.current.slots, None);
    assert!(advice.notes.iter().any(|line| line.contains("does not tell how many slots")), "{:?}", advice.notes);
}
