//! Nothing of the original's text is in a redacted log, apart from the vocabulary.

mod common;

use std::collections::BTreeSet;

use serde_json::Value;

/// Every string of a value, keys too; a string that holds JSON is looked into.
fn strings(value: &Value, each: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => {
            each(text);
            if text.starts_with(['{', '[']) {
                if let Ok(inner) = serde_json::from_str::<Value>(text) {
                    strings(&inner, each);
                }
            }
        }
        Value::Array(all) => all.iter().for_each(|one| strings(one, each)),
        Value::Object(all) => all.iter().for_each(|(key, one)| {
            each(key);
            strings(one, each);
        }),
        _ => {}
    }
}

/// The strings of a log's lines, whole and in parts of letters and digits, of four characters and more.
fn words_of(text: &[u8]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for line in text.split(|&byte| byte == b'\n') {
        let Ok(value) = serde_json::from_slice::<Value>(line) else { continue };
        strings(&value, &mut |text| {
            if text.chars().count() >= 4 {
                words.insert(text.to_owned());
                words.extend(parts(text).map(str::to_owned));
            }
        });
    }
    words
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|part| part.chars().count() >= 4)
}

/// Numbers are figures; four digits of an id look like four digits of a size.
fn is_figure(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'T' | b'Z'))
}

/// `4g`, `128m`, `1200s` and machine types stay as they are: figures with a unit.
fn is_quantity(text: &str) -> bool {
    text.len() <= 6 && text.starts_with(|letter: char| letter.is_ascii_digit())
}

fn vocabulary() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for entry in afterglow_redact::vocabulary::entries_of_all() {
        words.insert(entry.to_owned());
        words.extend(parts(entry).map(str::to_owned));
    }
    words
}

#[test]
fn nothing_of_the_text_is_left() {
    let vocabulary = vocabulary();
    let (mut clean, mut strings) = (0, 0);
    let mut leaks = BTreeSet::new();
    for path in common::paths() {
        for log in common::logs(&path) {
            let Some(redacted) = common::redacted(&log) else { continue };
            let text = String::from_utf8(redacted).expect("the output is ASCII");
            assert!(text.is_ascii());
            let original = words_of(&common::plain(&log));
            strings += original.len();
            let after = words_of(text.as_bytes());
            let before = leaks.len();
            for word in after.intersection(&original) {
                let known = vocabulary.contains(word) || is_figure(word) || is_quantity(word);
                if !known && !parts(word).all(|part| vocabulary.contains(part) || is_figure(part)) {
                    leaks.insert(format!("{word} ({})", path.file_name().unwrap_or_default().to_string_lossy()));
                }
            }
            clean += usize::from(leaks.len() == before);
        }
    }
    println!("{clean} logs without a leak, {strings} strings looked for");
    assert!(leaks.is_empty(), "{}", leaks.into_iter().take(100).collect::<Vec<_>>().join("\n"));
}

/// The law that is stronger: whatever came in, what goes out is made of the vocabulary, figures and tokens.
#[test]
fn the_output_is_closed() {
    let vocabulary = vocabulary();
    for path in common::paths() {
        for log in common::logs(&path) {
            let Some(redacted) = common::redacted(&log) else { continue };
            let foreign: BTreeSet<String> = words_of(&redacted)
                .iter()
                .flat_map(|word| parts(word))
                .filter(|part| !vocabulary.contains(*part) && !is_figure(part) && !is_quantity(part))
                .filter(|part| !is_cloud_word(part))
                .map(str::to_owned)
                .collect();
            assert!(foreign.is_empty(), "{}: {foreign:?}", path.display());
        }
    }
}

/// Parts of machine types, regions and versions that have a digit in them, such as `2xlarge`, `E8s`, `central1`.
fn is_cloud_word(part: &str) -> bool {
    let letters: String = part.chars().filter(char::is_ascii_alphabetic).collect();
    afterglow_redact::vocabulary::entries_of_all().any(|entry| entry == letters)
}
