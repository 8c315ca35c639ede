//! What the home view says.

use super::format;

pub(crate) const DROP: &str = "Drop event logs anywhere in this window";
pub(crate) const DROP_MORE: &str =
    "Files, folders, archives; as many as you like. Or press Ctrl+V for copied files, or for a list of paths.";
pub(crate) const CHOOSE: &str = "Choose files…";
pub(crate) const OPEN_RUNS: &str = "Open runs";
pub(crate) const SAMPLES: &str = "Or look at a sample";
pub(crate) const NO_SAMPLE: &str = "The sample could not be loaded from this page's own site.";
pub(crate) const NO_LOG: &str = "Or go on without a log";
pub(crate) const READS: &str = "What it reads";
pub(crate) const CHECK: &str = "Check it";
pub(crate) const POLICY: &str = "What this page may do: its policy, its host, its requests";

pub(crate) const RECENT: &str = "Recent runs";
pub(crate) const REMEMBER: &str = "Remember the runs that I open, in this browser";
pub(crate) const REMEMBER_MORE: &str = "Off unless you tick it. Then name, id, path, start, zone, length and number of tasks of the last twelve runs are kept in this browser's database, and where it has them (Chrome and Edge, for dropped files) handles to open the files anew. Never a log's content. Other pages of the same origin can read it: those of this host, and for the single file, in Chrome and Edge, pages opened from a disk.";
pub(crate) const FORGET: &str = "Forget all";
pub(crate) const NONE_YET: &str = "No run was opened since.";
pub(crate) const MAY_NOT_READ: &str =
    "was not opened: the browser was not allowed to read it again. Drop the file, or allow it.";
pub(crate) const GONE: &str = "is not there any more under this name. Drop it from where it is now.";

pub(crate) const ANY: &str = "Read all files";

/// How a remembered run is opened.
pub(crate) fn open_again(at_hand: bool, log: &str) -> String {
    if at_hand { "Opens anew; the browser asks first".to_owned() } else { format!("To open it, choose {log}") }
}

/// What a pasted list will do.
pub(crate) fn wanted(count: usize) -> String {
    format!(
        "{} pasted. Drop or choose the folder that holds them: only these are read.",
        format::number_of(count as f64, "path was", "paths were")
    )
}

/// Nothing of a pasted list is among the files.
pub(crate) fn none_found(count: usize) -> String {
    format!(
        "None of the {} is among these files; nothing was read. The list still waits for its folder.",
        format::number_of(count as f64, "pasted path", "pasted paths")
    )
}

/// Some of a pasted list are not among the files.
pub(crate) fn not_found(missing: usize, wanted: usize, names: &[&str]) -> String {
    let first: Vec<String> = names.iter().take(3).map(|name| format::clipped(name, 80)).collect();
    let more = if missing > first.len() { " …" } else { "" };
    format!(
        "{} of {} pasted paths are not among these files: {}{more}",
        format::count(missing as f64),
        format::count(wanted as f64),
        first.join(", ")
    )
}
