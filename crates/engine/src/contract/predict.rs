//! `afterglow.predict/1`.

use serde::{Deserialize, Serialize};

use super::{MadeOf, Saves};

/// What `predict --format json` prints.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Predict {
    /// `afterglow.predict/1`.
    pub schema: String,
    /// The log's name.
    pub log: String,
    /// The application's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_id: Option<String>,
    /// The model against the observed run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay: Option<Replay>,
    /// Predicted points.
    pub points: Vec<Point>,
    /// Bounds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
    /// How many other runs of the same program, among those given, calibrate the figures; absent if none do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calibrated_by: Option<u32>,
    /// What the prediction assumes.
    pub assumptions: Vec<String>,
    /// Why nothing is predicted, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// What this was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_of: Option<MadeOf>,
}

/// The model against the observed run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it, and the contract defines each")]
pub struct Replay {
    pub observed_slots: u32,
    pub observed_ms: f64,
    pub modelled_ms: f64,
    pub error_ratio: f64,
    /// The stages whose modelled time is furthest from the observed one.
    pub stages: Vec<StageReplay>,
}

/// A stage's time from submission to completion, observed and in the replay of the run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it, and the contract defines each")]
pub struct StageReplay {
    pub id: i64,
    pub attempt: u32,
    pub name: String,
    pub observed_ms: f64,
    pub modelled_ms: f64,
}

/// A predicted point; `wall_ms` is an 80 % interval.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it, and the contract defines each")]
pub struct Point {
    pub slots: u32,
    pub data_scale: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    pub wall_ms: Saves,
    pub bound_by: String,
    /// Relative standard deviation of `wall_ms` from another number of slots and amount of data, and from other hardware.
    pub scale_out_error_ratio: f64,
    pub hardware_error_ratio: f64,
}

/// Bounds of the first data scale and instance asked for. `critical_path_ms`: the floor that no number of slots beats;
/// `infinite_slots_ms`: the shortest wall time that any number of slots leads to, with what more of them cost.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it, and the contract defines each")]
pub struct Limits {
    pub critical_path_ms: f64,
    pub driver_only_ms: f64,
    pub infinite_slots_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub knee_slots: Option<u32>,
}
