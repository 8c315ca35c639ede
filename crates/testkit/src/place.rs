//! Where things lie, from wherever a test is run.

use std::path::{Path, PathBuf};

/// The folder of the workspace's `Cargo.toml`.
pub fn workspace_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// The folder `shared` beside the checkout, or the one that `AFTERGLOW_SHARED` names for a checkout elsewhere; when it is
/// absent, says so on stderr, and the test that asked should pass.
pub fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("AFTERGLOW_SHARED").map(PathBuf::from);
    let path = named.or_else(|| Some(workspace_root().parent()?.join("shared")))?;
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("skipped: ../shared is not here");
    None
}

/// The sub-folders of one folder, in the order of their names; none if the folder is not there.
pub(crate) fn folders(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(path) else {
        return Vec::new();
    };
    let mut found: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

/// A JSON file that belongs to the fixtures.
///
/// # Panics
/// If it is missing or is not JSON.
pub(crate) fn read_json(path: &Path) -> serde_json::Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::workspace_root;

    #[test]
    fn the_root_holds_the_workspace() {
        assert!(workspace_root().join("Cargo.toml").is_file());
        assert!(workspace_root().join("crates/testkit").is_dir());
    }
}
