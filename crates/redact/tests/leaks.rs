//! Nothing of the original's text is in a redacted log, apart from the vocabulary.

mod common;

use std::collections::BTreeSet;

use serde_json::Value;

/// Every string of a value, keys too; a string that holds JSON is looked into.
fn strings(value: &Value, each: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => {
            each(text);
            if text.starts_with(['{', '['])
                && let Ok(inner) = serde_json::from_str::<Value>(text)
            {
                strings(&inner, each);
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

/// Numbers are figures; four digits of an id look like four digits of a size. Ids of expressions may end in `L`.
fn is_figure(text: &str) -> bool {
    text.strip_suffix('L')
        .unwrap_or(text)
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'T' | b'Z'))
}

/// `4g`, `128m`, `1200s`: figures with a unit.
fn is_quantity(text: &str) -> bool {
    let number = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    !number.is_empty() && text.len() - number.len() <= 3 && is_figure(number)
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
            let machines = machine_types(text.as_bytes());
            let before = leaks.len();
            for word in after.intersection(&original) {
                let known = |part: &str| {
                    vocabulary.contains(part) || is_figure(part) || is_quantity(part) || is_public(part, &machines)
                };
                if !known(word) && !parts(word).all(known) {
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
    let mut foreign = BTreeSet::new();
    for path in common::paths() {
        for log in common::logs(&path) {
            let Some(redacted) = common::redacted(&log) else { continue };
            let machines = machine_types(&redacted);
            let odd = |part: &&str| {
                !(vocabulary.contains(*part) || is_figure(part) || is_quantity(part) || is_public(part, &machines))
            };
            foreign.extend(words_of(&redacted).iter().flat_map(|word| parts(word)).filter(odd).map(str::to_owned));
        }
    }
    assert!(foreign.is_empty(), "{foreign:?}");
}

/// The machine types in a redacted log's settings: they are public, and checked by their form.
fn machine_types(redacted: &[u8]) -> BTreeSet<String> {
    let environments =
        redacted.split(|&byte| byte == b'\n').filter(|line| line.starts_with(b"{\"Event\":\"SparkListenerEnv"));
    let mut types = BTreeSet::new();
    for line in environments {
        let event: Value = serde_json::from_slice(line).expect("a line of ours is JSON");
        for (key, value) in event["Spark Properties"].as_object().into_iter().flatten() {
            if key.contains("odeType") {
                let value = value.as_str().unwrap_or_default();
                types.insert(value.to_owned());
                types.extend(parts(value).map(str::to_owned));
            }
        }
    }
    types
}

/// Machine types, and parts of them, of regions and versions that have a digit, such as `2xlarge`, `central1`, `scala2`.
fn is_public(part: &str, machines: &BTreeSet<String>) -> bool {
    let letters: String = part.chars().filter(char::is_ascii_alphabetic).collect();
    machines.contains(part)
        || part.len() <= 12 && afterglow_redact::vocabulary::entries_of_all().any(|entry| entry == letters)
}
