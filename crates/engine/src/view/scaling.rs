//! Scaling.

use serde::{Deserialize, Serialize};

use super::Range;

/// How the run would scale.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ScalingView {
    /// The model against the observed run: always shown first.
    pub replay: ReplayView,
    /// The same for each stage, those first whose modelled time is furthest from the observed one.
    pub replay_stages: Vec<StageReplayView>,
    /// Predicted points.
    pub points: Vec<PointView>,
    /// Bounds.
    pub limits: LimitsView,
    /// What other runs of the program say.
    pub others: OthersView,
    /// What the prediction assumes.
    pub assumptions: Vec<String>,
    /// Why nothing is predicted, if so.
    pub refused: Option<String>,
}

/// The modelled time of the observed cluster against the observed one.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct ReplayView {
    /// Task slots of the run; where its log does not tell them, the most tasks that ran at one time.
    pub slots: u32,
    /// Whether the log does not tell the slots.
    pub slots_seen: bool,
    /// Observed wall time.
    pub observed_ms: f64,
    /// Modelled wall time.
    pub modelled_ms: f64,
    /// (modelled − observed) / observed.
    pub error_ratio: f64,
}

/// A stage's time from submission to completion, observed and in the replay of the run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StageReplayView {
    /// `Stage ID`.
    pub id: i64,
    /// `Stage Attempt ID`.
    pub attempt: u32,
    /// Its name.
    pub name: String,
    /// Observed time.
    pub observed_ms: f64,
    /// Modelled time.
    pub modelled_ms: f64,
}

/// What other runs of the same program do to the figures of a run.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct OthersView {
    /// Other runs that calibrate the model.
    pub used: u32,
    /// Other runs that were given and are of other programs, unfinished, failed, streams, or with settings that make it other work.
    pub passed_over: u32,
    /// By what they multiply the time of the run's own cluster.
    pub shift: f64,
    /// The width of the interval there over its width without them.
    pub width: f64,
}

/// A predicted point.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PointView {
    /// Task slots.
    pub slots: u32,
    /// Data size as a multiple of the observed one.
    pub data_scale: f64,
    /// The instance, if the hardware changes.
    pub instance: Option<String>,
    /// Wall time.
    pub wall_ms: Range,
    /// What binds: `driver`, `critical-path`, `longest-task`, `slots` …
    pub bound_by: String,
    /// Share of slot time in which tasks run.
    pub busy_ratio: f64,
    /// Relative standard deviation of the time from another number of slots and amount of data.
    pub scale_out_error: f64,
    /// The same from other hardware; 0 where the hardware stays.
    pub hardware_error: f64,
}

/// Bounds of a question's first amount of data and first instance.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct LimitsView {
    /// The floor that no number of slots beats: the longest chain of tasks and driver time.
    pub critical_path_ms: f64,
    /// Of the floor, the time in which no task runs.
    pub driver_only_ms: f64,
    /// Time of the run itself in which no task ran, as measured. It can be less than that of the floor, where tasks no
    /// longer run beside what the driver waits for.
    pub measured_driver_only_ms: Option<f64>,
    /// The shortest wall time that any number of slots leads to, with what more of them cost.
    pub infinite_slots_ms: f64,
    /// Where more slots stop to pay.
    pub knee_slots: Option<u32>,
}
