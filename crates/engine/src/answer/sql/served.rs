//! Sessions and statements of those who used the application as a server.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use afterglow_profile::{Job, Profile, ServedStep, Server, Statement, secret};
use afterglow_units::shown::clipped;

use super::{length, since_begin};
use crate::view::{SessionRow, StatementRow};

/// Characters of a statement or an error in a row.
const LONGEST: usize = 400;

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
    let mut tied: BTreeMap<&str, Tied> = BTreeMap::new();
    for job in &profile.jobs {
        let ties: BTreeSet<&str> = job.group.iter().chain(&job.tags).map(String::as_str).collect();
        for tie in ties {
            tied.entry(tie).or_default().add(job);
        }
    }
    let none = Tied::default();
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
        row(profile, statement, jobs.unwrap_or(&none))
    });
    (sessions.collect(), statements.collect())
}

/// The jobs that carry one group or tag.
#[derive(Default)]
struct Tied {
    first: Vec<i64>,
    count: u64,
    sql: Option<i64>,
}

impl Tied {
    fn add(&mut self, job: &Job) {
        self.count += 1;
        self.sql = self.sql.or(job.sql.map(|sql| sql.0));
        // Many statements may carry one tie: each row names only the first of its jobs.
        if self.first.len() < StatementRow::MOST_JOBS {
            self.first.push(job.id.0);
        }
    }
}

/// The beginning of a client's text as the page shows it, without what looks like a secret.
fn beginning(text: &str) -> String {
    clipped(&secret::mask("", text).0, LONGEST)
}

fn row(profile: &Profile, statement: &Statement, jobs: &Tied) -> StatementRow {
    StatementRow {
        server: word(statement.server).to_owned(),
        id: statement.id.clone(),
        session: statement.session.clone(),
        user: statement.user.clone(),
        text: beginning(&statement.text),
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
        jobs: jobs.first.clone(),
        jobs_total: jobs.count,
        sql: jobs.sql,
        error: statement.error.as_deref().map(beginning),
    }
}

fn word(server: Server) -> &'static str {
    match server {
        Server::Thrift => "Thrift server",
        Server::Connect => "Connect",
    }
}
