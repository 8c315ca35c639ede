use afterglow_eventlog::decode;
use afterglow_units::{Bytes, Cores, Millis};

use super::Fold;
use crate::table::{Profile, StageStatus, TaskStatus};

fn fold(lines: &[&str]) -> Profile {
    let mut fold = Fold::default();
    for line in lines {
        fold.event(&decode(line.as_bytes()).expect("a well-formed event"));
    }
    fold.finish()
}

/// Two executors of two cores; stage 0 runs one task that succeeds and is lost again, and one that fails.
const RUN: &[&str] = &[
    r#"{"Event":"SparkListenerLogStart","Spark Version":"3.5.1"}"#,
    r#"{"Event":"SparkListenerApplicationStart","App Name":"a","App ID":"app-1","Timestamp":1000,"User":"u"}"#,
    r#"{"Event":"SparkListenerBlockManagerAdded","Block Manager ID":{"Executor ID":"driver","Host":"h","Port":1},"Maximum Memory":7,"Timestamp":1000}"#,
    r#"{"Event":"SparkListenerExecutorAdded","Timestamp":1000,"Executor ID":"1","Executor Info":{"Host":"h1","Total Cores":2}}"#,
    r#"{"Event":"SparkListenerExecutorAdded","Timestamp":1000,"Executor ID":"2","Executor Info":{"Host":"h2","Total Cores":2}}"#,
    r#"{"Event":"SparkListenerJobStart","Job ID":0,"Submission Time":1100,"Stage IDs":[0],"Properties":{"spark.sql.execution.id":"5"}}"#,
    r#"{"Event":"SparkListenerStageSubmitted","Stage Info":{"Stage ID":0,"Stage Attempt ID":0,"Stage Name":"s","Number of Tasks":2,"Submission Time":1100}}"#,
    r#"{"Event":"SparkListenerTaskStart","Stage ID":0,"Stage Attempt ID":0,"Task Info":{"Task ID":0,"Launch Time":1200,"Executor ID":"1","Host":"h1"}}"#,
    r#"{"Event":"SparkListenerTaskEnd","Stage ID":0,"Stage Attempt ID":0,"Task End Reason":{"Reason":"Success"},"Task Info":{"Task ID":0,"Index":0,"Launch Time":1200,"Finish Time":1400,"Executor ID":"1","Host":"h1"},"Task Metrics":{"Executor Run Time":150,"Input Metrics":{"Bytes Read":10}}}"#,
    r#"{"Event":"SparkListenerTaskEnd","Stage ID":0,"Stage Attempt ID":0,"Task End Reason":{"Reason":"Resubmitted"},"Task Info":{"Task ID":0,"Index":0,"Launch Time":1200,"Finish Time":1400,"Executor ID":"1","Host":"h1"}}"#,
    r#"{"Event":"SparkListenerTaskEnd","Stage ID":0,"Stage Attempt ID":0,"Task End Reason":{"Reason":"ExceptionFailure"},"Task Info":{"Task ID":1,"Index":1,"Launch Time":1300,"Finish Time":1500,"Executor ID":"2","Host":"h2"},"Task Metrics":{"Executor Run Time":50}}"#,
    r#"{"Event":"SparkListenerStageCompleted","Stage Info":{"Stage ID":0,"Stage Attempt ID":0,"Stage Name":"s","Number of Tasks":2,"Submission Time":1100,"Completion Time":1500,"Failure Reason":"x"}}"#,
    r#"{"Event":"SparkListenerJobEnd","Job ID":0,"Completion Time":1500,"Job Result":{"Result":"JobFailed","Exception":{"Message":"m"}}}"#,
    r#"{"Event":"SparkListenerApplicationEnd","Timestamp":2000}"#,
];

#[test]
fn tasks_sum_up_to_stages_and_stages_to_the_run() {
    let profile = fold(RUN);
    assert_eq!(profile.stages[0].sums, profile.totals.sums);
    let sums = profile.totals.sums;
    assert_eq!((sums.tasks, sums.failed, sums.resubmitted, sums.succeeded()), (3, 1, 1, 1));
    assert_eq!((sums.run, sums.duration, sums.wasted, sums.input), (Millis(200), Millis(400), Millis(200), Bytes(10)));
    assert_eq!(profile.tasks.status(1), TaskStatus::Resubmitted);
}

#[test]
fn slots_driver_time_and_idle_time_settle() {
    let totals = fold(RUN).totals;
    assert_eq!(totals.peak_slots, Some(Cores(4)));
    // Tasks ran from 1200 to 1500 in a run from 1000 to 2000.
    assert_eq!(totals.driver_only, Some(Millis(700)));
    assert_eq!(totals.slot_idle, Some(0.9));
}

#[test]
fn the_driver_of_a_cluster_is_no_executor() {
    let profile = fold(RUN);
    assert_eq!(profile.executors.iter().map(|executor| executor.id.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!((profile.totals.executors_added, profile.totals.jobs_failed), (2, 1));
}

#[test]
fn a_stage_knows_its_job_and_query() {
    let stage = &fold(RUN).stages[0];
    assert_eq!((stage.job.map(|job| job.0), stage.sql.map(|sql| sql.0)), (Some(0), Some(5)));
    assert_eq!(stage.status, StageStatus::Failed);
}

#[test]
fn a_log_without_end_is_incomplete_and_ends_with_its_last_event() {
    let profile = fold(&RUN[..9]);
    assert!(!profile.log.complete);
    assert_eq!(profile.app.wall(), Some(Millis(400)));
}

#[test]
fn a_submission_without_a_time_is_as_late_as_what_was_told_before() {
    let submitted = r#"{"Event":"SparkListenerStageSubmitted","Stage Info":{"Stage ID":7,"Stage Attempt ID":0,"Stage Name":"s","Number of Tasks":1}}"#;
    let before = fold(&RUN[..4]).app.last_event;
    let told: Vec<&str> = RUN[..4].iter().copied().chain([submitted]).collect();
    let profile = fold(&told);
    assert!(before.is_some());
    assert_eq!(profile.stages.iter().find(|stage| stage.key.id.0 == 7).and_then(|stage| stage.submitted), before);
}
