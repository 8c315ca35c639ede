//! Who may use whom, as ARCHITECTURE.md draws it.

use serde_json::Value;
use std::collections::BTreeSet;

/// Each crate with its layer. A crate may use those of lower layers only.
const LAYERS: &[(&str, u8)] = &[
    ("afterglow-units", 0),
    ("afterglow-eventlog", 1),
    ("afterglow-profile", 2),
    ("afterglow-catalog", 2),
    ("afterglow-redact", 2),
    ("afterglow-predict", 3),
    ("afterglow-diagnose", 4),
    ("afterglow-optimize", 4),
    ("afterglow-engine", 5),
    ("afterglow-web", 6),
    ("afterglow-cli", 6),
];

/// The programs: they know the engine and nothing below it.
const PROGRAMS: &[&str] = &["afterglow-web", "afterglow-cli"];

/// One line for each dependency that goes the wrong way.
pub(super) fn broken(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let ours = packages.iter().filter(|package| package["source"].is_null());
    ours.flat_map(|package| {
        let user = name(package);
        let dependencies = package["dependencies"].as_array().map(Vec::as_slice).unwrap_or_default();
        // What tests use is free: the test kit builds logs with everything.
        let shipped = dependencies.iter().filter(|dependency| dependency["kind"].is_null());
        shipped.filter_map(move |dependency| objection(user, name(dependency)))
    })
    .collect()
}

/// One line for each direct dependency of which `docs/dependencies.md` gives no reason.
pub(super) fn unexplained(metadata: &Value, reasons: &str) -> Vec<String> {
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let ours = packages.iter().filter(|package| package["source"].is_null());
    let used = ours.flat_map(|package| package["dependencies"].as_array().map(Vec::as_slice).unwrap_or_default());
    let foreign: BTreeSet<&str> = used.filter(|dependency| dependency["path"].is_null()).map(name).collect();
    // A row names one crate or several: `| serde, serde_json |`.
    let rows: BTreeSet<&str> = reasons
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" |").next())
        .flat_map(|cell| cell.split(", "))
        .collect();
    foreign.difference(&rows).map(|name| format!("docs/dependencies.md gives no reason for {name}")).collect()
}

fn objection(user: &str, used: &str) -> Option<String> {
    let layer = |crate_name: &str| LAYERS.iter().find(|(name, _)| *name == crate_name).map(|(_, layer)| *layer);
    if used == "afterglow-testkit" || used == "xtask" {
        return Some(format!("{user} uses {used}, which is never shipped"));
    }
    if used.starts_with("afterglow-") && layer(used).is_none() {
        return Some(format!("{used} has no layer in crates/xtask/src/tidy/layers.rs"));
    }
    let (above, below) = (layer(user)?, layer(used)?);
    if below >= above {
        return Some(format!("{user} (layer {above}) uses {used} (layer {below}), which is not lower"));
    }
    (PROGRAMS.contains(&user) && used != "afterglow-engine").then(|| format!("{user} uses {used}, past the engine"))
}

fn name(package: &Value) -> &str {
    package["name"].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::objection;

    #[test]
    fn the_arrows_point_down() {
        assert_eq!(objection("afterglow-engine", "afterglow-predict"), None);
        assert_eq!(objection("afterglow-engine", "serde"), None);
        assert!(objection("afterglow-profile", "afterglow-predict").is_some());
        assert!(objection("afterglow-diagnose", "afterglow-optimize").is_some());
        assert!(objection("afterglow-web", "afterglow-profile").is_some());
        assert!(objection("afterglow-engine", "afterglow-testkit").is_some());
        assert!(objection("afterglow-engine", "afterglow-new").is_some());
    }
}
