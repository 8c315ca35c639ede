//! Sessions and statements of those who used the application as a server.

use afterglow_eventlog::event::{ServedStep, Server};
use afterglow_units::Timestamp;

/// The sessions and statements of the Thrift server and of Connect.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServedTables {
    /// Sessions in the order in which they were first heard of.
    pub sessions: Vec<ServedSession>,
    /// Statements, likewise.
    pub statements: Vec<Statement>,
    /// Events of sessions and statements beyond [`ServedTables::MOST`] of each.
    pub beyond: u64,
}

impl ServedTables {
    /// Sessions, and statements, that are kept.
    pub const MOST: usize = 5_000;
    /// Bytes of a text that are kept.
    pub const LONGEST: usize = 2 << 10;
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServedSession {
    /// Of which server.
    pub server: Server,
    /// Its id.
    pub id: String,
    /// Whose it was.
    pub user: String,
    /// From which address; the Thrift server tells.
    pub from: String,
    /// When it began.
    pub started: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
}

/// A statement of the Thrift server, or an operation of Connect.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Statement {
    /// By which server.
    pub server: Server,
    /// Its id.
    pub id: String,
    /// Its session.
    pub session: String,
    /// Who ran it.
    pub user: String,
    /// What it said, cut at [`ServedTables::LONGEST`].
    pub text: String,
    /// The job group or the tag that its jobs carry; empty where none is told.
    pub tie: String,
    /// What became of it: the last step before it was closed.
    pub step: ServedStep,
    /// When it began.
    pub started: Option<Timestamp>,
    /// When it was done, failed or was stopped.
    pub finished: Option<Timestamp>,
    /// When it was closed: its results were taken by then.
    pub closed: Option<Timestamp>,
    /// The error of a failed one, cut likewise.
    pub error: Option<String>,
}
