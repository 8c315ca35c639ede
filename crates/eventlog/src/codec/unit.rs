//! The reader around every codec that decodes unit by unit.

use std::io::{self, Read};

use super::input::ByteSource;

/// A codec that can decode its next unit: a chunk, a block, or as much as fits into one step.
pub(crate) trait DecodeUnit {
    /// Appends the next unit to `out`; false at the proper end of the stream.
    ///
    /// What was appended before an error is valid and will be delivered first.
    fn decode(&mut self, source: &mut ByteSource, out: &mut Vec<u8>) -> io::Result<bool>;
}

/// Reads the output of a [`DecodeUnit`].
///
/// A failure is returned once, after every byte before it; from then on the stream is at its end.
pub(crate) struct UnitReader<D> {
    codec: D,
    source: ByteSource,
    out: Vec<u8>,
    read: usize,
    pending: Option<io::Error>,
    done: bool,
}

impl<D: DecodeUnit> UnitReader<D> {
    pub(crate) fn new(codec: D, source: ByteSource) -> Self {
        Self { codec, source, out: Vec::new(), read: 0, pending: None, done: false }
    }
}

impl<D: DecodeUnit> Read for UnitReader<D> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        while self.read == self.out.len() && !self.done {
            self.out.clear();
            self.read = 0;
            match self.codec.decode(&mut self.source, &mut self.out) {
                Ok(more) => self.done = !more,
                Err(error) => {
                    self.pending = Some(error);
                    self.done = true;
                }
            }
        }
        if self.read == self.out.len() {
            return self.pending.take().map_or(Ok(0), Err);
        }
        let count = target.len().min(self.out.len() - self.read);
        target[..count].copy_from_slice(&self.out[self.read..self.read + count]);
        self.read += count;
        Ok(count)
    }
}
