//! What a search for stages, SQL executions, executors and findings finds.

use serde::{Deserialize, Serialize};

/// The first of each that match.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NamesView {
    /// Stage attempts.
    pub stages: Vec<NamedRow>,
    /// SQL executions.
    pub sql: Vec<NamedRow>,
    /// Executors: id and host.
    pub executors: Vec<(String, String)>,
    /// Findings and hints: code and title.
    pub findings: Vec<(String, String)>,
}

/// A stage attempt or a SQL execution.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NamedRow {
    /// `Stage ID`, or `executionId`.
    pub id: i64,
    /// `Stage Attempt ID`; 0 for a SQL execution.
    pub attempt: u32,
    /// The beginning of its name.
    pub name: String,
}
