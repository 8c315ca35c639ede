//! Views of a run as plain data, in the page's vocabulary. Absent means not known.
//!
//! Times are milliseconds (`_ms`), sizes bytes (`_bytes`), money US dollars (`_usd`).

mod advice;
mod conf;
mod executors;
mod findings;
mod inventory;
mod jobs;
mod past_runs;
mod scaling;
mod sql;
mod stages;
mod streaming;
mod summary;
mod tasks;
mod timeline;

use serde::{Deserialize, Serialize};

pub use advice::{AdviceView, ChoiceView, CurrentView, Emitted};
pub use conf::{ConfRow, ConfView};
pub use executors::{ExecutorRow, ExecutorsView};
pub use findings::{EvidenceView, FindingView, QualityView, SavingView, SettingView, ToldView};
pub use inventory::{InventoryRow, InventoryView};
pub use jobs::{JobRow, JobsView};
pub use past_runs::{
    CellIssue, ColumnView, CurveView, FittedView, MachineView, ModelView, PastRunsView, TablePoint, TrialView,
};
pub use scaling::{LimitsView, OthersView, PointView, ReplayView, ScalingView, StageReplayView};
pub use sql::{MetricView, NodeView, SqlListView, SqlRow, SqlView};
pub use stages::{StageRow, StageView, StagesView};
pub use streaming::{BatchRow, StreamView, StreamingView};
pub use summary::{CauseView, Slice, SummaryView};
pub use tasks::{Distribution, TaskView, TasksView};
pub use timeline::{Lane, Mark, TimelineView};

/// A predicted figure with its 80 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Range {
    /// One in ten outcomes is expected below.
    pub low: f64,
    /// The middle.
    pub mid: f64,
    /// One in ten outcomes is expected above.
    pub high: f64,
}

impl From<afterglow_units::Interval> for Range {
    fn from(interval: afterglow_units::Interval) -> Self {
        Self { low: interval.low, mid: interval.mid, high: interval.high }
    }
}
