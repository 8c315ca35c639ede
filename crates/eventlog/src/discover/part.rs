//! One file of a log, wherever it lies, as a stream of plain JSON.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io::{self, Read};
use std::rc::Rc;

use super::Limits;
use crate::codec::{Codec, CodecError, Trouble, decoder};
use crate::container::tar::TarEntry;
use crate::container::zip::ZipEntry;
use crate::failure::Failure;
use crate::sniff::byte_order_mark;
use crate::source::Span;

/// One file of a log.
#[derive(Clone)]
pub struct Part {
    /// Its path, with the archives around it: `a.zip!eventlog_v2_x/events_1_x.zstd`.
    pub name: String,
    /// The innermost compression, the one that Spark or its user chose.
    pub codec: Codec,
    /// Every layer from the outside in, archives included; empty for plain JSON.
    pub layers: Vec<Codec>,
    /// Its length where it is stored, in bytes: that of the file, or of the packed entry in an archive.
    pub stored_bytes: u64,
    pub(crate) recipe: Recipe,
}

impl Part {
    /// The layers in one word, such as `zip+lz4`, or `plain`.
    #[must_use]
    pub fn encoding(&self) -> String {
        if self.layers.is_empty() {
            return Codec::Plain.name().to_owned();
        }
        self.layers.iter().map(|codec| codec.name()).collect::<Vec<_>>().join("+")
    }

    /// Opens it at its start.
    ///
    /// # Errors
    /// When the file cannot be opened, or an archive around it contradicts itself.
    pub fn open(&self) -> Result<PartReader, Failure> {
        let consumed = Rc::new(Cell::new(0));
        match self.recipe.open(&consumed) {
            Ok(inner) => Ok(PartReader { inner, consumed, start: Some(Vec::new()) }),
            Err(error) => Err(Failure::from_read(&self.name, &error)),
        }
    }

    /// Whether it lies as plain bytes, so that [`Part::open_range`] can read any piece of it.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.recipe.span().is_some()
    }

    /// Whether opening it once more costs only what is then read. A part of a tar that is itself packed lies behind all
    /// parts before it.
    #[must_use]
    pub fn opens_cheaply(&self) -> bool {
        !matches!(self.recipe.base, Base::Tar(..))
    }

    /// Opens `len` of its stored bytes from `from` on, to read all of them; it must be plain.
    ///
    /// # Errors
    /// When the file cannot be opened, or the part is packed.
    pub fn open_range(&self, from: u64, len: u64) -> Result<PartReader, Failure> {
        let consumed = Rc::new(Cell::new(0));
        let span = self.recipe.span().map(|span| span.part(from, len).open_whole(Rc::clone(&consumed)));
        let inner = span.unwrap_or_else(|| Err(io::Error::other("a packed part has no pieces")));
        // A byte order mark stands at the start alone.
        let start = (from == 0).then(Vec::new);
        inner.map(|inner| PartReader { inner, consumed, start }).map_err(|error| Failure::from_read(&self.name, &error))
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Part({}, {}, {} bytes)", self.name, self.encoding(), self.stored_bytes)
    }
}

/// Reads a part's plain bytes, without a byte order mark.
///
/// A failure comes as one [`io::Error`] after every byte that was readable; [`Failure::from_read`] explains it.
pub struct PartReader {
    inner: Box<dyn Read>,
    consumed: Rc<Cell<u64>>,
    /// The first three bytes, until it is clear whether they are a mark.
    start: Option<Vec<u8>>,
}

impl PartReader {
    /// Bytes taken from where the part is stored, for progress against [`Part::stored_bytes`].
    #[must_use]
    pub fn stored_position(&self) -> u64 {
        self.consumed.get()
    }
}

impl fmt::Debug for PartReader {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "PartReader(at stored byte {})", self.stored_position())
    }
}

impl Read for PartReader {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        if target.is_empty() {
            return Ok(0);
        }
        let Some(mut start) = self.start.take() else { return self.inner.read(target) };
        if start.is_empty() {
            let error = self.inner.by_ref().take(3).read_to_end(&mut start).err();
            start.drain(..byte_order_mark(&start));
            if start.is_empty() {
                return error.map_or_else(|| self.inner.read(target), Err);
            }
            if let Some(error) = error {
                self.inner = Box::new(Failing(Some(error)));
            }
        }
        let count = start.len().min(target.len());
        target[..count].copy_from_slice(&start[..count]);
        start.drain(..count);
        self.start = (!start.is_empty()).then_some(start);
        Ok(count)
    }
}

/// Tells its error once.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// How to get at a file's bytes: where they are stored, and what to undo from there.
#[derive(Clone)]
pub(crate) struct Recipe {
    pub(super) base: Base,
    pub(super) codecs: Vec<Codec>,
    pub(super) limits: Limits,
}

