//! Sessions and statements of those who used the application as a server.

use std::collections::{BTreeMap, HashMap};

use afterglow_profile::{Job, Profile, ServedStep, Server, Statement};

use super::{length, since_begin};
use crate::view::{SessionRow, StatementRow};

/// The rows of both tables, in the order of the log.
pub(super) fn tables(profile: &Profile) -> (Vec<SessionRow>, Vec<StatementRow>) {
    let served = &profile.served;
    if served.sessions.is_empty() && served.statements.is_empty() {
        return Default::default();
    }
    let mut counts: HashMap<(Server, &str), u64> = HashMap::new();
    for statement in &served.statements {
        *counts.entry((statement.server, statement.session.as_str())).or_default() += 1;
    }
    let mut tied: BTreeMap<&str, Vec<&Job>> = BTreeMap::new();
    for job in &profile.jobs {
        for tie in job.group.iter().chain(&job.tags) {
            tied.entry(tie.as_str()).or_default().push(job);
        }
    }
    let sessions = served.sessions.iter().map(|session| SessionRow {
        server: word(session.server).to_owned(),
        id: session.id.clone(),
        user: session.user.clone(),
        from: Some(session.from.clone()).filter(|from| !from.is_empty()),
        started_ms: since_begin(profile, session.started),
        wall_ms: length(session.started, session.ended),
        statements: counts.get(&(session.server, session.id.as_str())).copied().unwrap_or(0),
    });
    let statements = served.statements.iter().map(|statement| {
        let jobs = tied.get(statement.tie.as_str()).filter(|_| !statement.tie.is_empty());
        row(profile, statement, jobs.map_or(&[], Vec::as_slice))
    });
    (sessions.collect(), statements.collect())
}

fn row(profile: &Profile, statement: &Statement, jobs: &[&Job]) -> StatementRow {
    StatementRow {
        server: word(statement.server).to_owned(),
        id: statement.id.clone(),
        session: statement.session.clone(),
        user: statement.user.clone(),
        text: statement.text.clone(),
        status: match statement.step {
            ServedStep::Finished => "succeeded",
            ServedStep::Failed => "failed",
            ServedStep::Canceled => "killed",
            ServedStep::TimedOut => "timed-out",
            _ => "running",
        }
        .to_owned(),
        started_ms: since_begin(profile, statement.started),
        wall_ms: length(statement.started, statement.finished),
        open_ms: length(statement.started, statement.closed),
        jobs: jobs.iter().map(|job| job.id.0).collect(),
        sql: jobs.iter().find_map(|job| job.sql).map(|sql| sql.0),
        error: statement.error.clone(),
    }
}

fn word(server: Server) -> &'static str {
    match server {
        Server::Thrift => "Thrift server",
        Server::Connect => "Connect",
    }
}
