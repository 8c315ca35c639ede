//! `afterglow report`, `trace` and `session`: what is taken away of a run.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;

use afterglow_engine::house::House;
use afterglow_engine::{Input, Machines, Run, Session, SessionSettings, Trust, house_sha256};

use crate::exit::{BAD_USAGE, NOT_READ, PARTLY_READ, warn};
use crate::redact::random_key;

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Report,
    Trace,
    Session,
}

/// What to write of a run, and where.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Away {
    pub(crate) kind: Kind,
    pub(crate) out: PathBuf,
    pub(crate) redacted: bool,
    /// The key to replace names under; one is made if absent.
    pub(crate) key: Option<Vec<u8>>,
    pub(crate) machines: Machines,
}

/// Writes it for the one run among the inputs.
pub(crate) fn write(inputs: &[Rc<dyn Input>], away: &Away, trust: Trust, house: House) -> ExitCode {
    let house_hash = house_sha256(&house);
    let mut session = Session::default();
    session.set_house(house);
    let opened = if away.redacted {
        let key = away.key.clone().unwrap_or_else(random_key);
        session.open_veiled(inputs, trust, &key, &mut |_| true)
    } else {
        session.open_with(inputs, trust, &mut |_| true)
    };
    for failure in &opened.failures {
        warn(&failure.message);
    }
    let run = match (session.run(0), session.len()) {
        (Some(run), 1) => run,
        (None, _) => {
            warn("no Spark event log was found");
            return ExitCode::from(NOT_READ);
        }
        (_, many) => {
            warn(&format!("{}: takes one run, and {many} were read", away.out.display()));
            return ExitCode::from(BAD_USAGE);
        }
    };
    match into_file(run, inputs, away, house_hash) {
        Ok(()) if opened.failures.is_empty() && !run.is_partial() => ExitCode::SUCCESS,
        Ok(()) => ExitCode::from(PARTLY_READ),
        Err(message) => {
            warn(&message);
            ExitCode::from(BAD_USAGE)
        }
    }
}

fn into_file(run: &Run, inputs: &[Rc<dyn Input>], away: &Away, house_sha256: Option<String>) -> Result<(), String> {
    let path = away.out.as_path();
    let file = File::create_new(path)
        .map_err(|error| format!("{}: {error}; a file that exists is not written over", path.display()))?;
    let mut out = BufWriter::new(file);
    let machines = &away.machines;
    let written = match away.kind {
        Kind::Report if is_markdown(path) => {
            out.write_all(run.ticket(machines, inputs).as_bytes()).map_err(|error| error.to_string())
        }
        Kind::Report => out.write_all(run.report(machines, inputs).as_bytes()).map_err(|error| error.to_string()),
        Kind::Trace => run.trace(&mut out).map_err(|error| error.to_string()).map(|traced| {
            if traced.left_out > 0 {
                warn(&format!("{} tasks, the shortest, are left out", traced.left_out));
            }
        }),
        Kind::Session => {
            let settings = SessionSettings { view: None, machine: machines.instance.clone(), house_sha256 };
            run.session(inputs, &settings, &mut out).map_err(|error| error.to_string())
        }
    };
    written.and_then(|()| out.flush().map_err(|error| error.to_string())).map_err(|error| {
        // What was begun is of no use to anybody.
        let _ = std::fs::remove_file(path);
        format!("{}: {error}", path.display())
    })
}

fn is_markdown(path: &Path) -> bool {
    path.extension().and_then(OsStr::to_str).is_some_and(|ending| ending.eq_ignore_ascii_case("md"))
}
