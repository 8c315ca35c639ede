//! Reading a log so that its names never come into a run.
//!
//! Each event is written as a redacted line, and that line is decoded and folded in its place. Whatever is made of the
//! run then, no view and no export of it can tell a name by having forgotten to replace it.

use afterglow_eventlog::discover::{Layout, Log};
use afterglow_eventlog::event::Event;
use afterglow_eventlog::{Sink, decode};
use afterglow_profile::Fold;
use afterglow_redact::{Fate, Redactor};

/// What is said of the files of a log in the place of what would name them.
const WARNING: &str = "Something is wrong with the files of the log; what it is would name them.";

/// Folds events, under a veil or without one.
#[derive(Default)]
pub(super) struct Folding {
    pub(super) fold: Fold,
    pub(super) veil: Option<Veil>,
    pub(super) line: Vec<u8>,
}

/// Names replaced under a key.
pub(super) struct Veil {
    redactor: Redactor,
    key: Vec<u8>,
}

impl Veil {
    pub(super) fn new(key: &[u8]) -> Self {
        Self { redactor: Redactor::new(key), key: key.to_vec() }
    }

    /// Takes the names out of what is known of a log before it is read, and gives the key.
    pub(super) fn cover(&mut self, log: &mut Log) -> Vec<u8> {
        log.name = self.redactor.file_name(&log.name);
        for part in &mut log.parts {
            part.name = self.redactor.file_name(&part.name);
        }
        for warning in &mut log.warnings {
            WARNING.clone_into(&mut warning.message);
        }
        if let Layout::Databricks { context, .. } = &mut log.layout {
            *context = None;
        }
        self.key.clone()
    }

    pub(super) fn version(&self, version: &str) -> String {
        self.redactor.version(version)
    }
}

impl Sink for Folding {
    fn event(&mut self, event: &Event<'_>) {
        let Some(veil) = &mut self.veil else { return self.fold.event(event) };
        self.line.clear();
        if veil.redactor.event(event, &mut self.line) == Fate::Kept
            && let Ok(event) = decode(&self.line)
        {
            self.fold.event(&event);
        }
    }
}
