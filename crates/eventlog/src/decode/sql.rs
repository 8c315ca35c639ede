//! SQL executions.

use afterglow_units::{AccumulatorId, SqlId};

use crate::event::{DriverAccumulators, SqlAdaptive, SqlEnd, SqlMetricIds, SqlStart};
use crate::json::{Cursor, Step};

use super::plan::{metrics, plan};
use super::{map, some_text, text, timestamp};

pub(super) fn start<'a>(cursor: &mut Cursor<'a>) -> Step<SqlStart<'a>> {
    let mut start = SqlStart { id: SqlId(-1), ..SqlStart::default() };
    cursor.object(|cursor, key| {
        match key {
            b"executionId" => start.id = id(cursor)?,
            b"rootExecutionId" => start.root = cursor.int()?.map(SqlId),
            b"description" => start.description = text(cursor)?,
            b"physicalPlanDescription" => start.plan_text = text(cursor)?,
            b"sparkPlanInfo" => start.plan = plan(cursor)?,
            b"time" => start.at = timestamp(cursor)?,
            b"modifiedConfigs" => start.modified_confs = map(cursor)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(start)
}

pub(super) fn end<'a>(cursor: &mut Cursor<'a>) -> Step<SqlEnd<'a>> {
    let mut end = SqlEnd { id: SqlId(-1), ..SqlEnd::default() };
    cursor.object(|cursor, key| {
        match key {
            b"executionId" => end.id = id(cursor)?,
            b"time" => end.at = timestamp(cursor)?,
            b"errorMessage" => end.error = some_text(cursor)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(end)
}

pub(super) fn adaptive<'a>(cursor: &mut Cursor<'a>) -> Step<SqlAdaptive<'a>> {
    let mut update = SqlAdaptive { id: SqlId(-1), ..SqlAdaptive::default() };
    cursor.object(|cursor, key| {
        match key {
            b"executionId" => update.id = id(cursor)?,
            b"physicalPlanDescription" => update.plan_text = text(cursor)?,
            b"sparkPlanInfo" => update.plan = plan(cursor)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(update)
}

pub(super) fn metric_ids<'a>(cursor: &mut Cursor<'a>) -> Step<SqlMetricIds<'a>> {
    let mut ids = SqlMetricIds { id: SqlId(-1), ..SqlMetricIds::default() };
    cursor.object(|cursor, key| {
        match key {
            b"executionId" => ids.id = id(cursor)?,
            b"sqlPlanMetrics" => ids.metrics = metrics(cursor)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(ids)
}

pub(super) fn driver_accumulators(cursor: &mut Cursor<'_>) -> Step<DriverAccumulators> {
    let mut update = DriverAccumulators { id: SqlId(-1), ..DriverAccumulators::default() };
    cursor.object(|cursor, key| {
        match key {
            b"executionId" => update.id = id(cursor)?,
            b"accumUpdates" => cursor.array(|cursor| {
                let mut pair = Vec::with_capacity(2);
                cursor.array(|cursor| {
                    pair.extend(cursor.int()?);
                    Ok(())
                })?;
                if let [id, value] = pair[..] {
                    update.updates.push((AccumulatorId(id), value));
                }
                Ok(())
            })?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(update)
}

fn id(cursor: &mut Cursor<'_>) -> Step<SqlId> {
    Ok(SqlId(cursor.int()?.unwrap_or(-1)))
}
