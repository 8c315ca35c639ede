//! `afterglow rightsize`: machines for any job, from samples of its use.

use std::process::ExitCode;
use std::rc::Rc;

use afterglow_engine::house::House;
use afterglow_engine::{Input, MachineUseQuery, Session, Sources};

use crate::args::Format;
use crate::exit::{BAD_USAGE, NOT_READ, PARTLY_READ, warn};
use crate::render;
use crate::run::{print, written_known};

/// Answers for all the files together under a house, and tells by the exit status how they could be read.
pub(crate) fn rightsize(inputs: &[Rc<dyn Input>], query: &MachineUseQuery, house: House, format: Format) -> ExitCode {
    let mut session = Session::default();
    session.set_house(house);
    let sources = if format == Format::Json { Sources::new(inputs) } else { Sources::unhashed(inputs) };
    let answer = session.rightsize_report(inputs, query, &sources);
    let view = &answer.view;
    for issue in &view.issues {
        let line = issue.line.map_or(String::new(), |line| format!(" line {line}:"));
        let column = issue.column.as_deref().map_or(String::new(), |name| format!(" {name}:"));
        warn(&format!("{}:{line}{column} {}", issue.file, issue.message));
    }
    let more = view.issues_total.saturating_sub(view.issues.len() as u64);
    if more > 0 {
        warn(&format!("{more} more things could not be used"));
    }
    if let Some(why) = &view.refused {
        warn(why);
        // With samples at hand it is the question that is wrong.
        return ExitCode::from(if view.hosts.is_empty() { NOT_READ } else { BAD_USAGE });
    }
    let partly = view.issues_total > 0;
    match written_known(format, &answer, render::rightsize) {
        Ok(text) => print(&text),
        Err(error) => {
            warn(&error);
            return ExitCode::from(BAD_USAGE);
        }
    };
    if partly { ExitCode::from(PARTLY_READ) } else { ExitCode::SUCCESS }
}
