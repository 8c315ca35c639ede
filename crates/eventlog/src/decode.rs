//! One line of JSON to one event.

mod app;
mod executor;
mod job;
mod plan;
mod served;
mod sql;
mod streaming;
mod task;

use std::borrow::Cow;

use afterglow_units::Timestamp;

use crate::event::{Event, Text};
use crate::json::{Cursor, Step, unescape};

/// Why a line is not an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnEvent {
    /// Offset in the line of what is wrong.
    pub at: usize,
    /// What was expected there.
    pub expected: &'static str,
}

/// What Spark writes at the head of every line.
const HEAD: &[u8] = br#"{"Event":""#;

/// Decodes one JSON document as an event. Events that the profile does not use come back as [`Event::Other`] with
/// their name; their body is checked for balanced brackets only.
///
/// # Errors
/// The document is no JSON object with an `Event` key, or is cut or broken; the offset says where.
pub fn decode(line: &[u8]) -> Result<Event<'_>, NotAnEvent> {
    let first = attempt(&mut Cursor::new(line), line);
    match first {
        Err((_, true)) => attempt(&mut Cursor::without_leaps(line), line),
        other => other,
    }
    .map_err(|(wrong, _)| wrong)
}

fn attempt<'a>(cursor: &mut Cursor<'a>, line: &'a [u8]) -> Result<Event<'a>, (NotAnEvent, bool)> {
    let outcome = event_name(line).and_then(|name| {
        let event = by_name(name, cursor)?;
        cursor.end()?;
        Ok(event)
    });
    outcome.map_err(|wrong| (NotAnEvent { at: wrong.at, expected: wrong.expected }, cursor.leapt()))
}

/// The value of the `Event` key: the first one in all that Spark writes, but a formatter may have moved it.
fn event_name(line: &[u8]) -> Step<Text<'_>> {
    if let Some(rest) = line.strip_prefix(HEAD)
        && let Some(end) = memchr::memchr2(b'"', b'\\', &rest[..rest.len().min(200)])
        && rest[end] == b'"'
    {
        return Ok(String::from_utf8_lossy(&rest[..end]));
    }
    let mut cursor = Cursor::new(line);
    if cursor.peek() != Some(b'{') {
        return Err(crate::json::Malformed { at: 0, expected: "a JSON object" });
    }
    let mut name = None;
    cursor.object(|cursor, key| {
        if key == b"Event" {
            name = cursor.text()?;
        }
        Ok(())
    })?;
    name.ok_or(crate::json::Malformed { at: 0, expected: "an \"Event\" key" })
}

/// Words of the classes that tell of exclusions.
const EXCLUSIONS: [&str; 4] = ["Excluded", "Blacklisted", "Unexcluded", "Unblacklisted"];

fn by_name<'a>(name: Text<'a>, cursor: &mut Cursor<'a>) -> Step<Event<'a>> {
    const SQL: &str = "org.apache.spark.sql.execution.ui.";
    const STREAM: &str = "org.apache.spark.sql.streaming.StreamingQueryListener$";
    if let Some(core) = name.strip_prefix("SparkListener") {
        match core {
            "TaskStart" => return task::start(cursor).map(Event::TaskStart),
            "TaskEnd" => return task::end(cursor).map(Event::TaskEnd),
            "StageSubmitted" => return job::stage_submitted(cursor).map(Event::StageSubmitted),
            "StageCompleted" => return job::stage_completed(cursor).map(Event::StageCompleted),
            "JobStart" => return job::start(cursor).map(Event::JobStart),
            "JobEnd" => return job::end(cursor).map(Event::JobEnd),
            "StageExecutorMetrics" => return executor::stage_metrics(cursor).map(Event::StageExecutorMetrics),
            "BlockUpdated" => return executor::block_updated(cursor).map(Event::BlockUpdated),
            "BlockManagerAdded" => return executor::manager_added(cursor).map(Event::BlockManagerAdded),
            "BlockManagerRemoved" => return executor::manager_removed(cursor).map(Event::BlockManagerRemoved),
            "ExecutorAdded" => return executor::added(cursor).map(Event::ExecutorAdded),
            "ExecutorRemoved" => return executor::removed(cursor).map(Event::ExecutorRemoved),
            "UnpersistRDD" => return executor::unpersist(cursor),
            "LogStart" => return app::log_start(cursor),
            "ApplicationStart" => return app::start(cursor).map(Event::AppStart),
            "ApplicationEnd" => return app::end(cursor).map(Event::AppEnd),
            "EnvironmentUpdate" => return app::environment(cursor).map(Event::Environment),
            "ResourceProfileAdded" => return app::resource_profile(cursor).map(Event::ResourceProfile),
            _ => {}
        }
    } else if let Some(sql) = name.strip_prefix(SQL) {
        match sql {
            "SparkListenerSQLExecutionStart" => return sql::start(cursor).map(Event::SqlStart),
            "SparkListenerSQLExecutionEnd" => return sql::end(cursor).map(Event::SqlEnd),
            "SparkListenerSQLAdaptiveExecutionUpdate" => return sql::adaptive(cursor).map(Event::SqlAdaptive),
            "SparkListenerSQLAdaptiveSQLMetricUpdates" => return sql::metric_ids(cursor).map(Event::SqlMetricIds),
            "SparkListenerDriverAccumUpdates" => {
                return sql::driver_accumulators(cursor).map(Event::DriverAccumulators);
            }
            _ => {}
        }
    } else if let Some(stream) = name.strip_prefix(STREAM) {
        match stream {
            "QueryStartedEvent" => return streaming::started(cursor).map(Event::StreamStarted),
            "QueryProgressEvent" => return streaming::progress(cursor).map(Event::StreamProgress),
            "QueryTerminatedEvent" => return streaming::terminated(cursor).map(Event::StreamTerminated),
            _ => {}
        }
    } else if name == "DBCEventLoggingListenerMetadata" {
        return app::databricks_part(cursor).map(Event::DatabricksPart);
    }
    let short = name.rsplit('.').next().unwrap_or(&name);
    if short.starts_with("SparkListener") && EXCLUSIONS.iter().any(|word| short.contains(word)) {
        return executor::excluded(cursor, name.clone()).map(Event::ExecutorExcluded);
    }
    if let Some(class) = served::class(&name) {
        return served::served(cursor, class).map(Event::Served);
    }
    cursor.skip()?;
    Ok(Event::Other { name })
}

