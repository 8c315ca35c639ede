//! What is kept of a reading, so that it can go on when the log has grown.

use afterglow_eventlog::discover::Log;
use afterglow_eventlog::{Failure, LineReport, Lines, Warning};
use afterglow_profile::Paused;

use super::mark::Mark;

/// A reading that came to the end of what was there.
pub(crate) struct Trail {
    pub(super) paused: Paused,
    /// The parts, the last of which may have grown.
    pub(super) parts: Vec<Closed>,
    /// The lines of the last part.
    pub(super) lines: Lines,
    /// What was wrong with the set of files.
    pub(super) warnings: Vec<Warning>,
}

/// A part that was read.
pub(super) struct Closed {
    /// By what it is known again, if it can be.
    pub(super) mark: Option<Mark>,
    pub(super) report: LineReport,
    /// Why it was not read to its end.
    pub(super) failure: Option<Failure>,
}

impl Trail {
    /// Whether a log in which the reading [goes on](Self::goes_on_in) tells nothing new.
    pub(super) fn is_all_of(&self, log: &Log) -> bool {
        let stored: u64 = self.parts.iter().filter_map(|part| part.mark).map(|mark| mark.stored).sum();
        stored == log.stored_bytes() && self.parts.len() == log.parts.len() && self.warnings == log.warnings
    }

    /// Whether a log is the one that was read, or that one grown longer: then where to go on, as a part and the stored
    /// bytes of it that are read.
    pub(super) fn goes_on_in(&self, log: &Log) -> Option<(usize, u64)> {
        let number = self.parts.len().checked_sub(1)?;
        let mut same = self.parts.iter().zip(&log.parts).enumerate();
        let known = same.all(|(at, (closed, part))| {
            // What a plain part could not be read for is not told by how far it was read.
            let whole = closed.failure.is_none() || !part.is_plain();
            let last = at == number;
            let mark = closed.mark.as_ref().filter(|mark| last || mark.stored == part.stored_bytes);
            whole && mark.is_some_and(|mark| mark.begins(part))
        });
        let stored = self.parts[number].mark?.stored;
        (known && log.parts.len() > number).then_some((number, stored))
    }
}
