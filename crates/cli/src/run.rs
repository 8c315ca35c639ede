//! Runs a command: reads the logs, asks the engine, prints.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::rc::Rc;

use afterglow_engine::{Digest, Input, PredictQuery, Run, Session, sha256};
use serde::Serialize;
use serde_json::Value;

use crate::args::{Command, Format, Verb};
use crate::exit::{BAD_USAGE, NOT_READ, PARTLY_READ, warn};
use crate::{advise, away, emit, files, house, inventory, plain, redact, render, rightsize, table};

/// Runs the command and tells how it went by the exit status.
pub(crate) fn run(command: &Command) -> ExitCode {
    match &command.verb {
        Verb::Help(text) => return print(text),
        Verb::Version => return print(&format!("afterglow {}", env!("CARGO_PKG_VERSION"))),
        _ => {}
    }
    if let Verb::House { out } = &command.verb {
        return house::put_together(&command.paths, out);
    }
    let house = match house::of(command) {
        Ok(house) => house,
        Err(message) => {
            warn(&message);
            return ExitCode::from(BAD_USAGE);
        }
    };
    let (inputs, errors) = files::inputs(&command.paths);
    for error in &errors {
        warn(error);
    }
    if let Verb::Redact { out, key } = &command.verb {
        return redact::redact(&inputs, out, key.as_deref());
    }
    if let Verb::Away(away) = &command.verb {
        return away::write(&inputs, away, command.trust, house);
    }
    if command.verb == Verb::Inventory {
        return inventory::inventories(&inputs, command.trust, command.format, errors.is_empty());
    }
    if let Verb::Table(query) = &command.verb {
        return table::tables(&inputs, query, command.format);
    }
    if let Verb::Rightsize(query) = &command.verb {
        return rightsize::rightsize(&inputs, query, house, command.format);
    }
    let mut session = Session::default();
    session.set_house(house);
    let opened = session.open_with(&inputs, command.trust, &mut |_| true);
    for failure in &opened.failures {
        warn(&failure.message);
    }
    if session.is_empty() {
        if opened.failures.is_empty() && errors.is_empty() {
            let names: Vec<String> = command.paths.iter().map(|path| path.display().to_string()).collect();
            warn(&format!("{}: at byte 0: found no file that holds a Spark event log, expected one", names.join(", ")));
        }
        return ExitCode::from(NOT_READ);
    }
    // A log with a gap has no failure of its own to tell of.
    for run in runs(&session).filter(|run| run.is_partial() && opened.failures.is_empty()) {
        let log = run.profile_json().log;
        let name = log.files.first().map_or("", |file| &file.name);
        for warning in &log.warnings {
            warn(&format!("{name}: {}", warning.message));
        }
    }
    match output(command, &session, &inputs) {
        Ok(text) => print(&text),
        Err(message) => {
            warn(&message);
            return ExitCode::from(BAD_USAGE);
        }
    };
    let partly = !opened.failures.is_empty() || !errors.is_empty() || runs(&session).any(Run::is_partial);
    if partly { ExitCode::from(PARTLY_READ) } else { ExitCode::SUCCESS }
}

pub(crate) fn runs(session: &Session) -> impl Iterator<Item = &Run> {
    (0..session.len() as u32).filter_map(|number| session.run(number))
}

/// What goes to standard output: one JSON value for one run, a list of them for several; texts one after another.
fn output(command: &Command, session: &Session, inputs: &[Rc<dyn Input>]) -> Result<String, String> {
    if let Verb::Advise { query, window } = &command.verb {
        return advise::advise(session, query, window.as_deref(), command.format);
    }
    if let Verb::Emit(wanted) = &command.verb {
        return emit::all(session, wanted);
    }
    let others = others(command, session);
    let texts = runs(session).map(|run| one(command, run, inputs, &others)).collect::<Result<Vec<_>, _>>()?;
    Ok(several(&texts, command.format))
}

/// What was written of several runs as one text.
pub(crate) fn several(texts: &[String], format: Format) -> String {
    match format {
        Format::Json if texts.len() > 1 => format!("[\n{}\n]", texts.join(",\n")),
        _ => texts.join("\n"),
    }
}

/// Every run reduced to what the model of another run of the same program learns from it.
fn others(command: &Command, session: &Session) -> Vec<Digest> {
    if session.len() < 2 || !matches!(command.verb, Verb::Predict(_)) {
        return Vec::new();
    }
    runs(session).map(Run::digest).collect()
}

fn one(command: &Command, run: &Run, inputs: &[Rc<dyn Input>], others: &[Digest]) -> Result<String, String> {
    match &command.verb {
        Verb::Profile(machines) => {
            let mut profile = run.profile_json_on(machines);
            if command.hash && command.format == Format::Json {
                hash_files(&mut profile.log.files, inputs);
            }
            written(command.format, &profile, render::profile)
        }
        Verb::Predict(query) => {
            let query = PredictQuery { others: others.to_vec(), ..query.clone() };
            written(command.format, &run.predict_json(&query)?, render::predict)
        }
        Verb::Advise { .. }
        | Verb::Emit(_)
        | Verb::Table(_)
        | Verb::Rightsize(_)
        | Verb::Redact { .. }
        | Verb::Inventory
        | Verb::House { .. }
        | Verb::Away(_)
        | Verb::Help(_)
        | Verb::Version => Ok(String::new()),
    }
}

pub(crate) fn written<T: Serialize>(format: Format, value: &T, render: fn(&T) -> String) -> Result<String, String> {
    match format {
        Format::Json => serde_json::to_string_pretty(value).map_err(|error| error.to_string()),
        Format::Text => Ok(render(value)),
    }
}

/// As [`written`], for answers that are the page's too, where what is not known stands as a null: in JSON it is absent.
pub(crate) fn written_known<T: Serialize>(
    format: Format,
    value: &T,
    render: fn(&T) -> String,
) -> Result<String, String> {
    let json = || serde_json::to_value(value).map(known).and_then(|known| serde_json::to_string_pretty(&known));
    match format {
        Format::Json => json().map_err(|error| error.to_string()),
        Format::Text => Ok(render(value)),
    }
}

/// Without the fields that are null.
fn known(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            Value::Object(fields.into_iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k, known(v))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(known).collect()),
        other => other,
    }
}

/// The hash of each stored file; a part inside an archive gets that of the archive.
fn hash_files(files: &mut [afterglow_engine::contract::FileJson], inputs: &[Rc<dyn Input>]) {
    // A session tells the hashes of the files that it was made from.
    for file in files.iter_mut().filter(|file| file.sha256.is_none()) {
        let root = file.name.split('!').next().unwrap_or(&file.name);
        if let Some(input) = inputs.iter().find(|input| input.path() == root) {
            file.sha256 = sha256(input.as_ref());
        }
    }
}

/// Writes to standard output; a reader that went away is no failure. A terminal gets text alone: a configuration goes
/// byte for byte into a file only.
pub(crate) fn print(text: &str) -> ExitCode {
    let mut out = std::io::stdout().lock();
    let _ = if out.is_terminal() { writeln!(out, "{}", plain::lines(text)) } else { writeln!(out, "{text}") };
    ExitCode::SUCCESS
}
