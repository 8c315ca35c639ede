//! The application, its environment and resource profiles.

use std::collections::BTreeMap;

use afterglow_eventlog::event::{
    AppEnd, AppStart, DatabricksPart, Environment, ResourceProfile, ResourceRequest, Text,
};

use super::Fold;
use crate::table;

impl Fold {
    pub(super) fn databricks_part(&mut self, part: &DatabricksPart<'_>) {
        let log = &mut self.profile.log;
        if log.spark_version.is_none() {
            log.spark_version = part.version.clone().map(Text::into_owned);
        }
        log.rollovers.extend(part.rollover);
    }

    pub(super) fn app_start(&mut self, start: &AppStart<'_>) {
        let app = &mut self.profile.app;
        app.name = start.name.clone().into_owned();
        app.id = start.id.clone().map(Text::into_owned);
        app.attempt = start.attempt.clone().map(Text::into_owned);
        app.user = start.user.clone().map(Text::into_owned);
        app.started = start.at;
        self.seen(start.at);
    }

    pub(super) fn app_end(&mut self, end: AppEnd) {
        self.profile.app.ended = end.at;
        self.profile.app.exit_code = end.exit_code;
        self.profile.log.complete = true;
        self.seen(end.at);
    }

    pub(super) fn environment(&mut self, environment: &Environment<'_>) {
        let conf = &mut self.profile.conf;
        for (table, pairs) in [
            (&mut conf.spark, &environment.spark),
            (&mut conf.hadoop, &environment.hadoop),
            (&mut conf.system, &environment.system),
            (&mut conf.jvm, &environment.jvm),
            (&mut conf.metrics, &environment.metrics),
            (&mut conf.classpath, &environment.classpath),
        ] {
            table.extend(pairs.iter().map(|(key, value)| (key.clone().into_owned(), value.clone().into_owned())));
        }
    }

    pub(super) fn resource_profile(&mut self, profile: &ResourceProfile<'_>) {
        let profiles = &mut self.profile.resource_profiles;
        profiles.retain(|known| known.id != profile.id);
        profiles.push(table::ResourceProfile {
            id: profile.id,
            executor: amounts(&profile.executor),
            task: amounts(&profile.task),
        });
    }
}

fn amounts(requests: &[ResourceRequest<'_>]) -> BTreeMap<String, f64> {
    requests.iter().map(|request| (request.resource.clone().into_owned(), request.amount)).collect()
}
