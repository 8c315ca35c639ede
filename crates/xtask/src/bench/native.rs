//! Native programs over one log: ours, and those that others would use.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::best;
use crate::shell::{Outcome, capture, cargo, command, root, run};

/// Seconds of each reader, and the greatest memory of those that keep something, in MB.
pub(super) fn measure(log: &Path, spark: Option<&Path>) -> Outcome<Value> {
    run(cargo().args(["build", "--release", "--locked", "--package", "afterglow-cli"]))?;
    run(cargo().args(["build", "--release", "--locked", "--package", "xtask", "--example", "readers"]))?;
    let release = crate::test::target_folder().join("release");
    let mut measured: Value = serde_json::from_str(&capture(command(release.join("examples/readers")).arg(log))?)?;
    for alone in ["newlines", "profile"] {
        let run = || capture(command(release.join("examples/readers")).arg(log).arg(alone)).map(drop);
        measured[format!("{alone}_process_s")] = json!(best(run)?);
    }
    let mut reader = command(release.join("examples/readers"));
    reader.arg(log).arg("profile");
    measured["profile_process_peak_mb"] = peak_mb(reader)?;
    // From the log to the findings, in parts.
    measured["diagnosis"] =
        serde_json::from_str(&capture(command(release.join("examples/readers")).arg(log).arg("diagnosis"))?)?;
    // The whole program, with the model, the findings, and the hash of the log.
    let ours = || {
        let mut ours = command(release.join("afterglow"));
        ours.arg("profile").arg(log).args(["--format", "json"]);
        ours
    };
    measured["afterglow_profile_s"] = json!(best(|| capture(&mut ours()).map(drop))?);
    measured["afterglow_profile_peak_mb"] = peak_mb(ours())?;
    for (name, module) in [("python_json", "json"), ("orjson", "orjson")] {
        let loads = format!("import {module} as json,sys\nfor line in open(sys.argv[1],'rb'): json.loads(line)");
        if let Ok(seconds) = best(|| run(command("python3").args(["-c", &loads]).arg(log))) {
            measured[format!("{name}_s")] = json!(seconds);
        }
    }
    if let Some(jars) = spark {
        // Compiled before, so that what is measured is Spark alone.
        let classes = root().join("target/bench");
        let mut compile = command("javac");
        compile.arg("-cp").arg(jars.join("*")).arg("-d").arg(&classes);
        run(compile.arg(root().join("tests/bench/Replay.java")))?;
        let replay = || {
            let mut java = command("java");
            // Spark on Java 17 reaches into packages that are closed otherwise.
            java.args(["-Xmx8g", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"]);
            java.args(["--add-opens=java.base/java.nio=ALL-UNNAMED", "--add-opens=java.base/java.util=ALL-UNNAMED"]);
            java.arg("-cp").arg(format!("{}/*:{}", jars.display(), classes.display())).arg("Replay").arg(log);
            java
        };
        let told: Value = serde_json::from_str(&capture(&mut replay())?)?;
        let passes = told["passes_s"].as_array().into_iter().flatten().filter_map(Value::as_f64);
        measured["spark_replay_warm_s"] = json!(passes.fold(f64::INFINITY, f64::min));
        let mut once = replay();
        once.arg("1");
        let start = std::time::Instant::now();
        measured["spark_replay_peak_mb"] = peak_mb(once)?;
        measured["spark_replay_s"] = json!(start.elapsed().as_secs_f64());
    }
    Ok(measured)
}

/// The greatest memory of a process, in MB (10^6 bytes), as Linux counts it; null elsewhere.
fn peak_mb(mut of: Command) -> Outcome<Value> {
    let mut child = of.stdout(std::process::Stdio::null()).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    let ended = loop {
        if let Some(ended) = child.try_wait()? {
            break ended;
        }
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
        peak = kib.map(|kib| (kib * 1.024e-3).round()).or(peak);
        std::thread::sleep(std::time::Duration::from_millis(5));
    };
    if !ended.success() {
        return Err(format!("{of:?} ended with {ended}").into());
    }
    Ok(json!(peak))
}
