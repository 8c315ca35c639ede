//! Fills in the service worker: which parts of the built site it keeps, each with its hash.

use crate::shell::{Outcome, files_under, read, root, write};
use crate::{digest, headers};
use std::collections::BTreeMap;
use std::path::Path;

/// Files of the folder that the page never asks for: what the host reads, and the service worker itself.
const OF_THE_HOST: &[&str] = &[".htaccess", "_headers", "web.config", "worker.js"];

/// Writes `worker.js` into the built site in `folder`, which must be whole by then.
///
/// # Errors
/// When a part cannot be read, or `www/worker.js` has lost the places that are filled in.
pub(crate) fn write_worker(folder: &Path) -> Outcome {
    let mut parts = BTreeMap::new();
    for file in files_under(folder, &[])? {
        let name = file.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
        if !OF_THE_HOST.contains(&name.as_str()) {
            parts.insert(name, digest::integrity(&std::fs::read(&file)?));
        }
    }
    let headers: BTreeMap<&str, String> = headers::all(false).into_iter().collect();
    write(&folder.join("worker.js"), filled(&read(&root().join("www/worker.js"))?, &parts, &headers)?)
}

/// The service worker of a site with these parts. Its version is the hash of them all, and of its own text: what one
/// version keeps, no other may touch.
fn filled(worker: &str, parts: &BTreeMap<String, String>, headers: &BTreeMap<&str, String>) -> Outcome<String> {
    let (parts, headers) = (serde_json::to_string_pretty(parts)?, serde_json::to_string_pretty(headers)?);
    let version = &digest::sha256(format!("{worker}{parts}{headers}").as_bytes())[..16];
    let mut text = worker.to_owned();
    for (name, value) in [("VERSION", format!("'{version}'")), ("PARTS", parts), ("HEADERS", headers)] {
        let begin = format!("const {name} = ");
        let at = text.find(&begin).ok_or_else(|| format!("www/worker.js has no {name}"))? + begin.len();
        let end = at + text[at..].find(";\n").ok_or_else(|| format!("www/worker.js: {name} has no end"))?;
        text.replace_range(at..end, &value);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_part_is_another_version() {
        let worker = read(&root().join("www/worker.js")).expect("www/worker.js");
        let of = |worker: &str, hash: &str| {
            let parts = BTreeMap::from([("a.js".to_owned(), hash.to_owned())]);
            filled(worker, &parts, &BTreeMap::from([("A", "b".to_owned())])).expect("filled")
        };
        let (one, other) = (of(&worker, "sha384-x"), of(&worker, "sha384-y"));
        assert!(one.contains("\"a.js\": \"sha384-x\"") && !one.contains("filled in"));
        let version = |text: &str| text.lines().find(|line| line.starts_with("const VERSION")).map(str::to_owned);
        assert_ne!(version(&one), version(&other));
        assert_ne!(version(&one), version(&of(&format!("{worker}// other"), "sha384-x")));
        assert!(filled("const VERSION = '';\n", &BTreeMap::new(), &BTreeMap::new()).is_err());
    }
}
