//! `afterglow.rightsize/1`.

use serde::{Deserialize, Serialize};

use super::MadeOf;
use crate::view::MachineUseView;

/// What `rightsize --format json` prints: all given files as one answer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RightsizeJson {
    /// `afterglow.rightsize/1`.
    pub schema: String,
    /// What the samples tell.
    #[serde(flatten)]
    pub view: MachineUseView,
    /// What this was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_of: Option<MadeOf>,
}

impl RightsizeJson {
    /// The answer about some files.
    pub fn of(view: MachineUseView) -> Self {
        Self { schema: "afterglow.rightsize/1".to_owned(), view, made_of: None }
    }
}
