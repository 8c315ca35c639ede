//! Where bytes come from: a named input that can be opened again and again.
//!
//! The command line gives files, the browser's worker slices of dropped files, tests byte slices.

use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

/// What an opened input is.
pub trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

/// One file as it was given: dropped, picked, or named on the command line.
pub trait Input {
    /// Its name with the folders it came in, separated by `/`.
    fn path(&self) -> &str;

    /// Its length in bytes.
    fn len(&self) -> u64;

    /// Whether it holds nothing.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Opens it at its start. Must be cheap: looking for logs opens every input.
    fn open(&self) -> io::Result<Box<dyn ReadSeek>>;

    /// Opens it at `start`, to read all of the `len` bytes from there: where bytes are slow to come, those may be
    /// fetched ahead.
    fn open_range(&self, start: u64, len: u64) -> io::Result<Box<dyn ReadSeek>> {
        let _ = len;
        let mut reader = self.open()?;
        if start > 0 {
            reader.seek(SeekFrom::Start(start))?;
        }
        Ok(reader)
    }
}

/// An input in memory, for tests and for archives inside compressed streams.
#[derive(Clone, Debug)]
pub struct BytesInput {
    path: String,
    bytes: Rc<[u8]>,
}

impl BytesInput {
    /// Names `bytes` with `path`.
    pub fn new(path: impl Into<String>, bytes: impl Into<Rc<[u8]>>) -> Self {
        Self { path: path.into(), bytes: bytes.into() }
    }
}

/// Shared bytes as something to read from.
#[derive(Clone)]
struct Shared(Rc<[u8]>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Input for BytesInput {
    fn path(&self) -> &str {
        &self.path
    }

    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        Ok(Box::new(io::Cursor::new(Shared(Rc::clone(&self.bytes)))))
    }
}

/// A run of bytes inside an input, such as an entry that an archive stores as it is.
#[derive(Clone)]
pub(crate) struct Span {
    pub(crate) input: Rc<dyn Input>,
    pub(crate) start: u64,
    pub(crate) len: u64,
}

impl Span {
    pub(crate) fn whole(input: Rc<dyn Input>) -> Self {
        let len = input.len();
        Self { input, start: 0, len }
    }

    /// A part of this span; it ends where this one ends at the latest.
    pub(crate) fn part(&self, start: u64, len: u64) -> Self {
        let start = start.min(self.len);
        Self { input: Rc::clone(&self.input), start: self.start + start, len: len.min(self.len - start) }
    }

    /// Reads the span; `consumed` counts the bytes taken from the input.
    pub(crate) fn open(&self, consumed: Rc<Cell<u64>>) -> io::Result<Box<dyn Read>> {
        let mut reader = self.input.open()?;
        if self.start > 0 {
            reader.seek(SeekFrom::Start(self.start))?;
        }
        Ok(self.counted(reader, consumed))
    }

    /// The same, for one who will read all of it.
    pub(crate) fn open_whole(&self, consumed: Rc<Cell<u64>>) -> io::Result<Box<dyn Read>> {
        Ok(self.counted(self.input.open_range(self.start, self.len)?, consumed))
    }

    fn counted(&self, reader: Box<dyn ReadSeek>, consumed: Rc<Cell<u64>>) -> Box<dyn Read> {
        Box::new(Counted { reader, at: self.start, left: self.len, consumed })
    }

    /// Up to `len` bytes from `start` of the span.
    pub(crate) fn bytes(&self, start: u64, len: usize) -> io::Result<Vec<u8>> {
        let part = self.part(start, len as u64);
        let mut bytes = Vec::new();
        part.open(Rc::default())?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// A file that could not be read, though it is there: where, and what was expected. Readers wrap it in an
/// [`io::Error`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("byte {offset}: {found}, expected {expected}")]
pub(crate) struct SourceError {
    /// Offset in the input.
    pub(crate) offset: u64,
    pub(crate) found: String,
    pub(crate) expected: String,
}

impl SourceError {
    /// The source's failure inside a read error, if that is what it is.
    pub(crate) fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

struct Counted {
    reader: Box<dyn ReadSeek>,
    /// Offset in the input of the next byte.
    at: u64,
    left: u64,
    consumed: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let most = target.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if most == 0 {
            return Ok(0);
        }
        let count = match self.reader.read(&mut target[..most]) {
            // Whoever reads tries again.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            Err(error) => {
                let expected = "a file that can be read to its end".to_owned();
                let about = SourceError { offset: self.at, found: format!("the error \"{error}\""), expected };
                return Err(io::Error::new(error.kind(), about));
            }
            // Its length was known when it was opened: it was cut or overwritten since.
            Ok(0) => {
                let expected = format!("{} more bytes, which were there before", self.left);
                let about = SourceError { offset: self.at, found: "the end of the file".to_owned(), expected };
                self.left = 0;
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, about));
            }
            Ok(count) => count,
        };
        self.at += count as u64;
        self.left -= count as u64;
        self.consumed.set(self.consumed.get() + count as u64);
        Ok(count)
    }
}
