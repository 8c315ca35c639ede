//! The application and its environment.

use crate::event::{AppEnd, AppStart, DatabricksPart, Environment, Event, ResourceProfile, ResourceRequest};
use crate::json::{Cursor, Step};

use super::{count, map, some_text, text, timestamp};

pub(super) fn log_start<'a>(cursor: &mut Cursor<'a>) -> Step<Event<'a>> {
    let mut version = None;
    cursor.object(|cursor, key| {
        if key == b"Spark Version" {
            version = cursor.text()?;
        }
        Ok(())
    })?;
    Ok(Event::LogStart { version: version.unwrap_or_default() })
}

pub(super) fn databricks_part<'a>(cursor: &mut Cursor<'a>) -> Step<DatabricksPart<'a>> {
    let mut part = DatabricksPart::default();
    cursor.object(|cursor, key| {
        match key {
            b"Spark Version" => part.version = some_text(cursor)?,
            b"Rollover Number" => part.rollover = cursor.int()?,
            b"SparkContext Id" => part.context = some_text(cursor)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(part)
}

pub(super) fn start<'a>(cursor: &mut Cursor<'a>) -> Step<AppStart<'a>> {
    let mut start = AppStart::default();
    cursor.object(|cursor, key| {
        match key {
            b"App Name" => start.name = text(cursor)?,
            b"App ID" => start.id = some_text(cursor)?,
            b"App Attempt ID" => start.attempt = some_text(cursor)?,
            b"User" => start.user = some_text(cursor)?,
            b"Timestamp" => start.at = timestamp(cursor)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(start)
}

pub(super) fn end(cursor: &mut Cursor<'_>) -> Step<AppEnd> {
    let mut end = AppEnd::default();
    cursor.object(|cursor, key| {
        match key {
            b"Timestamp" => end.at = timestamp(cursor)?,
            b"ExitCode" => end.exit_code = cursor.int()?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(end)
}

pub(super) fn environment<'a>(cursor: &mut Cursor<'a>) -> Step<Environment<'a>> {
    let mut environment = Environment::default();
    cursor.object(|cursor, key| {
        match key {
            b"JVM Information" => environment.jvm = map(cursor)?,
            b"Spark Properties" => environment.spark = map(cursor)?,
            b"Hadoop Properties" => environment.hadoop = map(cursor)?,
            b"System Properties" => environment.system = map(cursor)?,
            b"Metrics Properties" => environment.metrics = map(cursor)?,
            b"Classpath Entries" => environment.classpath = map(cursor)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(environment)
}

pub(super) fn resource_profile<'a>(cursor: &mut Cursor<'a>) -> Step<ResourceProfile<'a>> {
    let mut profile = ResourceProfile::default();
    cursor.object(|cursor, key| {
        match key {
            b"Resource Profile Id" => profile.id = count(cursor)?,
            b"Executor Resource Requests" => profile.executor = requests(cursor)?,
            b"Task Resource Requests" => profile.task = requests(cursor)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(profile)
}

fn requests<'a>(cursor: &mut Cursor<'a>) -> Step<Vec<ResourceRequest<'a>>> {
    let mut requests = Vec::new();
    cursor.object(|cursor, resource| {
        let mut amount = None;
        cursor.object(|cursor, key| {
            if key == b"Amount" {
                amount = cursor.float()?;
            }
            Ok(())
        })?;
        if let Some(amount) = amount {
            requests.push(ResourceRequest { resource: String::from_utf8_lossy(resource), amount });
        }
        Ok(())
    })?;
    Ok(requests)
}
