//! The licence texts of everything that is compiled into the page, which most licences ask to go along with each copy.

use crate::shell::Outcome;
use crate::shipped::parts;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// One text: who is used under which licence, then every distinct licence text with the crates that carry it.
///
/// # Errors
/// When the dependencies cannot be listed or a licence file cannot be read.
pub(crate) fn text() -> Outcome<String> {
    let mut list = String::from("Afterglow is under the Apache License 2.0. It contains:\n\n");
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for part in parts()? {
        let name = format!("{} {}", part.name, part.version);
        list += &format!("{name} ({})\n", part.licence);
        for text in licence_files(&part.folder)? {
            texts.entry(text).or_default().insert(name.clone());
        }
    }
    for (text, names) in texts {
        let names: Vec<String> = names.into_iter().collect();
        list += &format!("\n{}\n{}\n\n{text}\n", "=".repeat(100), names.join(", "));
    }
    Ok(list)
}

fn licence_files(folder: &Path) -> Outcome<Vec<String>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_uppercase();
        let starts = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];
        if path.is_file() && starts.iter().any(|start| name.starts_with(start)) {
            files.push(tidied(&String::from_utf8_lossy(&std::fs::read(&path)?)));
        }
    }
    files.sort();
    Ok(files)
}

/// Without the spaces at line ends, so that the same text is kept once.
fn tidied(text: &str) -> String {
    text.trim().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}
