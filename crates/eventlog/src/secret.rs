//! What of a text looks like a secret, and the text without it.
//!
//! Spark masks what its own pattern knows (`spark.redaction.regex`); what it lets through is found here, before a value
//! is shown or written: values assigned to words such as `password`, passwords inside addresses, and tokens whose form
//! is known. It goes by form, and can miss.

use std::ops::Range;

mod token;

/// What stands in the place of a secret.
pub const MASK: &str = "••••••";

/// What may stand in the place of a key id of AWS where its form matters: none has so many zeros.
pub const NO_KEY_ID: &str = "AKIA0000000000000000";

/// A secret inside a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// Its bytes.
    pub at: Range<usize>,
    /// So many of its first bytes are the same in all secrets of its form, such as `AKIA`.
    pub head: usize,
}

/// The value as it may be shown, and whether something in it is masked, be it by Spark.
///
/// ```
/// use afterglow_eventlog::secret::mask;
///
/// let (shown, masked) = mask("", "jdbc:a://u:pw1@h, jdbc:b://v:pw2@h");
/// assert_eq!((shown.as_str(), masked), ("jdbc:a://u:••••••@h, jdbc:b://v:••••••@h", true));
/// ```
pub fn mask(key: &str, value: &str) -> (String, bool) {
    if is_secret_key(key) && !value.is_empty() && !value.contains("(redacted)") {
        return (MASK.to_owned(), true);
    }
    let mut out = String::with_capacity(value.len());
    let mut from = 0;
    let found = secrets(value);
    for secret in &found {
        out.push_str(&value[from..secret.at.start]);
        out.push_str(MASK);
        from = secret.at.end;
    }
    out.push_str(&value[from..]);
    (out, !found.is_empty() || value.contains("(redacted)"))
}

/// Whether a key names a secret.
pub fn is_secret_key(key: &str) -> bool {
    let key = key.to_lowercase();
    ["password", "passwd", "passphrase", "secret", "token", "credential", "accesskey", "access.key", "account.key", "apikey", "api.key", "private.key", "sas."]
        .iter()
        .any(|word| key.contains(word))
        // These say how long something lives or which class provides it, and are no secrets.
        && !["timeout", "interval", "enabled", "provider", "class", "renewal", "ratio"].iter().any(|word| key.ends_with(word))
}

/// Whether a value was masked before the log was written, or by us.
pub fn is_masked(value: &str) -> bool {
    value.contains("(redacted)")
        || value == NO_KEY_ID
        || !value.is_empty() && value.chars().all(|letter| matches!(letter, '*' | '•'))
}

/// The secrets inside a text, in their order and apart from each other.
pub fn secrets(text: &str) -> Vec<Secret> {
    let bytes = text.as_bytes();
    let mut found: Vec<Secret> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let secret = match bytes[at] {
            b'=' | b':' => assigned(text, at).or_else(|| in_url(text, at)),
            b'\'' | b'"' => quoted_option(text, at),
            b'-' if bytes[at..].starts_with(b"--") => option(text, at).or_else(|| token::private_key(text, at)),
            b'A'..=b'Z' | b'a'..=b'z' if at == 0 || !bytes[at - 1].is_ascii_alphanumeric() => token::token(text, at),
            _ => None,
        };
        // One that begins before the last one's end is inside of it.
        match secret.filter(|secret| found.last().is_none_or(|last| last.at.end <= secret.at.start)) {
            Some(secret) => {
                // A quote that closes the value must not be taken for one that opens another.
                at = secret.at.end.max(at + 1);
                if matches!(bytes.get(at), Some(b'\'' | b'"')) {
                    at += 1;
                }
                found.push(secret);
            }
            None => at += 1,
        }
    }
    found
}

/// Words at the end of a name that is given a secret, in lower case.
const WORDS: [&str; 13] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "accesskey",
    "access_key",
    "accountkey",
    "apikey",
    "api_key",
    "api-key",
    "private_key",
    "authorization",
];
/// The same for names that consist of nothing else: `config` ends like `sig`.
const WHOLE_WORDS: [&str; 2] = ["pwd", "sig"];

/// The name that ends at a byte of the text, quotes and backslashes behind it passed over.
fn name_before(text: &str, end: usize) -> &str {
    let bare = text[..end].trim_end_matches(['"', '\'', '\\', '`']);
    let length = bare
        .bytes()
        .rev()
        .take(64)
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
        .count();
    &bare[bare.len() - length..]
}

fn names_secret(name: &str) -> bool {
    let ends = |word: &str| {
        name.len() >= word.len() && name.as_bytes()[name.len() - word.len()..].eq_ignore_ascii_case(word.as_bytes())
    };
    WORDS.iter().any(|word| ends(word))
        || WHOLE_WORDS.iter().any(|word| {
            ends(word)
                && (name.len() == word.len() || !name.as_bytes()[name.len() - word.len() - 1].is_ascii_alphabetic())
        })
}

