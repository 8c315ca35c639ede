//! `cargo xtask bench`: how fast we read, beside others, in one run on one machine.
//!
//! Ratios within a run are what counts; the seconds depend on the machine and on what else it does.

mod made;
mod native;

use crate::shell::{Outcome, capture, cargo, command, root, run, step, write};
use crate::{dist, serve, setup};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// About how much JSON the made log has, in bytes. A log named on the command line is taken instead.
const SIZE: u64 = 1 << 30;

/// The length of the made log that has a million tasks, in bytes.
const MILLION: u64 = 5 << 30;

/// What is measured.
pub(crate) struct Wanted {
    /// The log; a made one if none is named.
    pub(crate) log: Option<PathBuf>,
    /// Length of the made log, in MiB.
    pub(crate) mib: Option<u64>,
    /// The folder of Spark's jars, for a race against its own replay.
    pub(crate) spark: Option<PathBuf>,
    /// Only how the page feels, on what `dist` wrote.
    pub(crate) feel: bool,
}

/// Measures native and in Chromium, and writes `target/bench/results.json`.
///
/// # Errors
/// When a program cannot be built or fails.
pub(crate) fn run_all(wanted: Wanted) -> Outcome {
    if wanted.feel {
        let measured =
            step("a million tasks in Chromium", || feel(&wanted.log.map_or_else(|| made::log(MILLION), Ok)?))?;
        println!("\n{measured:#}");
        return Ok(());
    }
    let size = wanted.mib.map_or(SIZE, |mib| mib << 20);
    let log = step("the log", || wanted.log.map_or_else(|| made::log(size), Ok))?;
    let bytes = std::fs::metadata(&log)?.len();
    println!("{} ({bytes} bytes)", log.display());
    let native = step("native", || native::measure(&log, wanted.spark.as_deref()))?;
    dist::run()?;
    let browser = step("in Chromium", || browser(&log))?;
    let feel = step("a million tasks in Chromium", || feel(&made::log(MILLION)?))?;
    let results = json!({
        "log": { "name": log.file_name().map(|name| name.to_string_lossy()), "bytes": bytes },
        "native": native,
        "chromium": browser,
        "feel": feel,
        "mb_per_s": { "native": rates(&native, bytes), "chromium": rates(&browser, bytes) },
    });
    let path = root().join("target/bench/results.json");
    write(&path, format!("{results:#}\n"))?;
    println!("\n{results:#}\nwritten to {}", path.display());
    Ok(())
}

/// Seconds as MB (10^6 bytes) of JSON a second.
fn rates(seconds: &Value, bytes: u64) -> Value {
    let figures = seconds.as_object().into_iter().flatten();
    let rate = |(name, seconds): (&String, &Value)| {
        let rate = bytes as f64 / 1e6 / seconds.as_f64()?;
        Some((name.strip_suffix("_s")?.to_owned(), json!((rate * 10.0).round() / 10.0)))
    };
    figures.filter_map(rate).collect::<serde_json::Map<_, _>>().into()
}

/// Drives the real page, and two comparison workers of the same browser.
fn browser(log: &Path) -> Outcome<Value> {
    setup::npm_packages()?;
    let mut node = command("node");
    node.arg("tests/e2e/bench.mjs").arg(log).env("CHROMIUM", setup::chromium()?);
    let heard = crate::test::target_folder().join("heard-by-the-host.txt");
    node.env("AFTERGLOW_SITE", serve::in_background(dist::folder().join("site"), &heard)?);
    node.env("AFTERGLOW_WASM_READER", wasm_reader()?);
    Ok(serde_json::from_str(&capture(&mut node)?)?)
}

/// How the page feels with a log of a million tasks, and how soon it paints beside a blank page.
fn feel(log: &Path) -> Outcome<Value> {
    setup::npm_packages()?;
    let mut node = command("node");
    node.arg("tests/e2e/feel.mjs").arg(log).arg(dist::folder().join("site"));
    node.env("CHROMIUM", setup::chromium()?);
    Ok(serde_json::from_str(&capture(&mut node)?)?)
}

/// The best wall time of three runs, in seconds.
fn best(mut work: impl FnMut() -> Outcome) -> Outcome<f64> {
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let start = Instant::now();
        work()?;
        best = best.min(start.elapsed().as_secs_f64());
    }
    Ok(best)
}

/// The reader for bytes in memory as a WebAssembly module without a page, built as the page's engine is.
fn wasm_reader() -> Outcome<PathBuf> {
    let mut build = cargo();
    build.args(["build", "--profile", "dist", "--locked", "--package", "afterglow-predict", "--example", "in_memory"]);
    run(build.args(["--target", "wasm32-unknown-unknown"]))?;
    Ok(crate::test::target_folder().join("wasm32-unknown-unknown/dist/examples/in_memory.wasm"))
}
