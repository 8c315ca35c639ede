//! Structured Streaming.

use afterglow_eventlog::event::{StateOperator, StreamProgress, StreamSource, StreamStarted, StreamTerminated};
use afterglow_units::Timestamp;

use crate::json::Object;
use crate::names::Names;
use crate::text;

use super::{STREAM, open, text_of};

pub(super) fn started(started: &StreamStarted<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, &format!("{STREAM}QueryStartedEvent"));
    query(&mut event, &started.id, &started.run, text_of(started.name.as_ref()), names);
    iso(&mut event, "timestamp", started.at);
    event.close();
}

pub(super) fn terminated(terminated: &StreamTerminated<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, &format!("{STREAM}QueryTerminatedEvent"));
    query(&mut event, &terminated.id, &terminated.run, None, names);
    if let Some(exception) = text_of(terminated.exception.as_ref()) {
        event.text("exception", &text::failure(exception, names));
    }
    event.close();
}

fn query(object: &mut Object<'_>, id: &str, run: &str, name: Option<&str>, names: &mut Names) {
    object.text("id", &text::some_name(id, names));
    object.text("runId", &text::some_name(run, names));
    if let Some(name) = name {
        object.text("name", &names.name(name));
    }
}

pub(super) fn progress(progress: &StreamProgress<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, &format!("{STREAM}QueryProgressEvent"));
    let mut body = Object::open(event.key("progress"));
    query(&mut body, &progress.id, &progress.run, text_of(progress.name.as_ref()), names);
    iso(&mut body, "timestamp", progress.at);
    body.plain("batchId", progress.batch);
    body.maybe("batchDuration", progress.duration.map(|time| time.0));
    let mut phases = Object::open(body.key("durationMs"));
    for (phase, time) in &progress.phases {
        phases.plain(&text::phase(phase, names), time.0);
    }
    phases.close();
    let mut times = Object::open(body.key("eventTime"));
    iso(&mut times, "watermark", progress.watermark);
    times.close();
    body.array("stateOperators", &progress.state, state_operator);
    body.array("sources", &progress.sources, |out, one| source(out, one, names));
    let mut sink = Object::open(body.key("sink"));
    sink.text("description", &text::connector(&progress.sink, names));
    sink.maybe("numOutputRows", progress.output_rows);
    sink.close();
    body.close();
    event.close();
}

fn state_operator(out: &mut Vec<u8>, of: &StateOperator) {
    let mut state = Object::open(out);
    state.plain("numRowsTotal", of.rows);
    state.plain("numRowsUpdated", of.updated);
    state.plain("commitTimeMs", of.commit.0);
    state.plain("memoryUsedBytes", of.memory.0);
    state.maybe("numRowsDroppedByWatermark", of.dropped);
    state.close();
}

/// Offsets go with the names: they name topics and files, and no figure depends on them.
fn source(out: &mut Vec<u8>, of: &StreamSource<'_>, names: &mut Names) {
    let mut source = Object::open(out);
    source.text("description", &text::connector(&of.description, names));
    let offsets = [&of.start_offset, &of.end_offset, &of.latest_offset];
    for (key, offset) in ["startOffset", "endOffset", "latestOffset"].into_iter().zip(offsets) {
        if let Some(offset) = text_of(offset.as_ref()).and_then(|offset| text::kept(offset, names)) {
            source.text(key, &offset);
        }
    }
    source.plain("numInputRows", of.rows);
    source.maybe("inputRowsPerSecond", of.input_rate);
    source.maybe("processedRowsPerSecond", of.processed_rate);
    source.close();
}

/// A time as `2024-05-01T12:34:56.789Z`, if it is known.
fn iso(object: &mut Object<'_>, key: &str, at: Option<Timestamp>) {
    if let Some(text) = at.and_then(|at| iso_text(at.0)) {
        object.text(key, &text);
    }
}

/// `None` outside the years 0 to 9999, which four digits cannot tell.
fn iso_text(millis: i64) -> Option<String> {
    let (days, rest) = (millis.div_euclid(86_400_000), millis.rem_euclid(86_400_000));
    // Years that begin in March, in eras of 400, which are 146,097 days each; day 0 is 1970-01-01.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    let (hour, minute, second, milli) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60, rest % 1000);
    (0..=9999)
        .contains(&year)
        .then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z"))
}

#[cfg(test)]
mod tests {
    use super::iso_text;

    #[test]
    fn known_instants() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (1_709_208_000_000, "2024-02-29T12:00:00.000Z"),
            (1_480_971_260_827, "2016-12-05T20:54:20.827Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        ] {
            assert_eq!(iso_text(millis).as_deref(), Some(text));
        }
        assert_eq!(iso_text(i64::MAX), None);
    }
}
