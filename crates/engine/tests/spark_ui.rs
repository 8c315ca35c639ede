//! What Spark's own interface shows of a finished run, read from events by hand through every layer to the view.

use std::rc::Rc;

use afterglow_engine::view::{BatchRow, ExclusionRow, SqlListView, SqlView, StageView};
use afterglow_engine::{BytesInput, Input, Reply, Request, Session, SessionSettings};

/// The log of a run with these events between a start and an end.
fn log(events: &[&str]) -> Rc<dyn Input> {
    let mut lines = vec![
        r#"{"Event":"SparkListenerLogStart","Spark Version":"3.5.1"}"#,
        r#"{"Event":"SparkListenerApplicationStart","App Name":"a","App ID":"app-1","Timestamp":1000,"User":"ann"}"#,
    ];
    lines.extend(events);
    lines.push(r#"{"Event":"SparkListenerApplicationEnd","Timestamp":9000}"#);
    Rc::new(BytesInput::new("log", lines.join("\n").into_bytes()))
}

/// The run of such a log. Opened from a session's file it says the same, so each test is of both.
fn opened(events: &[&str]) -> Session {
    let inputs = [log(events)];
    let mut session = Session::default();
    session.open(&inputs, &mut |_| true);
    let mut file = Vec::new();
    let run = session.run(0).expect("a run");
    run.session(&inputs, &SessionSettings::default(), &mut file).expect("memory does not fail");
    let mut again = Session::default();
    again.open(&[Rc::new(BytesInput::new("a session", file))], &mut |_| true);
    for question in [
        Request::SqlList,
        Request::Sql { id: 0 },
        Request::Jobs,
        Request::Stage { id: 0, attempt: 0 },
        Request::Executors,
        Request::Storage,
        Request::Streaming,
    ] {
        let (whole, kept) = (session.ask(0, &question), again.ask(0, &question));
        assert_eq!(format!("{kept:?}"), format!("{whole:?}"), "{question:?}");
    }
    session
}

fn sql_list(session: &Session) -> SqlListView {
    let Reply::SqlList(view) = session.ask(0, &Request::SqlList) else { panic!("no list") };
    view
}

fn sql(session: &Session, id: i64) -> SqlView {
    let Reply::Sql(view) = session.ask(0, &Request::Sql { id }) else { panic!("no execution") };
    *view
}

const SQL: [&str; 4] = [
    r#"{"Event":"SparkListenerEnvironmentUpdate","Spark Properties":{"spark.sql.shuffle.partitions":"200"},"Hadoop Properties":{},"System Properties":{},"JVM Information":{},"Classpath Entries":{}}"#,
    r#"{"Event":"org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart","executionId":0,"rootExecutionId":0,"description":"write","time":1100,"modifiedConfigs":{"spark.sql.shuffle.partitions":"7","spark.my.password":"hunter2"}}"#,
    r#"{"Event":"org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart","executionId":1,"rootExecutionId":1,"description":"other","time":1200}"#,
    r#"{"Event":"org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart","executionId":2,"rootExecutionId":0,"description":"inside","time":1300}"#,
];

#[test]
fn executions_stand_behind_their_root() {
    let session = opened(&SQL);
    let rows = sql_list(&session).rows;
    assert_eq!(rows.iter().map(|row| (row.id, row.root)).collect::<Vec<_>>(), [(0, None), (2, Some(0)), (1, None)]);
    assert_eq!(sql(&session, 0).children.iter().map(|row| row.id).collect::<Vec<_>>(), [2]);
    assert!(sql(&session, 2).children.is_empty());
}

#[test]
fn a_query_shows_what_its_session_had_changed() {
    let properties = sql(&opened(&SQL), 0).properties;
    let shown: Vec<_> =
        properties.iter().map(|one| (one.key.as_str(), one.value.as_str(), one.of_run.as_deref())).collect();
    assert_eq!(shown, [("spark.my.password", "••••••", None), ("spark.sql.shuffle.partitions", "7", Some("200"))]);
}

fn batch(id: i64, rest: &str) -> String {
    format!(
        r#"{{"Event":"org.apache.spark.sql.streaming.StreamingQueryListener$QueryProgressEvent","progress":{{"id":"q","runId":"r","timestamp":"1970-01-01T00:00:05.000Z","batchId":{id},{rest}}}}}"#
    )
}

#[test]
fn batches_tell_their_watermark_and_what_they_dropped() {
    let late = r#""eventTime":{"watermark":"1970-01-01T00:00:03.000Z"},"stateOperators":[{"numRowsDroppedByWatermark":4},{"numRowsDroppedByWatermark":3}]"#;
    let plain = r#""eventTime":{"watermark":"1970-01-01T00:00:00.000Z"},"stateOperators":[]"#;
    let session = opened(&[&batch(0, plain), &batch(1, late)]);
    let Reply::Streaming(view) = session.ask(0, &Request::Streaming) else { panic!("no batches") };
    let told = |row: &BatchRow| (row.rows_dropped, row.watermark_unix_ms, row.watermark_gap_ms);
    let batches: Vec<_> = view.queries[0].batches.iter().map(told).collect();
    assert_eq!(batches, [(None, None, None), (Some(7), Some(3_000.0), Some(2_000.0))]);
}

#[test]
fn exclusions_are_told_once_with_their_stage_and_their_end() {
    let of_stage = r#""time":2000,"executorId":"7","taskFailures":2,"stageId":3,"stageAttemptId":1}"#;
    let of_run = r#""time":2000,"executorId":"7","taskFailures":2}"#;
    let event =
        |name: &str, rest: &str| format!(r#"{{"Event":"org.apache.spark.scheduler.SparkListener{name}",{rest}"#);
    let session = opened(&[
        &event("ExecutorBlacklistedForStage", of_stage),
        &event("ExecutorExcludedForStage", of_stage),
        &event("ExecutorBlacklisted", of_run),
        &event("ExecutorExcluded", of_run),
        &event("NodeExcluded", r#""time":2500,"hostId":"h1","executorFailures":2}"#),
        &event("ExecutorUnblacklisted", r#""time":4000,"executorId":"7"}"#),
        &event("ExecutorUnexcluded", r#""time":4000,"executorId":"7"}"#),
    ]);
    let Reply::Executors(view) = session.ask(0, &Request::Executors) else { panic!("no executors") };
    let row = |kind: &str, target: &str, at, until| ExclusionRow {
        kind: kind.to_owned(),
        target: target.to_owned(),
        stage: None,
        at_ms: Some(at),
        until_ms: until,
        failures: Some(2),
    };
    let of_stage = ExclusionRow { stage: Some((3, 1)), ..row("executor", "7", 1_000.0, None) };
    assert_eq!(
        view.exclusions,
        [of_stage, row("executor", "7", 1_000.0, Some(3_000.0)), row("host", "h1", 1_500.0, None)]
    );
}

const STAGE: &str = r#"{"Event":"SparkListenerStageSubmitted","Stage Info":{"Stage ID":0,"Stage Attempt ID":0,"Stage Name":"s","Number of Tasks":3,"Submission Time":1100}}"#;

fn stage(session: &Session) -> StageView {
    let Reply::Stage(view) = session.ask(0, &Request::Stage { id: 0, attempt: 0 }) else { panic!("no stage") };
    *view
}

#[test]
fn failures_that_read_alike_are_told_once_with_the_text_of_the_first() {
    let failed = |id: i64, message: &str, stack: &str| {
        format!(
            r#"{{"Event":"SparkListenerTaskEnd","Stage ID":0,"Stage Attempt ID":0,"Task End Reason":{{"Reason":"ExceptionFailure","Class Name":"java.io.IOException","Description":"{message}","Full Stack Trace":"{stack}"}},"Task Info":{{"Task ID":{id},"Index":{id},"Launch Time":1200,"Finish Time":1500,"Executor ID":"1","Host":"h1"}}}}"#
        )
    };
    let deep = "at a.B.c(B.java:1)".repeat(1_000);
    let session = opened(&[STAGE, &failed(4, "disk", &deep), &failed(5, "disk", "other"), &failed(6, "net", "")]);
    let view = stage(&session);
    let told: Vec<_> = view.failures.iter().map(|one| (one.message.as_str(), one.count, one.first_task)).collect();
    assert_eq!(told, [("disk", 2, 4), ("net", 1, 6)]);
    let first = &view.failures[0];
    assert!(deep.starts_with(&first.stack) && first.stack.len() == 8 << 10);
    assert_eq!((first.cut_bytes, first.lost_ms), (deep.len() as u64 - (8 << 10), 600.0));
    assert_eq!(
        (first.status.as_str(), first.class.as_str(), view.failures_beyond),
        ("failed", "java.io.IOException", 0)
    );
}

#[test]
fn jobs_carry_their_tags() {
    let session = opened(&[
        r#"{"Event":"SparkListenerJobStart","Job ID":0,"Submission Time":1100,"Stage IDs":[],"Properties":{"spark.job.tags":"etl,nightly"}}"#,
        r#"{"Event":"SparkListenerJobStart","Job ID":1,"Submission Time":1200,"Stage IDs":[],"Properties":{}}"#,
    ]);
    let Reply::Jobs(view) = session.ask(0, &Request::Jobs) else { panic!("no jobs") };
    assert_eq!(view.rows.iter().map(|row| row.tags.join("+")).collect::<Vec<_>>(), ["etl+nightly", ""]);
}

#[test]
fn a_cached_rdd_tells_its_level_in_sparks_words() {
    let session = opened(&[
        r#"{"Event":"SparkListenerStageSubmitted","Stage Info":{"Stage ID":0,"Stage Attempt ID":0,"Stage Name":"s","Number of Tasks":1,"Submission Time":1100,"RDD Info":[{"RDD ID":7,"Name":"kept","Storage Level":{"Use Disk":true,"Use Memory":true,"Use Off Heap":false,"Deserialized":true,"Replication":2},"Number of Partitions":3},{"RDD ID":8,"Name":"not kept","Storage Level":{"Use Disk":false,"Use Memory":false,"Deserialized":false,"Replication":1},"Number of Partitions":3}]}}"#,
    ]);
    let Reply::Storage(view) = session.ask(0, &Request::Storage) else { panic!("no storage") };
    let told: Vec<_> = view.rows.iter().map(|row| (row.id, row.level.as_deref())).collect();
    assert_eq!(told, [(7, Some("Disk Memory Deserialized 2x Replicated"))]);
}

#[test]
fn a_run_tells_its_user() {
    let session = opened(&[]);
    assert_eq!(session.run(0).and_then(|run| run.card(0).user).as_deref(), Some("ann"));
}

#[test]
fn accumulators_of_the_program_are_told_apart_from_metrics_of_plans() {
    let session = opened(&[
        r#"{"Event":"org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart","executionId":0,"description":"q","time":1100,"sparkPlanInfo":{"nodeName":"Scan","simpleString":"Scan","children":[],"metadata":{},"metrics":[{"name":"old metric","accumulatorId":3,"metricType":"sum"}]}}"#,
        r#"{"Event":"SparkListenerStageCompleted","Stage Info":{"Stage ID":0,"Stage Attempt ID":0,"Stage Name":"s","Number of Tasks":1,"Submission Time":1100,"Completion Time":1500,"Accumulables":[{"ID":1,"Name":"bad rows","Value":"3.5"},{"ID":2,"Name":"rows","Value":"9","Metadata":"sql"},{"ID":3,"Name":"old metric","Value":"9"},{"ID":4,"Name":"internal.metrics.executorRunTime","Value":1},{"ID":5,"Name":"seen","Value":"[a, b]"}]}}"#,
    ]);
    let told = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(stage(&session).accumulators, [told("bad rows", "3.5"), told("seen", "[a, b]")]);
}

#[test]
fn push_based_shuffle_is_summed_where_it_did_something() {
    let task = |id: i64, figures: &str| {
        format!(
            r#"{{"Event":"SparkListenerTaskEnd","Stage ID":0,"Stage Attempt ID":0,"Task End Reason":{{"Reason":"Success"}},"Task Info":{{"Task ID":{id},"Launch Time":1200,"Finish Time":1500,"Executor ID":"1","Host":"h1"}},"Task Metrics":{{"Shuffle Read Metrics":{{"Push Based Shuffle":{{{figures}}}}}}}}}"#
        )
    };
    let some = r#""Merged Fetch Fallback Count":1,"Merged Remote Bytes Read":5"#;
    let none = r#""Merged Fetch Fallback Count":0,"Merged Remote Bytes Read":0"#;
    let view = stage(&opened(&[STAGE, &task(0, some), &task(1, none), &task(2, some)]));
    assert_eq!(view.push.map(|push| (push.fallbacks, push.remote_bytes, push.local_bytes)), Some((2, 10, 0)));
    assert_eq!(stage(&opened(&[STAGE, &task(0, none)])).push, None);
}

#[test]
fn statements_of_clients_tell_their_end_and_their_jobs() {
    let thrift = |name: &str, rest: &str| {
        format!(r#"{{"Event":"org.apache.spark.sql.hive.thriftserver.ui.SparkListenerThriftServer{name}",{rest}}}"#)
    };
    let connect = |name: &str, rest: &str| {
        format!(r#"{{"Event":"org.apache.spark.sql.connect.service.SparkListenerConnect{name}",{rest}}}"#)
    };
    let session = opened(&[
        &thrift("SessionCreated", r#""ip":"10.0.0.1","sessionId":"s","userName":"ann","startTime":1100"#),
        &thrift(
            "OperationStart",
            r#""id":"o","sessionId":"s","statement":"select 1","groupId":"g","startTime":1200,"userName":"ann""#,
        ),
        r#"{"Event":"SparkListenerJobStart","Job ID":4,"Submission Time":1250,"Stage IDs":[],"Properties":{"spark.jobGroup.id":"g","spark.sql.execution.id":"8"}}"#,
        &thrift("OperationFinish", r#""id":"o","finishTime":1500"#),
        &thrift("OperationClosed", r#""id":"o","closeTime":1900"#),
        &connect(
            "OperationStarted",
            r#""jobTag":"t","operationId":"p","eventTime":2000,"sessionId":"c","userId":"bob","userName":"","statementText":"plan""#,
        ),
        r#"{"Event":"SparkListenerJobStart","Job ID":5,"Submission Time":2050,"Stage IDs":[],"Properties":{"spark.job.tags":"t,u"}}"#,
        &connect("OperationFailed", r#""jobTag":"t","operationId":"p","eventTime":2300,"errorMessage":"no table""#),
        &thrift("SessionClosed", r#""sessionId":"s","finishTime":3100"#),
    ]);
    let view = sql_list(&session);
    let told: Vec<_> = view
        .statements
        .iter()
        .map(|row| {
            (row.text.as_str(), row.status.as_str(), row.user.as_str(), row.wall_ms, row.jobs.as_slice(), row.sql)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("select 1", "succeeded", "ann", Some(300.0), &[4][..], Some(8)),
            ("plan", "failed", "bob", Some(300.0), &[5][..], None)
        ]
    );
    assert_eq!((view.statements[0].open_ms, view.statements[1].error.as_deref()), (Some(700.0), Some("no table")));
    let sessions: Vec<_> = view.sessions.iter().map(|row| (row.from.as_deref(), row.wall_ms, row.statements)).collect();
    assert_eq!(sessions, [(Some("10.0.0.1"), Some(2_000.0), 1)]);
}
