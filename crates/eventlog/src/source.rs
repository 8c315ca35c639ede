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
        Ok(Box::new(Counted { reader, left: self.len, consumed }))
    }

    /// Up to `len` bytes from `start` of the span.
    pub(crate) fn bytes(&self, start: u64, len: usize) -> io::Result<Vec<u8>> {
        let part = self.part(start, len as u64);
        let mut bytes = Vec::new();
        part.open(Rc::default())?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

struct Counted {
    reader: Box<dyn ReadSeek>,
    left: u64,
    consumed: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let most = target.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if most == 0 {
            return Ok(0);
        }
        let count = self.reader.read(&mut target[..most])?;
        self.left -= count as u64;
        self.consumed.set(self.consumed.get() + count as u64);
        Ok(count)
    }
}
