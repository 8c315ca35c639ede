//! Who and what: applications, executors, versions.

use crate::names::Names;
use crate::vocabulary::{FIELDS, SHELLS, VERSIONS};

/// A token, or nothing for nothing.
pub(crate) fn some_name(text: &str, names: &mut Names) -> String {
    if text.is_empty() { String::new() } else { names.name(text) }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Numbers tell nothing by themselves and are kept.
pub(crate) fn number_or_name(text: &str, names: &mut Names) -> String {
    if is_number(text) { text.to_owned() } else { some_name(text, names) }
}

/// The id of an executor: numbers and `driver` are kept.
pub(crate) fn executor(id: &str, names: &mut Names) -> String {
    if id.is_empty() || is_number(id) || matches!(id, "driver" | "<driver>") {
        id.to_owned()
    } else {
        names.token("exec", '-', id)
    }
}

/// The name of an application. That of a shell stays, since pauses in it are people's, with a token if more is said.
pub(crate) fn app_name(name: &str, names: &mut Names) -> String {
    let mut said: Vec<String> = SHELLS.iter().filter(|shell| name.contains(shell)).map(str::to_owned).collect();
    if said.first().is_none_or(|shell| shell != name) {
        said.push(some_name(name, names));
    }
    said.join(" ")
}

/// The id of an application, in its shape: `application_1700000000000_0042` gets other digits.
pub(crate) fn app_id(id: &str, names: &mut Names) -> String {
    let Some(separator) = id.find(['_', '-']) else { return names.name(id) };
    let (head, rest) = id.split_at(separator);
    let digits = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'_' | b'-');
    let known = matches!(head, "application" | "app" | "local" | "spark" | "jr") && FIELDS.has(head);
    if !known || rest.len() > 40 || !rest.bytes().all(digits) {
        return if known { names.token(head, '-', id) } else { names.name(id) };
    }
    let mut other = names.digits(id, rest.len()).into_bytes().into_iter();
    let rest = rest.bytes().map(|byte| match other.next() {
        Some(digit) if byte.is_ascii_digit() => char::from(digit),
        _ => char::from(byte),
    });
    head.chars().chain(rest).collect()
}

/// A version up to the first part that is neither a small number nor a vendor's known word: `3.3.0-amzn-0`.
pub(crate) fn version(text: &str) -> String {
    let (mut end, mut from, mut parts) = (0, 0, 0);
    while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
        let length = rest.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let part = &rest[..length];
        let word = part.trim_end_matches(|letter: char| letter.is_ascii_digit());
        // The first three numbers are short in every release, and long in addresses.
        let small = part.len() - word.len() <= if parts < 3 { 2 } else { 4 };
        parts += 1;
        if part.is_empty() || !small || !(word.is_empty() || end > 0 && VERSIONS.has(word)) {
            break;
        }
        end = from + length;
        match text.as_bytes().get(end) {
            Some(b'.' | b'-' | b'_' | b'+') => from = end + 1,
            _ => break,
        }
    }
    text[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_keep_what_vendors_publish() {
        for (text, kept) in [
            ("3.5.1", "3.5.1"),
            ("3.3.0-amzn-0", "3.3.0-amzn-0"),
            ("2.4.0-cdh6.3.2", "2.4.0-cdh6.3.2"),
            ("12.2.x-scala2.12", "12.2.x-scala2.12"),
            ("3.4.0-SNAPSHOT", "3.4.0-SNAPSHOT"),
            ("3.5.1-acme-7", "3.5.1"),
            ("3.5.9- <script>", "3.5.9"),
            ("1.8.0_292 (Oracle Corporation)", "1.8.0_292"),
            ("3.1.1.3.1.4.0-315", "3.1.1.3.1.4.0-315"),
            ("10.77.204.118", "10.77"),
            ("acme", ""),
            ("", ""),
        ] {
            assert_eq!(version(text), kept, "{text}");
        }
    }

    #[test]
    fn application_ids_keep_their_shape() {
        let mut names = Names::new(b"key");
        let id = app_id("application_1700000000000_0042", &mut names);
        assert_eq!((id.len(), &id[..12], &id[25..26]), (30, "application_", "_"));
        assert!(id != "application_1700000000000_0042" && id[26..].bytes().all(|byte| byte.is_ascii_digit()));
        assert!(app_id("spark-0123456789abcdef", &mut names).starts_with("spark-"));
        assert!(app_id("my_secret_app", &mut names).starts_with("x_"));
    }
}
