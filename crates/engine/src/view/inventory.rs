//! What sensitive content the log has.

use serde::{Deserialize, Serialize};

/// The inventory.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct InventoryView {
    /// The rows.
    pub rows: Vec<InventoryRow>,
}

/// A kind of content.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct InventoryRow {
    /// `secret`, `user`, `host`, `path`, `sql-literal`, `email`, `url`, `table`, `account-number` …
    pub kind: String,
    /// How many distinct values.
    pub distinct: u64,
    /// Where they stand, such as `Spark Properties`.
    pub places: Vec<String>,
    /// A few values, masked.
    pub samples: Vec<String>,
}
