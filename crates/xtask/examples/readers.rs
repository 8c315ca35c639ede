//! Our own reader on one thread, and those that it is held against: counting newlines, and serde_json into a small
//! typed struct that keeps nothing.
//!
//! `readers LOG` prints seconds as JSON, the best of three passes each over the file in memory. `cargo xtask bench`
//! builds it in release mode and runs it.
#![allow(clippy::print_stdout, reason = "its output is its purpose")]

use afterglow_eventlog::event::Event;
use afterglow_eventlog::{Condensed, Lines, Reading, Sink, read_stream};
use afterglow_profile::Fold;
use serde::Deserialize;
use std::borrow::Cow;
use std::time::Instant;

/// What a reader at least wants of a line.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(rename = "Event", borrow)]
    event: Cow<'a, str>,
    #[serde(rename = "Stage ID")]
    stage: Option<u64>,
    #[serde(rename = "Task Info")]
    task: Option<Task>,
}

#[derive(Deserialize)]
struct Task {
    #[serde(rename = "Launch Time")]
    launched: u64,
    #[serde(rename = "Finish Time")]
    finished: u64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: readers LOG")?;
    let log = std::fs::read(path)?;
    let newlines = best(|| memchr::memchr_iter(b'\n', &log).count() as u64);
    let typed =
        best(|| log.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).map(of).sum());
    let folded = best(|| {
        let mut sink = Folding(Fold::default());
        read_stream(&mut log.as_slice(), Reading::default(), &mut sink);
        sink.0.finish().tasks.len() as u64
    });
    let blocks: Vec<Condensed> = log.chunks(8 << 20).map(Condensed::tasks).collect();
    let condensed = best(|| log.chunks(8 << 20).map(|block| Condensed::tasks(block).into_bytes().len() as u64).sum());
    let from_condensed = best(|| {
        let (mut lines, mut sink) = (Lines::new(Reading::default()), Folding(Fold::default()));
        let whole = blocks.iter().all(|block| lines.condensed(block, &mut sink).is_ok());
        lines.close(&mut sink);
        sink.0.finish().tasks.len() as u64 + u64::from(whole)
    });
    eprintln!(
        "condensed {condensed} folded from it {from_condensed} size {}",
        blocks.into_iter().map(|b| b.into_bytes().len()).sum::<usize>()
    );
    let seconds = serde_json::json!({ "newlines_s": newlines, "serde_json_typed_s": typed, "in_memory_s": folded });
    println!("{seconds}");
    Ok(())
}

struct Folding(Fold);

impl Sink for Folding {
    fn event(&mut self, event: &Event<'_>) {
        self.0.event(event);
    }
}

fn of(line: Line) -> u64 {
    let time = line.task.map_or(0, |task| task.finished.saturating_sub(task.launched));
    line.event.len() as u64 + line.stage.unwrap_or(0) + time
}

fn best(mut work: impl FnMut() -> u64) -> f64 {
    let pass = |_| {
        let start = Instant::now();
        std::hint::black_box(work());
        start.elapsed().as_secs_f64()
    };
    (0..3).map(pass).fold(f64::INFINITY, f64::min)
}
