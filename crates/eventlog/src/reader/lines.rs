//! Lines as they come: in steps, out of blocks, and on again after a pause.

use std::io::Read;

use super::documents::Documents;
use super::{LineReport, Reading, Sink};
use crate::condensed::{Condensed, NotCondensed, Record};

/// Reads the lines of one stream, in steps that the caller takes.
///
/// The stream may end for now and go on later: [`Lines::close`] tells what was read as if this were the end, and keeps
/// what is needed to go on. The steps, the blocks and the pauses do not change what is delivered.
///
/// ```
/// use afterglow_eventlog::{Lines, Reading, Sink, event::Event};
///
/// struct Count(u32);
/// impl Sink for Count {
///     fn event(&mut self, _: &Event<'_>) {
///         self.0 += 1;
///     }
/// }
///
/// let mut lines = Lines::new(Reading::default());
/// let mut count = Count(0);
/// lines.push(br#"{"Event":"SparkListenerApplicationEnd","Time"#, &mut count);
/// assert!(lines.close(&mut count).last_line_cut);
/// lines.push(b"stamp\":5}\n", &mut count);
/// assert_eq!((lines.close(&mut count).rejected, count.0), (0, 1));
/// ```
#[derive(Clone)]
pub struct Lines {
    documents: Documents,
    reading: Reading,
    buffer: Vec<u8>,
    /// Bytes of the buffer that hold an unfinished line.
    held: usize,
}

impl Lines {
    /// At the start of a stream.
    #[must_use]
    pub fn new(reading: Reading) -> Self {
        Self { documents: Documents::new(reading.longest_line), reading, buffer: Vec::new(), held: 0 }
    }

    /// What the whole lines until now came to.
    #[must_use]
    pub fn report(&self) -> &LineReport {
        &self.documents.report
    }

    /// Takes one step along a stream of decoded bytes, and tells how many there were; 0 is its end.
    ///
    /// # Errors
    /// The stream's; what came before it is delivered.
    pub fn step(&mut self, stream: &mut dyn Read, sink: &mut dyn Sink) -> std::io::Result<usize> {
        loop {
            match stream.read(self.room()) {
                Ok(read) => {
                    self.filled(read, sink);
                    return Ok(read);
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Takes the next bytes of the stream.
    pub fn push(&mut self, mut bytes: &[u8], sink: &mut dyn Sink) {
        while !bytes.is_empty() {
            if self.held == 0
                && let Some(newline) = memchr::memrchr(b'\n', bytes)
            {
                let (whole, rest) = bytes.split_at(newline + 1);
                self.documents.report.bytes += whole.len() as u64;
                self.documents.lines(whole, sink);
                bytes = rest;
                continue;
            }
            // The rest of a line that was begun, or the start of one that goes on later.
            let end = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |newline| newline + 1);
            let room = self.room();
            let taken = end.min(room.len());
            room[..taken].copy_from_slice(&bytes[..taken]);
            self.filled(taken, sink);
            bytes = &bytes[taken..];
        }
    }

    /// Takes the next block of the stream from whoever condensed it.
    ///
    /// # Errors
    /// The block is none; what came before the fault is delivered.
    pub fn condensed(&mut self, block: &Condensed, sink: &mut dyn Sink) -> Result<(), NotCondensed> {
        for record in block.records() {
            match record? {
                Record::Raw(bytes) => self.push(bytes, sink),
                // An event is a whole line: it can only come where one begins.
                Record::Event(..) if self.held > 0 => return Err(NotCondensed),
                Record::Event(length, event) => {
                    self.documents.report.bytes += length as u64;
                    self.documents.known_event(length, &event, sink);
                }
            }
        }
        Ok(())
    }

    /// What all came to, if the stream ends here. An event that lacks only its newline is delivered; of anything else
    /// behind the last newline, the report says that it was cut, and it is kept for the case that the stream goes on.
    pub fn close(&mut self, sink: &mut dyn Sink) -> LineReport {
        let tail = &self.buffer[..self.held];
        let mut ended = self.documents.clone();
        ended.last_line(tail, sink);
        if ended.report.events > self.documents.report.events {
            ended.went_on(tail.len());
            self.documents = ended.clone();
            self.held = 0;
        }
        self.buffer.truncate(self.held);
        self.buffer.shrink_to_fit();
        ended.report
    }

    /// Whether a line that [`Lines::close`] took for an event went on after all, with more than its newline. What was
    /// delivered is then not what the whole stream gives: it must be read anew. No Spark writes so.
    #[must_use]
    pub fn contradicted(&self) -> bool {
        self.documents.contradicted
    }

    /// Room for the next bytes, behind those of the unfinished line. Never empty.
    fn room(&mut self) -> &mut [u8] {
        let chunk = self.reading.chunk.max(1);
        if self.held == self.buffer.len() {
            let longest = self.reading.longest_line;
            // A line that is longer than the buffer: beyond the limit its head is given up, and the rest with it.
            if self.held > longest {
                self.documents.abandon(&self.buffer[..self.held]);
                self.held = 0;
            } else {
                self.buffer.resize((self.held * 2).clamp(chunk, chunk.max(longest + 1)), 0);
            }
        }
        let end = self.buffer.len().min(self.held + chunk);
        &mut self.buffer[self.held..end]
    }

    /// The first bytes of the room were filled.
    fn filled(&mut self, count: usize, sink: &mut dyn Sink) {
        self.documents.report.bytes += count as u64;
        let filled = self.held + count;
        // Only the new bytes can hold a newline.
        self.held = match memchr::memrchr(b'\n', &self.buffer[self.held..filled]) {
            Some(newline) => {
                let whole = self.held + newline + 1;
                self.documents.lines(&self.buffer[..whole], sink);
                self.buffer.copy_within(whole..filled, 0);
                filled - whole
            }
            None => filled,
        };
    }
}
