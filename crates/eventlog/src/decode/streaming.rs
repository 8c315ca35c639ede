//! Structured Streaming.

use afterglow_units::{Bytes, Millis, Timestamp};

use crate::event::{StateOperator, StreamProgress, StreamSource, StreamStarted, StreamTerminated};
use crate::json::{Cursor, Step, iso_millis, unescape};

use super::{some_text, text};

fn iso(cursor: &mut Cursor<'_>) -> Step<Option<Timestamp>> {
    Ok(cursor.text()?.and_then(|text| iso_millis(&text)).map(Timestamp))
}

pub(super) fn started<'a>(cursor: &mut Cursor<'a>) -> Step<StreamStarted<'a>> {
    let mut started = StreamStarted::default();
    cursor.object(|cursor, key| {
        match key {
            b"id" => started.id = text(cursor)?,
            b"runId" => started.run = text(cursor)?,
            b"name" => started.name = some_text(cursor)?,
            b"timestamp" => started.at = iso(cursor)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(started)
}

pub(super) fn terminated<'a>(cursor: &mut Cursor<'a>) -> Step<StreamTerminated<'a>> {
    let mut terminated = StreamTerminated::default();
    cursor.object(|cursor, key| {
        match key {
            b"id" => terminated.id = text(cursor)?,
            b"runId" => terminated.run = text(cursor)?,
            b"exception" => terminated.exception = some_text(cursor)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(terminated)
}

pub(super) fn progress<'a>(cursor: &mut Cursor<'a>) -> Step<StreamProgress<'a>> {
    let mut progress = StreamProgress { batch: -1, ..StreamProgress::default() };
    cursor.object(|cursor, key| {
        if key == b"progress" {
            body(cursor, &mut progress)?;
        }
        Ok(())
    })?;
    if progress.duration.is_none() {
        progress.duration =
            progress.phases.iter().find(|(name, _)| name == "triggerExecution").map(|&(_, millis)| millis);
    }
    Ok(progress)
}

fn body<'a>(cursor: &mut Cursor<'a>, progress: &mut StreamProgress<'a>) -> Step {
    cursor.object(|cursor, key| {
        match key {
            b"id" => progress.id = text(cursor)?,
            b"runId" => progress.run = text(cursor)?,
            b"name" => progress.name = some_text(cursor)?,
            b"timestamp" => progress.at = iso(cursor)?,
            b"batchId" => progress.batch = cursor.int()?.unwrap_or(-1),
            b"batchDuration" => progress.duration = cursor.int()?.map(|millis| Millis(millis.max(0).cast_unsigned())),
            b"durationMs" => cursor.object(|cursor, key| {
                progress.phases.push((unescape(key), Millis(cursor.uint()?)));
                Ok(())
            })?,
            b"eventTime" => cursor.object(|cursor, key| {
                if key == b"watermark" {
                    // Before the first event the watermark is 1970.
                    progress.watermark = iso(cursor)?.filter(|time| time.0 > 0);
                }
                Ok(())
            })?,
            b"stateOperators" => cursor.array(|cursor| {
                progress.state.push(state_operator(cursor)?);
                Ok(())
            })?,
            b"sources" => cursor.array(|cursor| {
                progress.sources.push(source(cursor)?);
                Ok(())
            })?,
            b"sink" => cursor.object(|cursor, key| {
                match key {
                    b"description" => progress.sink = text(cursor)?,
                    // −1 means unknown.
                    b"numOutputRows" => progress.output_rows = cursor.int()?.and_then(|rows| u64::try_from(rows).ok()),
                    _ => {}
                }
                Ok(())
            })?,
            _ => {}
        }
        Ok(())
    })
}

fn state_operator(cursor: &mut Cursor<'_>) -> Step<StateOperator> {
    let mut state = StateOperator::default();
    cursor.object(|cursor, key| {
        match key {
            b"numRowsTotal" => state.rows = cursor.uint()?,
            b"numRowsUpdated" => state.updated = cursor.uint()?,
            b"numRowsDroppedByWatermark" | b"numLateInputs" => state.dropped = Some(cursor.uint()?),
            b"memoryUsedBytes" => state.memory = Bytes(cursor.uint()?),
            b"commitTimeMs" => state.commit = Millis(cursor.uint()?),
            _ => {}
        }
        Ok(())
    })?;
    Ok(state)
}

fn source<'a>(cursor: &mut Cursor<'a>) -> Step<StreamSource<'a>> {
    let mut source = StreamSource::default();
    cursor.object(|cursor, key| {
        match key {
            b"description" => source.description = text(cursor)?,
            b"numInputRows" => source.rows = cursor.uint()?,
            b"inputRowsPerSecond" => source.input_rate = cursor.float()?,
            b"processedRowsPerSecond" => source.processed_rate = cursor.float()?,
            b"startOffset" => source.start_offset = cursor.any_text()?,
            b"endOffset" => source.end_offset = cursor.any_text()?,
            b"latestOffset" => source.latest_offset = cursor.any_text()?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(source)
}