/// A secret that is what stands from a byte on, up to its closing quote or, without one, to a separator.
fn value_from(text: &str, from: usize) -> Option<Secret> {
    let rest = &text[from..];
    // Inside JSON that is inside a string, quotes have backslashes.
    let opened = rest.trim_start_matches('\\');
    let quote = opened.chars().next().filter(|letter| matches!(letter, '"' | '\''));
    let (start, end) = if let Some(quote) = quote {
        let start = from + (rest.len() - opened.len()) + 1;
        let length = text[start..].find([quote, '\n']).unwrap_or(text.len() - start);
        (start, start + text[start..start + length].trim_end_matches('\\').len())
    } else {
        let end = |c: char| c.is_whitespace() || "&;,\"'".contains(c);
        (from, from + rest.find(end).unwrap_or(rest.len()))
    };
    let scheme = ["Basic ", "Bearer "].into_iter().find(|scheme| text[start..].starts_with(scheme));
    if let Some(scheme) = scheme {
        let start = start + scheme.len();
        let length = text[start..].find(|c: char| c.is_whitespace() || "\"',;".contains(c));
        let end = length.map_or(text.len(), |length| start + length);
        return (end > start).then_some(Secret { at: start..end, head: 0 });
    }
    (end > start).then_some(Secret { at: start..end, head: 0 })
}

/// What is assigned at a byte that is `=` or `:`: `password=x`, `password = 'x'`, `"password": "x"`, `password: x`.
fn assigned(text: &str, at: usize) -> Option<Secret> {
    let bytes = text.as_bytes();
    let next = *bytes.get(at + 1)?;
    let before = text[..at].trim_end_matches(' ');
    let name = name_before(text, before.len());
    if !names_secret(name) {
        return None;
    }
    let mut from = at + 1;
    if bytes[at] == b':' {
        let quoted = before.ends_with(['"', '\'']);
        // `/etc/passwd:/x` is a list of files.
        let says = next == b' '
            && ["password", "passwd", "authorization"].iter().any(|word| name.to_ascii_lowercase().ends_with(word));
        if !(quoted && next != b':' || says) {
            return None;
        }
        from += text[from..].len() - text[from..].trim_start_matches(' ').len();
    } else {
        // `=>` and a space before what is quoted; a bare word behind a space is a column or a remark.
        from += usize::from(next == b'>');
        let spaced = text[from..].trim_start_matches(' ');
        let quoted = spaced.trim_start_matches('\\').starts_with(['"', '\'']);
        if quoted {
            from = text.len() - spaced.len();
        } else if spaced.len() < text.len() - from || before.len() < at {
            return None;
        }
    }
    value_from(text, from)
}

/// What stands in the quote at a byte behind a name, as in `OPTIONS (password 'x')` or `.option("password", "x")`.
fn quoted_option(text: &str, at: usize) -> Option<Secret> {
    let before = text[..at].trim_end_matches([' ', ',']);
    (before.len() < at && names_secret(name_before(text, before.len()))).then(|| value_from(text, at)).flatten()
}

/// What stands behind an option of a command line, as in `--password x`.
fn option(text: &str, at: usize) -> Option<Secret> {
    let name = &text[at + 2..];
    let length = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(name.len());
    let behind = &name[length..];
    let value = behind.trim_start_matches(' ');
    if value.len() == behind.len() || value.starts_with('-') || !names_secret(&name[..length]) {
        return None;
    }
    value_from(text, text.len() - value.len())
}

/// A longer name and password before an Oracle host is none, in bytes.
const LONGEST_LOGIN: usize = 256;

