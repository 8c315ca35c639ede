//! What the beginning of a plain text comes to, for longer and longer beginnings.

use afterglow_eventlog::event::Event;
use afterglow_eventlog::{LineReport, Lines, Reading, Sink};
use afterglow_profile::Fold;
use afterglow_testkit::{Counts, Reading as Read};

/// The reading up to the last whole line, from which every cut in the next line goes on.
pub(crate) struct Beginnings<'a> {
    text: &'a [u8],
    lines: Lines,
    fold: Folding,
    /// Bytes that were read: the start of a line.
    at: usize,
    /// The counts there, once somebody asked.
    counts: Option<Counts>,
    /// Those of the last beginning that was asked for.
    last: Option<(usize, Counts)>,
}

#[derive(Clone, Default)]
struct Folding(Fold);

impl Sink for Folding {
    fn event(&mut self, event: &Event<'_>) {
        self.0.event(event);
    }
}

/// Folds what comes of a cut line; mostly nothing does, and the fold need not be copied.
struct Perhaps<'a> {
    before: &'a Fold,
    fold: Option<Fold>,
}

impl Sink for Perhaps<'_> {
    fn event(&mut self, event: &Event<'_>) {
        self.fold.get_or_insert_with(|| self.before.clone()).event(event);
    }
}

impl<'a> Beginnings<'a> {
    pub(crate) fn of(text: &'a [u8]) -> Self {
        let reading = Reading { chunk: 16 << 10, ..Reading::default() };
        Self { text, lines: Lines::new(reading), fold: Folding::default(), at: 0, counts: None, last: None }
    }

    /// The counts of the first `length` bytes. No shorter beginning may be asked for later.
    pub(crate) fn counts(&mut self, length: usize) -> Counts {
        if let Some((_, counts)) = self.last.as_ref().filter(|(last, _)| *last == length) {
            return counts.clone();
        }
        if let Some(newline) = self.text[self.at..length].iter().rposition(|byte| *byte == b'\n') {
            let whole = self.at + newline + 1;
            self.lines.push(&self.text[self.at..whole], &mut self.fold);
            (self.at, self.counts) = (whole, None);
        }
        let mut lines = self.lines.clone();
        let mut sink = Perhaps { before: &self.fold.0, fold: None };
        lines.push(&self.text[self.at..length], &mut sink);
        let report = lines.close(&mut sink);
        let counts = if let Some(fold) = sink.fold {
            counts(fold, &report)
        } else {
            let known = self.counts.get_or_insert_with(|| counts(self.fold.0.clone(), &report));
            assert_eq!(known.0[0], report.events, "an event that the sink was not given");
            known.clone()
        };
        self.last = Some((length, counts.clone()));
        counts
    }
}

fn counts(fold: Fold, report: &LineReport) -> Counts {
    Counts::of(&Read { profile: fold.finish(), lines: vec![report.clone()], failures: Vec::new() })
}
