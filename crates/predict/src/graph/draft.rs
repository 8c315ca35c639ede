//! A stage between the profile and the graph.

use afterglow_units::{JobId, StageId};

use super::Stage;

/// A stage on its way into the graph.
pub(super) struct Draft {
    pub(super) stage: Stage,
    pub(super) job: JobId,
    /// The rows of its attempts in the profile.
    pub(super) rows: Vec<usize>,
    pub(super) id: StageId,
}
