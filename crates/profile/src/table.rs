//! The tables of a run.

mod app;
mod executor;
mod failure;
mod job;
mod served;
mod sql;
mod stage;
mod streaming;
mod task;
mod totals;

use std::collections::BTreeMap;

use afterglow_eventlog::event::ExecutorPeaks;
use afterglow_units::{AccumulatorId, ExecutorIx, SqlId, StageKey};

pub use app::{App, Conf, LogFacts, ResourceProfile};
pub use executor::{Block, Exclusion, Executor};
pub use failure::TaskFailure;
pub use job::Job;
pub use served::{ServedSession, ServedTables, Statement};
pub use sql::{Accumulator, MetricRef, Plan, PlanNode, SqlExecution};
pub use stage::{Rdd, Stage, StageStatus, UserAccumulator};
pub use streaming::{Batch, StreamQuery};
pub use task::{TaskRow, TaskStatus, Tasks};
pub use totals::{Sums, Totals};

/// One run, as far as its log was read.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// What the log says of itself.
    pub log: LogFacts,
    /// The application.
    pub app: App,
    /// Its configuration.
    pub conf: Conf,
    /// Resource profiles by id (3.1 and later).
    pub resource_profiles: Vec<ResourceProfile>,
    /// Jobs in the order of their start.
    pub jobs: Vec<Job>,
    /// Stage attempts that were submitted, completed, or had a task, in the order in which they first appeared.
    pub stages: Vec<Stage>,
    /// Ended tasks in the order of the log.
    pub tasks: Tasks,
    /// Why tasks failed or were killed, alike ones together.
    pub failures: Vec<TaskFailure>,
    /// Executors in the order in which they first appeared; `driver` is among them in local mode.
    pub executors: Vec<Executor>,
    /// The greatest memory gauges of a driver that is no executor; `None` where none were logged.
    pub driver_peaks: Option<ExecutorPeaks>,
    /// SQL executions in the order of their start.
    pub sql: Vec<SqlExecution>,
    /// Values of SQL metrics and of the user's accumulators, totalled over the run.
    pub accumulators: BTreeMap<AccumulatorId, Accumulator>,
    /// Streaming queries, one a run id.
    pub streams: Vec<StreamQuery>,
    /// Sessions and statements of the Thrift server and of Connect.
    pub served: ServedTables,
    /// Cached blocks as block updates told of them (opt-in in Spark), by block id.
    pub blocks: Vec<Block>,
    /// Executors and nodes that were excluded or blacklisted.
    pub exclusions: Vec<Exclusion>,
    /// Exclusions beyond [`Exclusion::MOST`].
    pub exclusions_beyond: u64,
    /// Sums over the run.
    pub totals: Totals,
}

impl Profile {
    /// The row of a stage attempt.
    pub fn stage_row(&self, key: StageKey) -> Option<usize> {
        self.stages.iter().position(|stage| stage.key == key)
    }

    /// An executor by its row.
    pub fn executor(&self, ix: ExecutorIx) -> &Executor {
        &self.executors[ix.0 as usize]
    }

    /// A SQL execution by its id.
    pub fn sql_execution(&self, id: SqlId) -> Option<&SqlExecution> {
        self.sql.iter().find(|execution| execution.id == id)
    }
}
