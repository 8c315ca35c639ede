//! What is kept of a reading, so that it can go on when the log has grown.

use afterglow_eventlog::discover::{Layout, Log};
use afterglow_eventlog::{Failure, FailureCode, LineReport, Lines, Warning};
use afterglow_profile::Paused;

use super::Trust;
use super::mark::Mark;

/// A reading that came to the end of what was there, of a log that has no end yet.
pub(crate) struct Trail {
    pub(super) paused: Paused,
    /// The parts, the last of which may have grown.
    pub(super) parts: Vec<Closed>,
    /// By what each part is known again, if it can be.
    marks: Vec<Option<Mark>>,
    /// The lines of the last part.
    pub(super) lines: Lines,
    /// How the files made up the log, and what was wrong with them.
    layout: Layout,
    warnings: Vec<Warning>,
    /// How much its files may unpack to: who trusted them once is not asked again.
    pub(super) trust: Trust,
}

/// A part that was read.
pub(super) struct Closed {
    pub(super) report: LineReport,
    /// Why it was not read to its end.
    pub(super) failure: Option<Failure>,
}

impl Trail {
    /// Of a log whose parts were all read.
    pub(super) fn new(log: Log, parts: Vec<Closed>, lines: Lines, paused: Paused, trust: Trust) -> Self {
        let marks = log.parts.iter().map(Mark::of).collect();
        Self { paused, parts, marks, lines, layout: log.layout, warnings: log.warnings, trust }
    }

    /// Whether a log in which the reading [goes on](Self::goes_on_in) tells nothing new.
    pub(super) fn is_all_of(&self, log: &Log) -> bool {
        let stored: u64 = self.marks.iter().flatten().map(|mark| mark.stored).sum();
        stored == log.stored_bytes() && self.parts.len() == log.parts.len() && self.warnings == log.warnings
    }

    /// Whether a log is the one that was read, or that one grown longer: then where to go on, as a part and the stored
    /// bytes of it that are read.
    pub(super) fn goes_on_in(&self, log: &Log) -> Option<(usize, u64)> {
        let last = self.parts.len().checked_sub(1)?;
        let same_layout = std::mem::discriminant(&self.layout) == std::mem::discriminant(&log.layout)
            && is_compacted(&self.layout) == is_compacted(&log.layout);
        let known = log.parts.len() > last
            && self.parts.iter().zip(&self.marks).zip(&log.parts).enumerate().all(|(at, ((closed, mark), part))| {
                // Only a packed part that was still being written may have broken off: it is unpacked again.
                let being_written =
                    |failure: &Failure| at == last && !part.is_plain() && failure.code == FailureCode::Truncated;
                let mark = mark.as_ref().filter(|mark| at == last || mark.stored == part.stored_bytes);
                closed.failure.as_ref().is_none_or(being_written) && mark.is_some_and(|mark| mark.begins(part))
            });
        let stored = self.marks.get(last)?.as_ref()?.stored;
        (same_layout && known).then_some((last, stored))
    }
}

fn is_compacted(layout: &Layout) -> bool {
    matches!(layout, Layout::Rolling { compacted: true, .. })
}
