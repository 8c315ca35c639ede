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
    /// The ends of the classes' names, by server.
    pub const STEPS: [(Server, ServedStep, &'static str); 15] = [
        (Server::Thrift, ServedStep::SessionStarted, "SessionCreated"),
        (Server::Thrift, ServedStep::SessionClosed, "SessionClosed"),
        (Server::Thrift, ServedStep::Started, "OperationStart"),
        (Server::Thrift, ServedStep::Canceled, "OperationCanceled"),
        (Server::Thrift, ServedStep::Failed, "OperationError"),
        (Server::Thrift, ServedStep::TimedOut, "OperationTimeout"),
        (Server::Thrift, ServedStep::Finished, "OperationFinish"),
        (Server::Thrift, ServedStep::Closed, "OperationClosed"),
        (Server::Connect, ServedStep::SessionStarted, "SessionStarted"),
        (Server::Connect, ServedStep::SessionClosed, "SessionClosed"),
        (Server::Connect, ServedStep::Started, "OperationStarted"),
        (Server::Connect, ServedStep::Canceled, "OperationCanceled"),
        (Server::Connect, ServedStep::Failed, "OperationFailed"),
        (Server::Connect, ServedStep::Finished, "OperationFinished"),
        (Server::Connect, ServedStep::Closed, "OperationClosed"),
    ];
}
