//! The readers that our own speed is held against: counting newlines, and serde_json into a small typed struct.
//!
//! `readers LOG` prints seconds as JSON, the best of three passes each over the file in memory. `cargo xtask bench`
//! builds it in release mode and runs it.
#![allow(clippy::print_stdout, reason = "its output is its purpose")]

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
    println!("{}", serde_json::json!({ "newlines_s": newlines, "serde_json_typed_s": typed }));
    Ok(())
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
