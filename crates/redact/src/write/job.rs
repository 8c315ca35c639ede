//! Jobs and stages.

use afterglow_eventlog::event::{
    Accumulable, InMemory, JobEnd, JobStart, JobTies, RddInfo, StageCompleted, StageInfo, StageSubmitted,
};

use crate::json::{self, Object};
use crate::names::Names;
use crate::text;

use super::{open, text_of, time};

pub(super) fn start(start: &JobStart<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, "SparkListenerJobStart");
    event.plain("Job ID", start.id.0);
    time(&mut event, "Submission Time", start.at);
    event.array("Stage Infos", &start.infos, |out, info| stage_info(out, info, names));
    event.array("Stage IDs", &start.stages, |out, id| json::plain(out, id.0));
    properties(event.key("Properties"), &start.ties, None, names);
    event.close();
}

pub(super) fn end(end: &JobEnd<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, "SparkListenerJobEnd");
    event.plain("Job ID", end.id.0);
    time(&mut event, "Completion Time", end.at);
    let mut result = Object::open(event.key("Job Result"));
    result.text("Result", if end.succeeded { "JobSucceeded" } else { "JobFailed" });
    if let Some(error) = text_of(end.error.as_ref()) {
        let mut exception = Object::open(result.key("Exception"));
        exception.text("Message", &text::failure(error, names));
        exception.close();
    }
    result.close();
    event.close();
}

pub(super) fn stage_submitted(submitted: &StageSubmitted<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, "SparkListenerStageSubmitted");
    stage_info(event.key("Stage Info"), &submitted.info, names);
    properties(event.key("Properties"), &submitted.ties, submitted.shuffle_partitions, names);
    event.close();
}

pub(super) fn stage_completed(completed: &StageCompleted<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, "SparkListenerStageCompleted");
    stage_info(event.key("Stage Info"), &completed.info, names);
    event.close();
}

fn stage_info(out: &mut Vec<u8>, info: &StageInfo<'_>, names: &mut Names) {
    let mut stage = Object::open(out);
    stage.plain("Stage ID", info.key.id.0);
    stage.plain("Stage Attempt ID", info.key.attempt);
    stage.text("Stage Name", &text::call_site(&info.name, names));
    stage.plain("Number of Tasks", info.tasks);
    if let Some(details) = text::kept(&info.details, names).filter(|details| !details.is_empty()) {
        stage.text("Details", &details);
    }
    if !info.rdds.is_empty() {
        stage.array("RDD Info", &info.rdds, |out, rdd| rdd_info(out, rdd, names));
    }
    stage.array("Parent IDs", &info.parents, |out, id| json::plain(out, id.0));
    time(&mut stage, "Submission Time", info.submitted);
    time(&mut stage, "Completion Time", info.completed);
    if let Some(failure) = text_of(info.failure.as_ref()) {
        stage.text("Failure Reason", &text::failure(failure, names));
    }
    // Accumulators of the user's own are of no use to the profile, and may count anything.
    let keep = names.keep();
    let metrics = info.accumulables.iter().filter(|one| keep || one.sql || text::is_metric(&one.name));
    stage.array("Accumulables", metrics, |out, one| accumulable(out, one, names));
    stage.maybe("Resource Profile Id", info.resource_profile);
    stage.close();
}

fn rdd_info(out: &mut Vec<u8>, info: &RddInfo<'_>, names: &mut Names) {
    let mut rdd = Object::open(out);
    rdd.plain("RDD ID", info.id);
    rdd.text("Name", &text::rdd(&info.name, names));
    if let Some(scope) = text_of(info.scope.as_ref()) {
        let mut inner = Vec::new();
        let mut object = Object::open(&mut inner);
        object.text("name", &text::operator(scope, names));
        object.close();
        rdd.text("Scope", &String::from_utf8_lossy(&inner));
    }
    rdd.array("Parent IDs", &info.parents, json::plain);
    if info.cached {
        let mut level = Object::open(rdd.key("Storage Level"));
        level.plain("Use Disk", info.level.disk);
        level.plain("Use Memory", info.level.memory != InMemory::No);
        level.plain("Use Off Heap", info.level.memory == InMemory::OffHeap);
        level.plain("Deserialized", info.level.deserialized);
        level.plain("Replication", info.level.replication);
        level.close();
    }
    rdd.plain("Number of Partitions", info.partitions);
    rdd.plain("Number of Cached Partitions", info.cached_partitions);
    rdd.plain("Memory Size", info.memory.0);
    rdd.plain("Disk Size", info.disk.0);
    rdd.close();
}

fn accumulable(out: &mut Vec<u8>, info: &Accumulable<'_>, names: &mut Names) {
    let mut one = Object::open(out);
    one.plain("ID", info.id.0);
    one.text("Name", &text::metric(&info.name, names));
    match info.text.as_deref().and_then(|text| text::kept(text, names)) {
        Some(text) => one.text("Value", &text),
        None => one.maybe("Value", info.value),
    }
    if info.sql {
        one.text("Metadata", "sql");
    }
    one.close();
}

/// Spark writes properties as strings, numbers too.
fn properties(out: &mut Vec<u8>, ties: &JobTies<'_>, partitions: Option<i64>, names: &mut Names) {
    let mut all = Object::open(out);
    let mut number = |key: &str, value: Option<i64>| {
        if let Some(value) = value {
            all.text(key, &value.to_string());
        }
    };
    number("spark.sql.execution.id", ties.sql.map(|id| id.0));
    number("spark.sql.execution.root.id", ties.sql_root.map(|id| id.0));
    number("spark.streaming.internal.batchTime", ties.dstream_batch.map(|at| at.0));
    number("spark.sql.shuffle.partitions", partitions);
    number("streaming.sql.batchId", ties.batch.as_ref().map(|(_, batch)| *batch));
    if let Some((query, _)) = &ties.batch {
        all.text("sql.streaming.queryId", &names.name(query));
    }
    if let Some(group) = text_of(ties.group.as_ref()) {
        all.text("spark.jobGroup.id", &names.name(group));
    }
    if let Some(tags) = text_of(ties.tags.as_ref()) {
        let tags = tags.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(|tag| names.name(tag));
        all.text("spark.job.tags", &tags.collect::<Vec<_>>().join(","));
    }
    if let Some(description) = text_of(ties.description.as_ref()) {
        all.text("spark.job.description", &text::call_site(description, names));
    }
    if let Some(pool) = text_of(ties.pool.as_ref()) {
        all.text("spark.scheduler.pool", &if pool == "default" { pool.to_owned() } else { names.name(pool) });
    }
    if let Some(site) = text_of(ties.call_site.as_ref()) {
        all.text("callSite.short", &text::call_site(site, names));
    }
    all.close();
}