/// Where the stored bytes come from.
#[derive(Clone)]
pub(super) enum Base {
    /// An input, or a run of bytes in it.
    Span(Span),
    /// A packed entry of a zip.
    Zip(Span, ZipEntry),
    /// An entry of a tar that is itself a stream.
    Tar(Rc<TarStream>, TarEntry),
}

impl Recipe {
    pub(super) fn new(base: Base, limits: Limits) -> Self {
        Self { base, codecs: Vec::new(), limits }
    }

    /// The bytes as a run in an input, when nothing has to be undone.
    pub(super) fn span(&self) -> Option<&Span> {
        match &self.base {
            Base::Span(span) if self.codecs.is_empty() => Some(span),
            _ => None,
        }
    }

    pub(super) fn open(&self, consumed: &Rc<Cell<u64>>) -> io::Result<Box<dyn Read>> {
        let stored = match &self.base {
            Base::Span(span) => span.open(Rc::clone(consumed))?,
            Base::Zip(zip, entry) => entry.open(zip, Rc::clone(consumed))?,
            Base::Tar(tar, entry) => Box::new(TarStream::open(tar, entry, Rc::clone(consumed))?),
        };
        if self.span().is_some() {
            return Ok(stored);
        }
        let inner = self.codecs.iter().fold(stored, |stored, codec| decoder(*codec, stored));
        let codec = self.codecs.last().copied().unwrap_or(Codec::Deflate);
        Ok(Box::new(Guard { inner, codec, consumed: Rc::clone(consumed), given: 0, limits: self.limits }))
    }

    /// Up to `len` of the first bytes, and what stopped reading earlier.
    pub(super) fn peek(&self, len: usize) -> (Vec<u8>, Option<io::Error>) {
        let mut head = Vec::new();
        let error = match self.open(&Rc::default()) {
            Ok(reader) => reader.take(len as u64).read_to_end(&mut head).err(),
            Err(error) => Some(error),
        };
        (head, error)
    }
}

/// Stops a stream that unpacks to absurdly much.
struct Guard {
    inner: Box<dyn Read>,
    codec: Codec,
    consumed: Rc<Cell<u64>>,
    given: u64,
    limits: Limits,
}

impl Read for Guard {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let Limits { bomb_ratio, bomb_from_bytes, .. } = self.limits;
        let stored = self.consumed.get();
        if self.given > bomb_from_bytes && self.given / bomb_ratio.max(1) > stored {
            let expected = format!("at most {bomb_ratio} plain bytes per stored byte beyond {bomb_from_bytes} bytes");
            let error = CodecError { codec: self.codec, trouble: Trouble::Bomb, offset: stored, expected };
            return Err(error.into());
        }
        let count = self.inner.read(target)?;
        self.given += count as u64;
        Ok(count)
    }
}

/// A tar inside a compressed stream. Its entries are mostly read in order, so the stream is kept where it stands.
pub(crate) struct TarStream {
    recipe: Recipe,
    cursor: RefCell<Option<Cursor>>,
}

struct Cursor {
    reader: Box<dyn Read>,
    at: u64,
}

impl TarStream {
    pub(super) fn new(recipe: Recipe) -> Rc<Self> {
        Rc::new(Self { recipe, cursor: RefCell::default() })
    }

    fn open(this: &Rc<Self>, entry: &TarEntry, consumed: Rc<Cell<u64>>) -> io::Result<TarEntryReader> {
        let kept = this.cursor.borrow_mut().take().filter(|cursor| cursor.at <= entry.start);
        let mut cursor = match kept {
            Some(cursor) => cursor,
            None => Cursor { reader: this.recipe.open(&Rc::default())?, at: 0 },
        };
        let gap = entry.start - cursor.at;
        cursor.at += io::copy(&mut cursor.reader.by_ref().take(gap), &mut io::sink())?;
        Ok(TarEntryReader { tar: Rc::clone(this), cursor: Some(cursor), left: entry.len, consumed })
    }
}

struct TarEntryReader {
    tar: Rc<TarStream>,
    cursor: Option<Cursor>,
    left: u64,
    consumed: Rc<Cell<u64>>,
}

impl Read for TarEntryReader {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let most = target.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let Some(cursor) = self.cursor.as_mut().filter(|_| most > 0) else { return Ok(0) };
        match cursor.reader.read(&mut target[..most]) {
            Ok(count) => {
                cursor.at += count as u64;
                self.left -= count as u64;
                self.consumed.set(self.consumed.get() + count as u64);
                if count == 0 {
                    let expected = format!("{} more bytes of an entry", self.left);
                    let error = CodecError::truncated(Codec::Tar, cursor.at, expected);
                    self.left = 0;
                    return Err(error.into());
                }
                Ok(count)
            }
            Err(error) => {
                self.cursor = None;
                Err(error)
            }
        }
    }
}

impl Drop for TarEntryReader {
    fn drop(&mut self) {
        if let Some(cursor) = self.cursor.take() {
            self.tar.cursor.replace(Some(cursor));
        }
    }
}
