//! The timeline, at a level of detail.

use serde::{Deserialize, Serialize};

/// A window of time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TimelineView {
    /// The run's wall time.
    pub wall_ms: f64,
    /// The window, ms from the run's begin.
    pub from_ms: f64,
    /// Its end.
    pub to_ms: f64,
    /// Lanes from top to bottom: driver, executors' coming and going, SQL, jobs, stages, then one a slot of each executor.
    pub lanes: Vec<Lane>,
    /// Running tasks at equally spaced points of the window.
    pub concurrency: Vec<f64>,
    /// Slots alive at the same points.
    pub slots: Vec<f64>,
    /// Bytes of execution memory at the same points: the peaks of the tasks that run, summed, so no less than was used.
    pub execution_bytes: Vec<f64>,
    /// Tasks in the window; marks that are narrower than a column are merged, none is left out.
    pub tasks: usize,
}

/// One line of the timeline.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Lane {
    /// `driver`, `executor`, `job`, `sql`, `stage` or `slot`.
    pub kind: String,
    /// Its label.
    pub label: String,
    /// The group's label: an executor, for slots.
    pub group: String,
    /// Its marks, in order of time, not overlapping.
    pub marks: Vec<Mark>,
}

/// A bar.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Mark {
    /// Start, ms from the run's begin.
    pub from_ms: f64,
    /// End.
    pub to_ms: f64,
    /// The job, SQL execution or stage id, or the task id for a single task.
    pub id: i64,
    /// The stage id that colours a task; of an executor's mark 1 if it came, 0 if it went.
    pub stage: i64,
    /// How many tasks are merged in it.
    pub count: u32,
    /// Whether any of them failed.
    pub failed: bool,
    /// A label, for jobs, SQL and stages.
    pub label: String,
}

/// Where something is on the timeline.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FoundView {
    /// How many things match.
    pub matching: usize,
    /// The first of them in order of time, at most two hundred.
    pub hits: Vec<Hit>,
}

/// A thing with a place in time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Hit {
    /// `sql`, `job`, `stage`, `task` or `executor`.
    pub kind: String,
    /// Its id; −1 for an executor.
    pub id: i64,
    /// Its name; of an executor and of a task's executor the group of its lanes.
    pub name: String,
    /// Start, ms from the run's begin.
    pub from_ms: f64,
    /// End.
    pub to_ms: f64,
    /// Its stages, whose tasks are its own.
    pub stages: Vec<i64>,
}
