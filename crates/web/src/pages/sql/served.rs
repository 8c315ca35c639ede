//! Sessions and statements of the Thrift server and of Spark Connect.

use afterglow_engine::view::{SessionRow, SqlListView, StatementRow};
use leptos::prelude::*;

use crate::route::{Route, View};
use crate::widgets::table::{Column, Source, Table};
use crate::widgets::value::Value;
use crate::words::sql as words;

fn sql(row: &StatementRow, run: u32) -> Route {
    Route::run(run, row.sql.map_or(View::Sql, View::sql))
}

fn jobs(row: &StatementRow) -> Value {
    if row.jobs.is_empty() {
        return Value::Unknown;
    }
    let more = row.jobs_total > row.jobs.len() as u64;
    let named = row.jobs.iter().map(ToString::to_string).chain(more.then(|| "…".to_owned()));
    Value::Text(named.collect::<Vec<_>>().join(", "))
}

static STATEMENTS: [Column<StatementRow>; 12] = [
    Column::text("text", "Statement", 380, |row: &StatementRow| Value::Text(row.text.clone())),
    Column::text("status", "Status", 120, |row: &StatementRow| Value::Status(row.status.clone())),
    Column::text("user", "User", 120, |row: &StatementRow| Value::Text(row.user.clone())),
    Column::new("started_ms", "Started", 112, |row: &StatementRow| Value::maybe(row.started_ms, Value::Ms))
        .hint("Time from the start of the run"),
    Column::new("wall_ms", "Wall time", 112, |row: &StatementRow| Value::maybe(row.wall_ms, Value::Ms))
        .hint("Until it was done, failed or was stopped"),
    Column::new("open_ms", "Until closed", 116, |row: &StatementRow| Value::maybe(row.open_ms, Value::Ms))
        .hint("With the time in which its results were taken"),
    Column::text("sql", "SQL", 80, |row: &StatementRow| Value::maybe(row.sql, Value::Id))
        .hint("The first execution of its jobs")
        .link(sql),
    Column::text("jobs", "Jobs", 120, jobs).hint("Those that carry its group or its tag"),
    Column::text("error", "Error", 320, |row: &StatementRow| Value::maybe(row.error.clone(), Value::Text)),
    Column::text("session", "Session", 280, |row: &StatementRow| Value::Text(row.session.clone())).hidden(),
    Column::text("id", "Id", 280, |row: &StatementRow| Value::Text(row.id.clone())).hidden(),
    Column::text("server", "Server", 120, |row: &StatementRow| Value::Text(row.server.clone())).hidden(),
];

static SESSIONS: [Column<SessionRow>; 7] = [
    Column::text("id", "Session", 300, |row: &SessionRow| Value::Text(row.id.clone())),
    Column::text("server", "Server", 120, |row: &SessionRow| Value::Text(row.server.clone())),
    Column::text("user", "User", 120, |row: &SessionRow| Value::Text(row.user.clone())),
    Column::text("from", "From", 140, |row: &SessionRow| Value::maybe(row.from.clone(), Value::Text)),
    Column::new("started_ms", "Started", 112, |row: &SessionRow| Value::maybe(row.started_ms, Value::Ms))
        .hint("Time from the start of the run"),
    Column::new("wall_ms", "Open for", 112, |row: &SessionRow| Value::maybe(row.wall_ms, Value::Ms)),
    Column::new("statements", "Statements", 108, |row: &SessionRow| Value::Count(row.statements as f64)),
];

/// Both tables, where the run was a server to somebody.
pub(super) fn tables(view: &SqlListView, run: u32) -> impl IntoView + use<> {
    let statements = (!view.statements.is_empty()).then(|| {
        let source = Source::list(view.statements.clone(), &STATEMENTS);
        view! {
            <section>
                <h2>"Statements of clients"</h2>
                <p class="quiet-text">{words::STATEMENTS}</p>
                <Table name="Statements" run=run columns=&STATEMENTS source=source short=true />
            </section>
        }
    });
    let sessions = (!view.sessions.is_empty()).then(|| {
        let source = Source::list(view.sessions.clone(), &SESSIONS);
        view! {
            <section>
                <h2>"Sessions of clients"</h2>
                <Table name="Sessions" run=run columns=&SESSIONS source=source short=true />
            </section>
        }
    });
    let beyond = (view.served_beyond > 0).then(|| view! { <p class="quiet-text">{words::SERVED_BEYOND}</p> });
    view! { {statements} {sessions} {beyond} }
}
