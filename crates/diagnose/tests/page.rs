//! The documentation of the detectors is current, and the table behind it is in order.

use std::collections::BTreeSet;
use std::path::Path;

use afterglow_diagnose::{detectors, reference_page};

/// The codes that acceptance checks rely on.
const PROMISED: &str = "data-skew spill gc-pressure tiny-tasks too-few-partitions small-files-in driver-bound \
    straggler task-failures retries cartesian-product big-broadcast missing-partition-filter cache-unused \
    overprovisioned-memory idle-slots idle-executors redundant-in-app stage-retry fetch-failure executor-lost \
    failed-job killed-job dynamic-allocation speculation";

#[test]
fn the_page_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/findings.md");
    let page = reference_page();
    if std::env::var_os("AFTERGLOW_UPDATE").is_some() {
        std::fs::write(&path, &page).expect("docs/findings.md can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    // Not `assert_eq`: it would print both pages.
    assert!(written == page, "run this test with AFTERGLOW_UPDATE=1 to write docs/findings.md anew");
}

#[test]
fn codes_are_unique_and_named_in_one_manner() {
    let mut seen = BTreeSet::new();
    for detector in detectors() {
        assert!(seen.insert(detector.code), "{} comes twice", detector.code);
        assert!(detector.code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", detector.code);
        for text in [detector.title, detector.threshold, detector.source, detector.needs, detector.mistaken] {
            assert!(!text.is_empty() && !text.ends_with('.'), "{}: {text:?}", detector.code);
        }
    }
    for code in PROMISED.split_whitespace() {
        assert!(seen.contains(code), "{code} is promised to the outside");
    }
}
