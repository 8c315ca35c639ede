//! Streaming queries.

use afterglow_eventlog::event::{StreamProgress, StreamStarted, StreamTerminated, Text};
use afterglow_units::{Bytes, Millis};

use super::Fold;
use crate::table::{Batch, StreamQuery};

impl Fold {
    fn stream_row(&mut self, id: &str, run: &str) -> &mut StreamQuery {
        let streams = &mut self.profile.streams;
        let row = *self.stream_rows.entry(run.into()).or_insert_with(|| {
            streams.push(StreamQuery { id: id.to_owned(), run: run.to_owned(), ..StreamQuery::default() });
            streams.len() - 1
        });
        &mut streams[row]
    }

    pub(super) fn stream_started(&mut self, started: &StreamStarted<'_>) {
        self.seen(started.at);
        let stream = self.stream_row(&started.id, &started.run);
        stream.name = started.name.clone().map(Text::into_owned);
        stream.started = started.at;
    }

    pub(super) fn stream_terminated(&mut self, terminated: &StreamTerminated<'_>) {
        let stream = self.stream_row(&terminated.id, &terminated.run);
        stream.terminated = true;
        stream.exception = terminated.exception.clone().map(Text::into_owned);
    }

    pub(super) fn stream_progress(&mut self, progress: &StreamProgress<'_>) {
        self.profile.totals.streaming_batches += 1;
        self.seen(progress.at);
        let stream = self.stream_row(&progress.id, &progress.run);
        if stream.name.is_none() {
            stream.name = progress.name.clone().map(Text::into_owned);
        }
        stream.sink.replace_range(.., &progress.sink);
        stream.sources = progress.sources.iter().map(|source| source.description.clone().into_owned()).collect();
        stream.batches.push(batch(progress));
    }
}

fn batch(progress: &StreamProgress<'_>) -> Batch {
    let owned = |text: &Option<Text<'_>>| text.clone().map(Text::into_owned);
    let rate = |rates: &mut dyn Iterator<Item = f64>| rates.reduce(|sum, rate| sum + rate);
    Batch {
        id: progress.batch,
        at: progress.at,
        duration: progress.duration,
        phases: progress.phases.iter().map(|(name, millis)| (name.to_string(), *millis)).collect(),
        input_rows: progress.sources.iter().map(|source| source.rows).fold(0, u64::saturating_add),
        input_rate: rate(&mut progress.sources.iter().filter_map(|source| source.input_rate)),
        processed_rate: rate(&mut progress.sources.iter().filter_map(|source| source.processed_rate)),
        output_rows: progress.output_rows,
        state_rows: progress.state.iter().map(|state| state.rows).fold(0, u64::saturating_add),
        state_memory: Bytes(progress.state.iter().map(|state| state.memory.0).fold(0, u64::saturating_add)),
        state_commit: Millis(progress.state.iter().map(|state| state.commit.0).fold(0, u64::saturating_add)),
        rows_dropped: progress.state.iter().filter_map(|state| state.dropped).reduce(u64::saturating_add),
        watermark: progress.watermark,
        offsets: progress
            .sources
            .iter()
            .map(|source| (owned(&source.start_offset), owned(&source.end_offset), owned(&source.latest_offset)))
            .collect(),
    }
}
