//! Bytes to a profile, against the floor (counting newlines) and against a typed pass of `serde_json` that keeps nothing.
//!
//! The log is made in `target/bench` from a fixture: its stages and tasks again and again under new ids, up to 110 MB.
//! What counts is the ratios within one run, printed at the end; the rates depend on the machine and on what else it does.

use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use afterglow_eventlog::discover::{Limits, discover};
use afterglow_eventlog::event::Event;
use afterglow_eventlog::{Reading, Sink, read_stream};
use afterglow_profile::{Fold, Profile};
use afterglow_testkit::{fixture, inputs, plain_text, workspace_root};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use serde::Deserialize;
use serde::de::IgnoredAny;

const LENGTH: usize = 110 << 20;
/// Ids of one repetition end before those of the next.
const STRIDE: u64 = 1_000_000;

/// The made log; kept between runs, since making it takes longer than reading it.
fn log() -> Vec<u8> {
    let path: PathBuf = workspace_root().join("target/bench/decode.log");
    if let Some(bytes) = std::fs::read(&path).ok().filter(|bytes| bytes.len() >= LENGTH) {
        return bytes;
    }
    let found = discover(&inputs(&fixture("3.5.9/standalone/sample-healthy").path), &Limits::default());
    let once = String::from_utf8(plain_text(&found.logs[0]).concat()).expect("a sound log is UTF-8");
    let repeats = |line: &&str| {
        ["JobStart", "JobEnd", "Stage", "Task", "SQLExecution", "Accum"]
            .iter()
            .any(|kind| line[..80.min(line.len())].contains(kind))
    };
    let (end, head): (Vec<&str>, Vec<&str>) = once
        .lines()
        .filter(|line| !repeats(line))
        .partition(|line| line.starts_with("{\"Event\":\"SparkListenerApplicationEnd\""));
    let body: Vec<&str> = once.lines().filter(repeats).collect();
    let mut out = head.join("\n") + "\n";
    for turn in 0.. {
        for line in &body {
            shifted(line, turn * STRIDE, &mut out);
        }
        if out.len() >= LENGTH {
            break;
        }
    }
    out += &end.join("\n");
    std::fs::create_dir_all(path.parent().unwrap_or(&path)).and_then(|()| std::fs::write(&path, &out)).ok();
    out.into_bytes()
}

/// Writes a line with the ids of jobs, stages, tasks and executions moved on.
fn shifted(line: &str, by: u64, out: &mut String) {
    const KEYS: [&str; 5] = ["\"Job ID\":", "\"Stage ID\":", "\"Task ID\":", "\"executionId\":", "\"Stage IDs\":["];
    let mut rest = line;
    while let Some((at, key)) = KEYS.iter().filter_map(|key| Some((rest.find(key)?, key))).min() {
        let (before, behind) = rest.split_at(at + key.len());
        out.push_str(before);
        // The ids of a list are moved all, one after another.
        let list = key.ends_with('[').then(|| behind.find(']')).flatten().unwrap_or_else(|| digits(behind));
        let ids = behind[..list]
            .split(',')
            .map(|id| id.parse::<u64>().map_or_else(|_| id.to_owned(), |id| (id + by).to_string()));
        out.push_str(&ids.collect::<Vec<_>>().join(","));
        rest = &behind[list..];
    }
    out.push_str(rest);
    out.push('\n');
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

struct Folding(Fold);

impl Sink for Folding {
    fn event(&mut self, event: &Event<'_>) {
        self.0.event(event);
    }
}

fn profile(mut log: &[u8]) -> Profile {
    let mut sink = Folding(Fold::default());
    let (report, error) = read_stream(&mut log, Reading::default(), &mut sink);
    assert!(error.is_none() && report.rejected == 0, "{report:?}");
    sink.0.finish()
}

/// What a reader in `serde_json` would at least take from a task's end.
#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read, and nothing of it is kept")]
struct Typed {
    #[serde(rename = "Event")]
    event: String,
    #[serde(rename = "Stage ID")]
    stage: Option<i64>,
    #[serde(rename = "Task Info")]
    info: Option<TypedInfo>,
    #[serde(rename = "Task Metrics")]
    metrics: Option<TypedMetrics>,
    #[serde(rename = "Stage Info")]
    stage_info: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read, and nothing of it is kept")]
struct TypedInfo {
    #[serde(rename = "Task ID")]
    id: i64,
    #[serde(rename = "Launch Time")]
    launched: i64,
    #[serde(rename = "Finish Time")]
    finished: i64,
    #[serde(rename = "Executor ID")]
    executor: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read, and nothing of it is kept")]
struct TypedMetrics {
    #[serde(rename = "Executor Run Time")]
    run: u64,
    #[serde(rename = "Executor CPU Time")]
    cpu: u64,
    #[serde(rename = "JVM GC Time")]
    gc: u64,
    #[serde(rename = "Disk Bytes Spilled")]
    spilled: u64,
}

fn typed(log: &[u8]) -> usize {
    log.split(|byte| *byte == b'\n').filter(|line| serde_json::from_slice::<Typed>(line).is_ok()).count()
}

fn newlines(log: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', log).count()
}

/// The best of three, in MB (10^6 bytes) a second.
fn rate<T>(bytes: usize, work: impl Fn() -> T) -> f64 {
    let best = (0..3).map(|_| {
        let start = Instant::now();
        black_box(work());
        start.elapsed()
    });
    bytes as f64 / 1e6 / best.min().unwrap_or(Duration::MAX).as_secs_f64()
}

fn decode(criterion: &mut Criterion) {
    let log = log();
    let mut group = criterion.benchmark_group("log");
    group.sample_size(10).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(3));
    group.throughput(Throughput::Bytes(log.len() as u64));
    group.bench_function("newlines", |bench| bench.iter(|| newlines(black_box(&log))));
    group.bench_function("profile", |bench| bench.iter(|| profile(black_box(&log))));
    group.bench_function("serde_json", |bench| bench.iter(|| typed(black_box(&log))));
    group.finish();
    let (floor, ours, theirs) =
        (rate(log.len(), || newlines(&log)), rate(log.len(), || profile(&log)), rate(log.len(), || typed(&log)));
    let tasks = profile(&log).totals.sums.tasks;
    eprintln!(
        "{} bytes, {tasks} tasks: {ours:.0} MB/s; {:.2} of counting newlines, {:.2} times serde_json",
        log.len(),
        ours / floor,
        ours / theirs
    );
}

criterion_group!(benches, decode);
criterion_main!(benches);
