//! The licence texts of everything that is compiled into the page, which most licences ask to go along with each copy.

use crate::licences::metadata;
use crate::shell::{Outcome, read, root};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// One text: who is used under which licence, then every distinct licence text with the crates that carry it.
///
/// # Errors
/// When the dependencies cannot be listed or a licence file cannot be read.
pub(crate) fn text() -> Outcome<String> {
    let metadata = metadata()?;
    let used = used(&metadata)?;
    let mut list = String::from("Afterglow is under the Apache License 2.0. It contains:\n\n");
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in array(&metadata["packages"]).iter().filter(|package| used.contains(string(&package["id"]))) {
        let name = format!("{} {}", string(&package["name"]), string(&package["version"]));
        list += &format!("{name} ({})\n", string(&package["license"]));
        let folder = Path::new(string(&package["manifest_path"])).parent().map(Path::to_path_buf).unwrap_or_default();
        for text in licence_files(&folder)? {
            texts.entry(text).or_default().insert(name.clone());
        }
    }
    let charts = root().join("node_modules/uplot");
    let package: Value = serde_json::from_str(&read(&charts.join("package.json"))?)?;
    let name = format!("uplot {}", string(&package["version"]));
    list += &format!("{name} ({})\n", string(&package["license"]));
    texts.entry(tidied(&read(&charts.join("LICENSE"))?)).or_default().insert(name);
    for (text, names) in texts {
        let names: Vec<String> = names.into_iter().collect();
        list += &format!("\n{}\n{}\n\n{text}\n", "=".repeat(100), names.join(", "));
    }
    Ok(list)
}

/// The ids of all crates of others that the page's binary is built from.
fn used(metadata: &Value) -> Outcome<BTreeSet<&str>> {
    let nodes: BTreeMap<&str, &Value> =
        array(&metadata["resolve"]["nodes"]).iter().map(|node| (string(&node["id"]), node)).collect();
    let page = nodes.keys().find(|id| id.contains("crates/web#")).ok_or("cargo metadata has no crates/web")?;
    let mut open = vec![*page];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        let dependencies = nodes.get(id).map(|node| array(&node["deps"])).unwrap_or_default();
        for dependency in dependencies {
            let shipped = array(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
            if shipped && seen.insert(string(&dependency["pkg"])) {
                open.push(string(&dependency["pkg"]));
            }
        }
    }
    let own: BTreeSet<&str> = array(&metadata["workspace_members"]).iter().map(string).collect();
    Ok(seen.difference(&own).copied().collect())
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

fn array(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn string(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
