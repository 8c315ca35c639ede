//! Small logs made line by line.

use std::rc::Rc;

use afterglow_engine::view::SummaryView;
use afterglow_engine::{BytesInput, Input, Machines, Reply, Request, Session};

/// Lines of a log in the making; all times in ms from the application's start.
#[derive(Default)]
pub(crate) struct Log(Vec<String>);

/// How long after a task's work its end is noted, ms.
const HEARS: i64 = 20;

/// When the application starts, in ms since 1970.
const BEGIN: i64 = 1_700_000_000_000;

impl Log {
    /// Begins with the application.
    pub(crate) fn new() -> Self {
        let mut log = Self::default();
        log.line(r#"{"Event":"SparkListenerLogStart","Spark Version":"3.5.1"}"#.to_owned());
        log.line(format!(
            r#"{{"Event":"SparkListenerApplicationStart","App Name":"report","App ID":"app-1","Timestamp":{BEGIN},"User":"u"}}"#
        ));
        log
    }

    fn line(&mut self, line: String) {
        self.0.push(line);
    }

    /// An executor of four cores that comes.
    pub(crate) fn executor(mut self, id: u32, at: i64) -> Self {
        self.line(format!(
            r#"{{"Event":"SparkListenerExecutorAdded","Timestamp":{},"Executor ID":"{id}","Executor Info":{{"Host":"h{id}","Total Cores":4}}}}"#,
            BEGIN + at
        ));
        self
    }

    /// An executor that goes.
    pub(crate) fn gone(mut self, id: u32, at: i64, reason: &str) -> Self {
        self.line(format!(
            r#"{{"Event":"SparkListenerExecutorRemoved","Timestamp":{},"Executor ID":"{id}","Removed Reason":"{reason}"}}"#,
            BEGIN + at
        ));
        self
    }

    /// A job of one stage. Of each task its executor, launch and finish; `ended` as its end is logged.
    pub(crate) fn job(mut self, id: u32, from: i64, to: i64, tasks: &[(u32, i64, i64)], ended: Ended) -> Self {
        let (submitted, completed, count) = (BEGIN + from, BEGIN + to, tasks.len());
        let stage = format!(
            r#""Stage Info":{{"Stage ID":{id},"Stage Attempt ID":0,"Stage Name":"count at Report.scala:{id}","Number of Tasks":{count},"Submission Time":{submitted}"#
        );
        self.line(format!(
            r#"{{"Event":"SparkListenerJobStart","Job ID":{id},"Submission Time":{submitted},"Stage IDs":[{id}],"Properties":{{}}}}"#
        ));
        self.line(format!(r#"{{"Event":"SparkListenerStageSubmitted",{stage}}}}}"#));
        for (at, &(executor, launched, finished)) in tasks.iter().enumerate() {
            let task = u64::from(id) * 1_000 + at as u64;
            let info = format!(
                r#""Task Info":{{"Task ID":{task},"Index":{at},"Attempt":0,"Launch Time":{},"Executor ID":"{executor}","Host":"h{executor}","Finish Time":"#,
                BEGIN + launched
            );
            let of = format!(r#""Stage ID":{id},"Stage Attempt ID":0"#);
            self.line(format!(r#"{{"Event":"SparkListenerTaskStart",{of},{info}0}}}}"#));
            let reason = match ended {
                Ended::Not => continue,
                Ended::Well => r#"{"Reason":"Success"}"#,
                Ended::Lost => r#"{"Reason":"ExecutorLostFailure","Executor ID":"1","Exit Caused By App":true}"#,
            };
            // The driver hears of an end a little later.
            let run = finished - launched - HEARS;
            self.line(format!(
                r#"{{"Event":"SparkListenerTaskEnd",{of},"Task Type":"ResultTask","Task End Reason":{reason},{info}{}}},"Task Metrics":{{"Executor Run Time":{run},"Executor CPU Time":{}}}}}"#,
                BEGIN + finished,
                run * 900_000
            ));
        }
        self.line(format!(r#"{{"Event":"SparkListenerStageCompleted",{stage},"Completion Time":{completed}}}}}"#));
        self.line(format!(
            r#"{{"Event":"SparkListenerJobEnd","Job ID":{id},"Completion Time":{completed},"Job Result":{{"Result":"JobSucceeded"}}}}"#
        ));
        self
    }

    /// The end of the application.
    pub(crate) fn end(mut self, at: i64) -> Self {
        self.line(format!(r#"{{"Event":"SparkListenerApplicationEnd","Timestamp":{}}}"#, BEGIN + at));
        self
    }

    /// Its bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.0.join("\n").into_bytes()
    }

    /// Opened.
    pub(crate) fn open(self) -> Session {
        let mut session = Session::default();
        session.open(&[input(self.bytes())], &mut |_| true);
        session
    }
}

/// A file of these bytes.
pub(crate) fn input(bytes: Vec<u8>) -> Rc<dyn Input> {
    Rc::new(BytesInput::new("app-1", bytes))
}

/// How the tasks of a job end in the log.
#[derive(Clone, Copy)]
pub(crate) enum Ended {
    Well,
    Lost,
    Not,
}

/// The summary of the one run.
pub(crate) fn summary(session: &Session) -> SummaryView {
    match session.ask(0, &Request::Summary(Machines::default())) {
        Reply::Summary(summary) => *summary,
        other => panic!("not a summary: {other:?}"),
    }
}

/// The codes of all findings and hints.
pub(crate) fn codes(summary: &SummaryView) -> Vec<String> {
    summary.findings.iter().chain(&summary.hints).map(|finding| finding.code.clone()).collect()
}
