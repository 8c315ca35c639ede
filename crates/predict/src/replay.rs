//! The run replayed as it was: the model's own error, shown before anything else.

use afterglow_units::{Millis, StageKey};

/// One stage, as observed and as replayed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StageReplay {
    /// The stage; without failed attempts apart.
    pub key: StageKey,
    /// From submission to completion in the log.
    pub observed: Millis,
    /// The same in the replay.
    pub modelled: Millis,
}

/// The observed run against the modelled one on the same cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// Wall time in the log.
    pub observed: Millis,
    /// Wall time in the replay, failed attempts included.
    pub modelled: Millis,
    /// Modelled over observed, less 1.
    pub error_ratio: f64,
    /// Stage by stage, in the order of submission.
    pub stages: Vec<StageReplay>,
}
