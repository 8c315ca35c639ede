//! Streaming queries.

use super::since_begin;
use crate::run::Run;
use crate::view::{BatchRow, StreamView, StreamingView};

/// All streaming queries with their batches.
pub(super) fn streaming(run: &Run) -> StreamingView {
    let queries = run.profile.streams.iter().map(|stream| StreamView {
        name: stream.name.clone().unwrap_or_else(|| stream.id.clone()),
        id: stream.id.clone(),
        run_id: stream.run.clone(),
        sources: stream.sources.clone(),
        sink: stream.sink.clone(),
        exception: stream.exception.clone(),
        batches: stream
            .batches
            .iter()
            .map(|batch| BatchRow {
                id: batch.id,
                at_ms: since_begin(&run.profile, batch.at),
                duration_ms: batch.duration.map(|time| time.0 as f64),
                input_rows: batch.input_rows,
                input_rate: batch.input_rate,
                processed_rate: batch.processed_rate,
                state_rows: batch.state_rows,
                state_bytes: batch.state_memory.0,
                rows_dropped: batch.rows_dropped,
                watermark_unix_ms: batch.watermark.map(|at| at.0 as f64),
                watermark_gap_ms: batch.at.zip(batch.watermark).map(|(at, mark)| at.0 as f64 - mark.0 as f64),
                phases: batch.phases.iter().map(|(name, time)| (name.clone(), time.0 as f64)).collect(),
            })
            .collect(),
    });
    StreamingView { queries: queries.collect() }
}
