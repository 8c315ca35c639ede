//! One prediction for a cluster that somebody imagines.

use serde::{Deserialize, Serialize};

use super::{PointView, Range};

/// The run as it would have been.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct WhatIfView {
    /// The run on its own cluster, by the same model.
    pub own: Range,
    /// Its slots there; where the log does not tell them, the most tasks that ran at one time.
    pub own_slots: u32,
    /// Whether the log does not tell the slots.
    pub slots_seen: bool,
    /// The run on the cluster that was asked about.
    pub point: PointView,
    /// `spark.sql.shuffle.partitions` of the run, or Spark's default.
    pub partitions: u32,
    /// What the prediction assumes.
    pub assumptions: Vec<String>,
    /// Why nothing is predicted, if so.
    pub refused: Option<String>,
}
