//! Sessions and statements of the Thrift server and of Connect.

use std::hash::{Hash, Hasher};

use afterglow_eventlog::event::{Served, ServedStep, Server};
use afterglow_units::shown::first_bytes;
use rustc_hash::FxHasher;

use super::{Fold, earliest};
use crate::table::{ServedSession, ServedTables, Statement};

impl Fold {
    pub(super) fn served(&mut self, served: &Served<'_>) {
        self.seen(served.at);
        if matches!(served.step, ServedStep::SessionStarted | ServedStep::SessionClosed) {
            self.served_session(served);
        } else {
            self.statement(served);
        }
    }

    fn served_session(&mut self, served: &Served<'_>) {
        let tables = &mut self.profile.served;
        let known = tables.sessions.len();
        let row = *self.served_rows.entry(key(served.server, false, &served.session)).or_insert(known);
        if row == known {
            if known == ServedTables::MOST {
                self.served_rows.remove(&key(served.server, false, &served.session));
                tables.beyond += 1;
                return;
            }
            let id = head(&served.session);
            tables.sessions.push(ServedSession { server: served.server, id, ..ServedSession::default() });
        }
        let Some(session) = tables.sessions.get_mut(row) else { return };
        told(&mut session.user, &served.user);
        told(&mut session.from, &served.from);
        if served.step == ServedStep::SessionStarted {
            session.started = served.at;
        } else {
            session.ended = served.at;
        }
    }

    fn statement(&mut self, served: &Served<'_>) {
        let tables = &mut self.profile.served;
        let known = tables.statements.len();
        let row = *self.served_rows.entry(key(served.server, true, &served.statement)).or_insert(known);
        if row == known {
            if known == ServedTables::MOST {
                self.served_rows.remove(&key(served.server, true, &served.statement));
                tables.beyond += 1;
                return;
            }
            let (id, step) = (head(&served.statement), ServedStep::Started);
            tables.statements.push(Statement { server: served.server, id, step, ..Statement::default() });
        }
        let Some(statement) = tables.statements.get_mut(row) else { return };
        told(&mut statement.session, &served.session);
        told(&mut statement.user, &served.user);
        told(&mut statement.text, &served.text);
        told(&mut statement.tie, &served.tie);
        match served.step {
            ServedStep::Started => statement.started = served.at,
            ServedStep::Closed => statement.closed = served.at,
            step => {
                // What was cancelled may still be told to have failed by it.
                statement.finished = earliest(statement.finished, served.at);
                if !matches!(statement.step, ServedStep::Canceled | ServedStep::TimedOut) {
                    statement.step = step;
                }
            }
        }
        if let Some(error) = &served.error {
            statement.error = Some(head(error));
        }
    }
}

/// A session or a statement of a server, by a hash.
fn key(server: Server, statement: bool, id: &str) -> u64 {
    let mut hash = FxHasher::default();
    (server, statement, id).hash(&mut hash);
    hash.finish()
}

/// Keeps what an event tells, where it tells something.
fn told(known: &mut String, text: &str) {
    if !text.is_empty() {
        *known = head(text);
    }
}

/// The head of a text, cut between characters.
fn head(text: &str) -> String {
    first_bytes(text, ServedTables::LONGEST).to_owned()
}
