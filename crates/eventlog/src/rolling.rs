//! Rolled logs: `events_<n>_<application>` files of Spark 3.0 and later, in or out of their folder.
//!
//! Parts are ordered by their number, not by name. A `.compact` file replaces every part up to its number. The empty
//! `appstatus_...` file tells by its suffix whether the application had ended. EMR Serverless numbers from 0.

use afterglow_units::order;
use std::collections::{BTreeMap, HashSet};

use crate::discover::{Explored, Ignored, Layout, Leaf, Log, attempt, base, folder, stem};
use crate::failure::{Failure, FailureCode, Warning, WarningCode};

/// One part on its way into a log.
struct Rolled {
    number: u64,
    compact: bool,
    leaf: Leaf,
}

/// Takes the rolled parts out of `found` and makes logs of them, each with its turn.
pub(crate) fn group(found: &mut Explored, logs: &mut Vec<(usize, Log)>) {
    let mut groups: BTreeMap<(String, String), Vec<Rolled>> = BTreeMap::new();
    let mut others = Vec::new();
    for leaf in found.leaves.drain(..) {
        match part_number(&leaf.base) {
            Some((number, application, compact)) => {
                let key = (leaf.folder.clone(), application.to_owned());
                groups.entry(key).or_default().push(Rolled { number, compact, leaf });
            }
            None => others.push(leaf),
        }
    }
    found.leaves = others;
    for ((dir, application), parts) in groups {
        logs.push(assemble(&dir, &application, parts, found));
    }
    lonely_markers(found, logs);
}

/// `events_12_application_1_2.zstd.compact` is part 12 of `application_1_2`, compacted.
fn part_number(base: &str) -> Option<(u64, &str, bool)> {
    let stem = stem(base);
    let (number, application) = stem.name.strip_prefix("events_")?.split_once('_')?;
    Some((number.parse().ok()?, application, stem.compact))
}

fn assemble(dir: &str, application: &str, mut parts: Vec<Rolled>, found: &mut Explored) -> (usize, Log) {
    let order = parts.iter().map(|part| part.leaf.order).min().unwrap_or(0);
    let mut warnings = Vec::new();

    let compact = parts.iter().filter(|part| part.compact).map(|part| part.number).max();
    if let Some(last) = compact {
        let (kept, replaced): (Vec<_>, Vec<_>) =
            parts.into_iter().partition(|part| part.number > last || part.number == last && part.compact);
        parts = kept;
        for part in replaced {
            let reason = format!("replaced by the compact part {last}");
            found.ignored.push(Ignored { file: part.leaf.part.name, reason });
        }
        let message = format!("Spark compacted parts up to {last}: jobs that had ended by then are not in the log");
        warnings.push(Warning::new(WarningCode::Compacted, message));
    }

    // Of two copies the longer one comes first and stays.
    order::by_key(&mut parts, |part| (part.number, std::cmp::Reverse(part.leaf.part.stored_bytes), part.leaf.order));
    let mut kept: Vec<Rolled> = Vec::new();
    for part in parts {
        match kept.last() {
            Some(last) if last.number == part.number => {
                let (used, copy) = (&last.leaf.part.name, part.leaf.part.name);
                warnings.push(Warning::new(
                    WarningCode::DuplicatePart,
                    format!("part {} is there twice: {used} is used, {copy} is not", part.number),
                ));
                found.ignored.push(Ignored { file: copy, reason: format!("a copy of part {}", part.number) });
            }
            _ => kept.push(part),
        }
    }

    let numbers: Vec<u64> = kept.iter().map(|part| part.number).collect();
    let first = numbers.first().copied().unwrap_or(0);
    let missing = missing_numbers(if compact.is_some() { first } else { first.min(1) }, &numbers);
    if !missing.is_empty() {
        let message = format!("parts {} of the rolled log are missing", ranges(&missing));
        warnings.push(Warning::new(WarningCode::MissingParts, message));
    }
    let parts: Vec<_> = kept.into_iter().map(|part| part.leaf.part).collect();
    let is_folder = base(dir).starts_with("eventlog_v2_");
    let name = if is_folder { dir.to_owned() } else { parts.first().map_or_else(String::new, |p| p.name.clone()) };
    let log = Log {
        name,
        parts,
        layout: Layout::Rolling { compacted: compact.is_some(), missing },
        in_progress: in_progress(dir, application, found),
        attempt: attempt(application),
        warnings,
    };
    (order, log)
}

/// Whether the status file beside the parts says so. If a finished one is there too, that one is newer.
fn in_progress(dir: &str, application: &str, found: &Explored) -> bool {
    let states: Vec<bool> = found
        .markers
        .iter()
        .filter(|marker| marker.folder == dir)
        .filter_map(|marker| {
            let status = stem(marker.base.strip_prefix("appstatus_")?);
            (status.name == application).then_some(status.in_progress)
        })
        .collect();
    !states.is_empty() && states.iter().all(|state| *state)
}

/// A status file without any part is a log of which nothing was copied.
fn lonely_markers(found: &mut Explored, logs: &[(usize, Log)]) {
    let parts = logs.iter().flat_map(|(_, log)| &log.parts);
    let with_parts: HashSet<&str> = parts.map(|part| folder(&part.name)).collect();
    for marker in &found.markers {
        if marker.base.starts_with("appstatus_") && !with_parts.contains(marker.folder.as_str()) {
            let (there, expected) = ("the status file of a rolled log", "its events_... files beside it");
            let name = marker.name.clone();
            found.failures.push(Failure::new(FailureCode::NoLogInside, name, None, there, expected));
        }
    }
}

/// The numbers from `from` to the last that are not there. `numbers` must be sorted.
pub(crate) fn missing_numbers(from: u64, numbers: &[u64]) -> Vec<u64> {
    const ENOUGH: usize = 10_000;
    let mut missing = Vec::new();
    let mut next = from;
    for number in numbers {
        // A hostile name could claim part 10^18: a few thousand missing parts are enough to tell.
        missing.extend((next..*number).take(ENOUGH - missing.len().min(ENOUGH)));
        next = number.saturating_add(1);
    }
    missing
}

/// `1, 4 to 6` for 1, 4, 5, 6.
pub(crate) fn ranges(numbers: &[u64]) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, end)) if *end + 1 == *number => *end = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let text = |(start, end): &(u64, u64)| if start == end { start.to_string() } else { format!("{start} to {end}") };
    runs.iter().map(text).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::{missing_numbers, part_number, ranges};

    #[test]
    fn names_of_parts() {
        assert_eq!(part_number("events_10_local-1.zstd"), Some((10, "local-1", false)));
        assert_eq!(part_number("events_5_application_1_2_3.lz4.compact"), Some((5, "application_1_2_3", true)));
        assert_eq!(part_number("events.json"), None);
        assert_eq!(part_number("events_99999999999999999999_x"), None);
    }

    #[test]
    fn gaps() {
        assert_eq!(ranges(&missing_numbers(1, &[2, 3, 7])), "1, 4 to 6");
        assert_eq!(missing_numbers(1, &[1, u64::MAX]).len(), 10_000);
    }
}
