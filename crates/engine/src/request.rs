//! What the page and the command line may ask of a run.

use serde::{Deserialize, Serialize};

/// A question about one opened run. A closed list: what is not here cannot be asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// [`crate::view::SummaryView`].
    Summary(Machines),
    /// [`crate::view::StagesView`].
    Stages(StageQuery),
    /// One stage attempt in detail: [`crate::view::StageView`].
    Stage {
        /// `Stage ID`.
        id: i64,
        /// `Stage Attempt ID`.
        attempt: u32,
    },
    /// A window of a stage's or the run's tasks: [`crate::view::TasksView`].
    Tasks(TaskQuery),
    /// Sums over tasks by executor, host or attempt: [`crate::view::TaskGroupsView`].
    TaskGroups {
        /// Which tasks.
        filter: TaskFilter,
        /// What they are put together by.
        by: GroupBy,
    },
    /// The tasks that took longest beyond the median of their stage, and why: [`crate::view::SlowTasksView`].
    SlowTasks(TaskFilter),
    /// [`crate::view::JobsView`].
    Jobs,
    /// All SQL executions: [`crate::view::SqlListView`].
    SqlList,
    /// One SQL execution with its plan: [`crate::view::SqlView`].
    Sql {
        /// `executionId`.
        id: i64,
    },
    /// [`crate::view::ExecutorsView`].
    Executors,
    /// Executors, slots and tasks of a window of time, at a level of detail: [`crate::view::TimelineView`].
    Timeline {
        /// Start, in ms from the run's begin.
        from_ms: f64,
        /// End, in ms from the run's begin; `None` for the end of the run.
        to_ms: Option<f64>,
        /// How many columns of pixels there are: marks narrower than one are merged.
        columns: u32,
    },
    /// Where something is on the timeline: [`crate::view::FoundView`].
    Find {
        /// A number, a part of a name, or either after `sql`, `job`, `stage`, `task` or `executor`.
        text: String,
    },
    /// Cached RDDs: [`crate::view::StorageView`].
    Storage,
    /// [`crate::view::ScalingView`].
    Predict(PredictQuery),
    /// One prediction, fast: [`crate::view::WhatIfView`].
    WhatIf(Box<WhatIfQuery>),
    /// Stages, SQL executions, executors and findings by number or name: [`crate::view::NamesView`].
    Names {
        /// The beginning of a number, or a part of a name in any case.
        search: String,
        /// How many of each at most.
        count: usize,
    },
    /// [`crate::view::AdviceView`].
    Advise(Box<AdviseQuery>),
    /// One choice of the advice as configuration text.
    Emit {
        /// The same query as for the advice.
        query: Box<AdviseQuery>,
        /// The choice's rank, from 1.
        rank: usize,
        /// Words of [`crate::view::Emitted::kind`] with commas between them, or `all`.
        kind: String,
    },
    /// [`crate::view::ConfView`].
    Configuration,
    /// [`crate::view::StreamingView`].
    Streaming,
    /// What [`crate::compare`] needs of the run: [`crate::Digest`].
    Digest,
    /// What the advice for another run of the program learns from this one: [`crate::Seen`].
    Seen(Machines),
    /// The contract's `afterglow.profile/1` as JSON text.
    ProfileJson,
}

/// A span of the run's time. What touches it lies in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Span {
    /// Start, ms from the run's begin.
    pub from_ms: u64,
    /// End, ms from the run's begin.
    pub to_ms: u64,
}

impl Span {
    /// Whether something from one time to another touches it; what has no end goes on.
    pub fn touches(self, from_ms: f64, to_ms: Option<f64>) -> bool {
        from_ms <= self.to_ms as f64 && to_ms.is_none_or(|to| to >= self.from_ms as f64)
    }
}

/// A window of the stage table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StageQuery {
    /// Keeps stages whose id or name contains this, case folded.
    pub search: String,
    /// Keeps stages that ran in this span.
    pub range: Option<Span>,
    /// The order.
    pub sort: Option<Sort>,
    /// The first row wanted.
    pub from: usize,
    /// How many rows at most.
    pub count: usize,
}

/// A window of a task table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TaskQuery {
    /// Which tasks.
    pub filter: TaskFilter,
    /// The order.
    pub sort: Option<Sort>,
    /// The first row wanted.
    pub from: usize,
    /// How many rows at most.
    pub count: usize,
}

/// Which tasks; the default is all of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TaskFilter {
    /// Only this stage attempt.
    pub stage: Option<(i64, u32)>,
    /// Only this stage, in all its attempts.
    pub stage_id: Option<i64>,
    /// Only this executor, by its whole id.
    pub executor: Option<String>,
    /// Only hosts whose name contains this, case folded.
    pub host: Option<String>,
    /// Only this word of [`crate::view::TaskView::status`]; `unsuccessful` for all but `succeeded`.
    pub status: Option<String>,
    /// Only tasks of which a figure, by the field of [`crate::view::TaskView`], is at least as great; in ms, bytes or
    /// things. A task whose figure is not known is left out.
    pub at_least: Option<(String, u64)>,
    /// Only tasks that ran in this span.
    pub range: Option<Span>,
}

/// What tasks are put together by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum GroupBy {
    /// Their executor.
    #[default]
    Executor,
    /// Their host.
    Host,
    /// Their attempt: 0 for the first.
    Attempt,
}

