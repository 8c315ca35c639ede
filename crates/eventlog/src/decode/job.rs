//! Jobs and stages.

use afterglow_units::{AccumulatorId, Bytes, JobId, SqlId, StageId, Timestamp};

use crate::event::{
    Accumulable, InMemory, JobEnd, JobStart, JobTies, RddInfo, StageCompleted, StageInfo, StageSubmitted, StorageLevel,
    Text,
};
use crate::json::{Cursor, Step};

use super::{count, some_text, text, timestamp};

/// How much of a stage info is wanted: a job start repeats those of all its ancestors, and the same comes again
/// when the stage is submitted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Outline,
    Full,
}

pub(super) fn start<'a>(cursor: &mut Cursor<'a>) -> Step<JobStart<'a>> {
    let mut start = JobStart { id: JobId(-1), ..JobStart::default() };
    cursor.object(|cursor, key| {
        match key {
            b"Job ID" => start.id = JobId(cursor.int()?.unwrap_or(-1)),
            b"Submission Time" => start.at = timestamp(cursor)?,
            b"Stage IDs" => start.stages = stage_ids(cursor)?,
            b"Stage Infos" => cursor.array(|cursor| {
                start.infos.push(stage_info(cursor, Depth::Outline)?);
                Ok(())
            })?,
            b"Properties" => start.ties = properties(cursor)?.0,
            _ => {}
        }
        Ok(())
    })?;
    if start.stages.is_empty() {
        start.stages = start.infos.iter().map(|info| info.key.id).collect();
    }
    Ok(start)
}

pub(super) fn end<'a>(cursor: &mut Cursor<'a>) -> Step<JobEnd<'a>> {
    let mut end = JobEnd { id: JobId(-1), ..JobEnd::default() };
    cursor.object(|cursor, key| {
        match key {
            b"Job ID" => end.id = JobId(cursor.int()?.unwrap_or(-1)),
            b"Completion Time" => end.at = timestamp(cursor)?,
            b"Job Result" => cursor.object(|cursor, key| {
                match key {
                    b"Result" => end.succeeded = text(cursor)? == "JobSucceeded",
                    b"Exception" => cursor.object(|cursor, key| {
                        if key == b"Message" {
                            end.error = some_text(cursor)?;
                        }
                        Ok(())
                    })?,
                    _ => {}
                }
                Ok(())
            })?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(end)
}

pub(super) fn stage_submitted<'a>(cursor: &mut Cursor<'a>) -> Step<StageSubmitted<'a>> {
    let mut submitted = StageSubmitted::default();
    cursor.object(|cursor, key| {
        match key {
            b"Stage Info" => submitted.info = stage_info(cursor, Depth::Full)?,
            b"Properties" => (submitted.ties, submitted.shuffle_partitions) = properties(cursor)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(submitted)
}

pub(super) fn stage_completed<'a>(cursor: &mut Cursor<'a>) -> Step<StageCompleted<'a>> {
    let mut completed = StageCompleted::default();
    cursor.object(|cursor, key| {
        if key == b"Stage Info" {
            completed.info = stage_info(cursor, Depth::Full)?;
        }
        Ok(())
    })?;
    Ok(completed)
}

fn stage_ids(cursor: &mut Cursor<'_>) -> Step<Vec<StageId>> {
    let mut ids = Vec::new();
    cursor.array(|cursor| {
        ids.extend(cursor.int()?.map(StageId));
        Ok(())
    })?;
    Ok(ids)
}

fn stage_info<'a>(cursor: &mut Cursor<'a>, depth: Depth) -> Step<StageInfo<'a>> {
    let mut info = StageInfo::default();
    info.key.id = StageId(-1);
    cursor.object(|cursor, key| {
        match key {
            b"Stage ID" => info.key.id = StageId(cursor.int()?.unwrap_or(-1)),
            b"Stage Attempt ID" => info.key.attempt = count(cursor)?,
            b"Stage Name" => info.name = text(cursor)?,
            b"Number of Tasks" => info.tasks = count(cursor)?,
            b"Parent IDs" => info.parents = stage_ids(cursor)?,
            b"Submission Time" => info.submitted = timestamp(cursor)?,
            b"Completion Time" => info.completed = timestamp(cursor)?,
            b"Failure Reason" => info.failure = some_text(cursor)?,
            b"Resource Profile Id" => info.resource_profile = Some(count(cursor)?),
            _ if depth == Depth::Outline => {}
            b"Details" => info.details = text(cursor)?,
            b"RDD Info" => cursor.array(|cursor| {
                info.rdds.push(rdd_info(cursor)?);
                Ok(())
            })?,
            b"Accumulables" => cursor.array(|cursor| {
                info.accumulables.extend(accumulable(cursor)?);
                Ok(())
            })?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(info)
}

fn rdd_info<'a>(cursor: &mut Cursor<'a>) -> Step<RddInfo<'a>> {
    let mut rdd = RddInfo { id: -1, ..RddInfo::default() };
    cursor.object(|cursor, key| {
        match key {
            b"RDD ID" => rdd.id = cursor.int()?.unwrap_or(-1),
            b"Name" => rdd.name = text(cursor)?,
            b"Scope" => rdd.scope = cursor.text()?.and_then(|scope| scope_name(&scope)),
            b"Parent IDs" => cursor.array(|cursor| {
                rdd.parents.extend(cursor.int()?);
                Ok(())
            })?,
            b"Storage Level" => {
                rdd.level = storage_level(cursor)?;
                rdd.cached = rdd.level.disk || rdd.level.memory != InMemory::No;
            }
            b"Number of Partitions" => rdd.partitions = count(cursor)?,
            b"Number of Cached Partitions" => rdd.cached_partitions = count(cursor)?,
            b"Memory Size" => rdd.memory = Bytes(cursor.uint()?),
            b"Disk Size" => rdd.disk = Bytes(cursor.uint()?),
            _ => {}
        }
        Ok(())
    })?;
    Ok(rdd)
}

