//! What detectors say exactly: savings that can be reckoned by hand, and the cases within a case.

use afterglow_diagnose::Finding;
use afterglow_eventlog::event::ExecutorPeaks;
use afterglow_profile::Profile;
use afterglow_units::{Basis, Bytes, Interval, Millis};

use super::kit::{Run, Work, mib, op, rdd, steady};
use crate::{cases, diagnosed, guessed, said, without_cores};

fn found(profile: &Profile, code: &str) -> Option<Finding> {
    said(&diagnosed(profile), code).cloned()
}

fn saving(profile: &Profile, code: &str) -> Interval {
    found(profile, code).and_then(|finding| finding.saves_ms).expect("a finding with a saving")
}

#[test]
fn a_last_wave_costs_what_even_tasks_would_not() {
    // Nine tasks of 10 s on eight slots take 20 s instead of 11.25 s.
    let profile = steady().run(Work::at(20_000).tasks(9, 10_000)).build();
    assert_eq!(saving(&profile, "last-wave").high.round(), 8_750.0);
}

#[test]
fn the_time_before_the_first_job_or_query_is_one() {
    // A query that is planned from 20 s on, and whose first job comes at 35 s.
    let run = Run::on(2, 4).run(Work::at(35_000).tasks(32, 5_000).sql(0));
    let profile = run.query(20_000, 60_000, vec![op(0, "Scan csv ").of(&[0])]).build();
    let diagnosis = diagnosed(&profile);
    let part = |code: &str| diagnosis.breakdown.iter().find(|part| part.code == code).map(|part| part.ms);
    assert_eq!((part("start-up"), part("planning")), (Some(20_000.0), Some(20_000.0)));
    let late = said(&diagnosis, "late-start").expect("a late start");
    assert_eq!(late.evidence[0].value, 20_000.0);
}

#[test]
fn stages_side_by_side_wait_once() {
    // Two jobs of one task of 20 s each, at the same time: eight slots would do both in 5 s.
    let work = || Work::at(20_000).tasks(1, 20_000);
    let profile = steady().run(work()).run(work()).build();
    let saves = saving(&profile, "single-task-stage");
    assert!(saves.high <= 15_000.0, "{saves:?}");
}

#[test]
fn an_absurd_read_is_split_no_finer_than_there_is_use_for() {
    let work = Work::at(0).tasks(4, 60_000).sql(0).each(|_, task| task.input = Bytes(u64::MAX));
    let scan = op(0, "Scan csv ").of(&[0]).rows(1);
    let profile = Run::on(2, 4).run(work).query(0, 61_000, vec![scan]).build();
    assert!(found(&profile, "unsplittable-input").is_some());
}

#[test]
fn what_old_releases_word_like_a_loss_is_one_only_if_the_executor_was_at_work() {
    // The second executor's last task ended at 20 s; it goes after so many seconds more.
    let gone = |version: &str, at: i64| {
        let run = Run::on(2, 4).spark(version).set("spark.dynamicAllocation.enabled", "true");
        let run = run.loses(1, at, "worker lost").run(Work::at(0).tasks(32, 5_000));
        run.run(Work::at(20_000).tasks(64, 20_000).pinned(|_| 0)).build()
    };
    assert!(found(&gone("1.5.2", 90_000), "executor-lost").is_none(), "given back after its idle timeout");
    assert!(found(&gone("1.5.2", 30_000), "executor-lost").is_some());
    assert!(found(&gone("3.5.9", 90_000), "executor-lost").is_some(), "later releases word it otherwise");
}

#[test]
fn skew_that_adaptive_execution_split_is_measured_and_saves_nothing() {
    let read = |skewed: i64| {
        let node = op(0, "AQEShuffleRead").metric("number of skewed partitions", skewed);
        let node = node.metric("number of skewed partition splits", 5 * skewed).of(&[0]);
        let profile = Run::on(2, 4).run(Work::at(0).tasks(32, 5_000).sql(0)).query(0, 21_000, vec![node]).build();
        found(&profile, "data-skew")
    };
    let finding = read(2).expect("a hot key");
    assert_eq!((finding.basis, finding.saves_ms), (Basis::Measured, None));
    assert!(finding.what.contains("2 skewed partitions into 10 parts"), "{}", finding.what);
    assert!(read(0).is_none());
}

#[test]
fn more_memory_is_advised_only_to_a_heap_that_is_full() {
    let collecting = |peak: u64| {
        let peaks = ExecutorPeaks { heap: mib(peak), ..ExecutorPeaks::default() };
        let run = Run::on(2, 4).set("spark.executor.memory", "4g");
        let run = run.executors(|_, executor| executor.peaks = Some(peaks));
        let profile = run.run(Work::at(0).tasks(32, 5_000).each(|_, task| task.gc = Millis(1_500))).build();
        found(&profile, "gc-pressure").expect("collections in every task")
    };
    assert_eq!(collecting(1_000).settings, Vec::new());
    assert_eq!(collecting(3_900).settings[0].key, "spark.executor.memory");
}

#[test]
fn a_cache_keeps_executors_and_so_does_a_tracked_shuffle() {
    let held = |cached: bool, service: &str| {
        let run = Run::on(4, 4).set("spark.dynamicAllocation.enabled", "true");
        let mut kept = rdd(1, "orders");
        kept.cached = cached;
        let run = run.set("spark.shuffle.service.enabled", service).run(Work::at(0).tasks(16, 10_000).rdds(&[kept]));
        let profile = run.run(Work::at(10_000).tasks(64, 20_000).pinned(|_| 0)).build();
        found(&profile, "held-executors").map(|finding| finding.settings[0].key)
    };
    assert_eq!(held(true, "true"), Some("spark.dynamicAllocation.cachedExecutorIdleTimeout"));
    assert_eq!(held(false, "false"), Some("spark.dynamicAllocation.shuffleTracking.timeout"));
    assert_eq!(held(false, "true"), None, "with a shuffle service nothing keeps them");
}

#[test]
fn a_loss_is_weighed_by_a_rule_where_the_log_does_not_tell_the_slots() {
    let case = cases().find(|case| case.code == "executor-lost").expect("a case");
    let told = found(&(case.ill)(), case.code).expect("a loss");
    assert!(!guessed(&told) && told.basis == Basis::Modelled);
    assert!(told.why.contains("the slots were missing afterwards: about "), "{}", told.why);

    let untold = found(&without_cores(case), case.code).expect("a loss");
    assert!(guessed(&untold) && untold.basis == Basis::Rule);
    assert!(untold.why.ends_with("whether the slots were missing afterwards the log does not tell."), "{}", untold.why);
}

#[test]
fn what_names_stages_and_needs_no_slots_keeps_its_basis_without_them() {
    let case = cases().find(|case| case.code == "stage-retry").expect("a case");
    let (told, untold) = (found(&(case.ill)(), case.code), found(&without_cores(case), case.code));
    let (told, untold) = told.zip(untold).expect("stages that ran again");
    assert!(!untold.stages.is_empty() && !guessed(&untold));
    assert_eq!((untold.basis, untold.saves_ms), (told.basis, told.saves_ms));
}
