//! The files under `tests/fixtures/bad`: no logs at all, damaged logs, and logs whose texts are traps.

use std::path::PathBuf;

use serde_json::Value;

use crate::place::{read_json, workspace_root};

/// One input that a careful reader must survive.
#[derive(Debug, Clone)]
pub struct BadInput {
    /// The file's name, for messages.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// The exit status that the command line owes it: 0 read, 2 no event log, 3 read in part.
    pub exit: i32,
    /// What is wrong with it, in one sentence.
    pub why: String,
    /// The totals that must come out, where the damage leaves no doubt about them.
    pub truth: Option<Value>,
    /// The totals that must at least come out, where more may be saved by a better decoder.
    pub truth_at_least: Option<Value>,
}

/// Every bad input, in the order of `expected.json`.
///
/// # Panics
/// If `expected.json` is missing, is not as `make.py` writes it, or names a file that is not there.
pub fn bad_inputs() -> Vec<BadInput> {
    let folder = workspace_root().join("tests/fixtures/bad");
    let expected = read_json(&folder.join("expected.json"));
    let entries = expected.as_array().map_or(&[][..], Vec::as_slice);
    assert!(!entries.is_empty(), "expected.json lists no bad input");
    entries
        .iter()
        .map(|entry| {
            let text = |key: &str| entry[key].as_str().unwrap_or_else(|| panic!("expected.json: no {key}")).to_owned();
            let name = text("file");
            let path = folder.join(&name);
            assert!(path.is_file(), "{} is not there", path.display());
            BadInput {
                path,
                exit: entry["exit"].as_i64().map_or(-1, |status| status as i32),
                why: text("why"),
                truth: entry.get("truth").cloned(),
                truth_at_least: entry.get("truth_at_least").cloned(),
                name,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::bad_inputs;

    #[test]
    fn each_is_there_and_says_what_it_is_owed() {
        for bad in bad_inputs() {
            assert!([0, 2, 3].contains(&bad.exit), "{}", bad.name);
            assert!(!bad.why.is_empty(), "{}", bad.name);
            let known = bad.truth.is_some() || bad.truth_at_least.is_some();
            assert_eq!(known, bad.exit != 2, "{}: a truth is given for exactly what can be read", bad.name);
        }
    }

    #[test]
    fn the_canary_sits_in_every_line_that_has_a_free_text() {
        let canary = bad_inputs().into_iter().find(|bad| bad.name == "canary.log");
        let text = canary.and_then(|bad| std::fs::read_to_string(bad.path).ok()).unwrap_or_default();
        let marked = text.lines().filter(|line| line.contains("CANARY")).count();
        assert!(marked * 10 >= text.lines().count() * 6, "{marked} of {} lines", text.lines().count());
    }
}
