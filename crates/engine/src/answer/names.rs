//! Stages, SQL executions, executors and findings by number or name, for somebody who types.

use crate::run::Run;
use crate::view::{NamedRow, NamesView};

/// The first `count` of each that match: numbers that begin with the text before names that hold it.
pub(super) fn names(run: &Run, search: &str, count: usize) -> NamesView {
    let needle = search.trim().to_lowercase();
    let profile = &run.profile;
    let stages = profile.stages.iter().map(|stage| {
        let (id, attempt) = (stage.key.id.0, stage.key.attempt);
        Named { number: stage.key.to_string(), id, attempt, name: &stage.name }
    });
    let sql = profile.sql.iter().map(|execution| {
        let id = execution.id.0;
        Named { number: id.to_string(), id, attempt: 0, name: &execution.description }
    });
    let diagnosis = run.diagnosis();
    let findings = diagnosis.findings.iter().chain(&diagnosis.hints).map(|finding| (finding.code, finding.title));
    NamesView {
        stages: first(stages, &needle, count),
        sql: first(sql, &needle, count),
        executors: paired(profile.executors.iter().map(|one| (one.id.as_str(), one.host.as_str())), &needle, count),
        findings: paired(findings, &needle, count),
    }
}

/// The first `count` whose id begins with the text, before those whose name holds it or whose id does further on: there
/// no number is sought, which would be in the address of every host.
fn paired<'p>(
    rows: impl Iterator<Item = (&'p str, &'p str)> + Clone,
    needle: &str,
    count: usize,
) -> Vec<(String, String)> {
    let begins = |id: &str| id.to_lowercase().starts_with(needle);
    let number = needle.bytes().all(|letter| letter.is_ascii_digit());
    let holds = |(id, name): (&str, &str)| {
        !begins(id) && !number && (id.to_lowercase().contains(needle) || name.to_lowercase().contains(needle))
    };
    let by_id = rows.clone().filter(|row| begins(row.0));
    let by_name = rows.filter(|row| holds(*row));
    by_id.chain(by_name).take(count).map(|(id, name)| (beginning(id), beginning(name))).collect()
}

/// Something that may be meant. Names may be as long as the whole log, so they are borrowed until they are chosen.
struct Named<'p> {
    number: String,
    id: i64,
    attempt: u32,
    name: &'p str,
}

fn first<'p>(rows: impl Iterator<Item = Named<'p>>, needle: &str, count: usize) -> Vec<NamedRow> {
    let (mut by_number, mut by_name) = (Vec::new(), Vec::new());
    for row in rows {
        if row.number.starts_with(needle) {
            by_number.push(row);
        } else if by_name.len() < count && row.name.to_lowercase().contains(needle) {
            by_name.push(row);
        }
        if by_number.len() == count {
            break;
        }
    }
    by_number.append(&mut by_name);
    by_number.truncate(count);
    by_number.into_iter().map(|row| NamedRow { id: row.id, attempt: row.attempt, name: beginning(row.name) }).collect()
}

/// Characters of a name that go out.
const LONGEST_NAME: usize = 160;

/// The beginning of a name, which is what the reader sees of it.
pub(super) fn beginning(name: &str) -> String {
    name.chars().take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_before_names_and_both_are_limited() {
        let row = |id: i64, name: &'static str| Named { number: id.to_string(), id, attempt: 0, name };
        let rows = || [row(3, "join of 12"), row(12, "sort"), row(120, "scan"), row(7, "Sort 12")].into_iter();
        let ids = |needle: &str, count| first(rows(), needle, count).iter().map(|row| row.id).collect::<Vec<_>>();
        assert_eq!(ids("12", 9), [12, 120, 3, 7]);
        assert_eq!(ids("12", 3), [12, 120, 3]);
        assert_eq!(ids("sort", 9), [12, 7]);
        assert_eq!(ids("", 2), [3, 12]);
        let name = "é".repeat(5_000);
        let long = first([Named { number: "1".to_owned(), id: 1, attempt: 0, name: &name }].into_iter(), "", 1);
        assert_eq!(long[0].name.chars().count(), LONGEST_NAME);
    }

    #[test]
    fn executors_are_found_by_id_and_host_and_findings_by_title() {
        let rows = [("1", "node-7"), ("17", "node-1"), ("7", "10.0.0.7"), ("driver", "Master")].into_iter();
        let ids = |needle: &str| paired(rows.clone(), needle, 9).into_iter().map(|(id, _)| id).collect::<Vec<_>>();
        assert_eq!(
            (ids("7"), ids("node"), ids("master")),
            (vec!["7".into()], vec!["1".into(), "17".into()], vec!["driver".to_owned()])
        );
        let findings = [("idle-slots", "Slots idle while jobs run")].into_iter();
        assert_eq!(paired(findings.clone(), "while jobs", 9).len(), 1);
        assert_eq!(paired(findings, "idle", 0).len(), 0);
    }
}
