//! Secrets in command lines and statements.

use super::Secret;
use super::assigned::value_from;
use super::name::names_secret;

/// A program is named so many bytes before its options, at most.
const COMMAND: usize = 256;

/// What stands behind an option of a command line, at its first hyphen: `--password x`, `-storepass x`, `curl -u me:x`,
/// `mysql -px`, `sshpass -p x`.
pub(super) fn option(text: &str, at: usize) -> Option<Secret> {
    if text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-') {
        return None;
    }
    let rest = text[at..].strip_prefix("--").or_else(|| text[at..].strip_prefix('-'))?;
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(rest.len());
    let (name, behind) = rest.split_at(length);
    let value = behind.trim_start_matches(' ');
    let from = text.len() - value.len();
    let spaced = value.len() < behind.len() && !value.starts_with('-');
    if spaced && name.len() > 1 && names_secret(name) {
        return value_from(text, from);
    }
    match name {
        "u" | "user" if spaced && follows(text, at, &["curl", "wget"]) => {
            let login = value_from(text, from)?;
            let colon = text[login.at.clone()].find(':')? + 1;
            (login.at.len() > colon).then(|| Secret { at: login.at.start + colon..login.at.end, head: 0 })
        }
        "p" if spaced && follows(text, at, &["sshpass"]) => value_from(text, from),
        _ if name.len() > 2 && name.starts_with('p') && follows(text, at, &["mysql", "mysqldump", "mariadb"]) => {
            value_from(text, text.len() - rest.len() + 1)
        }
        _ => None,
    }
}

/// Whether one of these programs is named shortly before.
fn follows(text: &str, at: usize, programs: &[&str]) -> bool {
    let before = &text.as_bytes()[at.saturating_sub(COMMAND)..at];
    let words = before.split(|byte| !byte.is_ascii_alphanumeric());
    words.into_iter().any(|word| programs.iter().any(|program| word == program.as_bytes()))
}

/// What a statement gives a user, `IDENTIFIED BY 'x'`, from its first letter on.
pub(super) fn statement(text: &str, at: usize) -> Option<Secret> {
    const HEAD: &str = "identified by ";
    let is_it = text.as_bytes()[at..].get(..HEAD.len()).is_some_and(|head| head.eq_ignore_ascii_case(HEAD.as_bytes()));
    is_it.then(|| value_from(text, at + HEAD.len())).flatten()
}
