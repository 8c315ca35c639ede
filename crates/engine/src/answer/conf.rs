//! The configuration, with secrets masked.

use std::collections::BTreeMap;

use afterglow_profile::ResourceProfile;
use afterglow_profile::secret::mask;

use super::settings;
use crate::run::Run;
use crate::view::{ConfRow, ConfView};

/// All settings, by section and key.
pub(super) fn conf(run: &Run) -> ConfView {
    let conf = &run.profile.conf;
    let found = run.diagnosis().findings.iter().rev().flat_map(|finding| &finding.settings);
    let advised: BTreeMap<&str, &str> = found.map(|setting| (setting.key, setting.to.as_str())).collect();
    let sections = [
        ("spark", &conf.spark),
        ("hadoop", &conf.hadoop),
        ("system", &conf.system),
        ("jvm", &conf.jvm),
        ("metrics", &conf.metrics),
        ("classpath", &conf.classpath),
    ];
    let mut rows = Vec::new();
    for (section, table) in sections {
        for (key, value) in table {
            let (value, masked) = mask(key, value);
            // A session's file holds values that were masked when it was written.
            let masked = masked || value.contains("••••••");
            let known = settings::known(key).filter(|_| section == "spark");
            rows.push(ConfRow {
                section: section.to_owned(),
                key: key.clone(),
                value,
                masked,
                default: known.and_then(|setting| setting.default).map(str::to_owned),
                advised: advised.get(key.as_str()).filter(|_| section == "spark").map(|&to| to.to_owned()),
                meaning: known.map(|setting| setting.meaning.to_owned()),
            });
        }
    }
    rows.extend(run.profile.resource_profiles.iter().flat_map(resources));
    ConfView { rows }
}

/// What a resource profile asks for, for an executor and for a task.
fn resources(profile: &ResourceProfile) -> impl Iterator<Item = ConfRow> + use<'_> {
    let of = move |what: &'static str, (resource, amount): (&String, &f64)| {
        // Spark counts memory in MiB there.
        let memory = what == "executor"
            && (resource.starts_with("memory") || resource.ends_with("Memory") || resource == "offHeap");
        ConfRow {
            section: "resources".to_owned(),
            key: format!("profile {}: {what} {resource}", profile.id),
            value: if memory { format!("{amount} MiB") } else { amount.to_string() },
            ..ConfRow::default()
        }
    };
    let executor = profile.executor.iter().map(move |entry| of("executor", entry));
    executor.chain(profile.task.iter().map(move |entry| of("task", entry)))
}
