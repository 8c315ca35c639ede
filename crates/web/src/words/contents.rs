//! What is said of a log's sensitive content.

use super::format;

pub(crate) const TITLE: &str = "What is in this log";
pub(crate) const ABOUT: &str = "Secrets, names, addresses and numbers in the whole text of the log, masked here. Kinds are told by form \
     and by keys, a rule of thumb: something can be missed, and one thing taken for another. Before you hand the log to \
     somebody, redact it with the command line: afterglow redact.";
pub(crate) const ABOUT_VEILED: &str =
    "Names are replaced: this is what is left in the log as it is then. Tokens stand where names stood.";
pub(crate) const LOOK: &str = "Look through the whole log";
pub(crate) const STOP: &str = "Stop looking";
pub(crate) const LOOKING: &str = "Looking through the whole log …";
pub(crate) const NOTHING: &str = "Nothing was recognised.";
pub(crate) const NOT_AT_HAND: &str = "The log is not at hand any more: open it again.";
pub(crate) const HEADS: [(&str, bool); 5] =
    [("Kind", false), ("Distinct", true), ("In all", true), ("Where", false), ("Masked", false)];

/// How much there is to look through at most: a drop may hold other logs.
pub(crate) fn size(bytes: f64) -> String {
    format!("Up to {} of files are read once more for it.", format::bytes(bytes))
}

/// A kind, as the engine calls it.
pub(crate) fn kind(kind: &str) -> &str {
    match kind {
        "secret" => "Secrets",
        "user" => "Users",
        "email" => "E-mail addresses",
        "card" => "Card numbers",
        "iban" => "Account numbers (IBAN)",
        "long-number" => "Long numbers",
        "literal" => "Literals",
        "table" => "Tables",
        "column" => "Columns",
        "host" => "Hosts",
        "url" => "URLs",
        "path" => "Paths",
        other => other,
    }
}

/// A count of which there may be more.
pub(crate) fn count(count: u64, at_least: bool) -> String {
    let count = format::count(count as f64);
    if at_least { format!("at least {count}") } else { count }
}

/// A place and how often something occurs there.
pub(crate) fn place(place: &str, count: u64) -> String {
    format!("{place} ({})", format::count(count as f64))
}

/// Occurrences in places that are not shown.
pub(crate) fn elsewhere(count: u64) -> String {
    format!("{} in other places", format::count(count as f64))
}
