//! A buffered reader that can look ahead and knows its position.

use std::io::{self, Read};

/// First read: small, because most inputs are opened only to see what they are.
const FIRST_READ: usize = 16 << 10;
/// Later reads, once a stream turns out to be read on.
const LARGE_READ: usize = 256 << 10;

/// The stored bytes of a compressed stream.
pub(crate) struct ByteSource {
    inner: Box<dyn Read>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    consumed: u64,
    at_end: bool,
}

impl ByteSource {
    pub(crate) fn new(inner: Box<dyn Read>) -> Self {
        Self { inner, buffer: Vec::new(), start: 0, end: 0, consumed: 0, at_end: false }
    }

    /// Bytes consumed so far.
    pub(crate) fn position(&self) -> u64 {
        self.consumed
    }

    /// Up to `count` of the next bytes; fewer only when the stream ends.
    pub(crate) fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        self.fill_to(count)?;
        let available = count.min(self.end - self.start);
        Ok(&self.buffer[self.start..self.start + available])
    }

    /// Exactly `count` of the next bytes, or `None` when the stream has fewer.
    pub(crate) fn exact(&mut self, count: usize) -> io::Result<Option<&[u8]>> {
        self.fill_to(count)?;
        Ok(self.buffer[self.start..self.end].get(..count))
    }

    /// All the bytes at hand, at least one unless the stream ended.
    pub(crate) fn available(&mut self) -> io::Result<&[u8]> {
        self.fill_to(1)?;
        Ok(&self.buffer[self.start..self.end])
    }

    /// Drops `count` bytes that were seen.
    pub(crate) fn consume(&mut self, count: usize) {
        let count = count.min(self.end - self.start);
        self.start += count;
        self.consumed += count as u64;
    }

    /// Drops `count` bytes unseen; false when the stream has fewer.
    pub(crate) fn skip(&mut self, mut count: u64) -> io::Result<bool> {
        while count > 0 {
            let step = self.available()?.len().min(usize::try_from(count).unwrap_or(usize::MAX));
            if step == 0 {
                return Ok(false);
            }
            self.consume(step);
            count -= step as u64;
        }
        Ok(true)
    }

    fn fill_to(&mut self, count: usize) -> io::Result<()> {
        while self.end - self.start < count && !self.at_end {
            if self.start > 0 {
                self.buffer.copy_within(self.start..self.end, 0);
                self.end -= self.start;
                self.start = 0;
            }
            if self.end == self.buffer.len() || self.buffer.len() < LARGE_READ {
                // Grows with the bytes that really came, whatever `count` a header promised.
                let grown = (4 * self.buffer.len()).clamp(FIRST_READ, LARGE_READ.max(2 * self.buffer.len()));
                self.buffer.resize(grown, 0);
            }
            match self.inner.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.at_end = true,
                Ok(read) => self.end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
