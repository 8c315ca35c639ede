//! Every input that fuzzing found, held to the law of its way in with the stable compiler.

#[path = "../../../fuzz/src/ways_in/mod.rs"]
mod ways_in;

use std::fs;
use std::path::PathBuf;

use afterglow_testkit::workspace_root;

/// The files of a folder; none if there is no such folder.
fn files(folder: PathBuf) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    files
}

#[test]
fn what_fuzzing_found_stays_mended() {
    let mut replayed = 0;
    for target in files(workspace_root().join("fuzz/regressions")) {
        let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for case in files(target) {
            let bytes = fs::read(&case).unwrap_or_else(|error| panic!("{}: {error}", case.display()));
            println!("{}", case.display());
            ways_in::hold(&name, &bytes);
            replayed += 1;
        }
    }
    println!("{replayed} findings of the fuzzer replayed");
}

#[test]
fn each_target_has_its_law() {
    let of_file = |path: &PathBuf| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let targets: Vec<String> = files(workspace_root().join("fuzz/fuzz_targets")).iter().map(of_file).collect();
    assert_eq!(targets, ways_in::LAWS.map(|(name, _)| name));
}
