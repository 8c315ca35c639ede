//! Any bytes through the whole engine: opened, asked what the page asks, and taken away as report, ticket and trace.
//!
//! The first bytes pick the questions that take long, and are the numbers of what is asked.

use afterglow_engine::{
    AdviseQuery, GroupBy, Machines, PredictQuery, Reply, Request, Session, Sort, StageQuery, TaskFilter, TaskQuery,
    WhatIfQuery,
};

use super::kit::{choices, figures_are_numbers, input, number, opened, pick};

const COLUMNS: [&str; 6] = ["launched_ms", "duration_ms", "name", "host", "status", "none such"];

pub(crate) fn law(data: &[u8]) {
    let Some(([dear, a, b, c], bytes)) = choices(data) else { return };
    let inputs = [input("app-1", bytes)];
    let session = opened(&inputs);
    if session.is_empty() {
        return;
    }
    let mut questions = cheap(a, b, c, bytes);
    questions.extend(dearer(dear, a, b, c));
    if let Some(run) = session.run(0) {
        let stages = run.profile().stages.iter().map(|stage| stage.key).take(3);
        questions.extend(stages.map(|key| Request::Stage { id: key.id.0, attempt: key.attempt }));
        questions.extend(run.profile().sql.iter().take(3).map(|sql| Request::Sql { id: sql.id.0 }));
    }
    for question in &questions {
        holds(&session, question);
    }
    if dear & 64 != 0 {
        taken_away(&session);
    }
}

fn holds(session: &Session, question: &Request) {
    let reply = session.ask(0, question);
    figures_are_numbers(&reply);
    let bytes = reply.to_bytes().expect("an answer is plain data");
    let back = Reply::from_bytes(&bytes).expect("the same build");
    same(question, "the answer changes on its way", &reply, &back);
    same(question, "asked twice", &reply, &session.ask(0, question));
    assert!(serde_json::to_string(&reply).is_ok());
}

fn same(question: &Request, when: &str, one: &Reply, two: &Reply) {
    let (one, two) = (format!("{one:?}"), format!("{two:?}"));
    if !alike(&one, &two) {
        let at = one.bytes().zip(two.bytes()).take_while(|(a, b)| a == b).count();
        let near = |text: &str| text.chars().skip(at.saturating_sub(200)).take(400).collect::<String>();
        panic!("{question:?}: {when}: {} became {}", near(&one), near(&two));
    }
}

/// Whether two texts are the same, but for the last digit of long numbers: a summary crosses as JSON in part, and
/// serde_json reads numbers to within one unit in the last place.
fn alike(one: &str, two: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '.' | '-')))
            .map(str::to_owned)
            .collect()
    };
    let near = |one: &str, two: &str| match (one.parse::<f64>(), two.parse::<f64>()) {
        (Ok(one), Ok(two)) => (one - two).abs() <= 1e-14 * one.abs(),
        _ => false,
    };
    one == two || {
        let (one, two) = (words(one), words(two));
        one.len() == two.len() && one.iter().zip(&two).all(|(one, two)| one == two || near(one, two))
    }
}

/// What takes no model.
fn cheap(a: u8, b: u8, c: u8, bytes: &[u8]) -> Vec<Request> {
    let sort = Some(Sort { column: pick(&COLUMNS, a).to_owned(), descending: b & 1 == 0 });
    let filter = TaskFilter {
        at_least: (a & 1 != 0).then(|| (pick(&COLUMNS, b).to_owned(), u64::from(c))),
        status: (a & 2 != 0).then(|| "unsuccessful".to_owned()),
        ..TaskFilter::default()
    };
    let text: String = String::from_utf8_lossy(bytes).chars().skip(usize::from(c)).take(usize::from(a & 15)).collect();
    vec![
        Request::Stages(StageQuery { search: text.clone(), sort: sort.clone(), count: 50, ..StageQuery::default() }),
        Request::Tasks(TaskQuery { filter: filter.clone(), sort, from: usize::from(c), count: 50 }),
        Request::TaskGroups {
            filter: filter.clone(),
            by: pick(&[GroupBy::Executor, GroupBy::Host, GroupBy::Attempt], c),
        },
        Request::SlowTasks(filter),
        Request::Jobs,
        Request::SqlList,
        Request::Executors,
        Request::Timeline { from_ms: number(a), to_ms: (b != 0).then(|| number(b)), columns: u32::from(c) },
        Request::Find { text: text.clone() },
        Request::Names { search: text, count: usize::from(c) },
        Request::Storage,
        Request::Configuration,
        Request::Streaming,
        Request::ProfileJson,
    ]
}

/// What takes one.
fn dearer(dear: u8, a: u8, b: u8, c: u8) -> Vec<Request> {
    let instance = (dear & 32 != 0).then(|| "aws:m5.xlarge".to_owned());
    let machines = Machines { instance: instance.clone(), ..Machines::default() };
    let mut questions = Vec::new();
    if dear & 1 != 0 {
        questions.push(Request::Summary(machines.clone()));
    }
    if dear & 2 != 0 {
        let what_if = WhatIfQuery {
            slots: Some(u32::from(a).saturating_mul(u32::from(b))),
            data_scale: Some(number(a)),
            memory: Some(number(b)),
            network: Some(number(c)),
            partitions: (c & 1 == 0).then(|| u32::from(a) << (b & 0x18)),
            instance: instance.clone(),
            machines,
            others: Vec::new(),
        };
        questions.push(Request::WhatIf(Box::new(what_if)));
    }
    if dear & 4 != 0 {
        questions.push(Request::Predict(PredictQuery {
            slots: vec![u32::from(a), 1 << (b & 31)],
            data_scale: vec![number(c)],
            ..PredictQuery::default()
        }));
    }
    if dear & 0x18 == 0x08 {
        questions.push(Request::Advise(Box::new(AdviseQuery {
            deadline_ms: (a & 1 != 0).then(|| number(b)),
            budget_usd: (a & 2 != 0).then(|| number(c)),
            current_instance: instance,
            ..AdviseQuery::default()
        })));
    }
    if dear & 0x18 == 0x18 {
        questions.push(Request::Emit { query: Box::default(), rank: usize::from(a & 3), kind: "all".to_owned() });
    }
    questions
}

fn taken_away(session: &Session) {
    let Some(run) = session.run(0) else { return };
    let report = run.report(&Machines::default(), &[]);
    assert!(["<script", "<img", "<iframe", "<a ", "<object", "<svg on"].iter().all(|tag| !report.contains(tag)));
    run.ticket(&Machines::default(), &[]);
    let mut trace = Vec::new();
    run.trace(&mut trace).expect("memory does not fail");
    let read: Result<serde_json::Value, _> = serde_json::from_slice(&trace);
    assert!(read.is_ok(), "a trace is JSON: {read:?}");
}
