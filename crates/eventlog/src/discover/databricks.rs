//! Databricks: `eventlog` and `eventlog-<date>.gz`, ordered by the rollover number in each file's first line.
//!
//! Files belong together when they lie in one folder and name one SparkContext. A file without that first line joins
//! by the time in its name, if only one log can be meant.

use afterglow_units::order;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::explore::{Explored, Leaf};
use super::{Ignored, Layout, Log, names};
use crate::failure::{Warning, WarningCode};
use crate::rolling::{missing_numbers, ranges};

/// The files of one log.
struct Group {
    folder: String,
    context: String,
    /// With their rollover numbers.
    members: Vec<(u64, Leaf)>,
    /// Without.
    strays: Vec<Leaf>,
}

/// Takes the Databricks files out of `found` and makes logs of them, each with its turn.
pub(super) fn group(found: &mut Explored, logs: &mut Vec<(usize, Log)>) {
    let mut by_context: BTreeMap<(String, String), Vec<(u64, Leaf)>> = BTreeMap::new();
    let mut strays: BTreeMap<String, Vec<Leaf>> = BTreeMap::new();
    let mut others = Vec::new();
    for mut leaf in found.leaves.drain(..) {
        if let Some((context, number)) = leaf.facts.rollover.take() {
            by_context.entry((leaf.folder.clone(), context)).or_default().push((number, leaf));
        } else if has_rollover_name(&leaf.base) {
            strays.entry(leaf.folder.clone()).or_default().push(leaf);
        } else {
            others.push(leaf);
        }
    }
    let mut groups = group_by_context(by_context);
    for (folder, leaves) in strays {
        let mut here = groups.iter_mut().filter(|group| group.folder == folder);
        match (here.next(), here.next()) {
            (Some(group), None) => group.strays = leaves,
            (None, _) if leaves.iter().any(|leaf| date(&leaf.base).is_some()) => logs.extend(group_by_name(leaves)),
            _ => others.extend(leaves),
        }
    }
    found.leaves = others;
    logs.extend(groups.into_iter().map(|group| assemble(group, &mut found.ignored)));
}

/// One group for each folder and context; a folder inside another one with the same context is no log of its own.
fn group_by_context(by_context: BTreeMap<(String, String), Vec<(u64, Leaf)>>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    // The map is sorted, so a folder comes before the folders in it.
    for ((folder, context), members) in by_context {
        let is_inside = |group: &&mut Group| {
            let rest = folder.strip_prefix(&group.folder);
            let below = rest.is_some_and(|rest| rest.starts_with(['/', '!'])) && !group.folder.is_empty();
            group.context == context && below
        };
        match groups.iter_mut().find(is_inside) {
            Some(outer) => outer.members.extend(members),
            None => groups.push(Group { folder, context, members, strays: Vec::new() }),
        }
    }
    groups
}

fn assemble(mut group: Group, ignored: &mut Vec<Ignored>) -> (usize, Log) {
    let all = group.members.iter().map(|(_, leaf)| leaf).chain(&group.strays);
    let order = all.map(|leaf| leaf.order).min().unwrap_or(0);
    let mut warnings = Vec::new();

    // Of two copies the longer one comes first and stays.
    order::by_key(&mut group.members, |(number, leaf)| (*number, Reverse(leaf.part.stored_bytes), leaf.order));
    let mut kept: Vec<(u64, Leaf)> = Vec::new();
    for (number, leaf) in group.members {
        match kept.last() {
            Some((last, used)) if *last == number => {
                warnings.push(copy_warning(&format!("rollover {number}"), used, &leaf));
                ignored.push(Ignored { file: leaf.part.name, reason: format!("a copy of rollover {number}") });
            }
            _ => kept.push((number, leaf)),
        }
    }
    let numbers: Vec<u64> = kept.iter().map(|(number, _)| *number).collect();
    let missing = missing_numbers(0, &numbers);
    if !missing.is_empty() {
        let message = format!("files with the rollover numbers {} are missing", ranges(&missing));
        warnings.push(Warning::new(WarningCode::MissingParts, message));
    }

    let mut leaves: Vec<Leaf> = kept.into_iter().map(|(_, leaf)| leaf).collect();
    for stray in group.strays {
        let message = format!("{} has no rollover number; the time in its name places it", stray.part.name);
        warnings.push(Warning::new(WarningCode::UnplacedPart, message));
        let when = time(&stray.base).to_owned();
        let at = leaves.iter().position(|leaf| time(&leaf.base) > when.as_str()).unwrap_or(leaves.len());
        leaves.insert(at, stray);
    }
    (order, log(&group.folder, leaves, Layout::Databricks { context: Some(group.context), missing }, warnings))
}

/// Files without any rollover number, in the order of the times in their names. A LogStart begins another log.
fn group_by_name(mut leaves: Vec<Leaf>) -> Vec<(usize, Log)> {
    order::by(&mut leaves, |a, b| (time(&a.base), &a.base).cmp(&(time(&b.base), &b.base)));
    let mut runs: Vec<Vec<Leaf>> = Vec::new();
    for leaf in leaves {
        match runs.last_mut() {
            Some(run) if !leaf.facts.log_start => run.push(leaf),
            _ => runs.push(vec![leaf]),
        }
    }
    let several = runs.len() > 1;
    let layout = || Layout::Databricks { context: None, missing: Vec::new() };
    let to_log = |run: Vec<Leaf>| {
        let order = run.iter().map(|leaf| leaf.order).min().unwrap_or(0);
        let folder = if several { String::new() } else { run[0].folder.clone() };
        (order, log(&folder, run, layout(), Vec::new()))
    };
    runs.into_iter().map(to_log).collect()
}

fn log(folder: &str, leaves: Vec<Leaf>, layout: Layout, warnings: Vec<Warning>) -> Log {
    let parts: Vec<_> = leaves.into_iter().map(|leaf| leaf.part).collect();
    // One file is best known by its own name, several by their folder's.
    let name = match parts.as_slice() {
        [first, ..] if parts.len() == 1 || folder.is_empty() => first.name.clone(),
        _ => folder.to_owned(),
    };
    Log { name, parts, layout, in_progress: false, attempt: None, warnings }
}

fn copy_warning(what: &str, used: &Leaf, copy: &Leaf) -> Warning {
    let (used, copy) = (&used.part.name, &copy.part.name);
    Warning::new(WarningCode::DuplicatePart, format!("{what} is there twice: {used} is used, {copy} is not"))
}

fn has_rollover_name(base: &str) -> bool {
    names::stem(base).name == "eventlog" || date(base).is_some()
}

/// The time in a name like `eventlog-2022-01-14--17-00.gz`.
fn date(base: &str) -> Option<&str> {
    let date = base.strip_prefix("eventlog-")?.get(.."2022-01-14--17-00".len())?;
    let fits = |(letter, pattern): (u8, u8)| {
        if pattern == b'-' { letter == b'-' } else { letter.is_ascii_digit() }
    };
    date.bytes().zip("2022-01-14--17-00".bytes()).all(fits).then_some(date)
}

/// [`date`], with the newest file, which has none, behind all others.
fn time(base: &str) -> &str {
    date(base).unwrap_or("~")
}

#[cfg(test)]
mod tests {
    #[test]
    fn dates_in_names() {
        assert_eq!(super::date("eventlog-2022-01-14--17-00.zip.gz"), Some("2022-01-14--17-00"));
        assert_eq!(super::date("eventlog-2022-01-14"), None);
        assert_eq!(super::date("eventlog-diff-context-xxx"), None);
        assert!(super::has_rollover_name("eventlog.gz"));
    }
}
