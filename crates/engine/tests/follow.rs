//! A day of following a log that grows: a look every five seconds, most of them in vain, some in the midst of a line.

use std::fmt::Write;
use std::rc::Rc;

use afterglow_engine::{BytesInput, Input, Request, Session};
use afterglow_testkit::digest;

const LOOKS: usize = 24 * 3600 / 5;
const JOBS: i64 = 24 * 60;
const BEGIN_MS: i64 = 1_795_000_000_000;

/// The events of one job with one task, a minute after the one before.
fn job(text: &mut String, id: i64) {
    let begin = BEGIN_MS + id * 60_000;
    let stage = format!(
        r#"{{"Stage ID":{id},"Stage Attempt ID":0,"Stage Name":"count at a.scala:1","Number of Tasks":1,"Submission Time":{begin}"#
    );
    let task = format!(
        r#"{{"Task ID":{id},"Index":0,"Attempt":0,"Launch Time":{begin},"Executor ID":"1","Host":"h","Locality":"ANY"}}"#
    );
    let ended =
        task.replace("\"Locality\"", &format!("\"Finish Time\":{},\"Failed\":false,\"Locality\"", begin + 20_000));
    let metrics = r#"{"Executor Run Time":19000,"Executor CPU Time":15000000000,"JVM GC Time":7}"#;
    let lines = [
        format!(r#"{{"Event":"SparkListenerJobStart","Job ID":{id},"Submission Time":{begin},"Stage IDs":[{id}]}}"#),
        format!(r#"{{"Event":"SparkListenerStageSubmitted","Stage Info":{stage}}}}}"#),
        format!(r#"{{"Event":"SparkListenerTaskStart","Stage ID":{id},"Stage Attempt ID":0,"Task Info":{task}}}"#),
        format!(
            r#"{{"Event":"SparkListenerTaskEnd","Stage ID":{id},"Stage Attempt ID":0,"Task Type":"ResultTask","Task End Reason":{{"Reason":"Success"}},"Task Info":{ended},"Task Metrics":{metrics}}}"#
        ),
        format!(
            r#"{{"Event":"SparkListenerStageCompleted","Stage Info":{stage},"Completion Time":{}}}}}"#,
            begin + 20_000
        ),
        format!(
            r#"{{"Event":"SparkListenerJobEnd","Job ID":{id},"Completion Time":{},"Job Result":{{"Result":"JobSucceeded"}}}}"#,
            begin + 20_100
        ),
    ];
    for line in lines {
        let _ = writeln!(text, "{line}");
    }
}

fn drop_of(bytes: &[u8]) -> Vec<Rc<dyn Input>> {
    vec![Rc::new(BytesInput::new("app-1.inprogress", bytes))]
}

#[test]
fn a_day_of_following_reads_each_byte_once_and_ends_as_the_whole_log_does() {
    let mut text = String::new();
    let _ = writeln!(text, r#"{{"Event":"SparkListenerLogStart","Spark Version":"3.5.9"}}"#);
    let _ = writeln!(
        text,
        r#"{{"Event":"SparkListenerApplicationStart","App Name":"day","App ID":"app-1","Timestamp":{BEGIN_MS},"User":"u"}}"#
    );
    let _ = writeln!(
        text,
        r#"{{"Event":"SparkListenerExecutorAdded","Timestamp":{BEGIN_MS},"Executor ID":"1","Executor Info":{{"Host":"h","Total Cores":2}}}}"#
    );
    let head = text.len();
    for id in 0..JOBS {
        job(&mut text, id);
    }
    let bytes = text.as_bytes();

    let mut session = Session::default();
    assert_eq!(session.open(&drop_of(&bytes[..head]), &mut |_| true).runs.len(), 1);
    let (mut length, mut inputs, mut news) = (head, drop_of(&bytes[..head]), 0_u64);
    for look in 1..=LOOKS {
        // Spark writes in bursts: nine looks of ten find nothing new, and a burst ends anywhere.
        if look % 10 == 0 || look == LOOKS {
            length = head + (bytes.len() - head) * look / LOOKS;
            inputs = drop_of(&bytes[..length]);
        }
        let on = session.read_on(0, &inputs).expect("the same log");
        assert!(!on.anew, "look {look}");
        news += on.new_bytes;
    }
    assert_eq!((length, news), (bytes.len(), (bytes.len() - head) as u64), "each byte is read once");

    let mut at_once = Session::default();
    at_once.open(&drop_of(bytes), &mut |_| true);
    let profile = |session: &Session| session.run(0).map(|run| digest(run.profile()));
    assert_eq!(profile(&session), profile(&at_once));
    let told = |session: &Session| format!("{:?}", session.ask(0, &Request::ProfileJson));
    assert_eq!(told(&session), told(&at_once));
    assert_eq!(session.run(0).map(|run| run.profile().tasks.len()), Some(JOBS as usize));
}
