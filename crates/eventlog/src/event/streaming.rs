//! Structured Streaming.

use afterglow_units::{Bytes, Millis, Timestamp};

use super::Text;

/// `QueryStartedEvent`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StreamStarted<'a> {
    /// `id`: survives restarts.
    pub id: Text<'a>,
    /// `runId`: does not.
    pub run: Text<'a>,
    /// `name`.
    pub name: Option<Text<'a>>,
    /// `timestamp`, given as ISO text in UTC.
    pub at: Option<Timestamp>,
}

/// `QueryTerminatedEvent`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StreamTerminated<'a> {
    /// `id`.
    pub id: Text<'a>,
    /// `runId`.
    pub run: Text<'a>,
    /// `exception`.
    pub exception: Option<Text<'a>>,
}

/// `QueryProgressEvent`: one micro-batch.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StreamProgress<'a> {
    /// `id`.
    pub id: Text<'a>,
    /// `runId`.
    pub run: Text<'a>,
    /// `name`.
    pub name: Option<Text<'a>>,
    /// `timestamp`: the trigger's start.
    pub at: Option<Timestamp>,
    /// `batchId`.
    pub batch: i64,
    /// `batchDuration` (3.0), else `durationMs.triggerExecution`.
    pub duration: Option<Millis>,
    /// `durationMs`: keys differ by version; `triggerExecution` contains the others.
    pub phases: Vec<(Text<'a>, Millis)>,
    /// `eventTime.watermark`.
    pub watermark: Option<Timestamp>,
    /// `stateOperators`.
    pub state: Vec<StateOperator>,
    /// `sources`.
    pub sources: Vec<StreamSource<'a>>,
    /// `sink.description`.
    pub sink: Text<'a>,
    /// `sink.numOutputRows` (3.0), if known.
    pub output_rows: Option<u64>,
}

/// The state of one stateful operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StateOperator {
    /// `numRowsTotal`.
    pub rows: u64,
    /// `numRowsUpdated`.
    pub updated: u64,
    /// `numRowsDroppedByWatermark` (3.1), before it `numLateInputs`.
    pub dropped: Option<u64>,
    /// `memoryUsedBytes`.
    pub memory: Bytes,
    /// `commitTimeMs`.
    pub commit: Millis,
}

/// One source of a query. A rate that is "NaN" in the log is absent here.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StreamSource<'a> {
    /// `description`.
    pub description: Text<'a>,
    /// `numInputRows`.
    pub rows: u64,
    /// `inputRowsPerSecond`.
    pub input_rate: Option<f64>,
    /// `processedRowsPerSecond`.
    pub processed_rate: Option<f64>,
    /// `startOffset`, as JSON text.
    pub start_offset: Option<Text<'a>>,
    /// `endOffset`, as JSON text.
    pub end_offset: Option<Text<'a>>,
    /// `latestOffset` (3.2), as JSON text.
    pub latest_offset: Option<Text<'a>>,
}
