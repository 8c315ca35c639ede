//! A dropped file as `std::io::Read + Seek`, in the worker.
//!
//! The engine is synchronous, so the file is read in slices by `FileReaderSync`, which only workers have. A `File`
//! comes to the worker by reference: nothing is copied until a slice is read.

use std::io::{self, Read, Seek, SeekFrom};

use afterglow_engine::{Input, ReadSeek};
use web_sys::{Blob, FileReaderSync};

/// Bytes read at a time. Each slice pays a hop between processes: 1 MiB slices took two to three times as long as
/// these in Chromium, and bigger ones gained nothing.
const SLICE: u64 = 4 << 20;

/// A dropped file under the path it was dropped with.
pub(crate) struct BlobInput {
    path: String,
    blob: Blob,
}

impl BlobInput {
    /// The file `blob`, known to the reader as `path`.
    pub(crate) fn new(path: String, blob: Blob) -> Self {
        Self { path, blob }
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
        let reader = FileReaderSync::new().map_err(|_| io::Error::other("this browser has no FileReaderSync"))?;
        let window = Window { position: 0, start: 0, bytes: Vec::new() };
        Ok(Box::new(BlobReader { blob: self.blob.clone(), length: self.len(), reader, window }))
    }
}

struct BlobReader {
    blob: Blob,
    length: u64,
    reader: FileReaderSync,
    window: Window,
}

/// The slice at hand and the place in the file.
struct Window {
    position: u64,
    start: u64,
    bytes: Vec<u8>,
}

impl Window {
    /// What of the slice lies at the position; empty if the slice does not cover it.
    fn rest(&self) -> &[u8] {
        let offset = self.position.checked_sub(self.start).and_then(|offset| usize::try_from(offset).ok());
        offset.and_then(|offset| self.bytes.get(offset..)).unwrap_or_default()
    }
}

impl BlobReader {
    fn fill(&mut self) -> io::Result<()> {
        let start = self.window.position;
        let end = (start + SLICE).min(self.length);
        let slice = self.blob.slice_with_f64_and_f64(start as f64, end as f64).map_err(|_| unreadable())?;
        let buffer = self.reader.read_as_array_buffer(&slice).map_err(|_| unreadable())?;
        let view = js_sys::Uint8Array::new(&buffer);
        self.window.bytes.resize(view.length() as usize, 0);
        view.copy_to(&mut self.window.bytes);
        self.window.start = start;
        Ok(())
    }
}

fn unreadable() -> io::Error {
    io::Error::other("the browser cannot read the file any more: it was changed, moved or locked since it was chosen")
}

impl Read for BlobReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() || self.window.position >= self.length {
            return Ok(0);
        }
        if self.window.rest().is_empty() {
            self.fill()?;
        }
        let rest = self.window.rest();
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        self.window.position += count as u64;
        Ok(count)
    }
}

impl Seek for BlobReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.length.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.window.position.checked_add_signed(offset),
        };
        self.window.position = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.window.position)
    }
}

#[cfg(all(test, target_arch = "wasm32"))]
#[expect(clippy::unwrap_used, reason = "a test fails by it, and clippy takes only native tests for tests")]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn input(bytes: &[u8]) -> BlobInput {
        let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
        BlobInput::new("folder/log".to_owned(), Blob::new_with_u8_array_sequence(&parts).unwrap())
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
