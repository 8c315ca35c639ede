//! What is said where something is taken away.

use super::format;

pub(crate) const HTML: &str = "Report (HTML)";
pub(crate) const MARKDOWN: &str = "Report in short (Markdown, for a ticket)";
pub(crate) const TRACE: &str = "Trace for Perfetto and Firefox Profiler";
pub(crate) const SESSION: &str = "Session, opens again without the log";
pub(crate) const PRINT: &str = "Print, or save as PDF";
pub(crate) const REPLACE: &str = "Replace names";
pub(crate) const REPLACE_MORE: &str =
    "Reads the log again with every name replaced by a token. The page shows what is then taken away.";
pub(crate) const KEY: &str = "Key";
pub(crate) const KEY_HINT: &str = "Empty for a new one";
pub(crate) const KEY_MORE: &str = "Empty for a new one. The same key gives the same tokens.";
pub(crate) const SHOW_NAMES: &str = "Show names again";
pub(crate) const VEILED: &str = "Names are replaced here, and in all that is taken away from here.";
pub(crate) const KEEP_KEY: &str = "Keep the key if you want the same tokens again. It is written nowhere.";
pub(crate) const SHORT_KEY: &str = "A key of fewer than 16 characters can be guessed: give a longer one, or none.";
pub(crate) const NOT_READ_AGAIN: &str = "cannot be read again here: open it anew.";
pub(crate) const READING_AGAIN: &str = "Once more, with names replaced";
pub(crate) const MAKING: &str = "Making the file …";

/// A run came from a session's file.
pub(crate) fn from_session(written_by: &str, redacted: bool, house: bool) -> String {
    let by = if written_by.is_empty() { String::new() } else { format!(", written by Afterglow {written_by}") };
    let names = if redacted { " Names in it are replaced." } else { "" };
    let house = if house { " It was answered under rules, rates or prices that are not in the file." } else { "" };
    format!("was opened from a session{by}.{names}{house}")
}

/// A trace does not hold all tasks.
pub(crate) fn left_out(tasks: u64) -> String {
    let tasks = format::number_of(tasks as f64, "task, the shortest, is", "tasks, the shortest, are");
    format!("{tasks} left out of the trace: it holds a million, and viewers no more.")
}
