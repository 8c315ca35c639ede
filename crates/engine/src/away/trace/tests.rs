//! Traces of the fixtures against the rules of the format.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use afterglow_eventlog::source::{BytesInput, Input};
use serde_json::Value;

use crate::Session;

/// What the rules found in a trace.
struct Checked {
    complete: usize,
    tasks: u64,
    left_out: u64,
}

/// Reads a trace by the rules of its format, and panics where one is broken.
fn check(bytes: &[u8]) -> Checked {
    let trace: Value = serde_json::from_slice(bytes).expect("JSON");
    assert_eq!(trace["displayTimeUnit"], "ms");
    let number = |event: &Value, key: &str| event[key].as_u64().unwrap_or_else(|| panic!("{key} of {event}"));
    let mut named: BTreeSet<(u64, u64)> = BTreeSet::new();
    let mut processes: BTreeSet<u64> = BTreeSet::new();
    let mut homes: BTreeMap<u64, u64> = BTreeMap::new();
    let mut ends: BTreeMap<(u64, u64), u64> = BTreeMap::new();
    let mut counters: BTreeMap<(u64, String), u64> = BTreeMap::new();
    let mut complete = 0;
    for event in trace["traceEvents"].as_array().expect("a list") {
        let (pid, tid, ts) = (number(event, "pid"), number(event, "tid"), number(event, "ts"));
        let name = event["name"].as_str().expect("a name");
        assert!(!name.is_empty() && pid > 0, "{event}");
        match event["ph"].as_str().expect("a phase") {
            "M" => match name {
                "process_name" => assert!(event["args"]["name"].is_string() && processes.insert(pid), "{event}"),
                "thread_name" => assert!(event["args"]["name"].is_string() && named.insert((pid, tid)), "{event}"),
                "process_sort_index" | "thread_sort_index" => assert!(event["args"]["sort_index"].is_u64(), "{event}"),
                _ => panic!("no such metadata: {event}"),
            },
            "X" => {
                complete += 1;
                assert!(named.contains(&(pid, tid)) && event["cat"].is_string(), "{event}");
                // A thread belongs to one process: viewers know it by its number alone.
                assert_eq!(*homes.entry(tid).or_insert(pid), pid, "{event}");
                let end = ends.entry((pid, tid)).or_default();
                assert!(ts >= *end, "overlaps the one before: {event}");
                *end = ts + number(event, "dur");
            }
            "i" => assert!(event["s"] == "p" && processes.contains(&pid), "{event}"),
            "C" => {
                let values = event["args"].as_object().expect("values");
                assert!(values.values().all(Value::is_number) && values.len() == 1, "{event}");
                let last = counters.entry((pid, name.to_owned())).or_default();
                assert!(ts >= *last, "a counter goes back: {event}");
                *last = ts;
            }
            other => panic!("phase {other}"),
        }
    }
    let count = |key: &str| trace["otherData"][key].as_u64().expect("a count");
    Checked { complete, tasks: count("tasks"), left_out: count("tasks_left_out") }
}

fn opened(path: &std::path::Path) -> Session {
    let mut inputs: Vec<Rc<dyn Input>> = Vec::new();
    let mut waiting = vec![path.to_owned()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).expect("a folder");
            waiting.extend(entries.map(|entry| entry.expect("an entry").path()));
        } else {
            let bytes = std::fs::read(&path).expect("a file");
            inputs.push(Rc::new(BytesInput::new(path.to_string_lossy(), bytes)));
        }
    }
    inputs.sort_by(|a, b| a.path().cmp(b.path()));
    let mut session = Session::default();
    session.open(&inputs, &mut |_| true);
    session
}

#[test]
fn traces_of_all_fixtures_keep_the_rules() {
    let mut runs = 0;
    let fixtures = afterglow_testkit::fixtures().into_iter().map(|fixture| fixture.path);
    for path in fixtures.chain(afterglow_testkit::bad_inputs().into_iter().map(|bad| bad.path)) {
        for run in &opened(&path).runs {
            let (mut whole, mut again, mut few) = (Vec::new(), Vec::new(), Vec::new());
            let traced = run.trace(&mut whole).expect("memory does not fail");
            run.trace(&mut again).expect("memory does not fail");
            assert_eq!(whole, again, "{}", path.display());
            let checked = check(&whole);
            assert_eq!((checked.tasks, checked.left_out), (traced.tasks, 0), "{}", path.display());
            assert!(checked.complete as u64 >= traced.tasks);
            let cut = check({
                run.trace_of(3, &mut few).expect("memory does not fail");
                &few
            });
            assert_eq!(cut.tasks + cut.left_out, traced.tasks);
            assert!(cut.tasks <= 3);
            runs += 1;
        }
    }
    assert!(runs > 10, "only {runs} runs");
}
