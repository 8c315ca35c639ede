//! Executors and tasks that were lost are counted each by themselves.

use super::kit::{Ended, Log, summary};

#[test]
fn an_executor_and_its_tasks_are_no_sum() {
    let tasks: Vec<(u32, i64, i64)> = (0..3).map(|_| (1, 10_000, 40_000)).collect();
    let again: Vec<(u32, i64, i64)> = (0..3).map(|_| (2, 40_000, 90_000)).collect();
    let log = Log::new().executor(1, 1_000).executor(2, 1_000).job(0, 10_000, 40_000, &tasks, Ended::Lost);
    let log = log.gone(1, 40_000, "worker lost").job(1, 40_000, 90_000, &again, Ended::Well).end(100_000);
    let summary = summary(&log.open());
    let counted =
        |of: &str| summary.failures.iter().filter(|cause| cause.of == of).map(|cause| cause.count).sum::<u64>();
    assert_eq!((counted("executor"), counted("task")), (1, 3), "{:?}", summary.failures);
    let lost = summary.findings.iter().find(|finding| finding.code == "executor-lost").expect("a finding");
    assert!(lost.what.starts_with("An executor was lost"), "{}", lost.what);
    assert!(lost.why.starts_with("3 tasks"), "{}", lost.why);
}
