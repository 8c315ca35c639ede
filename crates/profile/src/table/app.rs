//! The application, its configuration, and what its log says of itself.

use std::collections::BTreeMap;

use afterglow_units::{Bytes, Millis, Timestamp};

/// The application.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct App {
    /// `App Name`; empty if the log has no start.
    pub name: String,
    /// `App ID`.
    pub id: Option<String>,
    /// `App Attempt ID`.
    pub attempt: Option<String>,
    /// `User`.
    pub user: Option<String>,
    /// When it started.
    pub started: Option<Timestamp>,
    /// When it ended; `None` for a log without `ApplicationEnd`.
    pub ended: Option<Timestamp>,
    /// The exit code (4.0).
    pub exit_code: Option<i64>,
    /// The earliest time seen in any event.
    pub first_event: Option<Timestamp>,
    /// The latest time seen in any event.
    pub last_event: Option<Timestamp>,
}

impl App {
    /// The start, or the first time seen where the log has no start.
    pub fn begin(&self) -> Option<Timestamp> {
        self.started.or(self.first_event)
    }

    /// The end, or the last time seen where the log has no end.
    pub fn end(&self) -> Option<Timestamp> {
        self.ended.or(self.last_event)
    }

    /// From [`Self::begin`] to [`Self::end`]; `None` for a log without any time.
    pub fn wall(&self) -> Option<Millis> {
        Some(self.end()?.since(self.begin()?))
    }
}

/// The configuration as logged (values that match Spark's redaction pattern are already masked there).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conf {
    /// `Spark Properties`.
    pub spark: BTreeMap<String, String>,
    /// `Hadoop Properties`.
    pub hadoop: BTreeMap<String, String>,
    /// `System Properties`.
    pub system: BTreeMap<String, String>,
    /// `JVM Information`.
    pub jvm: BTreeMap<String, String>,
    /// `Metrics Properties`.
    pub metrics: BTreeMap<String, String>,
    /// `Classpath Entries`: where each comes from, by its path.
    pub classpath: BTreeMap<String, String>,
}

impl Conf {
    /// A Spark property.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.spark.get(key).map(String::as_str)
    }

    /// A Spark property that is a whole number.
    pub fn int(&self, key: &str) -> Option<i64> {
        self.get(key)?.trim().parse().ok()
    }

    /// A Spark property that is a fraction.
    pub fn float(&self, key: &str) -> Option<f64> {
        self.get(key)?.trim().parse().ok()
    }

    /// A Spark property that is `true` or `false`.
    pub fn flag(&self, key: &str) -> Option<bool> {
        self.get(key)?.trim().parse().ok()
    }

    /// A size with Spark's suffixes (`512m`, `4g`, `1.5tb`); `bare` is the unit of a number without one.
    pub fn bytes(&self, key: &str, bare: Bytes) -> Option<Bytes> {
        let text = self.get(key)?.trim().to_ascii_lowercase();
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let number: f64 = digits.trim().parse().ok()?;
        let unit = match text[digits.len()..].trim_end_matches('b') {
            "" if text.ends_with('b') => 1,
            "" => bare.0,
            "k" | "ki" => 1 << 10,
            "m" | "mi" => 1 << 20,
            "g" | "gi" => 1 << 30,
            "t" | "ti" => 1 << 40,
            "p" | "pi" => 1 << 50,
            _ => return None,
        };
        (number >= 0.0).then_some(Bytes((number * unit as f64) as u64))
    }

    /// A time with Spark's suffixes (`500ms`, `60s`, `3min`); `bare` is the unit of a number without one.
    pub fn millis(&self, key: &str, bare: Millis) -> Option<Millis> {
        let text = self.get(key)?.trim().to_ascii_lowercase();
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let number: f64 = digits.trim().parse().ok()?;
        let unit = match &text[digits.len()..] {
            "" => bare.0 as f64,
            "us" => 1e-3,
            "ms" => 1.0,
            "s" => 1e3,
            "m" | "min" => 6e4,
            "h" => 3.6e6,
            "d" => 8.64e7,
            _ => return None,
        };
        (number >= 0.0).then(|| Millis::from_f64(number * unit))
    }
}

/// What the log says of itself, as counted while reading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogFacts {
    /// `Spark Version`, with the vendor's suffix.
    pub spark_version: Option<String>,
    /// Whether `ApplicationEnd` was read.
    pub complete: bool,
    /// Parts were compacted away by a History Server: totals are not the application's.
    pub compacted: bool,
    /// Events by name that are counted and not used.
    pub other_events: BTreeMap<String, u64>,
    /// Databricks rollover numbers seen.
    pub rollovers: Vec<i64>,
    /// `TaskStart` without `TaskEnd` so far.
    pub tasks_running: u64,
    /// `TaskEnd` that no `TaskStart` came before.
    pub tasks_without_start: u64,
    /// `TaskEnd` whose finish lies before its launch.
    pub tasks_backwards: u64,
    /// `TaskEnd` with a time before 1970 or after 2100, or a figure that was capped since no task can have it.
    pub tasks_absurd: u64,
}

/// A resource profile.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ResourceProfile {
    /// `Resource Profile Id`; 0 is the default one.
    pub id: u32,
    /// Amounts an executor asks for; memory in MiB.
    pub executor: BTreeMap<String, f64>,
    /// Amounts a task asks for.
    pub task: BTreeMap<String, f64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_read_as_spark_reads_them() {
        let mut conf = Conf::default();
        for (key, value) in [("a", "4g"), ("b", "512"), ("c", "1.5kb"), ("d", "60s"), ("e", "x"), ("f", "10b")] {
            conf.spark.insert(key.into(), value.into());
        }
        assert_eq!(conf.bytes("a", Bytes(1)), Some(Bytes(4 << 30)));
        assert_eq!(conf.bytes("b", Bytes::from_mib(1)), Some(Bytes(512 << 20)));
        assert_eq!(conf.bytes("c", Bytes(1)), Some(Bytes(1536)));
        assert_eq!(conf.bytes("f", Bytes(1 << 20)), Some(Bytes(10)));
        assert_eq!(conf.millis("d", Millis(1)), Some(Millis(60_000)));
        assert_eq!(conf.bytes("e", Bytes(1)), None);
    }
}
