//! Stages and SQL executions by number or name, for somebody who types.

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
    NamesView { stages: first(stages, &needle, count), sql: first(sql, &needle, count) }
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
}
