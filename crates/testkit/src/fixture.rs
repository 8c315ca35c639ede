//! The small logs under `tests/fixtures/<Spark version>/<platform>/<case>/`.

use std::path::PathBuf;

use serde_json::Value;

use crate::place::{folders, read_json, workspace_root};

/// One log that real Spark wrote, and what is known of it.
#[derive(Debug, Clone)]
pub struct Fixture {
    /// `<Spark version>/<platform>/<case>`, for messages and snapshot names.
    pub name: String,
    /// The log: a file, a rolled log's folder, or a zip.
    pub path: PathBuf,
    /// `truth.json`: how the log was made, and its totals under the names of the profile contract.
    pub truth: Value,
}

impl Fixture {
    /// One total of the truth, such as `tasks` or `task_cpu_ms`; `None` if the truth does not give it.
    pub fn total(&self, name: &str) -> Option<f64> {
        self.truth.get(name).and_then(Value::as_f64)
    }

    /// Whether the log ends with the application's end.
    pub fn is_complete(&self) -> bool {
        self.truth["complete"] == Value::Bool(true)
    }
}

/// Every fixture, in the order of its name.
///
/// # Panics
/// If a case's `truth.json` is missing, cannot be read, or names a log that is not there.
pub fn fixtures() -> Vec<Fixture> {
    let root = workspace_root().join("tests/fixtures");
    let mut found = Vec::new();
    for version in folders(&root) {
        for platform in folders(&version) {
            for case in folders(&platform) {
                let name = case.strip_prefix(&root).unwrap_or(&case).to_string_lossy().replace('\\', "/");
                let truth = read_json(&case.join("truth.json"));
                let log = truth["log"].as_str().unwrap_or_else(|| panic!("{name}: truth.json names no log"));
                let path = resolved(&case, log);
                assert!(path.exists(), "{name}: {} is not there", path.display());
                found.push(Fixture { name, path, truth });
            }
        }
    }
    found
}

/// One fixture by its name, such as `3.5.9/local/zstd`.
///
/// # Panics
/// If there is none of that name.
pub fn fixture(name: &str) -> Fixture {
    fixtures().into_iter().find(|fixture| fixture.name == name).unwrap_or_else(|| panic!("no fixture {name}"))
}

/// Joins a relative path and takes its leading `..` away, so that messages show a path that people recognise.
fn resolved(folder: &std::path::Path, relative: &str) -> PathBuf {
    let mut path = folder.to_path_buf();
    for part in relative.split('/') {
        if part == ".." {
            path.pop();
        } else {
            path.push(part);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{fixture, fixtures, resolved};
    use crate::place::workspace_root;

    const TOTALS: [&str; 13] = [
        "jobs",
        "stages",
        "tasks",
        "tasks_failed",
        "sql_executions",
        "executors_added",
        "task_run_ms",
        "task_cpu_ms",
        "task_gc_ms",
        "input_bytes",
        "shuffle_read_bytes",
        "memory_spilled_bytes",
        "disk_spilled_bytes",
    ];

    #[test]
    fn every_fixture_has_every_total() {
        let all = fixtures();
        assert!(all.len() >= 15, "only {} fixtures", all.len());
        for fixture in all {
            for total in TOTALS {
                assert!(fixture.total(total).is_some(), "{}: no {total}", fixture.name);
            }
            assert!(fixture.truth["app_id"].is_string(), "{}", fixture.name);
            assert_eq!(fixture.is_complete(), fixture.total("wall_ms").is_some(), "{}", fixture.name);
        }
    }

    #[test]
    fn versions_codecs_and_layouts_are_covered() {
        let names: Vec<String> = fixtures().into_iter().map(|fixture| fixture.name).collect();
        for part in [
            "3.3.",
            "3.5.",
            "4.0.",
            "4.3.",
            "/none",
            "/zstd",
            "/lz4",
            "/snappy",
            "/lzf",
            "/rolling",
            "/history-zip",
            "/killed",
            "/streaming",
            "/sample-",
        ] {
            assert!(names.iter().any(|name| name.contains(part)), "no fixture with {part}");
        }
    }

    #[test]
    fn a_rolled_log_is_a_folder_of_several_parts() {
        let parts = std::fs::read_dir(fixture("3.5.9/local/rolling-parts").path).map(Iterator::count);
        assert!(parts.is_ok_and(|count| count >= 3));
    }

    #[test]
    fn the_fixtures_stay_small() {
        fn bytes(path: &Path) -> u64 {
            let Ok(entries) = std::fs::read_dir(path) else {
                return path.metadata().map_or(0, |data| data.len());
            };
            entries.flatten().map(|entry| bytes(&entry.path())).sum()
        }
        let total = bytes(&workspace_root().join("tests/fixtures"));
        assert!(total <= 7 << 19, "tests/fixtures holds {total} bytes");
    }

    #[test]
    fn leading_dots_are_taken_away() {
        assert_eq!(resolved(Path::new("/a/b/c"), "../../x/y"), Path::new("/a/x/y"));
        assert_eq!(resolved(Path::new("/a"), "log/b"), Path::new("/a/log/b"));
    }
}
