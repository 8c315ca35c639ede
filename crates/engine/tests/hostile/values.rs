//! Lines that are sound JSON, or nearly, with values that no sound run writes.

use afterglow_eventlog::{Reading, Sink, event::Event, read_stream};
use serde_json::{Value, json};

use crate::kit::{only, open, rewritten, sound, text_of, warning};

#[test]
fn numbers_as_text_are_numbers() {
    let text = sound();
    let as_text = rewritten(&text, &|_, value| value.is_number().then(|| json!(value.to_string())));
    let (whole, same) = (only(&open(&[("log", &text)]).0), only(&open(&[("log", &as_text)]).0));
    assert_eq!(same.totals, whole.totals);
    assert_eq!(same.stages, whole.stages);
}

#[test]
fn absurd_times_and_sizes_are_survived() {
    for text in [sound(), text_of("3.5.9/local/streaming")] {
        for absurd in [json!(-1), json!(i64::MIN), json!(i64::MAX), json!(u64::MAX), json!(1e300), json!(-1e300)] {
            for part in ["Time", "Timestamp", "time", "Bytes", "Size", "Cores", "Memory", "Count", "Records", "Disk"] {
                let change =
                    |key: &str, value: &Value| (key.contains(part) && value.is_number()).then(|| absurd.clone());
                let (session, opened) = open(&[("log", &rewritten(&text, &change))]);
                assert_eq!((session.len(), opened.failures.len()), (1, 0), "{part} is {absurd}");
            }
            let all = rewritten(&text, &|_, value| value.is_number().then(|| absurd.clone()));
            open(&[("log", &all)]);
        }
    }
}

#[test]
fn values_of_another_type_are_passed_over() {
    let text = sound();
    let structure = json!({"a": [1, {"b": null}]});
    for (name, odd) in [("null", Value::Null), ("text", json!("?")), ("an object", structure), ("a list", json!([]))] {
        let numbers = rewritten(&text, &|_, value| value.is_number().then(|| odd.clone()));
        assert_eq!(open(&[("log", &numbers)]).0.len(), 1, "numbers are {name}");
        let texts = |key: &str, value: &Value| (key != "Event" && value.is_string()).then(|| odd.clone());
        assert_eq!(open(&[("log", &rewritten(&text, &texts))]).0.len(), 1, "texts are {name}");
        let lists = |key: &str, value: &Value| (!key.is_empty() && value.is_array()).then(|| odd.clone());
        assert_eq!(open(&[("log", &rewritten(&text, &lists))]).0.len(), 1, "lists are {name}");
    }
}

#[test]
fn tasks_that_end_twice_count_twice_and_are_told() {
    let mut text = Vec::new();
    for line in sound().split_inclusive(|byte| *byte == b'\n') {
        text.extend(line);
        if line.starts_with(b"{\"Event\":\"SparkListenerTaskEnd\"") {
            text.extend(line);
        }
    }
    let (once, twice) = (only(&open(&[("log", &sound())]).0), only(&open(&[("log", &text)]).0));
    assert_eq!(twice.totals.tasks, 2 * once.totals.tasks);
    let message = warning(&twice, "task-starts-missing");
    assert!(message.starts_with(&format!("{} tasks", once.totals.tasks)), "{message}");
}

#[test]
fn invalid_utf8_is_shown_as_such() {
    let text = sound();
    let name = b"fixture: a little";
    let mut broken = text.clone();
    for at in (0..text.len() - name.len()).filter(|&at| text[at..].starts_with(name)) {
        broken[at..at + 3].copy_from_slice(b"\xFF\xC0\x80");
    }
    let profile = only(&open(&[("log", &broken)]).0);
    assert!(profile.app.name.is_some_and(|name| name.starts_with("\u{FFFD}")));
    assert_eq!(profile.log.lines_rejected, 0);
}

#[test]
fn deep_nesting_costs_no_stack() {
    const DEPTH: usize = 100_000;
    let nested = |open: &str, close: &str| open.repeat(DEPTH) + &close.repeat(DEPTH);
    let plan = r#"{"nodeName":"Project","simpleString":"p","metadata":{},"metrics":[],"children":["#;
    let plan = plan.repeat(DEPTH) + &"]}".repeat(DEPTH);
    let start = "org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart";
    let lines = [
        format!(r#"{{"Event":"com.vendor.Deep","a":{}}}"#, nested("[", "]")),
        format!(
            r#"{{"Event":"SparkListenerJobStart","Job ID":9,"Properties":{}}}"#,
            nested(r#"{"a":"#, "}").replace(":}", ":1}")
        ),
        format!(r#"{{"Event":"SparkListenerEnvironmentUpdate","Spark Properties":{}}}"#, nested("[", "]")),
        format!(r#"{{"Event":"{start}","executionId":9,"description":"d","time":5,"sparkPlanInfo":{plan}}}"#),
        format!(r#"{{"Event":"SparkListenerTaskEnd","Stage ID":{}}}"#, nested("[", "]")),
    ];
    let text = [&sound()[..], lines.join("\n").as_bytes(), b"\n"].concat();
    let profile = only(&open(&[("log", &text)]).0);
    assert_eq!(profile.log.lines_rejected, 0, "{:?}", profile.log.warnings);
}

struct Events(u64);

impl Sink for Events {
    fn event(&mut self, _: &Event<'_>) {
        self.0 += 1;
    }
}

#[test]
fn a_line_beyond_the_limit_costs_no_other() {
    let text = sound();
    let first = text.iter().position(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let long = format!("{{\"Event\":\"x\",\"a\":\"{}\"}}\n", "y".repeat(3_000_000));
    let with_long = [&text[..first], long.as_bytes(), &text[first..]].concat();
    let read = |mut text: &[u8], chunk| {
        let mut events = Events(0);
        let (report, _) = read_stream(&mut text, Reading { chunk, longest_line: 1 << 20 }, &mut events);
        (events.0, report)
    };
    let (events, _) = read(&text, 1 << 20);
    for chunk in [1000, 1 << 20, 1 << 23] {
        let (others, report) = read(&with_long, chunk);
        let rejected = report.first_rejected.map(|rejected| (rejected.line, rejected.offset));
        assert_eq!((others, rejected), (events, Some((2, first as u64))), "in steps of {chunk}");
    }
}
