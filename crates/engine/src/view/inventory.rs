//! What sensitive content a log has.

use serde::{Deserialize, Serialize};

/// What was found in the text of a log, by form and by keys: a rule of thumb.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct InventoryView {
    /// The log's name.
    pub log: String,
    /// Bytes of plain text that were looked through.
    pub bytes: u64,
    /// Files of the log that could not be read to their ends, and why.
    pub failures: Vec<String>,
    /// The kinds that were found.
    pub rows: Vec<InventoryRow>,
}

/// A kind of content.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct InventoryRow {
    /// `secret`, `user`, `email`, `card`, `iban`, `long-number`, `literal`, `table`, `column`, `host`, `url` or `path`.
    pub kind: String,
    /// How many distinct values.
    pub distinct: u64,
    /// Whether there are more of them: only so many are told apart.
    pub at_least: bool,
    /// How often they occur.
    pub occurrences: u64,
    /// Where they stand, most often first.
    pub places: Vec<InventoryPlace>,
    /// Occurrences in other places than those.
    pub elsewhere: u64,
    /// A few values, masked.
    pub samples: Vec<String>,
}

/// A place in events.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct InventoryPlace {
    /// The class of the event and the keys down to the value, such as
    /// `SparkListenerEnvironmentUpdate › Spark Properties › spark.x.password`.
    pub place: String,
    /// Occurrences there.
    pub count: u64,
}
