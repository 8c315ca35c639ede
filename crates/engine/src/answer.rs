//! Answers to requests: one file a view, each a plain function of the run.

mod advice;
mod conf;
mod contract_json;
mod distribution;
mod executors;
mod failures;
mod find;
mod findings;
mod jobs;
mod names;
mod order;
mod profile_json;
mod rdd_graph;
mod scaling;
mod settings;
mod siblings;
mod slow;
mod sql;
mod stages;
mod storage;
mod streaming;
mod summary;
mod tasks;
mod timeline;
mod what_if;

use afterglow_profile::Profile;
use afterglow_units::Timestamp;

pub(crate) use profile_json::status_word as stage_status;
pub(crate) use siblings::calibrates;
pub(crate) use tasks::status_word as task_status;
pub(crate) use timeline::running_tasks;

use crate::run::Run;
use crate::{Reply, Request};

/// Answers a question about run number `number`.
pub(crate) fn answer(run: &Run, number: u32, request: &Request) -> Reply {
    match request {
        Request::Summary(machines) => Reply::Summary(Box::new(summary::summary(run, number, machines))),
        Request::Stages(query) => Reply::Stages(stages::window(run, query)),
        Request::Stage { id, attempt } => match stages::one(run, *id, *attempt) {
            Some(view) => Reply::Stage(Box::new(view)),
            None => Reply::Refused { because: format!("The log has no stage {id}, attempt {attempt}.") },
        },
        Request::Tasks(query) => Reply::Tasks(tasks::window(run, query)),
        Request::TaskGroups { filter, by } => Reply::TaskGroups(tasks::groups(run, filter, *by)),
        Request::SlowTasks(filter) => Reply::SlowTasks(slow::slow_tasks(run, filter)),
        Request::Find { text } => Reply::Found(find::find(run, text)),
        Request::Storage => Reply::Storage(storage::storage(run)),
        Request::Jobs => Reply::Jobs(jobs::jobs(run)),
        Request::SqlList => Reply::SqlList(sql::list(run)),
        Request::Sql { id } => match sql::one(run, *id) {
            Some(view) => Reply::Sql(Box::new(view)),
            None => Reply::Refused { because: format!("The log has no SQL execution {id}.") },
        },
        Request::Executors => Reply::Executors(executors::executors(run)),
        Request::Timeline { from_ms, to_ms, columns } => {
            Reply::Timeline(timeline::timeline(run, *from_ms, *to_ms, *columns))
        }
        Request::Predict(query) => match scaling::scaling(run, query) {
            Ok(view) => Reply::Scaling(Box::new(view)),
            Err(because) => Reply::Refused { because },
        },
        Request::WhatIf(query) => match what_if::what_if(run, query) {
            Ok(view) => Reply::WhatIf(Box::new(view)),
            Err(because) => Reply::Refused { because },
        },
        Request::Names { search, count } => Reply::Names(names::names(run, search, *count)),
        Request::Advise(query) => match advice::advice(run, query) {
            Ok(view) => Reply::Advice(Box::new(view)),
            Err(because) => Reply::Refused { because },
        },
        Request::Emit { query, rank, kind } => match advice::emitted(run, query, *rank, kind) {
            Ok(texts) => Reply::Text(texts.into_iter().map(|emitted| emitted.text).collect::<Vec<_>>().join("\n")),
            Err(because) => Reply::Refused { because },
        },
        Request::Configuration => Reply::Conf(conf::conf(run)),
        Request::Streaming => Reply::Streaming(streaming::streaming(run)),
        Request::Digest => Reply::Digest(Box::new(run.digest())),
        Request::Seen(machines) => Reply::Seen(Box::new(run.seen(machines))),
        Request::ProfileJson => Reply::Text(serde_json::to_string_pretty(&run.profile_json()).unwrap_or_default()),
    }
}

impl Run {
    /// The run reduced to what [`crate::compare`] and the models of other runs need of it, with secrets masked.
    pub fn digest(&self) -> crate::Digest {
        let mut digest = crate::Digest::of(&self.profile);
        for (key, value) in &mut digest.settings {
            *value = afterglow_profile::secret::mask(key, value).0;
        }
        digest
    }
}

/// Milliseconds from the run's begin, as views count time.
fn since_begin(profile: &Profile, at: Option<Timestamp>) -> Option<f64> {
    Some((at?.0 as f64) - (profile.app.begin()?.0 as f64))
}

/// The length from one time to another, where both are known.
fn length(from: Option<Timestamp>, to: Option<Timestamp>) -> Option<f64> {
    Some(to?.since(from?).0 as f64)
}