/// An order of a table: a column's key, as the view names its fields, and the direction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// The name of a field of the row.
    pub column: String,
    /// Greatest first.
    pub descending: bool,
}

/// What to predict. Empty lists mean the defaults: 1 to 4 times the observed slots, the same data.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PredictQuery {
    /// Task slots.
    pub slots: Vec<u32>,
    /// Data sizes as multiples of the observed one.
    pub data_scale: Vec<f64>,
    /// Instances as `cloud:type`, such as `aws:m7g.2xlarge`; their hardware factors apply.
    pub instances: Vec<String>,
    /// Settings to change.
    pub conf: Vec<(String, String)>,
    /// Other runs; those of the same program calibrate the model.
    pub others: Vec<crate::Digest>,
}

/// Another cluster that somebody imagines; what is absent is as it was.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct WhatIfQuery {
    /// Task slots.
    pub slots: Option<u32>,
    /// Data size as a multiple of the observed one.
    pub data_scale: Option<f64>,
    /// Memory of a slot as a multiple of what it has, by the run's machine or by the one that is named here.
    pub memory: Option<f64>,
    /// Network of a slot, likewise.
    pub network: Option<f64>,
    /// `spark.sql.shuffle.partitions`.
    pub partitions: Option<u32>,
    /// Machines of this type, `cloud:type`.
    pub instance: Option<String>,
    /// What the run ran on, where the log does not tell.
    pub machines: Machines,
    /// Other runs; those of the same program calibrate the model.
    pub others: Vec<crate::Digest>,
}

/// What the run ran on, and what that costs, where the log or the catalogue does not tell.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Machines {
    /// `cloud:type`.
    pub instance: Option<String>,
    /// Its region.
    pub region: Option<String>,
    /// A rates file's text (CSV).
    pub rates: Option<String>,
}

/// What to advise.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AdviseQuery {
    /// `aws`, `gcp`, `azure`, `onprem`; empty for the cloud of the run where its log tells it, else all three.
    pub clouds: Vec<String>,
    /// Regions; empty for one main region of each cloud.
    pub regions: Vec<String>,
    /// The run must end within this, in ms.
    pub deadline_ms: Option<f64>,
    /// The run may cost this, in US dollars.
    pub budget_usd: Option<f64>,
    /// `cheapest`, `fastest` or `balanced`; cheapest if absent.
    pub goal: Option<String>,
    /// A policy file's text (JSON).
    pub policy: Option<String>,
    /// A rates file's text (CSV).
    pub rates: Option<String>,
    /// What the run ran on, where the log does not tell: `cloud:type`.
    pub current_instance: Option<String>,
    /// And its region.
    pub current_region: Option<String>,
    /// Other runs; those of the same program correct the times.
    pub others: Vec<crate::Seen>,
}

/// What to make of a table of past runs. Columns are named as the header names them, in any case.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PastRunsQuery {
    /// Columns with the role that they are to have, in place of the one that their name tells: `machine`, `nodes`,
    /// `data`, `runtime`, `price` (of one machine for an hour), `cost` (of the run), `job` (what a row is a run of), `class`
    /// (what jobs are alike), `feature`, `ignored`.
    pub roles: Vec<(String, String)>,
    /// Unit of the runtime: `ms`, `s`, `min`, `h`; `None` for the one in the column's name, else seconds.
    pub runtime_unit: Option<String>,
    /// The amount of data of curves, choices and the next trial, in the unit of its column; the median if absent.
    pub data: Option<f64>,
    /// Configurations to predict.
    pub at: Vec<PastRunsAt>,
    /// How machine types count: `hardware` (by the catalogue), `name` (each by itself); the better one if absent.
    pub machines_by: Option<String>,
    /// The expected gain of a trial, as a share of the best known, under which no more trials are proposed; 0.05 if
    /// absent.
    pub stop_below: Option<f64>,
    /// The job that is asked about, in a table of several; the one with most rows if absent. It need not be in the table.
    pub of: Option<String>,
    /// The class of jobs that a job without runs is like; all count if absent.
    pub like: Option<String>,
}

/// A configuration to predict; what is absent is as in the middle of the table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PastRunsAt {
    /// The machine type.
    pub machine: Option<String>,
    /// The scale-out.
    pub nodes: Option<f64>,
    /// The amount of data, in the unit of its column.
    pub data: Option<f64>,
    /// Other columns by name.
    pub others: Vec<(String, f64)>,
}

/// What to make of samples of machines' use.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MachineUseQuery {
    /// The machines' type, `cloud:type`.
    pub current_instance: Option<String>,
    /// Their region.
    pub current_region: Option<String>,
    /// `aws`, `gcp`, `azure`, `onprem`; empty for the cloud of the machines where that is known, else all three.
    pub clouds: Vec<String>,
    /// Regions; empty for that of the machines, else one main region of each cloud.
    pub regions: Vec<String>,
    /// The percentile, above 0 to 100, that processor, network and disk are sized by; 95 if absent.
    pub percentile: Option<f64>,
    /// A policy file's text (JSON).
    pub policy: Option<String>,
    /// A rates file's text (CSV).
    pub rates: Option<String>,
    /// Columns with what they are to be taken for in place of what their name tells: `time`, `host`, `cpu`, `memory`,
    /// `network`, `disk`, `ignored`.
    pub columns: Vec<(String, String)>,
}
