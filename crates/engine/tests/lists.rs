//! What every list of tasks keeps to: a filter takes nothing but what it names, sums are those of the rows, an order is
//! an order, and what is late has a reason.

mod common;

use std::path::PathBuf;

use afterglow_engine::view::TaskView;
use afterglow_engine::{GroupBy, Reply, Request, Session, Sort, Span, StageQuery, TaskFilter, TaskQuery};
use common::{open_path, profiles};

/// Where a sample run of the page, or a fixture, lies.
fn place(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn sample(path: &str) -> Session {
    open_path(&place(path)).0
}

const SKEW: &str = "www/samples/skew.zstd";
const DYNAMIC: &str = "tests/fixtures/3.5.9/standalone/dynamic-6/log";

fn tasks(session: &Session, filter: TaskFilter, sort: Option<(&str, bool)>) -> (usize, Vec<TaskView>) {
    let sort = sort.map(|(column, descending)| Sort { column: column.to_owned(), descending });
    let query = TaskQuery { filter, sort, from: 0, count: usize::MAX };
    let Reply::Tasks(view) = session.ask(0, &Request::Tasks(query)) else { panic!("no tasks") };
    (view.matching, view.rows)
}

#[test]
fn a_filter_takes_what_it_names() {
    let session = sample(SKEW);
    let (all, rows) = tasks(&session, TaskFilter::default(), None);
    assert_eq!(all, rows.len());
    let first = &rows[0];
    let kept = |filter: TaskFilter, keeps: &dyn Fn(&TaskView) -> bool| {
        let (matching, kept) = tasks(&session, filter.clone(), None);
        assert_eq!(matching, rows.iter().filter(|row| keeps(row)).count(), "{filter:?}");
        assert!(kept.iter().all(keeps), "{filter:?}");
        assert!(matching > 0, "{filter:?} keeps nothing, so it shows nothing");
    };
    let none = TaskFilter::default;
    kept(TaskFilter { stage_id: Some(first.stage), ..none() }, &|row| row.stage == first.stage);
    kept(TaskFilter { executor: Some(first.executor.clone()), ..none() }, &|row| row.executor == first.executor);
    kept(TaskFilter { host: Some(first.host.to_uppercase()), ..none() }, &|row| row.host.contains(&first.host));
    kept(TaskFilter { status: Some("succeeded".to_owned()), ..none() }, &|row| row.status == "succeeded");
    let slow = rows.iter().map(|row| row.duration_ms as u64).max().unwrap_or_default() / 2;
    kept(TaskFilter { at_least: Some(("duration_ms".to_owned(), slow)), ..none() }, &|row| {
        row.duration_ms >= slow as f64
    });
    kept(TaskFilter { at_least: Some(("cpu_ms".to_owned(), 100)), ..none() }, &|row| row.cpu_ms >= 100.0);
    let range = Span { from_ms: first.launched_ms as u64, to_ms: first.launched_ms as u64 + 500 };
    kept(TaskFilter { range: Some(range), ..none() }, &|row| {
        range.touches(row.launched_ms, Some(row.launched_ms + row.duration_ms))
    });
}

#[test]
fn every_column_orders_and_loses_nothing() {
    let session = sample(DYNAMIC);
    let (all, rows) = tasks(&session, TaskFilter::default(), None);
    let fields = serde_json::to_value(&rows[0]).expect("plain data");
    for column in fields.as_object().expect("an object").keys().filter(|key| *key != "has_metrics") {
        for descending in [false, true] {
            let (matching, ordered) = tasks(&session, TaskFilter::default(), Some((column, descending)));
            assert_eq!((matching, ordered.len()), (all, all), "{column}");
            let known = ordered.iter().filter(|row| row.has_metrics);
            let numbers = known.filter_map(|row| serde_json::to_value(row).ok()?.get(column)?.as_f64());
            let numbers: Vec<f64> = numbers.collect();
            let in_order = |pair: &[f64]| if descending { pair[0] >= pair[1] } else { pair[0] <= pair[1] };
            // Stages order by their id and attempt together.
            assert!(column == "stage_attempt" || numbers.windows(2).all(in_order), "{column} {descending}");
        }
    }
}

#[test]
fn groups_sum_up_to_the_tasks() {
    let session = sample(DYNAMIC);
    let (all, rows) = tasks(&session, TaskFilter::default(), None);
    assert_eq!(profiles(&place(DYNAMIC))[0].totals.tasks, all as u64);
    for by in [GroupBy::Executor, GroupBy::Host, GroupBy::Attempt] {
        let request = Request::TaskGroups { filter: TaskFilter::default(), by };
        let Reply::TaskGroups(view) = session.ask(0, &request) else { panic!("no groups") };
        assert_eq!(view.rows.iter().map(|group| group.tasks).sum::<u64>(), all as u64, "{by:?}");
        let time: f64 = view.rows.iter().map(|group| group.duration_ms).sum();
        assert!((time - rows.iter().map(|row| row.duration_ms).sum::<f64>()).abs() < 1.0, "{by:?}");
    }
}

#[test]
fn the_late_task_of_a_skewed_stage_read_more() {
    let session = sample(SKEW);
    let Reply::SlowTasks(view) = session.ask(0, &Request::SlowTasks(TaskFilter::default())) else { panic!("none") };
    assert!(view.rows.windows(2).all(|pair| pair[0].beyond_ms >= pair[1].beyond_ms));
    assert!(view.rows.iter().all(|row| row.times >= 1.5 && row.reason.ends_with('.')));
    assert!(
        view.rows.iter().any(|row| matches!(row.cause.as_str(), "bytes" | "records")),
        "{:?}",
        view.rows.iter().map(|row| &row.reason).collect::<Vec<_>>()
    );
}

#[test]
fn a_range_and_a_search_find_the_same_stage() {
    let session = sample(SKEW);
    let Reply::Found(found) = session.ask(0, &Request::Find { text: "stage 1".to_owned() }) else { panic!("none") };
    let hit = found.hits.iter().find(|hit| hit.kind == "stage" && hit.id == 1).expect("the log has a stage 1");
    assert_eq!(hit.stages, [1]);
    let range = Some(Span { from_ms: hit.from_ms as u64, to_ms: hit.to_ms as u64 });
    let query = StageQuery { range, count: usize::MAX, ..StageQuery::default() };
    let Reply::Stages(stages) = session.ask(0, &Request::Stages(query)) else { panic!("no stages") };
    assert!(stages.rows.iter().any(|row| row.id == 1));
    assert!(stages.matching < stages.total, "stages outside of the range are left out");
    let Reply::Found(none) = session.ask(0, &Request::Find { text: "executor nobody".to_owned() }) else { panic!() };
    assert_eq!(none.matching, 0);
}
