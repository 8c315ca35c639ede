//! `cargo xtask bench`: how fast we read, beside others, in one run on one machine.
//!
//! Ratios within a run are what counts; the seconds depend on the machine and on what else it does.

use crate::shell::{Outcome, capture, cargo, command, files_under, read, root, run, step, write};
use crate::{dist, serve, setup};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// About how much JSON the made log has, in bytes. A log named on the command line is taken instead.
const SIZE: usize = 110 << 20;

/// Measures native and in Chromium, and writes `target/bench/results.json`.
///
/// # Errors
/// When a program cannot be built or fails.
pub(crate) fn run_all(log: Option<PathBuf>) -> Outcome {
    let log = step("the log", || log.map_or_else(made_log, Ok))?;
    let bytes = std::fs::metadata(&log)?.len();
    println!("{} ({bytes} bytes)", log.display());
    let native = step("native", || native(&log))?;
    dist::run()?;
    let browser = step("in Chromium", || browser(&log))?;
    let results = json!({
        "log": { "name": log.file_name().map(|name| name.to_string_lossy()), "bytes": bytes },
        "seconds": { "native": native, "chromium": browser },
        "mb_per_s": { "native": rates(&native, bytes), "chromium": rates(&browser, bytes) },
    });
    let path = root().join("target/bench/results.json");
    write(&path, format!("{results:#}\n"))?;
    println!("\n{:#}\nwritten to {}", results["mb_per_s"], path.display());
    Ok(())
}

/// Seconds as MB (10^6 bytes) of JSON a second.
fn rates(seconds: &Value, bytes: u64) -> Value {
    let figures = seconds.as_object().into_iter().flatten();
    let rate = |(name, seconds): (&String, &Value)| {
        let rate = bytes as f64 / 1e6 / seconds.as_f64()?;
        Some((name.trim_end_matches("_s").to_owned(), json!((rate * 10.0).round() / 10.0)))
    };
    figures.filter_map(rate).collect::<serde_json::Map<_, _>>().into()
}

fn native(log: &Path) -> Outcome<Value> {
    run(cargo().args(["build", "--release", "--locked", "--package", "afterglow-cli"]))?;
    run(cargo().args(["build", "--release", "--locked", "--package", "xtask", "--example", "readers"]))?;
    let release = crate::test::target_folder().join("release");
    let mut seconds: Value = serde_json::from_str(&capture(command(release.join("examples/readers")).arg(log))?)?;
    // The whole process counts for us, start-up and findings included.
    seconds["afterglow_profile_s"] = json!(best(|| {
        capture(command(release.join("afterglow")).arg("profile").arg(log).args(["--format", "json"])).map(|_| ())
    })?);
    let loads = "import json,sys\nfor line in open(sys.argv[1],'rb'): json.loads(line)";
    if let Ok(python) = best(|| run(command("python3").args(["-c", loads]).arg(log))) {
        seconds["python_json_s"] = json!(python);
    }
    Ok(seconds)
}

/// Drives the real page, and two comparison workers of the same browser.
fn browser(log: &Path) -> Outcome<Value> {
    setup::npm_packages()?;
    let mut node = command("node");
    node.arg("tests/e2e/bench.mjs").arg(log).env("CHROMIUM", setup::chromium()?);
    node.env("AFTERGLOW_SITE", serve::in_background(dist::folder().join("site"))?);
    Ok(serde_json::from_str(&capture(&mut node)?)?)
}

/// A plain log of [`SIZE`]: a real small one with its task ends repeated.
fn made_log() -> Outcome<PathBuf> {
    let path = root().join("target/bench/made.log");
    if path.is_file() {
        return Ok(path);
    }
    let folder = root().join("tests/fixtures/3.5.9/local/none/log");
    let source = files_under(&folder, &[])?.into_iter().next().ok_or("the fixture 3.5.9/local/none has no log")?;
    let text = read(&source)?;
    let ends: String = text.lines().filter(|line| line.contains("\"SparkListenerTaskEnd\"")).fold(String::new(), lined);
    let (body, end) = text.trim_end().rsplit_once('\n').ok_or("the fixture's log has one line only")?;
    let copies = SIZE / ends.len().max(1);
    write(&path, format!("{body}\n{}{end}\n", ends.repeat(copies)))?;
    Ok(path)
}

fn lined(text: String, line: &str) -> String {
    text + line + "\n"
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
