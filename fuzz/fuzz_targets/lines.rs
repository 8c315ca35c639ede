//! Any text as a log: no panic, and the same lines, events and profile in steps of any size.
#![no_main]

use afterglow_eventlog::event::Event;
use afterglow_eventlog::{LineReport, Reading, Sink, read_stream};
use afterglow_profile::{Fold, Profile};
use libfuzzer_sys::fuzz_target;

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

fuzz_target!(|data: &[u8]| {
    let [step, longest, text @ ..] = data else { return };
    let longest_line = if *longest == 0 { 1 << 20 } else { usize::from(*longest) * 64 };
    let (lines, profile) = read(text, Reading { chunk: 1 << 20, longest_line });
    let (again, same) = read(text, Reading { chunk: usize::from(*step) + 1, longest_line });
    assert_eq!(lines, again);
    assert_eq!(format!("{profile:?}"), format!("{same:?}"));
    assert!(lines.events + lines.rejected <= lines.lines);
    assert_eq!(lines.bytes, text.len() as u64);
});
