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
    /// [`crate::view::ScalingView`].
    Predict(PredictQuery),
    /// [`crate::view::AdviceView`].
    Advise(Box<AdviseQuery>),
    /// One choice of the advice as configuration text.
    Emit {
        /// The same query as for the advice.
        query: Box<AdviseQuery>,
        /// The choice's rank, from 1.
        rank: usize,
        /// `spark-submit`, `spark-defaults`, `emr`, `dataproc`, `databricks`, `hdinsight`, `kubernetes`, `terraform`.
        kind: String,
    },
    /// [`crate::view::ConfView`].
    Configuration,
    /// [`crate::view::StreamingView`].
    Streaming,
    /// What kinds of sensitive content the log has: [`crate::view::InventoryView`].
    Inventory,
    /// What [`crate::compare`] needs of the run: [`crate::Digest`].
    Digest,
    /// The contract's `afterglow.profile/1` as JSON text.
    ProfileJson,
}

/// A window of the stage table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StageQuery {
    /// Keeps stages whose id or name contains this, case folded.
    pub search: String,
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
    /// Only this stage attempt.
    pub stage: Option<(i64, u32)>,
    /// Only this executor.
    pub executor: Option<String>,
    /// Only tasks that did not succeed.
    pub failed_only: bool,
    /// The order.
    pub sort: Option<Sort>,
    /// The first row wanted.
    pub from: usize,
    /// How many rows at most.
    pub count: usize,
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
}

/// What to make of a table of past runs. Columns are named as the header names them, in any case.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PastRunsQuery {
    /// Columns with the role that they are to have, in place of the one that their name tells: `machine`, `nodes`,
    /// `data`, `runtime`, `price` (of one machine for an hour), `cost` (of the run), `feature`, `ignored`.
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
