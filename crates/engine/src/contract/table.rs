//! `afterglow.table/1`.

use serde::{Deserialize, Serialize};

use super::MadeOf;
use crate::view::PastRunsView;

/// What `table --format json` prints: one table of past runs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TableJson {
    /// `afterglow.table/1`.
    pub schema: String,
    /// The file's name.
    pub file: String,
    /// What the table tells.
    #[serde(flatten)]
    pub view: PastRunsView,
    /// What this was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_of: Option<MadeOf>,
}

impl TableJson {
    /// The answer about a file.
    pub fn of(file: &str, view: PastRunsView) -> Self {
        Self { schema: "afterglow.table/1".to_owned(), file: file.to_owned(), view, made_of: None }
    }
}
