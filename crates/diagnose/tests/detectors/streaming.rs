//! Cases of Structured Streaming.

use afterglow_profile::{Batch, Profile, StreamQuery};
use afterglow_units::{Millis, Timestamp};

use super::kit::{Case, Run, Work, case, steady};

pub(crate) const CASES: &[Case] = &[
    case(
        "stream-falling-behind",
        || batches(5_000, |batch| rates(batch, 900.0)),
        || batches(5_000, |batch| rates(batch, 1_100.0)),
    ),
    case("stream-near-limit", || batches(8_500, |_| {}), || batches(5_000, |_| {})),
    case("stream-critical-path", || with_jobs(9_000), || with_jobs(2_000)),
    case("stream-overprovisioned", || batches(1_000, |_| {}), || batches(5_000, |_| {})),
    case(
        "tiny-batches",
        || batches(5_000, |batch| planning(batch, 2_000)),
        || batches(5_000, |batch| planning(batch, 200)),
    ),
    case("state-growth", || batches(5_000, |batch| grown(batch, 10_000)), || batches(5_000, |batch| grown(batch, 0))),
    case(
        "state-commit",
        || batches(5_000, |batch| committing(batch, 20_000)),
        || batches(5_000, |batch| committing(batch, 800)),
    ),
    case(
        "stream-failed",
        || ended(Some("org.apache.spark.sql.streaming.StreamingQueryException: offset out of range")),
        || ended(None),
    ),
];

/// Thirty batches 10 s apart that take so long each.
fn batches(ms: u64, change: impl Fn(&mut Batch)) -> Profile {
    stream(ms, change, None)
}

fn ended(exception: Option<&str>) -> Profile {
    stream(5_000, |_| {}, exception)
}

fn stream(ms: u64, change: impl Fn(&mut Batch), exception: Option<&str>) -> Profile {
    let batch = |id: i64| {
        let mut batch = Batch {
            id,
            at: Some(Timestamp(10_000 * id)),
            duration: Some(Millis(ms)),
            phases: vec![("addBatch".into(), Millis(ms / 2))],
            input_rows: 10_000,
            ..Batch::default()
        };
        change(&mut batch);
        batch
    };
    let query = StreamQuery {
        id: "7c5f".into(),
        name: Some("orders".into()),
        batches: (0..30).map(batch).collect(),
        exception: exception.map(str::to_owned),
        terminated: exception.is_some(),
        ..StreamQuery::default()
    };
    steady().stream(query).ended(300_000).build()
}

/// Ten batches that take 9 s of each 10 s, each with a job whose one task takes so long.
fn with_jobs(ms: u64) -> Profile {
    let batch = |id: i64| Batch {
        id,
        at: Some(Timestamp(10_000 * id)),
        duration: Some(Millis(9_000)),
        input_rows: 10_000,
        ..Batch::default()
    };
    let query = StreamQuery { id: "7c5f".into(), batches: (0..10).map(batch).collect(), ..StreamQuery::default() };
    let run = (0..10).fold(Run::on(2, 4), |run, id| run.run(Work::at(10_000 * id).tasks(1, ms)));
    run.stream(query)
        .with(|profile| {
            for (id, job) in profile.jobs.iter_mut().enumerate() {
                job.batch = Some(("7c5f".into(), id as i64));
            }
        })
        .ended(100_000)
        .build()
}

/// A thousand rows a second come in, and so many are processed.
fn rates(batch: &mut Batch, processed: f64) {
    batch.input_rate = Some(1_000.0);
    batch.processed_rate = Some(processed);
}

fn planning(batch: &mut Batch, ms: u64) {
    batch.phases.push(("queryPlanning".into(), Millis(ms)));
}

/// State of 10,000 rows and so many more with each batch.
fn grown(batch: &mut Batch, rows: u64) {
    batch.state_rows = 10_000 + rows * batch.id.cast_unsigned();
}

/// Commit times are summed over the tasks of a batch.
fn committing(batch: &mut Batch, ms: u64) {
    batch.state_commit = Millis(ms);
}
