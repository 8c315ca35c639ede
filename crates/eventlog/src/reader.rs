//! A stream of bytes to events, in bounded memory.

mod documents;

use std::io::Read;

use crate::decode::NotAnEvent;
use crate::event::Event;

use documents::Documents;

/// Takes events as they are read.
pub trait Sink {
    /// The next event, in the order of the log.
    fn event(&mut self, event: &Event<'_>);

    /// Called after every chunk. `false` stops the reading; nothing is delivered after that.
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
    let mut documents = Documents::new(reading.longest_line);
    let mut buffer = vec![0; reading.chunk.max(1)];
    // Bytes of the buffer that hold an unfinished line.
    let mut held = 0;
    let error = loop {
        if held == buffer.len() {
            // A line that is longer than the buffer: beyond the limit its head is given up, and the rest with it.
            if buffer.len() > reading.longest_line {
                documents.abandon(&buffer[..held]);
                held = 0;
            } else {
                buffer.resize((buffer.len() * 2).min(reading.longest_line + 1), 0);
            }
        }
        let room = held + (buffer.len() - held).min(reading.chunk.max(1));
        let read = match stream.read(&mut buffer[held..room]) {
            Ok(0) => break None,
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => break Some(error),
        };
        documents.report.bytes += read as u64;
        let filled = held + read;
        // Only the new bytes can hold a newline.
        if let Some(newline) = memchr::memrchr(b'\n', &buffer[held..filled]) {
            let whole = held + newline + 1;
            documents.lines(&buffer[..whole], sink);
            buffer.copy_within(whole..filled, 0);
            held = filled - whole;
        } else {
            held = filled;
        }
        if !sink.proceed(&documents.report) {
            documents.report.stopped = true;
            return (documents.report, None);
        }
    };
    documents.last_line(&buffer[..held], sink);
    (documents.report, error)
}

/// Whether the error of a line may be that the event goes on in the next line.
fn unfinished(line: &[u8], wrong: NotAnEvent) -> bool {
    wrong.at >= line.trim_ascii_end().len() && line.trim_ascii_start().first() == Some(&b'{')
}

#[cfg(test)]
mod tests;
