//! Events as lines again: the fields that the reader reads, under the keys and in the order in which Spark writes them.

mod app;
mod executor;
mod job;
mod served;
mod sql;
mod streaming;
mod task;

use std::borrow::Cow;

use afterglow_eventlog::event::Event;
use afterglow_units::Timestamp;

use crate::json::Object;
use crate::names::Names;
use crate::redactor::COMPACTED;

const SQL: &str = "org.apache.spark.sql.execution.ui.";
const STREAM: &str = "org.apache.spark.sql.streaming.StreamingQueryListener$";

/// Appends an event without a newline. `false`, and nothing appended, for one that the profile takes nothing from.
pub(crate) fn event(event: &Event<'_>, names: &mut Names, out: &mut Vec<u8>) -> bool {
    match event {
        Event::LogStart { version } => app::log_start(version, names, out),
        Event::DatabricksPart(part) => app::databricks_part(part, names, out),
        Event::AppStart(start) => app::start(start, names, out),
        Event::AppEnd(end) => app::end(end, out),
        Event::Environment(environment) => app::environment(environment, names, out),
        Event::ResourceProfile(profile) => app::resource_profile(profile, names, out),
        Event::ExecutorAdded(added) => executor::added(added, names, out),
        Event::ExecutorRemoved(removed) => executor::removed(removed, names, out),
        Event::ExecutorExcluded(excluded) => executor::excluded(excluded, names, out),
        Event::BlockManagerAdded(added) => executor::manager_added(added, names, out),
        Event::BlockManagerRemoved(removed) => executor::manager_removed(removed, names, out),
        Event::BlockUpdated(updated) => return executor::block_updated(updated, names, out),
        Event::Unpersist { rdd } => executor::unpersist(*rdd, out),
        Event::JobStart(start) => job::start(start, names, out),
        Event::JobEnd(end) => job::end(end, names, out),
        Event::StageSubmitted(submitted) => job::stage_submitted(submitted, names, out),
        Event::StageCompleted(completed) => job::stage_completed(completed, names, out),
        Event::TaskStart(start) => task::start(start, names, out),
        Event::TaskEnd(end) => task::end(end, names, out),
        Event::StageExecutorMetrics(metrics) => executor::stage_metrics(metrics, names, out),
        Event::SqlStart(start) => sql::start(start, names, out),
        Event::SqlEnd(end) => sql::end(end, names, out),
        Event::SqlAdaptive(update) => sql::adaptive(update, names, out),
        Event::SqlMetricIds(ids) => sql::metric_ids(ids, names, out),
        Event::DriverAccumulators(update) => sql::driver_accumulators(update, out),
        Event::StreamStarted(started) => streaming::started(started, names, out),
        Event::StreamProgress(progress) => streaming::progress(progress, names, out),
        Event::StreamTerminated(terminated) => streaming::terminated(terminated, names, out),
        Event::Served(one) => return served::served(one, names, out),
        Event::Other { name } if name == COMPACTED => open(out, COMPACTED).close(),
        Event::Other { .. } => return false,
    }
    true
}

/// Opens an event with its name.
fn open<'a>(out: &'a mut Vec<u8>, name: &str) -> Object<'a> {
    let mut object = Object::open(out);
    object.text("Event", name);
    object
}

/// A time in milliseconds, if it is known.
fn time(object: &mut Object<'_>, key: &str, at: Option<Timestamp>) {
    object.maybe(key, at.map(|at| at.0));
}

/// A text that may be missing.
fn text_of<'a>(text: Option<&'a Cow<'_, str>>) -> Option<&'a str> {
    text.map(AsRef::as_ref)
}
