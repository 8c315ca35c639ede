//! Runs a command: reads the logs, asks the engine, prints.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::rc::Rc;

use afterglow_engine::audit::Others;
use afterglow_engine::contract::known;
use afterglow_engine::{Input, Run, Session, Sources};
use serde::Serialize;

use crate::args::{Command, Format, Verb};
use crate::exit::{BAD_USAGE, NOT_READ, PARTLY_READ, warn};
use crate::{advise, away, emit, files, house, inventory, plain, redact, render, rightsize, table, verify};

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
    if let Verb::Verify(with) = &command.verb {
        return verify::report(command, with, house);
    }
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
    let sources = sources(command, inputs);
    let format = command.format;
    let texts = match &command.verb {
        Verb::Advise { query, window } => return advise::advise(session, query, window.as_deref(), format, &sources),
        Verb::Emit(wanted) => return emit::all(session, wanted),
        Verb::Profile(machines) => runs(session)
            .map(|run| written(format, &run.profile_report(machines, &sources), render::profile))
            .collect::<Result<Vec<_>, _>>()?,
        Verb::Predict(query) => {
            let others = Others::of(runs(session), &sources, Run::digest);
            let predict = |(at, run): (usize, &Run)| {
                written(format, &run.predict_report(query, (&others, at), &sources)?, render::predict)
            };
            runs(session).enumerate().map(predict).collect::<Result<Vec<_>, _>>()?
        }
        _ => Vec::new(),
    };
    Ok(several(&texts, format))
}

/// The files with the hashes that the output is to have: a text shows none.
fn sources<'a>(command: &Command, inputs: &'a [Rc<dyn Input>]) -> Sources<'a> {
    if command.hash && command.format == Format::Json { Sources::new(inputs) } else { Sources::unhashed(inputs) }
}

/// What was written of several runs as one text.
pub(crate) fn several(texts: &[String], format: Format) -> String {
    match format {
        Format::Json if texts.len() > 1 => format!("[\n{}\n]", texts.join(",\n")),
        _ => texts.join("\n"),
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
    match format {
        Format::Json => known(value).map_err(|error| error.to_string()),
        Format::Text => Ok(render(value)),
    }
}

/// Writes to standard output; a reader that went away is no failure. A terminal gets text alone: a configuration goes
/// byte for byte into a file only.
pub(crate) fn print(text: &str) -> ExitCode {
    let mut out = std::io::stdout().lock();
    let _ = if out.is_terminal() { writeln!(out, "{}", plain::lines(text)) } else { writeln!(out, "{text}") };
    ExitCode::SUCCESS
}
