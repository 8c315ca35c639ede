//! What of a log's text is sensitive: counts and places, with the values masked.
//!
//! It reads every string of a log, keys too, also of events that nobody knows and of lines that are none. What a string
//! is, it tells by its form, or by the key in front of it: a rule of thumb, which can miss, and can take one thing for
//! another. Memory is bounded, whatever the log holds.

mod find;
mod keys;
mod numbers;
mod samples;
mod sql;
mod words;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read};
use std::rc::Rc;

use afterglow_eventlog::strings::{Place, Strings, Walk};

use find::Finds;
use keys::Role;

/// Distinct values that are told apart, of each kind.
const MOST_VALUES: usize = 1 << 17;
/// Places that are told apart, of each kind.
const MOST_PLACES: usize = 200;
/// Samples of each kind.
const MOST_SAMPLES: usize = 3;
/// Strings whose findings are kept at hand, and their greatest length in bytes.
const MOST_KNOWN: usize = 1 << 14;
const LONGEST_KNOWN: usize = 256;
/// Letters of a key that a place shows.
const LONGEST_KEY: usize = 60;
/// Keys of a place that are shown.
const MOST_KEYS: usize = 6;

/// A kind of content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Passwords, keys and tokens.
    Secret,
    /// Names of users.
    User,
    /// E-mail addresses.
    Email,
    /// Numbers of payment cards, by their check digit.
    Card,
    /// International bank account numbers, by their check digits.
    Iban,
    /// Other numbers of twelve digits and more that are no times.
    LongNumber,
    /// Literals in SQL, plans and messages.
    Literal,
    /// Tables and views.
    Table,
    /// Columns.
    Column,
    /// Names and addresses of machines.
    Host,
    /// Addresses of resources, with their scheme.
    Url,
    /// Files and folders.
    Path,
}

impl Kind {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 12] = [
        Self::Secret,
        Self::User,
        Self::Email,
        Self::Card,
        Self::Iban,
        Self::LongNumber,
        Self::Literal,
        Self::Table,
        Self::Column,
        Self::Host,
        Self::Url,
        Self::Path,
    ];

    /// Its name in data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::User => "user",
            Self::Email => "email",
            Self::Card => "card",
            Self::Iban => "iban",
            Self::LongNumber => "long-number",
            Self::Literal => "literal",
            Self::Table => "table",
            Self::Column => "column",
            Self::Host => "host",
            Self::Url => "url",
            Self::Path => "path",
        }
    }
}

/// What was found of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The kind.
    pub kind: Kind,
    /// How many values, each counted once.
    pub distinct: u64,
    /// Whether there are more: so many are told apart and no more.
    pub at_least: bool,
    /// How often they occur.
    pub occurrences: u64,
    /// Where, with how often: the class of the event and the keys down to the value; most often first.
    pub places: Vec<(String, u64)>,
    /// Occurrences in places that are not listed, since there are too many places.
    pub elsewhere: u64,
    /// Some values, masked.
    pub samples: Vec<String>,
}

#[derive(Debug, Default)]
struct Tally {
    values: HashSet<u64>,
    at_least: bool,
    occurrences: u64,
    places: BTreeMap<String, u64>,
    elsewhere: u64,
    samples: Vec<String>,
}

/// A string's findings: their kinds, with what tells the values apart.
type Known = Rc<[(Kind, u64)]>;

/// Counts sensitive content, string by string.
#[derive(Debug, Default)]
struct Counts {
    kinds: BTreeMap<Kind, Tally>,
    /// Findings of strings that were met before, and what keys say of their values.
    known: HashMap<Box<str>, Known>,
    roles: HashMap<Box<str>, Role>,
    /// Whether keys, as places show them, hold something sensitive.
    telling: HashMap<Box<str>, bool>,
}

/// The inventory of one log, made while its text goes by.
///
/// ```
/// use afterglow_redact::inventory::{Inventory, Kind};
///
/// let mut inventory = Inventory::default();
/// inventory.push(br#"{"Event":"com.acme.Thing","Props":{"db.password":"swordfish"}}"#);
/// let found = inventory.finish();
/// assert_eq!((found[0].kind, found[0].occurrences), (Kind::Secret, 1));
/// assert_eq!(found[0].places, [("com.acme.Thing › Props › db.password".to_owned(), 1)]);
/// assert!(!found[0].samples[0].contains("sword"));
/// ```
#[derive(Debug, Default)]
pub struct Inventory {
    walk: Walk,
    counts: Counts,
}

impl Inventory {
    /// Takes the next bytes of a part's plain text.
    pub fn push(&mut self, bytes: &[u8]) {
        self.walk.push(bytes, &mut self.counts);
    }

    /// A part has ended, or was cut off.
    pub fn end_part(&mut self) {
        self.walk.close(&mut self.counts);
    }