/// The password in the address whose scheme ends at a byte: `//user:password@`, Oracle's `user/password@`, and a long
/// word before the host that is no user.
fn in_url(text: &str, at: usize) -> Option<Secret> {
    const ORACLE: [&str; 2] = ["jdbc:oracle:thin", "jdbc:oracle:oci"];
    const NO_AUTHORITY: &str = " \t\n\r/?#\"'<>";
    let rest = &text[at + 1..];
    if let Some(rest) = rest.strip_prefix("//") {
        let from = at + 3;
        let length = rest.find(|c: char| NO_AUTHORITY.contains(c)).unwrap_or(rest.len());
        let authority = &rest[..length];
        let end = authority.rfind('@')?;
        let web = text[..at].ends_with("http") || text[..at].ends_with("https");
        let start = match authority[..end].find(':') {
            Some(colon) => colon + 1,
            None if web && end >= 16 => 0,
            None => return None,
        };
        return (end > start).then(|| Secret { at: from + start..from + end, head: 0 });
    }
    let is_oracle = |scheme: &&str| {
        let from = at.checked_sub(scheme.len());
        from.and_then(|from| text.as_bytes().get(from..at))
            .is_some_and(|end| end.eq_ignore_ascii_case(scheme.as_bytes()))
    };
    if ORACLE.iter().any(is_oracle) {
        // A bound, so that a text of nothing but such heads is read once.
        let end = rest.bytes().take(LONGEST_LOGIN).position(|byte| byte == b'@')?;
        let start = rest[..end].find('/')? + 1;
        return (end > start).then(|| Secret { at: at + 1 + start..at + 1 + end, head: 0 });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_wherever_they_stand() {
        for (key, value, shown) in [
            ("spark.hadoop.fs.s3a.secret.key", "abc", "••••••"),
            ("spark.driver.extraJavaOptions", "-Da=1 -Dpassword=hunter2 -Db=2", "-Da=1 -Dpassword=•••••• -Db=2"),
            ("url", "jdbc:postgresql://u:p@h/db?password=x&a=b", "jdbc:postgresql://u:••••••@h/db?password=••••••&a=b"),
            ("sun.java.command", "run --key AKIAIOSFODNN7EXAMPLE x", "run --key •••••• x"),
            ("", "s3a://k:abc@c/d,s3a://a/b,s3a://k:def@c/d", "s3a://k:••••••@c/d,s3a://a/b,s3a://k:••••••@c/d"),
            ("", "run --db-password hunter2 --out /x", "run --db-password •••••• --out /x"),
            (
                "",
                "OPTIONS (user 'u', password 'a b', dbtable 't')",
                "OPTIONS (user 'u', password '••••••', dbtable 't')",
            ),
            ("", r#".option("password", "pw").load("x")"#, r#".option("password", "••••••").load("x")"#),
            ("", r#"{"db":{"password": "a,b","x":1}}"#, r#"{"db":{"password": "••••••","x":1}}"#),
            ("", r#"{\"token\":\"abc\",\"x\":1}"#, r#"{\"token\":\"••••••\",\"x\":1}"#),
            ("", "password = 'x' AND token=y", "password = '••••••' AND token=••••••"),
            ("", "Authorization: Basic dXNlcjpwYXNz, x", "Authorization: Basic ••••••, x"),
            (
                "",
                "https://a.blob.core.windows.net/c?se=1&sig=a%2Fb&x=1",
                "https://a.blob.core.windows.net/c?se=1&sig=••••••&x=1",
            ),
            ("", "jdbc:oracle:thin:scott/tiger@//h:1521/x", "jdbc:oracle:thin:scott/••••••@//h:1521/x"),
            ("", "git clone https://0123456789abcdef0123@host/x", "git clone https://••••••@host/x"),
        ] {
            assert_eq!(mask(key, value), (shown.to_owned(), true), "{key}");
        }
    }

    #[test]
    fn what_is_no_secret_stays() {
        for (key, value) in [
            ("spark.executor.memory", "4g"),
            ("spark.security.credentials.enabled", "true"),
            ("", "abfss://container@account.dfs.core.windows.net/x"),
            ("", "mismatched token: expected ')'"),
            ("", "select password from users where secret = token"),
            ("", "config=a design=b TokenStream::x"),
            ("", "password="),
            ("", "/etc/passwd:/etc/passwd:ro"),
            ("", "\u{202e}password\u{1b}"),
        ] {
            assert_eq!(mask(key, value), (value.to_owned(), false), "{key}");
        }
        assert!(mask("", "*********(redacted)").1 && is_masked("••••••") && !is_masked(""));
    }

    #[test]
    fn a_long_text_of_heads_is_read_once() {
        for head in [
            "eyJ.",
            "eyJ-",
            "jdbc:oracle:thin:",
            "password",
            "password ",
            "--token ",
            "a:",
            "://",
            "Bearer ",
            "-----BEGIN ",
            "ghp_ ",
            "'",
            "sig =  ",
        ] {
            let began = std::time::Instant::now();
            secrets(&head.repeat((2 << 20) / head.len()));
            assert!(began.elapsed().as_secs() < 20, "{head}");
        }
    }

    #[test]
    fn no_text_makes_it_stumble() {
        let parts =
            ["password", "=", ":", "'", "\"", "\\", "é", "💡", "--", "://", "@", " ", "AKIA", "-----BEGIN", "eyJ", "."];
        for a in parts {
            for b in parts {
                for c in parts {
                    let text = format!("{a}{b}{c}{a}{c}{b}");
                    let found = secrets(&text);
                    assert!(found.windows(2).all(|two| two[0].at.end <= two[1].at.start), "{text}");
                    assert!(found.iter().all(|one| text.get(one.at.clone()).is_some()), "{text}");
                }
            }
        }
    }
}
