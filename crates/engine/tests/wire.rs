//! Answers cross from the worker to the page as bytes, and arrive as they were.

use std::rc::Rc;

use afterglow_engine::{
    BytesInput, GroupBy, Machines, PredictQuery, Reply, Request, Session, SessionSettings, StageQuery, TaskFilter,
    TaskQuery, WhatIfQuery,
};
use afterglow_testkit::{bad_inputs, fixtures, inputs};

/// One question of each kind.
fn questions() -> Vec<Request> {
    let tasks = TaskQuery { count: 50, ..TaskQuery::default() };
    vec![
        Request::Summary(Machines::default()),
        Request::Stages(StageQuery { count: 50, ..StageQuery::default() }),
        Request::Stage { id: 0, attempt: 0 },
        Request::Tasks(tasks),
        Request::TaskGroups { filter: TaskFilter::default(), by: GroupBy::Executor },
        Request::SlowTasks(TaskFilter::default()),
        Request::Jobs,
        Request::SqlList,
        Request::Sql { id: 0 },
        Request::Executors,
        Request::Find { text: "stage 0".to_owned() },
        Request::Storage,
        Request::WhatIf(Box::new(WhatIfQuery { slots: Some(4), ..WhatIfQuery::default() })),
        Request::Names { search: "0".to_owned(), count: 5 },
        Request::Timeline { from_ms: 0.0, to_ms: None, columns: 300 },
        Request::Predict(PredictQuery { slots: vec![4], ..PredictQuery::default() }),
        Request::Advise(Box::default()),
        Request::Configuration,
        Request::Streaming,
        Request::Digest,
        Request::Seen(Machines::default()),
        Request::ProfileJson,
    ]
}

#[test]
fn every_answer_arrives_as_it_was() {
    let mut asked = 0;
    // Logs that lack something are those whose answers lack something too.
    let paths = fixtures().into_iter().map(|fixture| fixture.path);
    for path in paths.chain(bad_inputs().into_iter().map(|bad| bad.path)) {
        let inputs = inputs(&path);
        let mut session = Session::default();
        session.open(&inputs, &mut |_| true);
        if session.is_empty() {
            continue;
        }
        // A run that was opened from a session's file says more of itself.
        let mut file = Vec::new();
        let run = session.run(0).expect("a run");
        run.session(&inputs, &SessionSettings::default(), &mut file).expect("memory does not fail");
        let mut again = Session::default();
        again.open(&[Rc::new(BytesInput::new("a session", file))], &mut |_| true);
        for session in [session, again] {
            for question in questions() {
                let reply = session.ask(0, &question);
                let bytes = reply.to_bytes().expect("an answer has bytes");
                let arrived =
                    Reply::from_bytes(&bytes).map_err(|error| format!("{}: {question:?}: {error}", path.display()));
                // A figure that is no number is not equal to itself, so the texts are compared.
                assert_eq!(format!("{:?}", arrived.unwrap()), format!("{reply:?}"), "{}: {question:?}", path.display());
                asked += 1;
            }
        }
    }
    assert!(asked > 20 * questions().len(), "only {asked} answers compared");
}

#[test]
fn bytes_of_something_else_are_no_answer() {
    let bytes = Reply::Text("stage 3".to_owned()).to_bytes().expect("an answer has bytes");
    for cut in 0..bytes.len() {
        assert!(Reply::from_bytes(&bytes[..cut]).is_err(), "cut at {cut}");
    }
    assert!(Reply::from_bytes(&[0xff; 64]).is_err());
}
