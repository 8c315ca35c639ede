//! Why something failed.
//!
//! A message is reduced to the phrases by which its kind is known, the classes of the exceptions that it names, the
//! first frame of the user's own code as a token, and a token for its first line, so that different messages stay
//! different. What stood in the first line stands in the first line again.

use std::collections::BTreeSet;

use afterglow_eventlog::event::LIBRARY_PACKAGES;

use super::site::location;
use crate::names::Names;
use crate::vocabulary::{CLASSES, FAILURES};

/// Python's own files and those of PySpark.
const PYTHON: &[&str] = &["pyspark/", "pyspark.zip", "/lib/python", "<frozen"];

/// How much of a first line is looked at as such, in bytes.
const FIRST_LINE: usize = 240;

/// A message, with or without a stack trace.
pub(crate) fn failure(text: &str, names: &mut Names) -> String {
    if text.is_empty() {
        return String::new();
    }
    let first = text.lines().next().unwrap_or_default();
    let cut = (0..=first.len().min(FIRST_LINE)).rev().find(|&at| first.is_char_boundary(at)).unwrap_or(0);
    let (first, rest) = text.split_at(cut);
    let mut said = BTreeSet::new();
    let mut out = told(first, &mut said, names);
    out.push(names.name(text.lines().next().unwrap_or_default()));
    let mut out = out.join("; ");
    let more = told(rest, &mut said, names);
    if !more.is_empty() {
        out.push('\n');
        out.push_str(&more.join("; "));
    }
    if let Some(frame) = frame(text, names) {
        out.push_str("\n\t");
        out.push_str(&frame);
    }
    out
}

/// The phrases and exceptions of a text that were not said yet.
fn told(text: &str, said: &mut BTreeSet<String>, names: &mut Names) -> Vec<String> {
    let lower = text.to_ascii_lowercase();
    let mut out = Vec::new();
    for phrase in FAILURES.iter().filter(|phrase| lower.contains(&phrase.to_ascii_lowercase())) {
        let by_capitals = phrase.bytes().any(|byte| byte.is_ascii_uppercase());
        if (!by_capitals || text.contains(phrase)) && said.insert(phrase.to_owned()) {
            out.push(phrase.to_owned());
        }
    }
    for word in exceptions(text) {
        if said.insert(word.to_owned()) {
            out.push(class(word, names));
        }
    }
    out
}

/// The words that are named like an exception's class.
fn exceptions(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '$')))
        .map(|word| word.trim_matches('.'))
        .filter(|word| {
            let last = word.rsplit('.').next().unwrap_or_default();
            (last.ends_with("Exception") || last.ends_with("Error"))
                && last.len() > 5
                && last.starts_with(|letter: char| letter.is_ascii_uppercase())
        })
}

/// A class: packages and exceptions of the vocabulary stay, and of an unknown class the known class at its end.
pub(crate) fn class(class: &str, names: &mut Names) -> String {
    if class.is_empty() {
        return String::new();
    }
    let segments = class.split('.').map(|segment| {
        if segment.is_empty() || CLASSES.has(segment) {
            return segment.to_owned();
        }
        let ending = CLASSES.iter().filter(|known| known.ends_with("Exception") || known.ends_with("Error"));
        let ending = ending.filter(|known| segment.ends_with(known)).max_by_key(|known| known.len());
        let token = names.token("X", '_', segment);
        ending.map_or_else(|| token.clone(), |ending| format!("{token}_{ending}"))
    });
    segments.collect::<Vec<_>>().join(".")
}

/// The first frame of the user's code as a token: of a Java stack the first, of a Python one the last.
fn frame(text: &str, names: &mut Names) -> Option<String> {
    let mut python = None;
    for line in text.lines() {
        let line = line.trim();
        if let Some(frame) = line.strip_prefix("File \"") {
            if !PYTHON.iter().any(|part| frame.contains(part)) {
                python = Some(frame);
            }
        } else if let Some(frame) = line.strip_prefix("at ").filter(|frame| frame.contains('('))
            && python.is_none()
            && !LIBRARY_PACKAGES.iter().any(|package| frame.starts_with(package))
        {
            let place = frame.rsplit_once('(').and_then(|(_, place)| location(place.trim_end_matches(')'), names));
            return Some(format!("at {}({})", names.name(frame), place.unwrap_or_default()));
        }
    }
    let frame = python?;
    let line: String = frame.split("\", line ").nth(1)?.chars().take_while(char::is_ascii_digit).take(6).collect();
    Some(format!("File \"{}.py\", line {line}, in {}", names.name(frame.split('"').next()?), names.name(frame)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_classes_and_frames_stay() {
        let mut names = Names::new(b"key");
        let text = "Job aborted: java.lang.OutOfMemoryError: Java heap space for bob\n\tat scala.Int.div(Int.scala)\n\tat com.acme.Report.rate(Report.scala:12)";
        let redacted = failure(text, &mut names);
        let (first, rest) = redacted.split_once('\n').expect("a frame follows");
        assert!(first.starts_with("outofmemoryerror; java heap space; java.lang.OutOfMemoryError; x_"), "{first}");
        assert!(rest.starts_with("\tat x_") && rest.ends_with(".scala:12)"), "{rest}");
        assert!(!redacted.contains("bob") && !redacted.contains("acme") && !redacted.contains("Report"));
    }

    #[test]
    fn different_messages_stay_different() {
        let mut names = Names::new(b"key");
        assert_ne!(failure("no such customer: 17", &mut names), failure("no such customer: 18", &mut names));
        assert_eq!(failure("", &mut names), "");
        assert!(failure("worker lost", &mut names).starts_with("worker lost; x_"));
    }

    #[test]
    fn unknown_classes_keep_their_kind() {
        let mut names = Names::new(b"key");
        assert_eq!(class("org.apache.spark.SparkException", &mut names), "org.apache.spark.SparkException");
        let own = class("com.acme.PayrollSparkException", &mut names);
        assert!(own.starts_with("com.X_") && own.ends_with("_SparkException") && !own.contains("ayroll"), "{own}");
    }
}