/// A point in time. Spark writes −1 and 0 for "not yet"; what lies beyond the year 9999 is no time either.
fn timestamp(cursor: &mut Cursor<'_>) -> Step<Option<Timestamp>> {
    const END_OF_9999: i64 = 253_402_300_799_999;
    Ok(cursor.int()?.filter(|millis| (1..=END_OF_9999).contains(millis)).map(Timestamp))
}

/// Text, empty where there is none.
fn text<'a>(cursor: &mut Cursor<'a>) -> Step<Text<'a>> {
    Ok(cursor.text()?.unwrap_or_default())
}

/// A map of names to values; also a list of pairs, which one vendor writes.
fn map<'a>(cursor: &mut Cursor<'a>) -> Step<Vec<(Text<'a>, Text<'a>)>> {
    let mut pairs = Vec::new();
    if cursor.peek() == Some(b'[') {
        cursor.array(|cursor| {
            let mut pair = Vec::new();
            cursor.array(|cursor| {
                pair.push(cursor.any_text()?.unwrap_or_default());
                Ok(())
            })?;
            let mut pair = pair.into_iter();
            if let (Some(key), Some(value)) = (pair.next(), pair.next()) {
                pairs.push((key, value));
            }
            Ok(())
        })?;
    } else {
        cursor.object(|cursor, key| {
            pairs.push((unescape(key), cursor.any_text()?.unwrap_or_default()));
            Ok(())
        })?;
    }
    Ok(pairs)
}

/// A count or index, which Spark keeps in a signed 32-bit number; what does not fit saturates.
fn count(cursor: &mut Cursor<'_>) -> Step<u32> {
    Ok(cursor.uint()?.min(i32::MAX as u64) as u32)
}

/// Text that is there and not empty.
fn some_text<'a>(cursor: &mut Cursor<'a>) -> Step<Option<Text<'a>>> {
    Ok(cursor.text()?.filter(|text: &Cow<'_, str>| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_events_are_named_and_not_fatal() {
        let line = br#"{"Event":"com.vendor.Thing","a":[1,{"b":"]"}]}"#;
        assert_eq!(decode(line), Ok(Event::Other { name: "com.vendor.Thing".into() }));
    }

    #[test]
    fn the_event_key_may_stand_anywhere_and_spaced() {
        let line = br#" { "Timestamp" : 5 , "Event" : "SparkListenerApplicationEnd" } "#;
        assert!(matches!(decode(line), Ok(Event::AppEnd(end)) if end.at == Some(Timestamp(5))));
    }

    #[test]
    fn cut_lines_are_refused() {
        let line = br#"{"Event":"SparkListenerApplicationEnd","Timestamp":5}"#;
        for cut in 0..line.len() {
            assert!(decode(&line[..cut]).is_err(), "cut at {cut}");
        }
        assert!(decode(br#"{"Event":"SparkListenerApplicationEnd"}{}"#).is_err());
    }
}
