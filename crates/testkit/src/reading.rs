//! Reads logs into profiles, in steps of any size.

use std::fmt::{self, Write};
use std::io::Read;
use std::rc::Rc;

use afterglow_eventlog::discover::{Discovery, Limits, Log, discover};
use afterglow_eventlog::event::Event;
use afterglow_eventlog::source::{BytesInput, Input};
use afterglow_eventlog::{Failure, LineReport, Sink, read_stream};
use afterglow_profile::{Fold, Profile};

/// What reading a log came to.
#[derive(Debug)]
pub struct Reading {
    /// The profile.
    pub profile: Profile,
    /// What became of the lines of each part.
    pub lines: Vec<LineReport>,
    /// The parts that could not be read to their end.
    pub failures: Vec<Failure>,
}

struct Folding(Fold);

impl Sink for Folding {
    fn event(&mut self, event: &Event<'_>) {
        self.0.event(event);
    }
}

/// Reads a log, asking for `chunk` bytes at once.
pub fn read(log: &Log, chunk: usize) -> Reading {
    let reading = afterglow_eventlog::Reading { chunk, ..afterglow_eventlog::Reading::default() };
    let mut sink = Folding(Fold::default());
    let (mut lines, mut failures) = (Vec::new(), Vec::new());
    for part in &log.parts {
        match part.open() {
            Ok(mut stream) => {
                let (report, error) = read_stream(&mut stream, reading, &mut sink);
                failures.extend(error.map(|error| Failure::from_read(&part.name, &error)));
                lines.push(report);
            }
            Err(failure) => failures.push(failure),
        }
    }
    Reading { profile: sink.0.finish(), lines, failures }
}

/// Looks for logs in a single input with these bytes, and reads the first.
pub fn read_bytes(name: &str, bytes: &[u8]) -> (Discovery, Option<Reading>) {
    let input: Rc<dyn Input> = Rc::new(BytesInput::new(name, bytes));
    let found = discover(&[input], &Limits::default());
    let reading = found.logs.first().map(|log| read(log, 1 << 20));
    (found, reading)
}

/// The plain text of each part, as far as it can be read.
pub fn plain_text(log: &Log) -> Vec<Vec<u8>> {
    let text = |part: &afterglow_eventlog::discover::Part| {
        let mut plain = Vec::new();
        // What came before an error was delivered, and the error itself is the business of `read`.
        part.open().ok().and_then(|mut stream| stream.read_to_end(&mut plain).ok());
        plain
    };
    log.parts.iter().map(text).collect()
}

/// A fingerprint of a value as it prints itself for debugging: of a profile, that is every figure and text in it.
pub fn digest(value: &impl fmt::Debug) -> u64 {
    struct Fnv(u64);
    impl Write for Fnv {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            for byte in text.bytes() {
                self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
            }
            Ok(())
        }
    }
    let mut hash = Fnv(0xCBF2_9CE4_8422_2325);
    // The hash takes all; an error could only come from the value itself, and would change the fingerprint.
    write!(hash, "{value:?}").ok();
    hash.0
}

/// The figures of a run that can only grow while its log is read on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts(pub [u64; 14]);

impl Counts {
    /// Takes them from a reading.
    pub fn of(reading: &Reading) -> Self {
        let totals = &reading.profile.totals;
        let sums = &totals.sums;
        Self([
            reading.lines.iter().map(|lines| lines.events).sum(),
            totals.jobs,
            totals.jobs_failed,
            totals.stages,
            totals.stages_failed,
            totals.executors_removed,
            totals.sql_executions,
            totals.streaming_batches,
            sums.tasks,
            sums.failed,
            sums.run.0,
            sums.cpu_ns,
            sums.input.0,
            sums.disk_spilled.0,
        ])
    }

    /// Whether no figure is above that of `whole`.
    pub fn within(&self, whole: &Self) -> bool {
        self.0.iter().zip(&whole.0).all(|(part, whole)| part <= whole)
    }
}