fn storage_level(cursor: &mut Cursor<'_>) -> Step<StorageLevel> {
    let mut level = StorageLevel::default();
    let (mut memory, mut off_heap) = (false, false);
    cursor.object(|cursor, key| {
        match key {
            b"Use Disk" => level.disk = cursor.bool()? == Some(true),
            b"Use Memory" => memory = cursor.bool()? == Some(true),
            b"Use Off Heap" => off_heap = cursor.bool()? == Some(true),
            b"Deserialized" => level.deserialized = cursor.bool()? == Some(true),
            b"Replication" => level.replication = count(cursor)?,
            _ => {}
        }
        Ok(())
    })?;
    level.memory = match (memory, off_heap) {
        (_, true) => InMemory::OffHeap,
        (true, false) => InMemory::OnHeap,
        (false, false) => InMemory::No,
    };
    Ok(level)
}

/// The `name` inside a scope, which is JSON inside a string.
fn scope_name(scope: &str) -> Option<Text<'static>> {
    let mut name = None;
    let read = Cursor::new(scope.as_bytes()).object(|cursor, key| {
        if key == b"name" {
            name = cursor.text()?.map(|text| Text::Owned(text.into_owned()));
        }
        Ok(())
    });
    read.ok().and(name)
}

/// An accumulator's total; Spark's internal task metrics are left out, since the tasks tell them better.
fn accumulable<'a>(cursor: &mut Cursor<'a>) -> Step<Option<Accumulable<'a>>> {
    let mut accumulable = Accumulable { id: AccumulatorId(-1), ..Accumulable::default() };
    cursor.object(|cursor, key| {
        match key {
            b"ID" => accumulable.id = AccumulatorId(cursor.int()?.unwrap_or(-1)),
            b"Name" => accumulable.name = text(cursor)?,
            b"Value" => {
                let value = cursor.raw()?;
                accumulable.value = Cursor::new(value).int()?;
                accumulable.text = Cursor::new(value).any_text()?;
            }
            b"Metadata" => accumulable.sql = text(cursor)? == "sql",
            _ => {}
        }
        Ok(())
    })?;
    if accumulable.sql {
        accumulable.text = None;
    }
    Ok((!accumulable.name.starts_with("internal.metrics.")).then_some(accumulable))
}

/// What the properties of a job or stage tie it to, and `spark.sql.shuffle.partitions`. At Databricks there are
/// hundreds of keys in each job: all others are skipped unbuilt.
fn properties<'a>(cursor: &mut Cursor<'a>) -> Step<(JobTies<'a>, Option<i64>)> {
    let (mut ties, mut partitions) = (JobTies::default(), None);
    let (mut query, mut batch) = (None, None);
    cursor.object(|cursor, key| {
        match key {
            b"spark.sql.execution.id" => ties.sql = cursor.int()?.map(SqlId),
            b"spark.sql.execution.root.id" => ties.sql_root = cursor.int()?.map(SqlId),
            b"spark.jobGroup.id" => ties.group = some_text(cursor)?,
            b"spark.job.tags" => ties.tags = some_text(cursor)?,
            b"spark.job.description" => ties.description = some_text(cursor)?,
            b"spark.scheduler.pool" => ties.pool = some_text(cursor)?,
            b"callSite.short" => ties.call_site = some_text(cursor)?,
            b"sql.streaming.queryId" => query = some_text(cursor)?,
            b"streaming.sql.batchId" => batch = cursor.int()?,
            b"spark.streaming.internal.batchTime" => ties.dstream_batch = cursor.int()?.map(Timestamp),
            b"spark.sql.shuffle.partitions" => partitions = cursor.int()?,
            _ => {}
        }
        Ok(())
    })?;
    ties.batch = query.zip(batch);
    Ok((ties, partitions))
}
