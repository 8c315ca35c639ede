//! Which of the files that are no logs are worth a failure, and which are just lying beside logs.

use std::collections::{BTreeMap, HashSet};

use super::{Discovery, Ignored, Log};
use crate::discover::explore::Explored;
use crate::failure::{Failure, FailureCode};

/// Sorts what is no log: beside logs it is ignored, alone it is a failure. Damage always is one.
pub(super) fn settle(logs: Vec<Log>, found: Explored) -> Discovery {
    let names = || logs.iter().flat_map(|log| &log.parts).map(|part| part.name.as_str());
    let with_logs: HashSet<&str> = names().filter_map(archive).chain(names().filter_map(top_folder)).collect();
    let is_beside_logs = |scope: Option<&str>| scope.is_some_and(|scope| with_logs.contains(scope));

    let (mut failures, mut ignored) = (Vec::new(), found.ignored);
    let mut without_logs: BTreeMap<String, Vec<Failure>> = BTreeMap::new();
    let mut harmless = Vec::new();
    for failure in found.failures {
        match archive(&failure.file) {
            _ if !is_harmless(&failure) => failures.push(failure),
            Some(archive) if !with_logs.contains(archive) => {
                without_logs.entry(archive.to_owned()).or_default().push(failure);
            }
            _ => harmless.push(failure),
        }
    }
    harmless.extend(without_logs.into_iter().map(|(archive, inside)| summary(archive, &inside)));
    for failure in harmless {
        if is_beside_logs(archive(&failure.file)) || is_beside_logs(top_folder(&failure.file)) {
            ignored.push(Ignored { file: failure.file, reason: failure.found });
        } else {
            failures.push(failure);
        }
    }
    Discovery { logs, failures, ignored }
}

fn is_harmless(failure: &Failure) -> bool {
    matches!(failure.code, FailureCode::Empty | FailureCode::NotALog | FailureCode::NoLogInside)
}

/// The outermost archive that a file lies in.
fn archive(file: &str) -> Option<&str> {
    file.split_once('!').map(|(archive, _)| archive)
}

/// The topmost folder that a file was given with.
fn top_folder(file: &str) -> Option<&str> {
    archive(file).unwrap_or(file).split_once('/').map(|(folder, _)| folder)
}

/// One failure for an archive without a log, however many files it has.
fn summary(archive: String, inside: &[Failure]) -> Failure {
    let first = &inside[0];
    let inner = first.file.strip_prefix(&archive).unwrap_or(&first.file).trim_start_matches('!');
    let found = match inside.len() {
        1 => format!("only {inner}, which is {}", first.found),
        count => format!("{count} files without a log, such as {inner}, which is {}", first.found),
    };
    Failure::new(FailureCode::NoLogInside, archive, None, found, first.expected.clone())
}
