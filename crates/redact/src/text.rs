//! Texts: each kind of them has its grammar, in which some words are Spark's and the others are names.

mod cloud;
mod failure;
mod identity;
mod plan;
mod setting;
mod site;

use afterglow_eventlog::event::Event;

use crate::names::Names;
use crate::vocabulary;

pub(crate) use setting::{platform_marks, region_setting, setting};

/// Texts by their grammars; where names are kept, as they are but for secrets.
macro_rules! texts {
    ($($name:ident = $grammar:path;)*) => {
        $(pub(crate) fn $name(text: &str, names: &mut Names) -> String {
            kept(text, names).unwrap_or_else(|| $grammar(text, names))
        })*
    };
}

texts! {
    app_id = identity::app_id;
    app_name = identity::app_name;
    call_site = site::call_site;
    class = failure::class;
    executor = identity::executor;
    failure = failure::failure;
    host = cloud::host;
    number_or_name = identity::number_or_name;
    operator = plan::operator;
    plan_words = plan::plan_words;
    rdd = site::rdd;
    some_name = identity::some_name;
}

/// The text of a plan's node.
pub(crate) fn plan_node(name: &str, text: &str, names: &mut Names) -> String {
    kept(text, names).unwrap_or_else(|| plan::plan_node(name, text, names))
}

/// What is said of a plan's node under a key.
pub(crate) fn plan_value(key: &str, text: &str, names: &mut Names) -> String {
    names.mask().map_or_else(|| plan::plan_words(text, names), |mask| mask(key, text))
}

/// A text as it is but for secrets, where names are kept.
pub(crate) fn kept(text: &str, names: &Names) -> Option<String> {
    names.mask().map(|mask| mask("", text))
}

/// A version, up to what only its vendor knows.
pub(crate) fn version(text: &str, names: &Names) -> String {
    kept(text, names).unwrap_or_else(|| identity::version(text))
}

/// A word of a list, else a token.
fn listed(list: &vocabulary::List, text: &str, names: &mut Names) -> String {
    if text.is_empty() || list.has(text) { text.to_owned() } else { names.name(text) }
}

/// The name of a SQL metric; a connector's own ones become tokens.
pub(crate) fn metric(name: &str, names: &mut Names) -> String {
    listed(&vocabulary::METRICS, name, names)
}

/// Whether a name is that of a metric of Spark or of a vendor.
pub(crate) fn is_metric(name: &str) -> bool {
    vocabulary::METRICS.has(name)
}

/// What a SQL metric measures: `sum`, `timing` and so on, or a connector's class.
pub(crate) fn metric_kind(kind: &str, names: &mut Names) -> String {
    match kind.strip_prefix("v2Custom_") {
        Some(class) => format!("v2Custom_{}", names.name(class)),
        None => listed(&vocabulary::FIELDS, kind, names),
    }
}

/// A phase of a streaming batch.
pub(crate) fn phase(name: &str, names: &mut Names) -> String {
    listed(&vocabulary::STREAMS, name, names)
}

/// A source or a sink of a stream: its kind, and a token for what it reads or writes.
pub(crate) fn connector(text: &str, names: &mut Names) -> String {
    let kind = text.split('[').next().unwrap_or_default();
    if !names.keep() && vocabulary::STREAMS.has(kind) && kind.len() < text.len() {
        return format!("{kind}[{}]", names.name(text));
    }
    listed(&vocabulary::STREAMS, text, names)
}

/// A resource of a resource profile.
pub(crate) fn resource(name: &str, names: &mut Names) -> String {
    listed(&vocabulary::FIELDS, name, names)
}

/// How a task ended, where it is none of the ends that the reader tells apart.
pub(crate) fn end_reason(reason: &str, names: &mut Names) -> String {
    listed(&vocabulary::FIELDS, reason, names)
}

/// The class of an exclusion. A class of somebody else that is named like one is written as Spark's own.
pub(crate) fn exclusion(event: &str) -> &'static str {
    vocabulary::EVENTS.iter().find(|known| *known == event).unwrap_or({
        match (event.contains("Node"), event.contains("Unexcluded") || event.contains("Unblacklisted")) {
            (true, true) => "org.apache.spark.scheduler.SparkListenerNodeUnexcluded",
            (true, false) => "org.apache.spark.scheduler.SparkListenerNodeExcluded",
            (false, true) => "org.apache.spark.scheduler.SparkListenerExecutorUnexcluded",
            (false, false) => "org.apache.spark.scheduler.SparkListenerExecutorExcluded",
        }
    })
}

/// The class of an event that is left out, as the report counts it.
pub(crate) fn event_name(event: &Event<'_>, names: &mut Names) -> String {
    match event {
        Event::Other { name } => listed(&vocabulary::EVENTS, name, names),
        Event::BlockUpdated(_) => "SparkListenerBlockUpdated".to_owned(),
        _ => String::new(),
    }
}
