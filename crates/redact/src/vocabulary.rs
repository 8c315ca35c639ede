//! The words that may stand in a redacted log as they stood in the original: Spark's, its vendors', Java's.
//!
//! They are kept as lists, one entry a line, so that a reader who has to approve the redaction can read all of them.
//! A line that begins with `# ` is a remark. An entry is a whole word or phrase as the log writes it; what looks
//! different is replaced.

use std::collections::HashSet;
use std::sync::LazyLock;

/// A list of entries.
pub(crate) struct List {
    text: &'static str,
    set: LazyLock<HashSet<&'static str>>,
}

impl List {
    pub(crate) fn has(&self, word: &str) -> bool {
        self.set.contains(word)
    }

    /// The entries, in the order of the file.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &'static str> + use<> {
        entries(self.text)
    }
}

fn entries(text: &'static str) -> impl Iterator<Item = &'static str> + use<> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with("# "))
}

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident = $file:literal;)*) => {
        $(
            $(#[$doc])*
            pub(crate) static $name: List = List {
                text: include_str!(concat!("vocabulary/", $file, ".txt")),
                set: LazyLock::new(|| entries($name.text).collect()),
            };
        )*

        /// Every list.
        fn all() -> impl Iterator<Item = &'static List> {
            [$(&$name),*].into_iter()
        }
    };
}

lists! {
    /// Methods of Spark's API, as stage names and scopes show them, and kinds of RDDs.
    API = "api";
    /// Packages and exceptions of Java, Scala, Spark and what comes with them.
    CLASSES = "classes";
    /// Words of regions, hosts and machine types that the clouds give out.
    CLOUD = "cloud";
    /// Classes of events, with what is kept of them and what is only counted.
    EVENTS = "events";
    /// Phrases by which a failure's kind is known, in lower case unless only the capitals tell.
    FAILURES = "failures";
    /// Keys of the events' fields, and the fixed words among their values.
    FIELDS = "fields";
    /// Source files of Spark, Java and interpreters.
    FILES = "files";
    /// Names of SQL metrics.
    METRICS = "metrics";
    /// Operators of physical plans: Spark's, Photon's, RAPIDS', Gluten's, Comet's.
    OPERATORS = "operators";
    /// What an operator of an unknown name is recognised by.
    PARTS = "parts";
    /// Types, partitionings, functions, formats and other words inside of operators' texts.
    PLAN = "plan";
    /// Keys of settings that are kept.
    SETTINGS = "settings";
    /// Names of interactive applications.
    SHELLS = "shells";
    /// Phases, sources and sinks of streams.
    STREAMS = "streams";
    /// Values of settings that are words.
    VALUES = "values";
    /// Parts of version numbers that are words.
    VERSIONS = "versions";
}

/// Every entry of every list, some of them phrases: what may be in a redacted log unchanged.
///
/// ```
/// assert!(afterglow_redact::vocabulary::entries_of_all().any(|entry| entry == "SortMergeJoin"));
/// ```
pub fn entries_of_all() -> impl Iterator<Item = &'static str> {
    all().flat_map(List::iter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_tidy() {
        for list in all() {
            let mut seen = HashSet::new();
            assert!(list.iter().count() > 3);
            for entry in list.iter() {
                assert!(entry.is_ascii() && entry.trim() == entry, "{entry:?}");
                assert!(seen.insert(entry), "{entry} stands twice");
            }
        }
    }
}
