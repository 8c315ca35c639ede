//! Streaming.

use serde::{Deserialize, Serialize};

/// All streaming queries.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StreamingView {
    /// The queries.
    pub queries: Vec<StreamView>,
}

/// A query.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StreamView {
    /// Its name or id.
    pub name: String,
    /// Its id.
    pub id: String,
    /// Its run id.
    pub run_id: String,
    /// Sources.
    pub sources: Vec<String>,
    /// Sink.
    pub sink: String,
    /// The exception it ended with.
    pub exception: Option<String>,
    /// The batches.
    pub batches: Vec<BatchRow>,
}

/// A micro-batch.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct BatchRow {
    /// `batchId`.
    pub id: i64,
    /// The trigger's start, ms from the run's begin.
    pub at_ms: Option<f64>,
    /// From trigger to commit.
    pub duration_ms: Option<f64>,
    /// Rows in.
    pub input_rows: u64,
    /// Rows a second in.
    pub input_rate: Option<f64>,
    /// Rows a second processed.
    pub processed_rate: Option<f64>,
    /// State rows.
    pub state_rows: u64,
    /// State memory.
    pub state_bytes: u64,
    /// Rows that came later than the watermark allows, and were dropped; `None` where no operator counts them.
    pub rows_dropped: Option<u64>,
    /// The watermark, ms since 1970 by the time of the events: older rows are dropped.
    pub watermark_unix_ms: Option<f64>,
    /// How far the watermark lies behind the trigger's start; negative where events are dated ahead of it.
    pub watermark_gap_ms: Option<f64>,
    /// Phases as (name, ms).
    pub phases: Vec<(String, f64)>,
}
