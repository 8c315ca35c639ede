//! What of others is compiled into the page: crates and npm packages, each with what is known of its origin.

use crate::licences::metadata;
use crate::shell::{Outcome, read, root};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// npm packages whose code goes into the page; the others only build it.
const NPM: &[&str] = &["uplot"];

/// One part.
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) version: String,
    /// An SPDX expression.
    pub(crate) licence: String,
    /// Its package URL, as inventories name parts.
    pub(crate) purl: String,
    /// The checksum of what the registry gave, from the lock file, with its kind.
    pub(crate) checksum: (&'static str, String),
    /// Where its files are on this machine.
    pub(crate) folder: PathBuf,
}

/// All parts: crates by name, then npm packages.
///
/// # Errors
/// When the dependencies cannot be listed or a lock file lacks one of them.
pub(crate) fn parts() -> Outcome<Vec<Part>> {
    let metadata = metadata()?;
    let used = used(&metadata)?;
    let lock = read(&root().join("Cargo.lock"))?;
    let mut parts = Vec::new();
    for package in array(&metadata["packages"]).iter().filter(|package| used.contains(string(&package["id"]))) {
        let (name, version) = (string(&package["name"]).to_owned(), string(&package["version"]).to_owned());
        let checksum = crate_checksum(&lock, &name, &version)
            .ok_or_else(|| format!("Cargo.lock has no checksum of {name} {version}"))?;
        let manifest = Path::new(string(&package["manifest_path"]));
        parts.push(Part {
            purl: format!("pkg:cargo/{name}@{version}"),
            licence: string(&package["license"]).to_owned(),
            checksum: ("sha256", checksum.to_owned()),
            folder: manifest.parent().map(Path::to_path_buf).unwrap_or_default(),
            name,
            version,
        });
    }
    let lock: Value = serde_json::from_str(&read(&root().join("package-lock.json"))?)?;
    for &name in NPM {
        let entry = &lock["packages"][format!("node_modules/{name}")];
        let version = string(&entry["version"]).to_owned();
        parts.push(Part {
            purl: format!("pkg:npm/{name}@{version}"),
            licence: string(&entry["license"]).to_owned(),
            checksum: ("npm integrity", string(&entry["integrity"]).to_owned()),
            folder: root().join("node_modules").join(name),
            name: name.to_owned(),
            version,
        });
    }
    Ok(parts)
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

/// The checksum that `Cargo.lock` has of a crate.
fn crate_checksum<'a>(lock: &'a str, name: &str, version: &str) -> Option<&'a str> {
    let entry = format!("name = \"{name}\"\nversion = \"{version}\"\n");
    let (_, rest) = lock.split_once(&entry)?;
    let block = rest.split("[[package]]").next()?;
    block.split_once("checksum = \"")?.1.split('"').next()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn string(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checksum_is_of_its_own_crate() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1\"\nsource = \"s\"\n\n\
                    [[package]]\nname = \"b\"\nversion = \"2\"\nchecksum = \"cafe\"\n";
        assert_eq!((crate_checksum(lock, "a", "1"), crate_checksum(lock, "b", "2")), (None, Some("cafe")));
    }
}
