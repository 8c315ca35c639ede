//! `afterglow.inventory/1`.

use serde::{Deserialize, Serialize};

use crate::view::InventoryView;

/// What `inventory --format json` prints: the sensitive content of one log.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct InventoryJson {
    /// `afterglow.inventory/1`.
    pub schema: String,
    /// What was found.
    #[serde(flatten)]
    pub view: InventoryView,
}

impl InventoryJson {
    /// The inventory of a log.
    pub fn of(view: InventoryView) -> Self {
        Self { schema: "afterglow.inventory/1".to_owned(), view }
    }
}
