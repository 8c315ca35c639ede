//! Secrets in command lines and statements.

use super::Secret;
use super::assigned::value_from;
use super::name::names_secret;

/// The name of an option is no longer, in bytes.
const LONGEST_NAME: usize = 64;
/// A program is named so many bytes before its options, at most.
const COMMAND: usize = 256;

/// What stands behind an option of a command line, at its first hyphen: `--password x`, `-storepass x`, `curl -u me:x`,
/// `mysql -px`, `sshpass -p x`.
pub(super) fn option(text: &str, at: usize) -> Option<Secret> {
    if text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-') {
        return None;
    }
    let long = text[at..].strip_prefix("--");
    let rest = long.or_else(|| text[at..].strip_prefix('-'))?;
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let length = rest.bytes().take(LONGEST_NAME).take_while(is_name).count();
    let (name, behind) = rest.split_at(length);
    let value = behind.trim_start_matches(' ');
    let from = text.len() - value.len();
    let spaced = value.len() < behind.len() && !value.starts_with('-');
    if spaced && name.len() > 1 && names_secret(name) {
        return value_from(text, from);
    }
    match name {
        "u" | "user" if spaced && (long.is_none() || name == "user") && follows(text, at, &["curl", "wget"]) => {
            let login = value_from(text, from)?;
            let colon = text[login.at.clone()].find(':')? + 1;
            (login.at.len() > colon).then(|| Secret { at: login.at.start + colon..login.at.end, head: 0 })
        }
        "p" if long.is_none() && spaced && follows(text, at, &["sshpass"]) => value_from(text, from),
        _ if long.is_none()
            && name.len() > 2
            && name.starts_with('p')
            && follows(text, at, &["mysql", "mysqldump", "mariadb"]) =>
        {
            value_from(text, text.len() - rest.len() + 1)
        }
        _ => None,
    }
}

/// Whether one of these programs is named shortly before.
fn follows(text: &str, at: usize, programs: &[&str]) -> bool {
    let before = &text.as_bytes()[at.saturating_sub(COMMAND)..at];
    // `mysql-connector.jar` and `jdbc:mysql://` name no program.
    let mut words = before.split(|byte| matches!(byte, b' ' | b'/' | b'|' | b'"' | b'\''));
    words.any(|word| programs.iter().any(|program| word == program.as_bytes()))
}

/// What a statement gives a user, `IDENTIFIED BY 'x'`, from its first letter on.
pub(super) fn statement(text: &str, at: usize) -> Option<Secret> {
    const HEAD: &str = "identified by ";
    let is_it = text.as_bytes()[at..].get(..HEAD.len()).is_some_and(|head| head.eq_ignore_ascii_case(HEAD.as_bytes()));
    if !is_it {
        return None;
    }
    // "Rows are identified by id" is a sentence.
    let before = &text.as_bytes()[at.saturating_sub(COMMAND)..at];
    let of_user = before.to_ascii_lowercase().windows(5).any(|word| word == b"user ");
    let quoted = text.as_bytes().get(at + HEAD.len()).is_some_and(|byte| matches!(byte, b'\'' | b'"'));
    (of_user || quoted).then(|| value_from(text, at + HEAD.len())).flatten()
}
