//! Runs a command: reads the logs, asks the engine, prints.

use std::io::Write;
use std::process::ExitCode;
use std::rc::Rc;

use afterglow_engine::{Input, Session};

use crate::args::{Command, Format, USAGE, Verb};
use crate::{files, render};

pub(crate) const BAD_USAGE: u8 = 1;
const NOT_READ: u8 = 2;
const PARTLY_READ: u8 = 3;

/// Runs the command and tells how it went by the exit status.
pub(crate) fn run(command: &Command) -> ExitCode {
    match &command.verb {
        Verb::Help => return print(USAGE),
        Verb::Version => return print(&format!("afterglow {}", env!("CARGO_PKG_VERSION"))),
        _ => {}
    }
    let (inputs, errors) = files::inputs(&command.paths);
    for error in &errors {
        eprintln!("afterglow: {error}");
    }
    let mut session = Session::default();
    let opened = session.open(&inputs, &mut |_| true);
    for failure in &opened.failures {
        eprintln!("afterglow: {}", failure.message);
    }
    if opened.runs.is_empty() {
        if opened.failures.is_empty() && errors.is_empty() {
            let names: Vec<String> = command.paths.iter().map(|path| path.display().to_string()).collect();
            eprintln!(
                "afterglow: {}: at byte 0: found no file with a Spark event log in it, expected one",
                names.join(", ")
            );
        }
        return ExitCode::from(NOT_READ);
    }
    let outcome = output(command, &session, &inputs);
    let text = match outcome {
        Ok(text) => text,
        Err(message) => {
            eprintln!("afterglow: {message}");
            return ExitCode::from(BAD_USAGE);
        }
    };
    let printed = print(&text);
    let partly = !opened.failures.is_empty()
        || !errors.is_empty()
        || (0..session.len()).any(|run| session.run(run as u32).is_some_and(afterglow_engine::Run::is_partial));
    if partly { ExitCode::from(PARTLY_READ) } else { printed }
}

/// What goes to standard output: one JSON value for one run, a list for several.
fn output(command: &Command, session: &Session, inputs: &[Rc<dyn Input>]) -> Result<String, String> {
    let runs = (0..session.len() as u32).filter_map(|number| session.run(number).map(|run| (number, run)));
    let mut values = Vec::new();
    let mut texts = Vec::new();
    for (_number, run) in runs {
        match &command.verb {
            Verb::Profile => {
                let mut profile = run.profile_json();
                if command.hash {
                    hash_files(&mut profile.log.files, inputs);
                }
                match command.format {
                    Format::Json => values.push(serde_json::to_value(&profile).map_err(|error| error.to_string())?),
                    Format::Text => texts.push(render::profile(&profile)),
                }
            }
            _ => return Err("not yet".to_owned()),
        }
    }
    Ok(match command.format {
        Format::Text => texts.join("\n"),
        Format::Json => {
            let whole = if values.len() == 1 { values.remove(0) } else { serde_json::Value::Array(values) };
            serde_json::to_string_pretty(&whole).map_err(|error| error.to_string())?
        }
    })
}

/// The hash of each stored file; a part inside an archive gets that of the archive.
fn hash_files(files: &mut [afterglow_engine::contract::FileJson], inputs: &[Rc<dyn Input>]) {
    for file in files {
        let root = file.name.split('!').next().unwrap_or(&file.name);
        if let Some(input) = inputs.iter().find(|input| input.path() == root) {
            file.sha256 = files::sha256(input.as_ref());
        }
    }
}

/// Writes to standard output; a reader that went away is no failure.
fn print(text: &str) -> ExitCode {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}");
    ExitCode::SUCCESS
}
