//! What the tests of bad input share: a sound log to damage, and a session that is asked everything.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use afterglow_engine::contract::ProfileJson;
use afterglow_engine::{
    BytesInput, GroupBy, Input, Machines, Opened, PredictQuery, Request, Session, Sort, StageQuery, TaskFilter,
    TaskQuery,
};
use afterglow_eventlog::discover::{Limits, discover};
use afterglow_testkit::{fixture, inputs, plain_text};
use serde_json::Value;

/// The plain text of a sound log.
pub(crate) fn sound() -> Vec<u8> {
    text_of("3.5.9/local/none")
}

/// The plain text of a fixture.
pub(crate) fn text_of(name: &str) -> Vec<u8> {
    let found = discover(&inputs(&fixture(name).path), &Limits::default());
    plain_text(&found.logs[0]).concat()
}

/// Drops files with these names and bytes.
pub(crate) fn open(files: &[(&str, &[u8])]) -> (Session, Opened) {
    let inputs: Vec<Rc<dyn Input>> =
        files.iter().map(|(name, bytes)| Rc::new(BytesInput::new(*name, *bytes)) as Rc<dyn Input>).collect();
    open_inputs(&inputs)
}

/// Drops inputs, and asks of every run whatever can be asked: no answer may panic.
pub(crate) fn open_inputs(inputs: &[Rc<dyn Input>]) -> (Session, Opened) {
    let mut session = Session::default();
    let opened = session.open(inputs, &mut |_| true);
    for run in 0..session.len() as u32 {
        ask_everything(&session, run);
    }
    (session, opened)
}

fn ask_everything(session: &Session, run: u32) {
    let tasks = TaskQuery { count: 50, ..TaskQuery::default() };
    let mut questions = vec![
        Request::Summary(Machines::default()),
        Request::Stages(StageQuery { count: 50, ..StageQuery::default() }),
        Request::Tasks(tasks.clone()),
        Request::Tasks(TaskQuery {
            sort: Some(Sort { column: "launched_ms".to_owned(), descending: true }),
            ..tasks.clone()
        }),
        Request::TaskGroups { filter: TaskFilter::default(), by: GroupBy::Host },
        Request::SlowTasks(TaskFilter::default()),
        Request::Find { text: "1".to_owned() },
        Request::Storage,
        Request::Jobs,
        Request::SqlList,
        Request::Executors,
        Request::Timeline { from_ms: 0.0, to_ms: None, columns: 300 },
        Request::Timeline { from_ms: -1e300, to_ms: Some(1e300), columns: 7 },
        Request::Predict(PredictQuery::default()),
        Request::Advise(Box::default()),
        Request::Configuration,
        Request::Streaming,
        Request::ProfileJson,
    ];
    let profile = session.run(run).map(afterglow_engine::Run::profile);
    for stage in profile.iter().flat_map(|profile| &profile.stages).take(20) {
        let (id, attempt) = (stage.key.id.0, stage.key.attempt);
        questions.push(Request::Stage { id, attempt });
        let filter = TaskFilter { stage: Some((id, attempt)), ..TaskFilter::default() };
        questions.push(Request::Tasks(TaskQuery { filter, ..tasks.clone() }));
    }
    questions.extend(profile.iter().flat_map(|profile| &profile.sql).take(20).map(|sql| Request::Sql { id: sql.id.0 }));
    // All that panic are told at once: each is a place to mend.
    let panicking = |question: &&Request| {
        let asked = catch_unwind(AssertUnwindSafe(|| serde_json::to_string(&session.ask(run, question)).is_ok()));
        !matches!(asked, Ok(true))
    };
    let unanswered: Vec<&Request> = questions.iter().filter(panicking).collect();
    assert!(unanswered.is_empty(), "no answer to {unanswered:?}");
}

/// The profile of the only run.
pub(crate) fn only(session: &Session) -> ProfileJson {
    assert_eq!(session.len(), 1, "one run");
    session.run(0).map(afterglow_engine::Run::profile_json).unwrap_or_default()
}

/// The message of the warning with a code; fails if there is none.
pub(crate) fn warning(profile: &ProfileJson, code: &str) -> String {
    let warnings = &profile.log.warnings;
    let found = warnings.iter().find(|warning| warning.code == code);
    found.unwrap_or_else(|| panic!("no {code} in {warnings:?}")).message.clone()
}

/// The sound log with every value changed by `change`, which gets the key that a value stands under.
pub(crate) fn rewritten(text: &[u8], change: &dyn Fn(&str, &Value) -> Option<Value>) -> Vec<u8> {
    let mut out = Vec::new();
    for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let mut event: Value = serde_json::from_slice(line).expect("a sound line");
        walk("", &mut event, change);
        out.extend(event.to_string().bytes());
        out.push(b'\n');
    }
    out
}

fn walk(key: &str, value: &mut Value, change: &dyn Fn(&str, &Value) -> Option<Value>) {
    if let Some(new) = change(key, value) {
        *value = new;
        return;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| walk(key, item, change)),
        Value::Object(members) => members.iter_mut().for_each(|(key, member)| walk(key, member, change)),
        _ => {}
    }
}
