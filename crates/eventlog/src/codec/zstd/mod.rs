//! Zstandard (RFC 8878), Spark's default codec since 3.2.
//!
//! Spark closes a frame at every flush, so a log is hundreds of small frames without sizes or checksums; a log that
//! was compressed again by hand is one frame with a window of up to 128 MiB. Both must be fast, and a log that was
//! cut must give every block that is whole. This decoder keeps one buffer and one set of tables for all frames.
//!
//! Dictionaries are refused: no event log has one.

mod bits;
mod block;
mod frame;
mod fse;
mod huffman;
mod tables;

use std::hash::Hasher;
use std::io::{self, Read};

use twox_hash::XxHash64;

use self::block::{Blocks, MAX_BLOCK, Output, SLACK};
use self::frame::{BlockKind, Header};
use super::error::{Codec, CodecError};
use super::input::ByteSource;

/// The largest window accepted, 128 MiB, which is also the limit of the command line tool.
pub const MAX_WINDOW: u64 = 128 << 20;

/// Decodes a stream of frames.
pub(crate) struct ZstdReader {
    source: ByteSource,
    blocks: Blocks,
    /// Earlier output that matches may still copy, and output not yet handed out.
    buffer: Vec<u8>,
    /// First byte of `buffer` not yet handed out.
    read: usize,
    /// End of the output in `buffer`.
    end: usize,
    /// Where the current frame's output begins in `buffer`.
    frame_start: usize,
    frame: Option<Frame>,
    /// A failure that is told once everything before it was handed out.
    pending: Option<io::Error>,
    done: bool,
}

struct Frame {
    window: usize,
    most: usize,
    hash: Option<XxHash64>,
}

impl ZstdReader {
    pub(crate) fn new(source: ByteSource) -> Self {
        Self {
            source,
            blocks: Blocks::new(),
            buffer: Vec::new(),
            read: 0,
            end: 0,
            frame_start: 0,
            frame: None,
            pending: None,
            done: false,
        }
    }

    /// Decodes one block, or opens the next frame. At the end of the stream it sets `done`.
    fn advance(&mut self) -> io::Result<()> {
        let Some(mut frame) = self.frame.take() else { return self.open_frame() };
        let start = self.source.position();
        let cut = |offset| CodecError::truncated(Codec::Zstd, offset, "the rest of a zstd frame");
        let Some(header) = self.source.exact(3)? else { return Err(cut(start).into()) };
        let header = frame::block_header(header)
            .ok_or_else(|| CodecError::corrupt(Codec::Zstd, start, "a block of type raw, run-length or compressed"))?;
        let most = frame.most;
        if header.size > most {
            return Err(CodecError::corrupt(Codec::Zstd, start, format!("a block of at most {most} bytes")).into());
        }
        self.make_room(frame.window);
        let stored = if header.kind == BlockKind::Run { 1 } else { header.size };
        let Some(data) = self.source.exact(3 + stored)? else { return Err(cut(start).into()) };
        let data = &data[3..];
        let from = self.end;
        let to = match header.kind {
            BlockKind::Raw => {
                self.buffer[from..from + header.size].copy_from_slice(data);
                from + header.size
            }
            BlockKind::Run => {
                self.buffer[from..from + header.size].fill(data[0]);
                from + header.size
            }
            BlockKind::Compressed => {
                let history = self.frame_start.max(from.saturating_sub(frame.window));
                let out = Output { buffer: &mut self.buffer, history, at: from, most };
                let decoded = self.blocks.decode(data, out);
                decoded.map_err(|expected| CodecError::corrupt(Codec::Zstd, start, expected))?
            }
        };
        if to - from > most {
            return Err(CodecError::corrupt(Codec::Zstd, start, format!("a block of at most {most} bytes")).into());
        }
        self.source.consume(3 + stored);
        self.end = to;
        if let Some(hash) = &mut frame.hash {
            hash.write(&self.buffer[from..to]);
        }
        if !header.last {
            self.frame = Some(frame);
            return Ok(());
        }
        match frame.hash {
            Some(hash) => self.check(hash.finish() as u32),
            None => Ok(()),
        }
    }

    fn check(&mut self, expected: u32) -> io::Result<()> {
        let start = self.source.position();
        let Some(stored) = self.source.exact(4)? else {
            return Err(CodecError::truncated(Codec::Zstd, start, "the checksum of a frame").into());
        };
        let same = stored == expected.to_le_bytes();
        self.source.consume(4);
        if same {
            return Ok(());
        }
        Err(CodecError::corrupt(Codec::Zstd, start, format!("a frame with the checksum {expected:08x}")).into())
    }

    /// Reads the next frame's header, skipping frames that hold no log.
    fn open_frame(&mut self) -> io::Result<()> {
        let start = self.source.position();
        let head = self.source.peek(18)?;
        if head.is_empty() {
            self.done = true;
            return Ok(());
        }
        if head.len() < 8 && matches!(head[0], 0x28 | 0x50..=0x5F) {
            return Err(CodecError::truncated(Codec::Zstd, start, "the whole header of a zstd frame").into());
        }
        if let Some(skip) = frame::skippable(head) {
            return match skip {
                length if self.source.skip(8 + length)? => Ok(()),
                _ => Err(CodecError::truncated(Codec::Zstd, start, "the rest of a skippable frame").into()),
            };
        }
        let header = Header::read(head, start)?;
        if header.window > MAX_WINDOW {
            let expected = format!("a window of at most {MAX_WINDOW} bytes, found one of {} bytes", header.window);
            return Err(CodecError::unsupported(Codec::Zstd, start, expected).into());
        }
        self.source.consume(header.length);
        self.blocks.reset();
        self.frame_start = self.end;
        let window = header.window as usize;
        let hash = header.checksum.then(|| XxHash64::with_seed(0));
        self.frame = Some(Frame { window, most: window.min(MAX_BLOCK), hash });
        Ok(())
    }

    /// Makes sure that a whole block fits behind `end`, keeping the history that matches may copy.
    fn make_room(&mut self, window: usize) {
        let needed = MAX_BLOCK + SLACK;
        if self.buffer.len() - self.end >= needed {
            return;
        }
        // Moving the history costs a copy of the window; the room behind it decides how often.
        let capacity = window + (window / 4).max(1 << 20) + needed;
        let keep = self.frame_start.max(self.end.saturating_sub(window)).min(self.read);
        if self.buffer.len() >= capacity || self.end - keep <= self.buffer.len() / 4 {
            self.buffer.copy_within(keep..self.end, 0);
            self.read -= keep;
            self.end -= keep;
            self.frame_start = self.frame_start.saturating_sub(keep);
        }
        if self.buffer.len() - self.end < needed {
            // The buffer grows with what was really decoded, never with what a header promises.
            let grown = (2 * self.buffer.len()).min(capacity).max(self.end + needed);
            self.buffer.resize(grown, 0);
        }
    }
}

impl Read for ZstdReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.read == self.end && !self.done {
            if self.pending.is_none() {
                if let Err(error) = self.advance() {
                    self.pending = Some(error);
                }
                continue;
            }
            self.done = true;
        }
        if self.read == self.end {
            return self.pending.take().map_or(Ok(0), Err);
        }
        let count = out.len().min(self.end - self.read);
        out[..count].copy_from_slice(&self.buffer[self.read..self.read + count]);
        self.read += count;
        Ok(count)
    }
}

#[cfg(test)]
pub(crate) mod tests;
