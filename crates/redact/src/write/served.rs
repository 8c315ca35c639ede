//! Sessions and statements of the Thrift server and of Connect. What a statement says goes with the names.

use afterglow_eventlog::event::{Served, ServedStep, Server};

use crate::names::Names;
use crate::text;

use super::{open, text_of, time};

/// The keys of a server: of the statement, the time, the statement's text, what ties its jobs to it, and the error.
const THRIFT: [&str; 5] = ["id", "startTime", "statement", "groupId", "errorMsg"];
const CONNECT: [&str; 5] = ["operationId", "eventTime", "statementText", "jobTag", "errorMessage"];

/// Writes the event; false where its server has no word for it.
pub(super) fn served(served: &Served<'_>, names: &mut Names, out: &mut Vec<u8>) -> bool {
    let head = Served::CLASSES.iter().find(|(server, _)| *server == served.server).map_or("", |(_, head)| head);
    let is = |(server, step, _): &&(Server, ServedStep, &str)| (*server, *step) == (served.server, served.step);
    // A server has a word for each step that can be read of it.
    let Some((_, _, end)) = Served::STEPS.iter().find(is) else { return false };
    let [id, mut at, statement, tie, error] = if served.server == Server::Thrift { THRIFT } else { CONNECT };
    if served.server == Server::Thrift && !matches!(served.step, ServedStep::SessionStarted | ServedStep::Started) {
        at = "finishTime";
    }
    let mut event = open(out, &format!("{head}{end}"));
    let mut named = |key: &str, name: &str, names: &mut Names| {
        if !name.is_empty() {
            event.text(key, &names.name(name));
        }
    };
    named(id, &served.statement, names);
    named("sessionId", &served.session, names);
    named("userName", &served.user, names);
    named("ip", &served.from, names);
    named(tie, &served.tie, names);
    if let Some(text) = text::kept(&served.text, names).filter(|text| !text.is_empty()) {
        event.text(statement, &text);
    }
    if let Some(said) = text_of(served.error.as_ref()) {
        event.text(error, &text::failure(said, names));
    }
    time(&mut event, at, served.at);
    event.close();
    true
}
