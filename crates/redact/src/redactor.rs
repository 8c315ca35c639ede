//! The redactor: lines in, lines out.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use afterglow_eventlog::event::Event;
use afterglow_eventlog::{LineReport, NotAnEvent, Reading, Sink, decode, read_stream};

use crate::names::{Mask, Names};
use crate::{text, write};

/// The class of our own event that says that Spark had compacted the log.
pub const COMPACTED: &str = "AfterglowCompacted";

/// What stands in the place of a line that was no event: the reader rejects it as it rejected that one.
const REJECTED: &[u8] = b"not an event\n";
/// What stands at the end of a log whose last line was cut.
const CUT: &[u8] = br#"{"Event":"#;

/// Redacts logs under one key.
///
/// All parts of a log, and all logs whose names are to be told as the same, go through one redactor or through several
/// with the same key. Memory does not grow with the log, but by eight bytes for each different name.
pub struct Redactor {
    names: Names,
    /// The last stream ended in a cut line, without a newline.
    unended: bool,
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It was written, with tokens for names.
    Kept,
    /// The profile takes nothing from such events: nothing was written.
    Dropped,
}

/// What redacting a stream came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Lines read that are not blank.
    pub lines: u64,
    /// Of them, those that are no events; an empty remark stands for each in the output.
    pub lines_rejected: u64,
    /// Events written.
    pub events_kept: u64,
    /// Events left out, since the profile takes nothing from them.
    pub events_dropped: u64,
    /// The left-out events by class, Spark's and its vendors' own by name, others by token.
    pub dropped: BTreeMap<String, u64>,
    /// Different texts that were replaced by tokens, over the redactor's whole life.
    pub tokens: u64,
    /// Bytes of plain text read.
    pub bytes_read: u64,
    /// Bytes written.
    pub bytes_written: u64,
}

/// Why a log could not be redacted to its end.
#[derive(Debug, thiserror::Error)]
pub enum RedactError {
    /// The input broke off. All that was readable before is redacted and written.
    #[error("the log could not be read beyond byte {} of its plain text ({source}); what came before is written", .report.bytes_read)]
    Read {
        /// What was done until then.
        report: Box<Report>,
        /// The reader's error.
        source: io::Error,
    },
    /// The output could not be written: what is there is not a whole log.
    #[error("the redacted log could not be written ({source}); free space at its place and start again")]
    Write {
        /// The writer's error.
        source: io::Error,
    },
}

impl Redactor {
    /// A redactor under a key. The key should be 32 random bytes: with a shorter or guessable one, somebody who guesses
    /// a name can prove the guess.
    #[must_use]
    pub fn new(key: &[u8]) -> Self {
        Self { names: Names::new(key), unended: false }
    }

    /// One that keeps names and only reduces a log to what its reader reads; settings and texts go through `mask`, so
    /// that no secret in them is handed on.
    #[must_use]
    pub fn keeping(mask: Mask) -> Self {
        Self { names: Names::kept(mask), unended: false }
    }

    /// Redacts one event, a line of a log without its newline, and appends it with a newline to `out`.
    ///
    /// # Errors
    /// The line is no event; nothing is appended.
    pub fn line(&mut self, line: &[u8], out: &mut Vec<u8>) -> Result<Fate, NotAnEvent> {
        decode(line).map(|event| self.event(&event, out))
    }

    /// Appends a first line that names the Spark version: a log of Spark 1.0 to 1.2 has it in a file's name alone.
    pub fn log_start(&mut self, version: &str, out: &mut Vec<u8>) {
        self.event(&Event::LogStart { version: version.into() }, out);
    }

    /// Appends a first line that says that Spark had compacted the log: otherwise the names of its files tell that.
    pub fn compacted(&mut self, out: &mut Vec<u8>) {
        self.event(&Event::Other { name: COMPACTED.into() }, out);
    }

    /// A token for the name of a file.
    pub fn file_name(&mut self, name: &str) -> String {
        self.names.token("file", '-', name)
    }

    /// A version of Spark, up to what only its vendor knows.
    pub fn version(&self, version: &str) -> String {
        text::version(version, &self.names)
    }

    /// Redacts a stream of plain JSON lines, or one part of a log. Codecs and archives are undone before, by
    /// [`afterglow_eventlog::discover`]. The output is plain JSON, one event a line.
    ///
    /// # Errors
    /// [`RedactError::Read`] if the input broke off, after all before was written; [`RedactError::Write`] if the
    /// output could not be written.
    pub fn redact(&mut self, reader: &mut dyn Read, writer: &mut dyn Write) -> Result<Report, RedactError> {
        let out = if std::mem::take(&mut self.unended) { vec![b'\n'] } else { Vec::new() };
        let mut pass = Pass { redactor: self, writer, out, report: Report::default(), broken: None };
        let (lines, error) = read_stream(reader, Reading::default(), &mut pass);
        pass.finish(&lines);
        let Pass { broken, report, .. } = pass;
        if let Some(source) = broken {
            return Err(RedactError::Write { source });
        }
        match error {
            Some(source) => Err(RedactError::Read { report: Box::new(report), source }),
            None => Ok(report),
        }
    }

    /// The same for an event that is decoded already.
    pub fn event(&mut self, event: &Event<'_>, out: &mut Vec<u8>) -> Fate {
        let kept = write::event(event, &mut self.names, out);
        if kept {
            out.push(b'\n');
            Fate::Kept
        } else {
            Fate::Dropped
        }
    }
}

/// One pass over a stream.
struct Pass<'a> {
    redactor: &'a mut Redactor,
    writer: &'a mut dyn Write,
    /// Lines that are not written yet; at most those of one chunk of input.
    out: Vec<u8>,
    report: Report,
    broken: Option<io::Error>,
}

impl Pass<'_> {
    fn flush(&mut self) {
        if self.broken.is_none() {
            match self.writer.write_all(&self.out) {
                Ok(()) => self.report.bytes_written += self.out.len() as u64,
                Err(error) => self.broken = Some(error),
            }
        }
        self.out.clear();
    }

    fn finish(&mut self, lines: &LineReport) {
        let whole = lines.rejected - u64::from(lines.last_line_cut && lines.rejected > 0);
        for _ in 0..whole {
            self.out.extend_from_slice(REJECTED);
        }
        if lines.last_line_cut {
            self.out.extend_from_slice(CUT);
            self.redactor.unended = true;
        }
        self.flush();
        self.report.lines = lines.lines;
        self.report.lines_rejected = lines.rejected;
        self.report.bytes_read = lines.bytes;
        self.report.tokens = self.redactor.names.distinct();
    }
}

impl Sink for Pass<'_> {
    fn event(&mut self, event: &Event<'_>) {
        match self.redactor.event(event, &mut self.out) {
            Fate::Kept => self.report.events_kept += 1,
            Fate::Dropped => {
                self.report.events_dropped += 1;
                let name = text::event_name(event, &mut self.redactor.names);
                *self.report.dropped.entry(name).or_default() += 1;
            }
        }
    }

    fn proceed(&mut self, _: &LineReport) -> bool {
        self.flush();
        self.broken.is_none()
    }
}
