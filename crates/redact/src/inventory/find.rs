//! What stands inside a text.

use afterglow_eventlog::secret;

use super::{Kind, keys, numbers, sql, words};

/// A value that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Find<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    /// Bytes at its head that all of its form have in common.
    pub(super) head: usize,
}

/// What was found in a text, in no order.
#[derive(Debug, Default)]
pub(super) struct Finds<'a>(pub(super) Vec<Find<'a>>);

impl<'a> Finds<'a> {
    pub(super) fn add(&mut self, kind: Kind, text: &'a str) {
        if !text.is_empty() {
            self.0.push(Find { kind, text, head: 0 });
        }
    }
}

/// Everything that can be told by its form.
pub(super) fn scan<'a>(text: &'a str, finds: &mut Finds<'a>) {
    if text.len() < 4 {
        return;
    }
    for secret in secret::secrets(text) {
        let value = &text[secret.at.clone()];
        if keys::is_value(value) {
            finds.0.push(Find { kind: Kind::Secret, text: value, head: secret.head });
        }
    }
    assigned(text, finds);
    numbers::scan(text, finds);
    words::scan(text, finds);
    sql::scan(text, finds);
}

/// Users and machines that are assigned: `user=bob`, `--proxy-user bob`, `"userName":"bob"`.
fn assigned<'a>(text: &'a str, finds: &mut Finds<'a>) {
    const STOPS: &str = "&;,)}]\"'\\";
    for (at, sign) in text.match_indices(['=', ':']) {
        let behind = &text[at + 1..];
        let before = text[..at].trim_end_matches(['"', '\'', '\\']);
        // A colon assigns in JSON only.
        if sign == ":" && before.len() == at {
            continue;
        }
        let name = name_at_end(before);
        let name = name.strip_prefix("-D").unwrap_or(name);
        let role = keys::role(name);
        if !matches!(role, keys::Role::User | keys::Role::Host | keys::Role::Table) {
            continue;
        }
        let value = behind.trim_start_matches([' ', '"', '\'', '\\']);
        let stop = |letter: char| letter.is_whitespace() || STOPS.contains(letter);
        // What is longer is none, and looking for its end again and again would never end.
        let end = value.char_indices().take(300).find(|(_, letter)| stop(*letter)).map(|(end, _)| end);
        let Some(end) = end.or((value.len() <= 300).then_some(value.len())) else { continue };
        let value = &value[..end];
        if keys::is_value(value) && !value.starts_with('=') {
            keys::by_role(role, value, finds);
        }
    }
    for option in ["--user ", "--username ", "--proxy-user ", "--principal "] {
        for (at, _) in text.match_indices(option) {
            let value = text[at + option.len()..].split_whitespace().next().unwrap_or_default();
            keys::by_role(keys::Role::User, value, finds);
        }
    }
}

/// The name that a text ends with.
fn name_at_end(text: &str) -> &str {
    let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let length = text.bytes().rev().take(64).take_while(|byte| in_name(byte)).count();
    &text[text.len() - length..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(text: &str, kind: Kind, value: &str) {
        let mut finds = Finds::default();
        scan(text, &mut finds);
        assert!(finds.0.iter().any(|one| (one.kind, one.text) == (kind, value)), "{text}: {finds:?}");
    }

    #[test]
    fn a_text_gives_all_that_is_in_it() {
        let line = "java -Duser=bob --proxy-user eve -Dpassword=hunter2 jdbc:mysql://db7/x /data/acme/in";
        has(line, Kind::User, "bob");
        has(line, Kind::User, "eve");
        has(line, Kind::Secret, "hunter2");
        has(line, Kind::Host, "db7");
        has(line, Kind::Path, "/data/acme/in");
        has(r#"{"userName":"kim","n":1}"#, Kind::User, "kim");
        has("OPTIONS (dbtable=acme.pay, x=1)", Kind::Table, "acme.pay");
    }

    #[test]
    fn a_long_text_of_heads_is_read_once() {
        for head in [
            "user=",
            "a#1 = ",
            "In(",
            "struct<",
            "struct<a:int,",
            "'",
            "('",
            "\"host\":",
            "`",
            "Scan a.",
            "JDBCRelation(",
            "FROM ",
            "/home/",
            "DE89",
            "4111 ",
            "a@",
            "s3://",
            "fe80::",
        ] {
            let began = std::time::Instant::now();
            let text = format!("select {}", head.repeat((1 << 20) / head.len()));
            scan(&text, &mut Finds::default());
            assert!(began.elapsed().as_secs() < 20, "{head}");
        }
    }

    #[test]
    fn no_text_makes_it_stumble() {
        let parts = [
            "user=", ":", "'", "\"", "\\", "é", "💡#1", "--user ", "://", "@", " ", "#7L", "struct<", "`", "FROM ",
            "4111 1", "DE89", "Scan x ", "EqualTo(", "(",
        ];
        for a in parts {
            for b in parts {
                for c in parts {
                    let text = format!("select {a}{b}{c}{a}{c}{b}");
                    let mut finds = Finds::default();
                    scan(&text, &mut finds);
                }
            }
        }
    }
}
