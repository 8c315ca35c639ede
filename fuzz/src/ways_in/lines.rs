//! Any text as a log: no panic, and the same lines, events and profile in steps of any size, out of condensed blocks, and
//! when the reading pauses in the middle; tasks sum up to stages and stages to the run.
//!
//! The first two bytes pick the step and the longest line.

use afterglow_eventlog::event::Event;
use afterglow_eventlog::{Condensed, LineReport, Lines, Reading, Sink, read_stream};
use afterglow_profile::{Fold, Profile};

use super::kit::choices;

struct Folding(Fold);

impl Sink for Folding {
    fn event(&mut self, event: &Event<'_>) {
        self.0.event(event);
    }
}

fn read(mut text: &[u8], reading: Reading) -> (LineReport, Profile) {
    let mut sink = Folding(Fold::default());
    let (report, error) = read_stream(&mut text, reading, &mut sink);
    assert!(error.is_none());
    (report, sink.0.finish())
}

/// Block by block, as helpers hand them over.
fn condensed(text: &[u8], block: usize, reading: Reading) -> (LineReport, Profile) {
    let (mut lines, mut sink) = (Lines::new(reading), Folding(Fold::default()));
    for block in text.chunks(block) {
        lines.condensed(&Condensed::tasks(block), &mut sink).expect("a block of our own");
    }
    (lines.close(&mut sink), sink.0.finish())
}

/// With a pause at a byte, after which the log has grown; `None` if it says then that all must be read anew.
fn paused(text: &[u8], at: usize, reading: Reading) -> Option<(LineReport, Profile)> {
    let (mut lines, mut sink) = (Lines::new(reading), Folding(Fold::default()));
    let (begun, rest) = text.split_at(at);
    lines.push(begun, &mut sink);
    lines.close(&mut sink);
    let (profile, paused) = sink.0.pause();
    let mut sink = Folding(paused.resume(profile));
    lines.push(rest, &mut sink);
    let report = lines.close(&mut sink);
    (!lines.contradicted()).then(|| (report, sink.0.finish()))
}

pub(crate) fn law(data: &[u8]) {
    let Some(([step, longest], text)) = choices(data) else { return };
    let longest_line = if longest == 0 { 1 << 20 } else { usize::from(longest) * 64 };
    let whole = Reading { chunk: 1 << 20, longest_line };
    let (lines, profile) = read(text, whole);
    let shown = format!("{profile:?}");
    let same = |how: &str, (other, folded): (LineReport, Profile)| {
        assert_eq!(lines, other, "{how}");
        assert_eq!(shown, format!("{folded:?}"), "{how}");
    };
    same("in steps", read(text, Reading { chunk: usize::from(step) + 1, longest_line }));
    // The longest line is no concern of a helper's: it takes the limit that the product has.
    if longest == 0 {
        same("in blocks", condensed(text, usize::from(step) * 16 + 1, whole));
    }
    if let Some(later) = paused(text, text.len() * usize::from(step) / 255, whole) {
        same("with a pause", later);
    }
    assert!(lines.events + lines.rejected <= lines.lines);
    assert_eq!(lines.bytes, text.len() as u64);
    afterglow_testkit::sums_agree("any text", &profile);
}
