//! The configuration.

use serde::{Deserialize, Serialize};

/// All settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ConfView {
    /// The rows, by section and key.
    pub rows: Vec<ConfRow>,
}

/// A setting.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ConfRow {
    /// `spark`, `hadoop`, `system`, `jvm`, `metrics`, `resources` (of a resource profile) or `classpath`.
    pub section: String,
    /// Its key.
    pub key: String,
    /// Its value; secrets are masked.
    pub value: String,
    /// Whether the value was masked here or by Spark.
    pub masked: bool,
    /// Spark's default, where it is known for the run's version.
    pub default: Option<String>,
    /// What a finding advises.
    pub advised: Option<String>,
    /// What it does, in one sentence, where known.
    pub meaning: Option<String>,
}
