//! Stages, one row an attempt.

use afterglow_eventlog::event::{ExecutorPeaks, PushRead, StorageLevel};
use afterglow_units::{AccumulatorId, Bytes, JobId, SqlId, StageId, StageKey, Timestamp};

use super::totals::Sums;

/// How a stage attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum StageStatus {
    /// Submitted, and not completed in what was read.
    #[default]
    Running,
    /// Completed without a failure reason.
    Succeeded,
    /// Completed with a failure reason.
    Failed,
}

/// One attempt of one stage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stage {
    /// Its id and attempt.
    pub key: StageKey,
    /// `Stage Name`, the call site.
    pub name: String,
    /// `Details`, the call stack; kept once a stage id.
    pub details: String,
    /// `Number of Tasks`, as announced.
    pub tasks_announced: u32,
    /// The stages whose shuffles it reads, skipped ones included.
    pub parents: Vec<StageId>,
    /// Its RDDs.
    pub rdds: Vec<Rdd>,
    /// `Submission Time`.
    pub submitted: Option<Timestamp>,
    /// `Completion Time`.
    pub completed: Option<Timestamp>,
    /// How it stands.
    pub status: StageStatus,
    /// `Failure Reason`.
    pub failure: Option<String>,
    /// Its resource profile.
    pub resource_profile: u32,
    /// `spark.scheduler.pool` of the job that submitted it.
    pub pool: Option<String>,
    /// `spark.sql.shuffle.partitions` in force.
    pub shuffle_partitions: Option<i64>,
    /// The job that submitted it: the eldest running one that names it, as in Spark's `activeJobForStage`.
    /// Other jobs may name it too.
    pub job: Option<JobId>,
    /// The SQL execution of that job.
    pub sql: Option<SqlId>,
    /// The accumulators (SQL metrics and the user's own) that its tasks updated.
    pub accumulators: Vec<AccumulatorId>,
    /// The accumulators with a name that are no SQL metrics by their own word, as they stood at its end; at most
    /// [`UserAccumulator::MOST`].
    pub user_accumulators: Vec<UserAccumulator>,
    /// What push-based shuffle did for the reading of its tasks; `None` where it did nothing.
    pub push: Option<PushRead>,
    /// Sums over its ended tasks.
    pub sums: Sums,
    /// The greatest gauges sampled on any executor while its tasks ran; `None` if none was.
    pub peaks: Option<ExecutorPeaks>,
    /// First task launch.
    pub first_launch: Option<Timestamp>,
    /// Last task finish.
    pub last_finish: Option<Timestamp>,
}

impl Stage {
    /// From submission (else the first launch) to completion (else the last finish).
    pub fn span(&self) -> Option<(Timestamp, Timestamp)> {
        let from = self.submitted.or(self.first_launch)?;
        let to = self.completed.or(self.last_finish)?;
        Some((from, to.max(from)))
    }
}

/// An RDD of a stage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rdd {
    /// `RDD ID`.
    pub id: i64,
    /// `Name`.
    pub name: String,
    /// The scope's name, such as `WholeStageCodegen (1)`.
    pub scope: Option<String>,
    /// `Parent IDs`.
    pub parents: Vec<i64>,
    /// Whether its storage level keeps it.
    pub cached: bool,
    /// Where it is kept, and how.
    pub level: StorageLevel,
    /// `Number of Partitions`.
    pub partitions: u32,
    /// `Number of Cached Partitions`.
    pub cached_partitions: u32,
    /// `Memory Size`.
    pub memory: Bytes,
    /// `Disk Size`.
    pub disk: Bytes,
}

/// An accumulator of the program, as it stood at the end of a stage: its total over the run until then.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserAccumulator {
    /// Its id.
    pub id: AccumulatorId,
    /// The name that the program gave it, cut at [`UserAccumulator::LONGEST`].
    pub name: String,
    /// Its value as Spark wrote it, cut likewise.
    pub value: String,
}

impl UserAccumulator {
    /// Accumulators of a stage that are kept.
    pub const MOST: usize = 100;
    /// And of all stages together.
    pub const MOST_OF_RUN: usize = 50_000;
    /// Bytes of a name or a value that are kept.
    pub const LONGEST: usize = 400;
}
