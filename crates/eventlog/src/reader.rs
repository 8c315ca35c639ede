//! A stream of bytes to events, in bounded memory.

mod documents;
mod lines;

use std::io::Read;

use crate::decode::NotAnEvent;
use crate::event::Event;

pub use lines::Lines;

/// Takes events as they are read.
pub trait Sink {
    /// The next event, in the order of the log.
    fn event(&mut self, event: &Event<'_>);

    /// Called after every chunk of [`read_stream`]. `false` stops the reading; nothing is delivered after that.
    fn proceed(&mut self, so_far: &LineReport) -> bool {
        let _ = so_far;
        true
    }
}

/// How a stream is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Bytes asked for at once. The result does not depend on it.
    pub chunk: usize,
    /// The longest line or pretty-printed event, in bytes. A longer one is passed over and reported: Spark 4 can
    /// write strings of up to 2 GiB, which no browser tab could hold twice.
    pub longest_line: usize,
}

impl Default for Reading {
    fn default() -> Self {
        Self { chunk: 1 << 20, longest_line: 512 << 20 }
    }
}

/// What reading lines came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineReport {
    /// Lines that are not blank.
    pub lines: u64,
    /// Of them, those that are no events.
    pub rejected: u64,
    /// The first line that is no event.
    pub first_rejected: Option<RejectedLine>,
    /// Whether the last line was cut: the stream ended in it, and it is no event.
    pub last_line_cut: bool,
    /// Events delivered.
    pub events: u64,
    /// Decoded bytes read.
    pub bytes: u64,
    /// Whether the sink stopped the reading.
    pub stopped: bool,
}

/// A line that is no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RejectedLine {
    /// Its number, from 1.
    pub line: u64,
    /// Offset of what is wrong in the decoded bytes.
    pub offset: u64,
    /// What was expected there.
    pub expected: &'static str,
}

/// Reads a stream of decoded bytes to its end. An error of the stream ends the reading after all that came before
/// it was delivered, and is given back beside the report.
pub fn read_stream(
    stream: &mut dyn Read,
    reading: Reading,
    sink: &mut dyn Sink,
) -> (LineReport, Option<std::io::Error>) {
    let mut lines = Lines::new(reading);
    let error = loop {
        match lines.step(stream, sink) {
            Ok(0) => break None,
            Ok(_) if sink.proceed(lines.report()) => {}
            Ok(_) => return (LineReport { stopped: true, ..lines.report().clone() }, None),
            Err(error) => break Some(error),
        }
    };
    (lines.close(sink), error)
}

/// Whether the error of a line may be that the event goes on in the next line.
fn unfinished(line: &[u8], wrong: NotAnEvent) -> bool {
    wrong.at >= line.trim_ascii_end().len() && line.trim_ascii_start().first() == Some(&b'{')
}

#[cfg(test)]
mod tests;
