//! Our own reader on one thread, and those that it is held against: counting newlines, and serde_json into a small
//! typed struct that keeps nothing.
//!
//! `readers LOG` prints seconds as JSON, the best of three passes each over the file in memory; with `newlines` or
//! `profile` behind it, it does that alone, from the file; with `diagnosis` it tells reading, model and findings apart.
//! `cargo xtask bench` builds it in release mode and runs it.
#![allow(clippy::print_stdout, reason = "its output is its purpose")]

use afterglow_diagnose::diagnose;
use afterglow_eventlog::event::Event;
use afterglow_eventlog::{Condensed, Lines, Reading, Sink, read_stream};
use afterglow_predict::Model;
use afterglow_profile::{Fold, Profile};
use serde::Deserialize;
use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
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
    let mut words = std::env::args().skip(1);
    let path = words.next().ok_or("usage: readers LOG [newlines | profile]")?;
    match words.next().as_deref() {
        Some("newlines") => println!("{}", newlines(File::open(path)?)?),
        Some("profile") => println!("{}", profile(&mut File::open(path)?)),
        Some("diagnosis") => println!("{}", diagnosis(&path)?),
        _ => println!("{}", in_memory(&std::fs::read(path)?)),
    }
    Ok(())
}

/// Seconds of each reader over bytes in memory.
fn in_memory(log: &[u8]) -> serde_json::Value {
    let blocks = || log.chunks(8 << 20);
    let condensed: Vec<Condensed> = blocks().map(Condensed::tasks).collect();
    serde_json::json!({
        "newlines_s": best(|| memchr::memchr_iter(b'\n', log).count() as u64),
        "serde_json_typed_s":
            best(|| log.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).map(of).sum()),
        "in_memory_s": best(|| profile(&mut &*log)),
        // What a helper does, and what is left to the one who is helped.
        "condense_s": best(|| blocks().map(|block| Condensed::tasks(block).into_bytes().len() as u64).sum()),
        "fold_condensed_s": best(|| {
            let (mut lines, mut sink) = (Lines::new(Reading::default()), Folding(Fold::default()));
            let whole = condensed.iter().all(|block| lines.condensed(block, &mut sink).is_ok());
            lines.close(&mut sink);
            sink.0.finish().tasks.len() as u64 + u64::from(whole)
        }),
    })
}

fn newlines(mut log: File) -> std::io::Result<u64> {
    let mut buffer = vec![0; 1 << 20];
    let mut count = 0;
    loop {
        match log.read(&mut buffer)? {
            0 => return Ok(count),
            read => count += memchr::memchr_iter(b'\n', &buffer[..read]).count() as u64,
        }
    }
}

/// How many tasks a log has, when the whole profile is kept.
fn profile(log: &mut dyn Read) -> u64 {
    folded(log).tasks.len() as u64
}

fn folded(log: &mut dyn Read) -> Profile {
    let mut sink = Folding(Fold::default());
    read_stream(log, Reading::default(), &mut sink);
    sink.0.finish()
}

/// Seconds from the file to the profile, from there to the model, and with that to the findings, in three passes.
fn diagnosis(path: &str) -> std::io::Result<serde_json::Value> {
    let (mut tasks, mut read, mut model, mut findings) = (0, f64::INFINITY, f64::INFINITY, f64::INFINITY);
    for _ in 0..3 {
        let start = Instant::now();
        let profile = folded(&mut File::open(path)?);
        read = read.min(start.elapsed().as_secs_f64());
        tasks = profile.tasks.len();
        let start = Instant::now();
        let modelled = Model::of(&profile).ok();
        model = model.min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        std::hint::black_box(diagnose(&profile, modelled.as_ref()));
        findings = findings.min(start.elapsed().as_secs_f64());
    }
    Ok(serde_json::json!({
        "tasks": tasks,
        "read_s": read,
        "model_s": model,
        "findings_s": findings,
        "diagnosis_over_read": (model + findings) / read,
    }))
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
