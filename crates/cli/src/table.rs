//! `afterglow table`: runtimes from a plain table of past runs.

use std::process::ExitCode;
use std::rc::Rc;

use afterglow_engine::contract::TableJson;
use afterglow_engine::{Input, PastRunsQuery, Sources, past_runs_in};

use crate::args::Format;
use crate::exit::{NOT_READ, PARTLY_READ, warn};
use crate::render;
use crate::run::{print, written_known};

/// Answers for each of the tables; the worst of them tells the exit status.
pub(crate) fn tables(inputs: &[Rc<dyn Input>], query: &PastRunsQuery, format: Format) -> ExitCode {
    let (mut texts, mut refused, mut left_out) = (Vec::new(), inputs.is_empty(), false);
    let sources = if format == Format::Json { Sources::new(inputs) } else { Sources::unhashed(inputs) };
    for (at, input) in inputs.iter().enumerate() {
        let path = input.path();
        let view = past_runs_in(input.as_ref(), query);
        for issue in &view.issues {
            let column = issue.column.as_deref().map_or(String::new(), |name| format!(", column {name}"));
            warn(&format!("{path}: line {}{column}: {}", issue.line, issue.message));
        }
        let more = view.issues_total.saturating_sub(view.issues.len() as u64);
        if more > 0 {
            warn(&format!("{path}: {more} more cells could not be used"));
        }
        left_out |= view.rows_used < view.rows;
        if let Some(why) = &view.refused {
            warn(&format!("{path}: {why}"));
            refused = true;
        } else {
            match written_known(format, &TableJson::report(view, query, &sources, at), render::table) {
                Ok(text) => texts.push(text),
                Err(error) => warn(&error),
            }
        }
    }
    if !texts.is_empty() {
        let list = format == Format::Json && texts.len() > 1;
        print(&if list { format!("[\n{}\n]", texts.join(",\n")) } else { texts.join("\n") });
    }
    match (texts.is_empty(), refused || left_out) {
        (true, _) => ExitCode::from(NOT_READ),
        (false, true) => ExitCode::from(PARTLY_READ),
        (false, false) => ExitCode::SUCCESS,
    }
}
