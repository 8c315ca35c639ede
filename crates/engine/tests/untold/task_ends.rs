//! Tasks that were to run, of which the log has no end.

use afterglow_engine::{Reply, Request};

use super::kit::{Ended, Log, codes, summary};

fn two_jobs(ended: Ended) -> Log {
    let tasks: Vec<(u32, i64, i64)> = (0..8).map(|at| (1 + at % 2, 10_000, 40_000)).collect();
    let log = Log::new().executor(1, 1_000).executor(2, 1_000);
    log.job(0, 10_000, 40_000, &tasks, ended).job(1, 60_000, 90_000, &tasks[..1], ended).end(300_000)
}

#[test]
fn idle_executors_are_found_where_tasks_ended() {
    assert!(codes(&summary(&two_jobs(Ended::Well).open())).iter().any(|code| code == "idle-executors"));
}

#[test]
fn without_task_ends_nothing_is_idle() {
    let session = two_jobs(Ended::Not).open();
    let summary = summary(&session);
    let found = codes(&summary);
    let waits = |code: &str| code.contains("idle") || code.contains("slots") || code == "driver-bound";
    assert!(!found.iter().any(|code| waits(code)), "{found:?}");
    assert_eq!((summary.totals.driver_only_ms, summary.totals.slot_idle_ratio), (None, None));
    assert_eq!(summary.totals.peak_slots, Some(8), "executors tell it");
    assert!(summary.breakdown.is_empty(), "{:?}", summary.breakdown);
    assert!(summary.verdict[0].contains("without an end"), "{}", summary.verdict[0]);
    let Reply::Executors(executors) = session.ask(0, &Request::Executors) else { panic!("no executors") };
    assert!(executors.rows.iter().all(|row| row.busy_ratio.is_none()));
}

#[test]
fn an_application_without_any_task_is_all_driver() {
    let told = summary(&Log::new().executor(1, 1_000).end(60_000).open());
    assert_eq!(told.totals.driver_only_ms, Some(60_000));
}
