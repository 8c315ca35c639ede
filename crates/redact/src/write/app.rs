//! The application and its environment.

use std::borrow::Cow;

use afterglow_eventlog::event::{AppEnd, AppStart, DatabricksPart, Environment, ResourceProfile, ResourceRequest};

use crate::json::Object;
use crate::names::Names;
use crate::text;

use super::{open, text_of, time};

pub(super) fn log_start(version: &str, names: &Names, out: &mut Vec<u8>) {
    let mut event = open(out, "SparkListenerLogStart");
    event.text("Spark Version", &text::version(version, names));
    event.close();
}

pub(super) fn databricks_part(part: &DatabricksPart<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, "DBCEventLoggingListenerMetadata");
    if let Some(version) = text_of(part.version.as_ref()) {
        event.text("Spark Version", &text::version(version, names));
    }
    event.maybe("Rollover Number", part.rollover);
    if let Some(context) = text_of(part.context.as_ref()) {
        event.plain("SparkContext Id", names.digits(context, 18));
    }
    event.close();
}

pub(super) fn start(start: &AppStart<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, "SparkListenerApplicationStart");
    if !start.name.is_empty() {
        event.text("App Name", &text::app_name(&start.name, names));
    }
    if let Some(id) = text_of(start.id.as_ref()) {
        event.text("App ID", &text::app_id(id, names));
    }
    time(&mut event, "Timestamp", start.at);
    if let Some(user) = text_of(start.user.as_ref()) {
        event.text("User", &names.name(user));
    }
    if let Some(attempt) = text_of(start.attempt.as_ref()) {
        event.text("App Attempt ID", &text::number_or_name(attempt, names));
    }
    event.close();
}

pub(super) fn end(end: &AppEnd, out: &mut Vec<u8>) {
    let mut event = open(out, "SparkListenerApplicationEnd");
    time(&mut event, "Timestamp", end.at);
    event.maybe("ExitCode", end.exit_code);
    event.close();
}

pub(super) fn environment(environment: &Environment<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, "SparkListenerEnvironmentUpdate");
    if names.keep() {
        for (table, rows) in [
            ("JVM Information", &environment.jvm),
            ("Spark Properties", &environment.spark),
            ("Hadoop Properties", &environment.hadoop),
            ("System Properties", &environment.system),
            ("Metrics Properties", &environment.metrics),
            ("Classpath Entries", &environment.classpath),
        ] {
            settings(event.key(table), rows, names);
        }
        return event.close();
    }
    let mut jvm = Object::open(event.key("JVM Information"));
    for (key, value) in &environment.jvm {
        if matches!(&**key, "Java Version" | "Scala Version") {
            jvm.text(key, &text::version(value.trim_start_matches("version "), names));
        }
    }
    jvm.close();
    let mut spark = Object::open(event.key("Spark Properties"));
    add_settings(&mut spark, &environment.spark, names);
    for (key, value) in text::platform_marks(environment) {
        spark.text(&key, &value);
    }
    spark.close();
    let mut system = Object::open(event.key("System Properties"));
    for (key, value) in &environment.system {
        if let Some(region) = text::region_setting(key, value) {
            system.text(key, region);
        }
    }
    system.close();
    event.close();
}

type Rows<'a> = [(Cow<'a, str>, Cow<'a, str>)];

/// A table of settings.
pub(super) fn settings(out: &mut Vec<u8>, rows: &Rows<'_>, names: &mut Names) {
    let mut table = Object::open(out);
    add_settings(&mut table, rows, names);
    table.close();
}

fn add_settings(table: &mut Object<'_>, rows: &Rows<'_>, names: &mut Names) {
    for (key, value) in rows {
        if let Some(value) = text::setting(key, value, names) {
            table.text(key, &value);
        }
    }
}

pub(super) fn resource_profile(profile: &ResourceProfile<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, "SparkListenerResourceProfileAdded");
    event.plain("Resource Profile Id", profile.id);
    requests(event.key("Executor Resource Requests"), &profile.executor, names);
    requests(event.key("Task Resource Requests"), &profile.task, names);
    event.close();
}

fn requests(out: &mut Vec<u8>, requests: &[ResourceRequest<'_>], names: &mut Names) {
    let mut all = Object::open(out);
    for request in requests {
        let name = text::resource(&request.resource, names);
        let mut one = Object::open(all.key(&name));
        one.text("Resource Name", &name);
        one.plain("Amount", request.amount);
        one.close();
    }
    all.close();
}
