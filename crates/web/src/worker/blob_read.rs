//! A dropped file as `std::io::Read + Seek`, in the worker.
//!
//! The engine is synchronous, so what was not [read ahead](super::read_ahead) is read by `FileReaderSync`, which only
//! workers have. A `File` comes to the worker by reference: nothing is copied until a slice is read.

use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

use afterglow_engine::{Input, ReadSeek};
use js_sys::Uint8Array;
use web_sys::{Blob, FileReaderSync};

use super::read_ahead::ReadAhead;

/// Bytes of the first slice at a new place: looking for logs reads little of each file.
const FIRST: u64 = 256 << 10;
/// Bytes of the slices behind it, where none were read ahead. Each pays a hop between processes: slices of 4 MiB took
/// half as long again as these in Chromium.
const SLICE: u64 = 16 << 20;

/// A dropped file under the path it was dropped with.
pub(crate) struct BlobInput {
    path: String,
    blob: Blob,
    ahead: Rc<ReadAhead>,
}

impl BlobInput {
    /// The file `blob`, known to the reader as `path`.
    pub(crate) fn new(path: String, blob: Blob, ahead: Rc<ReadAhead>) -> Self {
        Self { path, blob, ahead }
    }
}

impl Input for BlobInput {
    fn path(&self) -> &str {
        &self.path
    }

    fn len(&self) -> u64 {
        self.blob.size() as u64
    }

    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        Ok(Box::new(BlobReader::new(self, self.ahead.reader(), 0, self.len())?))
    }

    fn open_range(&self, start: u64, len: u64) -> io::Result<Box<dyn ReadSeek>> {
        let number = self.ahead.reader();
        let end = self.len().min(start.saturating_add(len));
        self.ahead.left(number, &self.blob, 0, start, end);
        Ok(Box::new(BlobReader::new(self, number, start, end)?))
    }
}

struct BlobReader {
    blob: Blob,
    end: u64,
    reader: FileReaderSync,
    ahead: Rc<ReadAhead>,
    number: u32,
    position: u64,
    slice: Slice,
}

/// The slice at hand: where it starts, and its bytes.
#[derive(Default)]
struct Slice {
    /// Whether it goes on where the one before ended.
    in_order: bool,
    start: u64,
    length: u64,
    bytes: Uint8Array,
}

impl Slice {
    fn end(&self) -> u64 {
        self.start + self.length
    }

    fn holds(&self, position: u64) -> bool {
        (self.start..self.end()).contains(&position)
    }
}

impl BlobReader {
    fn new(of: &BlobInput, number: u32, start: u64, end: u64) -> io::Result<Self> {
        let reader = FileReaderSync::new().map_err(|_| io::Error::other("this browser has no FileReaderSync"))?;
        Ok(Self {
            blob: of.blob.clone(),
            end,
            reader,
            ahead: Rc::clone(&of.ahead),
            number,
            position: start,
            slice: Slice::default(),
        })
    }

    fn fill(&mut self) -> io::Result<()> {
        let start = self.position;
        let in_order = self.slice.length > 0 && self.slice.end() == start;
        let ahead = self.ahead.take(self.number, start, &self.slice.bytes);
        let in_order = in_order || ahead.is_some();
        let bytes = match ahead {
            Some(bytes) => bytes,
            None => self.read_now(start, if in_order { SLICE } else { FIRST })?,
        };
        self.slice = Slice { in_order, start, length: u64::from(bytes.length()), bytes };
        Ok(())
    }

    fn read_now(&self, start: u64, length: u64) -> io::Result<Uint8Array> {
        let end = (start + length).min(self.end);
        let slice = self.blob.slice_with_f64_and_f64(start as f64, end as f64).map_err(|_| unreadable())?;
        let buffer = self.reader.read_as_array_buffer(&slice).map_err(|_| unreadable())?;
        Ok(Uint8Array::new(&buffer))
    }
}

fn unreadable() -> io::Error {
    io::Error::other("the browser cannot read the file any more: it was changed, moved or locked since it was chosen")
}

impl Read for BlobReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() || self.position >= self.end {
            return Ok(0);
        }
        if !self.slice.holds(self.position) {
            self.fill()?;
        }
        let from = (self.position - self.slice.start) as u32;
        let count = into.len().min((self.slice.length as u32).saturating_sub(from) as usize);
        self.slice.bytes.subarray(from, from + count as u32).copy_to(&mut into[..count]);
        self.position += count as u64;
        // Whoever comes this far reads on; looking for logs does not.
        if self.slice.in_order || self.position >= self.slice.start + FIRST {
            let left = self.slice.end() - self.position;
            self.ahead.left(self.number, &self.blob, left, self.slice.end(), self.end);
        }
        Ok(count)
    }
}

impl Seek for BlobReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.end.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}

#[cfg(all(test, target_arch = "wasm32"))]
#[expect(clippy::unwrap_used, reason = "a test fails by it, and clippy takes only native tests for tests")]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn input(bytes: &[u8]) -> BlobInput {
        let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
        BlobInput::new("folder/log".to_owned(), Blob::new_with_u8_array_sequence(&parts).unwrap(), Rc::default())
    }

    #[wasm_bindgen_test]
    fn a_file_longer_than_a_slice_is_read_whole() {
        let bytes: Vec<u8> = (0..SLICE + 1234).map(|at| (at % 251) as u8).collect();
        let input = input(&bytes);
        assert_eq!(input.len(), bytes.len() as u64);
        let mut read = Vec::new();
        input.open().unwrap().read_to_end(&mut read).unwrap();
        assert!(read == bytes);
    }

    #[wasm_bindgen_test]
    fn seeking_finds_its_place_and_the_end() {
        let mut reader = input(b"0123456789").open().unwrap();
        let mut two = [0; 2];
        reader.seek(SeekFrom::End(-3)).unwrap();
        reader.read_exact(&mut two).unwrap();
        assert_eq!(&two, b"78");
        reader.seek(SeekFrom::Start(1)).unwrap();
        reader.read_exact(&mut two).unwrap();
        assert_eq!(&two, b"12");
        reader.seek(SeekFrom::Start(99)).unwrap();
        assert_eq!(reader.read(&mut two).unwrap(), 0);
        assert!(reader.seek(SeekFrom::Current(-100)).is_err());
    }
}
