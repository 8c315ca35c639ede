//! The project's house-keeping: `cargo xtask serve | test | dist | bench | ...`.
//!
//! For: everything that a person or CI does to this checkout, with the set-up it needs. Never: part of what is shipped,
//! and never a second way to do what cargo does alone.
#![allow(clippy::print_stdout, reason = "a command for people: it reports on the terminal")]
#![allow(clippy::format_push_string, reason = "short texts, built once")]

mod accuracy;
mod bench;
mod catalog;
mod detectors;
mod digest;
mod dist;
mod emitted;
mod headers;
mod html;
mod kept;
mod licences;
mod notices;
mod sbom;
mod serve;
mod setup;
mod shell;
mod shipped;
mod single_file;
mod site;
mod test;
mod tidy;
mod twin;

use shell::Outcome;
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <task>

  serve [--port N]  build the page and serve it on http://127.0.0.1:8080
  test              set up what is missing and run every test
  dist              write dist/site/ and dist/afterglow.html
  bench [LOG] [--mib N] [--spark JARS]
                    measure native and in Chromium, write target/bench/results.json
  bench --feel [LOG]      only how the page feels with a run of a million tasks, on what dist wrote

  accuracy [--detectors]  measure predictions (or findings) against known truths, write docs/accuracy.md
  accuracy --only PART    the same of the parts whose name begins so (such as tables)
  accuracy --detectors FOLDER  the same of other labelled runs, on the terminal alone

parts of these:
  e2e [--firefox]   the end-to-end tests on what dist wrote, in Chromium or in Firefox
  twin              build dist once more in another folder, and compare to the last bit
  emitted           emitted configurations, by the schemas and parsers of the tools that read them
  tidy              the house rules that a machine can check
  licences          licences and sources of everything that we depend on
  headers           write www/headers/ and the policy in www/index.html
  catalog           rebuild the catalogue of instances and prices from its source tables
";

fn main() -> ExitCode {
    match dispatch() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch() -> Outcome {
    let mut words = lexopt::Parser::from_env();
    let mut task = None;
    let mut port = 8080;
    let mut bench = bench::Wanted { log: None, mib: None, spark: None, feel: false };
    let mut browser = test::Browser::Chromium;
    let mut of_detectors = false;
    let mut only: Option<String> = None;
    let mut labelled: Option<std::path::PathBuf> = None;
    while let Some(word) = words.next()? {
        match word {
            lexopt::Arg::Value(value) if task.is_none() => task = Some(value.to_string_lossy().into_owned()),
            lexopt::Arg::Value(value) if task.as_deref() == Some("bench") => bench.log = Some(value.into()),
            lexopt::Arg::Long("firefox") => browser = test::Browser::Firefox,
            lexopt::Arg::Value(value) if of_detectors => labelled = Some(value.into()),
            lexopt::Arg::Long("mib") => bench.mib = Some(words.value()?.to_string_lossy().parse()?),
            lexopt::Arg::Long("spark") => bench.spark = Some(words.value()?.into()),
            lexopt::Arg::Long("feel") => bench.feel = true,
            lexopt::Arg::Long("detectors") => of_detectors = true,
            lexopt::Arg::Long("only") => only = Some(words.value()?.to_string_lossy().into_owned()),
            lexopt::Arg::Long("port") => port = words.value()?.to_string_lossy().parse()?,
            lexopt::Arg::Short('h') | lexopt::Arg::Long("help") => task = None,
            other => return Err(other.unexpected().into()),
        }
    }
    match task.as_deref() {
        Some("serve") => serve::run(port),
        Some("dist") => dist::run(),
        Some("accuracy") if of_detectors => match labelled {
            Some(folder) => detectors::of_others(&folder),
            None => detectors::run(&shell::root()),
        },
        Some("accuracy") => match only {
            Some(part) => accuracy::run_only(&shell::root(), &part),
            None => accuracy::run(&shell::root()),
        },
        Some("bench") => bench::run_all(bench),
        Some("test") => test::run_all(),
        Some("twin") => twin::check(),
        Some("e2e") => test::end_to_end(browser),
        Some("emitted") => emitted::check(),
        Some("tidy") => tidy::check(),
        Some("catalog") => catalog::run(&shell::root()),
        Some("headers") => headers::generate(),
        Some("licences") => licences::check(),
        Some("stage") => site::stage(),
        Some(other) => Err(format!("no task {other}\n\n{USAGE}").into()),
        None => {
            print!("{USAGE}");
            Ok(())
        }
    }
}