    /// Takes a part of the log as plain text.
    ///
    /// # Errors
    /// The reader's; what came before it is counted.
    pub fn read(&mut self, reader: &mut dyn Read) -> io::Result<()> {
        let mut chunk = vec![0; 1 << 18];
        let ended = loop {
            match reader.read(&mut chunk) {
                Ok(0) => break Ok(()),
                Ok(count) => self.push(&chunk[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => break Err(error),
            }
        };
        self.end_part();
        ended
    }

    /// Bytes of plain text until now.
    pub fn bytes(&self) -> u64 {
        self.walk.bytes()
    }

    /// What was found; kinds of which there is nothing are left out.
    pub fn finish(mut self) -> Vec<Found> {
        self.end_part();
        let told = self.counts.kinds.into_iter().filter(|(_, tally)| tally.occurrences > 0).map(|(kind, tally)| {
            let mut places: Vec<(String, u64)> = tally.places.into_iter().collect();
            places.sort_by_key(|place| std::cmp::Reverse(place.1));
            Found {
                kind,
                distinct: tally.values.len() as u64,
                at_least: tally.at_least,
                occurrences: tally.occurrences,
                places,
                elsewhere: tally.elsewhere,
                samples: tally.samples,
            }
        });
        told.collect()
    }
}

impl Strings for Counts {
    fn key(&mut self, place: &Place, key: &str) {
        let findings = self.findings(key);
        if !findings.is_empty() {
            self.note(place, true, &findings);
        }
    }

    fn value(&mut self, place: &Place, text: &str) {
        if text.is_empty() {
            return;
        }
        let role = self.role(place.key());
        if role == Role::Plain || !keys::is_value(text) {
            let findings = self.findings(text);
            if !findings.is_empty() {
                self.note(place, false, &findings);
            }
            return;
        }
        let mut finds = Finds::default();
        keys::by_role(role, text, &mut finds);
        if role != Role::Secret {
            find::scan(text, &mut finds);
        }
        let findings = self.tell_apart(finds);
        self.note(place, false, &findings);
    }
}

impl Counts {
    fn role(&mut self, key: &str) -> Role {
        if let Some(role) = self.roles.get(key) {
            return *role;
        }
        let role = keys::role(key);
        if self.roles.len() >= MOST_KNOWN {
            self.roles.clear();
        }
        self.roles.insert(key.into(), role);
        role
    }

    /// What is found in a string by its form.
    fn findings(&mut self, text: &str) -> Known {
        if let Some(known) = self.known.get(text) {
            return Rc::clone(known);
        }
        let mut finds = Finds::default();
        find::scan(text, &mut finds);
        let known = self.tell_apart(finds);
        if text.len() <= LONGEST_KNOWN {
            if self.known.len() >= MOST_KNOWN {
                self.known.clear();
            }
            self.known.insert(text.into(), Rc::clone(&known));
        }
        known
    }

    /// Whether a key that a place shows holds something sensitive. It may have been cut, and what it was then occurs
    /// nowhere: nothing is counted.
    fn tells_something(&mut self, key: &str) -> bool {
        if let Some(tells) = self.telling.get(key) {
            return *tells;
        }
        let mut finds = Finds::default();
        find::scan(key, &mut finds);
        if self.telling.len() >= MOST_KNOWN {
            self.telling.clear();
        }
        self.telling.insert(key.into(), !finds.0.is_empty());
        !finds.0.is_empty()
    }

    /// Takes in the values of a string, and gives what tells them apart.
    fn tell_apart(&mut self, finds: Finds<'_>) -> Known {
        let told = finds.0.into_iter().map(|found| {
            let tally = self.kinds.entry(found.kind).or_default();
            let mut hasher = DefaultHasher::new();
            found.text.hash(&mut hasher);
            let value = hasher.finish();
            if !tally.values.contains(&value) {
                if tally.values.len() < MOST_VALUES {
                    tally.values.insert(value);
                } else {
                    tally.at_least = true;
                }
                let masked = samples::masked(found.kind, found.text, found.head);
                if tally.samples.len() < MOST_SAMPLES && !tally.samples.contains(&masked) {
                    tally.samples.push(masked);
                }
            }
            (found.kind, value)
        });
        told.collect()
    }

    /// Counts occurrences where they stand.
    fn note(&mut self, place: &Place, in_key: bool, findings: &[(Kind, u64)]) {
        let shown = self.shown(place, in_key);
        for (kind, _) in findings {
            let tally = self.kinds.entry(*kind).or_default();
            tally.occurrences = tally.occurrences.saturating_add(1);
            if let Some(count) = tally.places.get_mut(&shown) {
                *count = count.saturating_add(1);
            } else if tally.places.len() < MOST_PLACES {
                tally.places.insert(shown.clone(), 1);
            } else {
                tally.elsewhere = tally.elsewhere.saturating_add(1);
            }
        }
    }

    /// A place as it is shown: keys that hold something sensitive themselves are not.
    fn shown(&mut self, place: &Place, in_key: bool) -> String {
        let mut parts: Vec<String> = Vec::new();
        for key in place.keys() {
            // A key may be cut before it comes here, and what is in it is not told then.
            let part = if key.len() >= LONGEST_KNOWN - 4 || self.tells_something(key) {
                "(a key)".to_owned()
            } else {
                samples::plain(key, LONGEST_KEY)
            };
            // Plans nest by the same key again and again.
            if parts.last() != Some(&part) {
                parts.push(part);
            }
        }
        if in_key {
            parts.push("(a key)".to_owned());
        }
        if parts.len() > MOST_KEYS {
            let last = parts.split_off(parts.len() - 2);
            parts.truncate(MOST_KEYS - 3);
            parts.push("…".to_owned());
            parts.extend(last);
        }
        let event = place.event();
        let sensitive = event.len() > 200 || self.tells_something(event);
        let event = match (event.is_empty(), sensitive) {
            (true, _) => "(no event)".to_owned(),
            (false, true) => "(an event)".to_owned(),
            (false, false) => samples::plain(own_class(event), 80),
        };
        parts.insert(0, event);
        parts.join(" › ")
    }
}

/// A class without Spark's packages.
fn own_class(class: &str) -> &str {
    if class.starts_with("org.apache.spark.") { class.rsplit('.').next().unwrap_or(class) } else { class }
}

#[cfg(test)]
mod tests;
