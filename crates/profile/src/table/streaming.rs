//! Structured Streaming queries and their batches.

use afterglow_units::{Bytes, Millis, Timestamp};

/// One run of a streaming query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StreamQuery {
    /// `id`.
    pub id: String,
    /// `runId`.
    pub run: String,
    /// `name`.
    pub name: Option<String>,
    /// Start.
    pub started: Option<Timestamp>,
    /// The exception it ended with.
    pub exception: Option<String>,
    /// Whether it was told to have ended.
    pub terminated: bool,
    /// The sink's description.
    pub sink: String,
    /// The sources' descriptions.
    pub sources: Vec<String>,
    /// Its batches in the order of the log.
    pub batches: Vec<Batch>,
}

/// One micro-batch.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Batch {
    /// `batchId`.
    pub id: i64,
    /// The trigger's start.
    pub at: Option<Timestamp>,
    /// From trigger to commit.
    pub duration: Option<Millis>,
    /// `durationMs`, by name.
    pub phases: Vec<(String, Millis)>,
    /// Rows in, over all sources.
    pub input_rows: u64,
    /// Rows a second in, over all sources; absent where the log says NaN.
    pub input_rate: Option<f64>,
    /// Rows a second processed, over all sources.
    pub processed_rate: Option<f64>,
    /// Rows out, if known.
    pub output_rows: Option<u64>,
    /// State rows, over all operators.
    pub state_rows: u64,
    /// State memory, over all operators.
    pub state_memory: Bytes,
    /// Time to commit the state.
    pub state_commit: Millis,
    /// Rows dropped behind the watermark, over all operators with state; `None` where none of them counts them.
    pub rows_dropped: Option<u64>,
    /// Watermark.
    pub watermark: Option<Timestamp>,
    /// Offsets as JSON text: start, end, latest, for each source.
    pub offsets: Vec<(Option<String>, Option<String>, Option<String>)>,
}
