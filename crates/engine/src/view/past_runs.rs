//! What a table of past runs tells of runs to come.

use serde::{Deserialize, Serialize};

use super::Range;

/// The answer to a table. Amounts of data and features are in the units of their columns.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PastRunsView {
    /// How each column was taken.
    pub columns: Vec<ColumnView>,
    /// Rows below the header.
    pub rows: u64,
    /// Rows that were used.
    pub rows_used: u64,
    /// Different configurations among them; the runtime of one is the median of its rows.
    pub configurations: u64,
    /// Cells that could not be used, the first hundred.
    pub issues: Vec<CellIssue>,
    /// How many there are.
    pub issues_total: u64,
    /// Machine types, the one with most rows first.
    pub machines: Vec<MachineView>,
    /// The models, the one with most say first.
    pub models: Vec<ModelView>,
    /// Measured configurations beside what the models make of them, the first five hundred.
    pub fitted: Vec<FittedView>,
    /// Runtime over the scale-out, one for each machine type.
    pub curves: Vec<CurveView>,
    /// The configurations asked for.
    pub asked: Vec<TablePoint>,
    /// The amount of data of the curves, the choices and the trial.
    pub data: Option<f64>,
    /// What costs are in: `USD` by the catalogue, else the name of the table's own column; `None` without prices.
    pub currency: Option<String>,
    /// Where prices are from: `measured` in the table, or a `rule` (on demand, main region).
    pub price_basis: Option<String>,
    /// The configuration of the curves that is expected to cost least.
    pub cheapest: Option<TablePoint>,
    /// The configuration of the curves that is expected to be fastest.
    pub fastest: Option<TablePoint>,
    /// What to try next.
    pub trial: Option<TrialView>,
    /// Why nothing more is worth trying, if so.
    pub trial_stops: Option<String>,
    /// What to take for a job that never ran, in a table of several jobs.
    pub unseen: Option<UnseenView>,
    /// What was assumed, in sentences.
    pub notes: Vec<String>,
    /// Why nothing is predicted, if so.
    pub refused: Option<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ColumnView {
    /// Its name in the header.
    pub name: String,
    /// `machine`, `job`, `class`, `nodes`, `data`, `runtime`, `price`, `cost`, `feature` or `ignored`.
    pub role: String,
    /// Why, in a few words.
    pub why: String,
}

/// A cell that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CellIssue {
    /// The line of the file, from 1.
    pub line: u64,
    /// The column's name; `None` if the row as a whole is wrong.
    pub column: Option<String>,
    /// What is wrong, and what was done about it.
    pub message: String,
    /// Whether the row is left out.
    pub left_out: bool,
}

/// A machine type of the table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MachineView {
    /// Its name in the table.
    pub name: String,
    /// Rows with it.
    pub rows: u64,
    /// The line of the first of them.
    pub first_line: u64,
    /// The name in the catalogue with its cloud; `None` if the catalogue lacks it.
    pub id: Option<String>,
    /// Virtual CPUs.
    pub cores: Option<u32>,
    /// Memory.
    pub memory_bytes: Option<u64>,
    /// Speed of a core (Geekbench 6 points).
    pub core_score: Option<f64>,
    /// What one of it costs for an hour, in [`PastRunsView::currency`].
    pub price_per_hour: Option<f64>,
}

/// A model.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ModelView {
    /// Its name.
    pub name: String,
    /// Share of the prediction that comes from it, 0 to 1.
    pub weight_ratio: f64,
    /// Error where each configuration is predicted from the others (0.1: 10 %).
    pub error_ratio: f64,
}

/// A measured configuration.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FittedView {
    /// The line of its first row.
    pub line: u64,
    /// Its rows.
    pub rows: u64,
    /// What it is, and what the models make of it.
    pub point: TablePoint,
    /// The median runtime.
    pub measured_ms: f64,
}

/// Runtime over the scale-out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CurveView {
    /// The machine type, if the table has them.
    pub machine: Option<String>,
    /// The points, ascending.
    pub points: Vec<TablePoint>,
}

/// A predicted configuration.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TablePoint {
    /// The machine type, if the table has them.
    pub machine: Option<String>,
    /// The scale-out.
    pub nodes: f64,
    /// The amount of data.
    pub data: Option<f64>,
    /// Runtime.
    pub runtime_ms: Range,
    /// Cost of the run, in [`PastRunsView::currency`].
    pub cost: Option<Range>,
}

/// A configuration to try.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TrialView {
    /// The configuration.
    pub point: TablePoint,
    /// What is to be bettered: `cost`, or `runtime` where no prices are known.
    pub of: String,
    /// Expected gain over the best known, as a share of that.
    pub gain_ratio: f64,
    /// The best known: a cost, or a runtime in ms.
    pub best: f64,
    /// Expected cost of the trial itself, in the same unit.
    pub trial_cost: f64,
}

/// The configuration for a job that never ran: the one that suited the other jobs best.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct UnseenView {
    /// The machine type, if the table has them.
    pub machine: Option<String>,
    /// The scale-out.
    pub nodes: f64,
    /// What counts: `cost`, or `runtime` where not all prices are known.
    pub of: String,
    /// What it took the other jobs over the best configuration of each (1: it was the best), on average.
    pub mean_ratio: f64,
    /// The same for the job that it suits least.
    pub worst_ratio: f64,
    /// That job.
    pub worst_job: String,
    /// How many jobs tell.
    pub jobs: u64,
    /// How many of them ran on it; for the others it is modelled.
    pub measured_jobs: u64,
    /// The class of jobs that was asked for.
    pub class: Option<String>,
}
