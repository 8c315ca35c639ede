//! What kinds of sensitive content the log has: counts and places, with the values masked.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use afterglow_profile::secret;

use crate::run::Run;
use crate::view::{InventoryRow, InventoryView};

const DAY_MS: i64 = 24 * 3_600_000;
const YEAR_MS: u64 = 366 * 24 * 3_600_000;

/// Distinct values of a kind, with the places where they stand.
#[derive(Default)]
struct Kind {
    values: BTreeSet<String>,
    places: BTreeSet<&'static str>,
}

#[derive(Default)]
struct Inventory {
    found: BTreeMap<&'static str, Kind>,
    /// The day of the run and those beside it, in milliseconds since 1970: numbers therein are times of its clock.
    days: Option<RangeInclusive<i64>>,
}

impl Inventory {
    fn note(&mut self, kind: &'static str, place: &'static str, value: &str) {
        if !value.is_empty() {
            let entry = self.found.entry(kind).or_default();
            entry.places.insert(place);
            entry.values.insert(value.to_owned());
        }
    }

    /// A setting: a secret by its key or by its value, else what stands inside.
    fn setting(&mut self, place: &'static str, key: &str, value: &str) {
        let (_, masked) = secret::mask(key, value);
        if masked && !value.contains("(redacted)") {
            self.note("secret", place, value);
        } else {
            self.scan(place, value);
        }
    }

    fn is_time(&self, word: &str) -> bool {
        word.len() == 13
            && word.parse().is_ok_and(|time: i64| self.days.as_ref().is_some_and(|days| days.contains(&time)))
    }

    /// What stands inside a text: e-mail addresses, URLs, paths, quoted literals, long runs of digits.
    fn scan(&mut self, place: &'static str, text: &str) {
        for word in text.split(|c: char| c.is_whitespace() || ",;()[]{}\"<>".contains(c)) {
            if word.contains("://") {
                self.note("url", place, word);
            } else if word.starts_with('/') && word[1..].contains('/') {
                self.note("path", place, word);
            } else if is_address(word) {
                self.note("email", place, word);
            }
            let digits = word.bytes().filter(u8::is_ascii_digit).count();
            let number = (12..=34).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if number && digits >= 12 && !self.is_time(word) {
                self.note("account-number", place, word);
            }
        }
        for literal in text.split('\'').skip(1).step_by(2).filter(|literal| literal.len() < 200) {
            self.note("sql-literal", place, literal);
        }
    }
}

/// The inventory of a run's log.
pub(super) fn inventory(run: &Run) -> InventoryView {
    let profile = &run.profile;
    // A run that seems to take years has a clock that tells nothing.
    let sane = profile.app.wall().is_some_and(|wall| wall.0 < YEAR_MS);
    let days = profile
        .app
        .begin()
        .zip(profile.app.end())
        .filter(|_| sane)
        .map(|(begin, end)| begin.0.saturating_sub(DAY_MS)..=end.0.saturating_add(DAY_MS));
    let mut found = Inventory { days, ..Inventory::default() };
    if let Some(user) = &profile.app.user {
        found.note("user", "ApplicationStart", user);
    }
    for executor in &profile.executors {
        found.note("host", "ExecutorAdded", &executor.host);
    }
    let sections = [
        ("Spark Properties", &profile.conf.spark),
        ("Hadoop Properties", &profile.conf.hadoop),
        ("System Properties", &profile.conf.system),
    ];
    for (place, table) in sections {
        for (key, value) in table {
            found.setting(place, key, value);
        }
    }
    for execution in &profile.sql {
        found.scan("SQL descriptions", &execution.description);
        found.scan("SQL plans", &execution.plan_text);
        for node in &execution.plan.nodes {
            if let Some(table) =
                node.name.strip_prefix("Scan ").and_then(|rest| rest.split_once(' ')).map(|(_, table)| table)
            {
                found.note("table", "SQL plans", table);
            }
        }
    }
    for session in &profile.served.sessions {
        found.note("user", "Sessions of clients", &session.user);
        found.note("host", "Sessions of clients", &session.from);
    }
    for statement in &profile.served.statements {
        found.note("user", "Statements of clients", &statement.user);
        found.scan("Statements of clients", &statement.text);
    }
    for execution in &profile.sql {
        for (key, value) in &execution.modified_confs {
            found.setting("Settings of queries", key, value);
        }
    }
    for statement in &profile.served.statements {
        found.scan("Statements of clients", statement.error.as_deref().unwrap_or(""));
    }
    for failure in &profile.failures {
        found.scan("Failures", &failure.message);
        found.scan("Failures", &failure.stack);
    }
    for stage in &profile.stages {
        for own in &stage.user_accumulators {
            found.scan("Accumulators", &own.value);
        }
        found.scan("Stage details", &stage.details);
        found.scan("Failures", stage.failure.as_deref().unwrap_or(""));
    }
    let rows = found.found.into_iter().map(|(kind, found)| InventoryRow {
        kind: kind.to_owned(),
        distinct: found.values.len() as u64,
        places: found.places.into_iter().map(str::to_owned).collect(),
        samples: found.values.iter().take(3).map(|value| masked(value)).collect(),
    });
    InventoryView { rows: rows.collect() }
}

/// Whether a word reads as an e-mail address: a name, and a host that ends with letters.
fn is_address(word: &str) -> bool {
    let plain = |text: &str, more: &str| text.chars().all(|letter| letter.is_alphanumeric() || more.contains(letter));
    word.split_once('@').is_some_and(|(user, host)| {
        let end = host.rsplit_once('.').map_or("", |(_, end)| end);
        user.starts_with(char::is_alphanumeric)
            && plain(user, "._%+-")
            && plain(host, ".-")
            && end.len() > 1
            && end.chars().all(char::is_alphabetic)
    })
}

/// The first and last character of a value and dots between: enough to find it again, too little to use it.
fn masked(value: &str) -> String {
    let mut characters = value.chars();
    match (characters.next(), characters.next_back()) {
        (Some(first), Some(last)) if value.chars().count() > 5 => format!("{first}•••{last}"),
        _ => "•••".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_the_run_are_no_account_numbers_and_options_no_addresses() {
        let day = 1_795_221_272_627..=1_795_307_672_627;
        let mut found = Inventory { days: Some(day), ..Inventory::default() };
        found.scan("x", "1795221274692 4111111111111111 -XX:@1.9 java.lang.Object@1f2e.d3 ann@bank.example");
        let values = |kind: &str| found.found.get(kind).map(|kind| kind.values.iter().cloned().collect::<Vec<_>>());
        assert_eq!(values("account-number"), Some(vec!["4111111111111111".to_owned()]));
        assert_eq!(values("email"), Some(vec!["ann@bank.example".to_owned()]));
    }
}
