//! What the engine answers.

use serde::{Deserialize, Serialize};

use crate::view;

/// An answer, the counterpart of a [`crate::Request`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// To `Summary`.
    Summary(Box<view::SummaryView>),
    /// To `Stages`.
    Stages(view::StagesView),
    /// To `Stage`.
    Stage(Box<view::StageView>),
    /// To `Tasks`.
    Tasks(view::TasksView),
    /// To `TaskGroups`.
    TaskGroups(view::TaskGroupsView),
    /// To `SlowTasks`.
    SlowTasks(view::SlowTasksView),
    /// To `Find`.
    Found(view::FoundView),
    /// To `Storage`.
    Storage(view::StorageView),
    /// To `Jobs`.
    Jobs(view::JobsView),
    /// To `SqlList`.
    SqlList(view::SqlListView),
    /// To `Sql`.
    Sql(Box<view::SqlView>),
    /// To `Executors`.
    Executors(view::ExecutorsView),
    /// To `Timeline`.
    Timeline(view::TimelineView),
    /// To `Predict`.
    Scaling(Box<view::ScalingView>),
    /// To `WhatIf`.
    WhatIf(Box<view::WhatIfView>),
    /// To `Names`.
    Names(view::NamesView),
    /// To `Advise`.
    Advice(Box<view::AdviceView>),
    /// To `Configuration`.
    Conf(view::ConfView),
    /// To `Streaming`.
    Streaming(view::StreamingView),
    /// What sensitive content a log has; see [`crate::inventory_of`].
    Inventory(view::InventoryView),
    /// To `Digest`.
    Digest(Box<crate::Digest>),
    /// To `Seen`.
    Seen(Box<crate::Seen>),
    /// About a table of past runs, see [`crate::past_runs`].
    PastRuns(Box<view::PastRunsView>),
    /// About samples of machines' use, see [`crate::machine_use`].
    MachineUse(Box<view::MachineUseView>),
    /// Whether a file holds samples of machines' use, see [`crate::is_machine_use`].
    IsMachineUse(bool),
    /// To `ProfileJson` and other texts.
    Text(String),
    /// The question cannot be answered, and why.
    Refused {
        /// One sentence that a user understands.
        because: String,
    },
}

impl Reply {
    /// The answer as bytes for the other side of a worker, which is of the same build: postcard names no fields, so
    /// that reading it takes a fraction of the code that JSON takes.
    ///
    /// # Errors
    /// Never for what the engine answers; the type cannot say so.
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_allocvec(self)
    }

    /// Reads what [`Reply::to_bytes`] wrote.
    ///
    /// # Errors
    /// When the bytes are of another build, or not an answer.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, postcard::Error> {
        postcard::from_bytes(bytes)
    }
}

/// What became of a drop.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Opened {
    /// The runs that were found, in the order in which their logs were given.
    pub runs: Vec<RunCard>,
    /// Files that could not be read as event logs.
    pub failures: Vec<FailureView>,
    /// Files that were passed over as junk, with the reason.
    pub ignored: Vec<IgnoredView>,
    /// Whether reading was stopped by the caller.
    pub cancelled: bool,
}

/// What came of reading on in a log that has grown.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ReadOn {
    /// The run as it is now, under the number it had.
    pub card: RunCard,
    /// Bytes of JSON that were not there before.
    pub new_bytes: u64,
    /// Whether all of the log was read again, since it was not only longer than before.
    pub anew: bool,
    /// What could not be read.
    pub failures: Vec<FailureView>,
}

/// Why a log was not read on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NotReadOn {
    /// One sentence.
    pub because: String,
    /// Whether it may be otherwise a moment later: the file was being written just then.
    pub for_now: bool,
}

/// A run in the list of runs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RunCard {
    /// Its number in the session, for requests.
    pub run: u32,
    /// The application's name, or the log's where that is missing.
    pub name: String,
    /// The application's id.
    pub id: Option<String>,
    /// The attempt.
    pub attempt: Option<String>,
    /// Who ran it.
    pub user: Option<String>,
    /// The log's name.
    pub log: String,
    /// Spark's version.
    pub spark_version: Option<String>,
    /// Start, ms since 1970 UTC.
    pub started_ms: Option<i64>,
    /// Wall time.
    pub wall_ms: Option<f64>,
    /// Ended tasks.
    pub tasks: u64,
    /// Whether all of it was read and the log has its end.
    pub complete: bool,
    /// Whether something could not be read.
    pub partial: bool,
    /// Whether it has streaming batches.
    pub streaming: bool,
    /// The zone of its times of day as its settings name it: of its SQL session, else of its driver. A text of the log,
    /// which may name no zone.
    pub zone: Option<String>,
    /// What its file says, where it was opened from a session's.
    #[serde(default)]
    pub session: Option<crate::SessionNote>,
}

/// A file that could not be read, or not to its end.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FailureView {
    /// A stable word, such as `not-an-event-log` or `truncated`.
    pub code: String,
    /// The file, with its folders and archives.
    pub file: String,
    /// The byte offset in the stored file, where known.
    pub offset: Option<u64>,
    /// One line: what was found, what was expected, what to do.
    pub message: String,
}

/// A file that was passed over.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct IgnoredView {
    /// The file.
    pub file: String,
    /// Why.
    pub reason: String,
}

/// How far reading is. Asked about every few megabytes; the caller answers whether to go on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// The log that is being read.
    pub log: String,
    /// Stored bytes read of all files.
    pub bytes_read: u64,
    /// Stored bytes of all files.
    pub bytes_total: u64,
    /// Events decoded.
    pub events: u64,
    /// Ended tasks.
    pub tasks: u64,
    /// Jobs started.
    pub jobs: u64,
    /// Stages completed.
    pub stages: u64,
    /// The application's name, once it is known: the first verdict while the rest is still being read.
    pub app: Option<String>,
    /// Wall time so far.
    pub wall_ms: Option<f64>,
    /// What the tasks until now spent their time on: sums of task time, measured, and of a part of the run alone.
    pub task_time: Vec<view::Slice>,
    /// Tasks that failed.
    pub tasks_failed: u64,
    /// Bytes spilled to disk.
    pub spilled_bytes: u64,
}
