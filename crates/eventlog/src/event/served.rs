//! Sessions and statements of those who use the application as a server.

use afterglow_units::Timestamp;

use super::Text;

/// Which server of Spark was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Server {
    /// The Thrift server, for JDBC and ODBC.
    #[default]
    Thrift,
    /// Spark Connect (3.5).
    Connect,
}

/// What became of a session or a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ServedStep {
    /// A session began.
    #[default]
    SessionStarted,
    /// A session ended.
    SessionClosed,
    /// A statement, or an operation of Connect, began.
    Started,
    /// It was cancelled.
    Canceled,
    /// It failed.
    Failed,
    /// It took longer than it might.
    TimedOut,
    /// It was done.
    Finished,
    /// Its results were taken, or given up.
    Closed,
}

/// An event of a session or a statement; what an event does not say is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Served<'a> {
    /// By which server.
    pub server: Server,
    /// What happened.
    pub step: ServedStep,
    /// The statement's id (`id` or `operationId`); empty for a session's events.
    pub statement: Text<'a>,
    /// `sessionId`.
    pub session: Text<'a>,
    /// When.
    pub at: Option<Timestamp>,
    /// `userName`, else `userId`.
    pub user: Text<'a>,
    /// `ip`.
    pub from: Text<'a>,
    /// `statement` or `statementText`.
    pub text: Text<'a>,
    /// `groupId` or `jobTag`: the job group or the tag that its jobs carry.
    pub tie: Text<'a>,
    /// `errorMsg` or `errorMessage`.
    pub error: Option<Text<'a>>,
}

impl Served<'_> {
    /// The events of each server by their class, of which these are the packages and beginnings.
    pub const CLASSES: [(Server, &'static str); 2] = [
        (Server::Thrift, "org.apache.spark.sql.hive.thriftserver.ui.SparkListenerThriftServer"),
        (Server::Connect, "org.apache.spark.sql.connect.service.SparkListenerConnect"),
    ];
    /// The ends of the classes' names.
    pub const STEPS: [(ServedStep, &'static str); 11] = [
        (ServedStep::SessionStarted, "SessionCreated"),
        (ServedStep::SessionStarted, "SessionStarted"),
        (ServedStep::SessionClosed, "SessionClosed"),
        (ServedStep::Started, "OperationStart"),
        (ServedStep::Started, "OperationStarted"),
        (ServedStep::Canceled, "OperationCanceled"),
        (ServedStep::Failed, "OperationError"),
        (ServedStep::Failed, "OperationFailed"),
        (ServedStep::TimedOut, "OperationTimeout"),
        (ServedStep::Finished, "OperationFinish"),
        (ServedStep::Closed, "OperationClosed"),
    ];
}
