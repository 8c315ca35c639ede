//! Logs of the fixtures and of the collection beside the checkout, in plain text and redacted.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use afterglow_eventlog::discover::{Layout, Limits, Log, discover};
use afterglow_eventlog::source::{BytesInput, Input};
use afterglow_redact::{RedactError, Redactor};

/// The key of all tests.
pub(crate) const KEY: &[u8] = b"a key for tests, of thirty-two b";

/// Every log that tests may read: fixtures, inputs with traps or damage, and shared logs where they are.
pub(crate) fn paths() -> Vec<PathBuf> {
    let fixtures = afterglow_testkit::fixtures().into_iter().map(|fixture| fixture.path);
    let bad = afterglow_testkit::bad_inputs().into_iter().filter(|bad| bad.exit != 2).map(|bad| bad.path);
    fixtures.chain(bad).chain(afterglow_testkit::shared_logs().into_iter().map(|log| log.path)).collect()
}

/// The files of a path, in memory.
pub(crate) fn inputs(path: &Path) -> Vec<Rc<dyn Input>> {
    let mut inputs: Vec<Rc<dyn Input>> = Vec::new();
    let mut waiting = vec![path.to_owned()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("a folder can be listed");
            waiting.extend(entries.map(|entry| entry.expect("an entry").path()));
        } else {
            let bytes = fs::read(&path).expect("a file can be read");
            inputs.push(Rc::new(BytesInput::new(path.to_string_lossy(), bytes)));
        }
    }
    inputs.sort_by(|a, b| a.path().cmp(b.path()));
    inputs
}

/// The logs of a path.
pub(crate) fn logs(path: &Path) -> Vec<Log> {
    discover(&inputs(path), &Limits::default()).logs
}

/// The plain text of a log, as far as it can be read.
pub(crate) fn plain(log: &Log) -> Vec<u8> {
    let mut text = Vec::new();
    for part in &log.parts {
        if let Ok(mut reader) = part.open() {
            // What was readable before an error is in the buffer.
            let _ = reader.read_to_end(&mut text);
            text.push(b'\n');
        }
    }
    text
}

/// A log redacted, all parts in a row; `None` if there is no event in it.
pub(crate) fn redacted(log: &Log) -> Option<Vec<u8>> {
    let mut redactor = Redactor::new(KEY);
    let (mut out, mut kept) = (Vec::new(), 0);
    match &log.layout {
        Layout::Legacy { spark_version: Some(version) } => redactor.log_start(version, &mut out),
        Layout::Rolling { compacted: true, .. } => redactor.compacted(&mut out),
        _ => {}
    }
    for part in &log.parts {
        let Ok(mut reader) = part.open() else { continue };
        kept += match redactor.redact(&mut reader, &mut out) {
            Ok(report) => report.events_kept,
            Err(RedactError::Read { report, .. }) => report.events_kept,
            Err(error) => panic!("{error}"),
        };
    }
    (kept > 0).then_some(out)
}
