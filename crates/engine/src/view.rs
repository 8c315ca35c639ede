//! Views of a run as plain data, in the page's vocabulary. Absent means not known.
//!
//! Times are milliseconds (`_ms`), sizes bytes (`_bytes`), money US dollars (`_usd`).

mod advice;
mod conf;
mod executors;
mod findings;
mod inventory;
mod jobs;
mod machine_use;
mod names;
mod past_runs;
mod scaling;
mod sql;
mod stages;
mod storage;
mod streaming;
mod summary;
mod tasks;
mod timeline;
mod what_if;

use serde::{Deserialize, Serialize};

pub use advice::{
    AdviceView, AdvisedView, BatchLegView, BatchView, ChoiceView, CurrentView, Emitted, HourView, ObservedView,
    WayView, WhenView,
};
pub use conf::{ConfRow, ConfView};
pub use executors::{ExclusionRow, ExecutorRow, ExecutorsView};
pub use findings::{EvidenceView, FindingView, QualityView, SavingView, SettingView, ToldView};
pub use inventory::{InventoryPlace, InventoryRow, InventoryView};
pub use jobs::{JobRow, JobsView};
pub use machine_use::{MachineUseView, UseChoice, UseColumn, UseHost, UseIssue, UseNow, UsePercentiles, UseResource};
pub use names::{NamedRow, NamesView};
pub use past_runs::{
    CellIssue, ColumnView, CurveView, FittedView, MachineView, ModelView, PastRunsView, TablePoint, TrialView,
    UnseenView,
};
pub use scaling::{LimitsView, OthersView, PointView, ReplayView, ScalingView, StageReplayView};
pub use sql::{MetricView, NodeView, SessionRow, SqlListView, SqlProperty, SqlRow, SqlView, StatementRow};
pub use stages::{PushView, RddNode, StageRow, StageView, StagesView, TaskFailureView};
pub use storage::{RddRow, StorageView};
pub use streaming::{BatchRow, StreamView, StreamingView};
pub use summary::{CauseView, Slice, SummaryView};
pub use tasks::{Distribution, SlowTask, SlowTasksView, TaskGroup, TaskGroupsView, TaskView, TasksView};
pub use timeline::{FoundView, Hit, Lane, Mark, TimelineView};
pub use what_if::WhatIfView;

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

impl From<Range> for afterglow_units::Interval {
    fn from(Range { low, mid, high }: Range) -> Self {
        Self { low, mid, high }
    }
}
