//! The LZ4 frame format, which the `lz4` command writes; Spark does not.
//!
//! A frame is a descriptor, blocks of at most 4 MiB, an end mark and an optional checksum. Blocks may copy from the
//! 64 KiB before them. Skippable frames are skipped; dictionaries and the legacy format are refused.

use std::io;

use twox_hash::XxHash32;

use super::error::{Codec, CodecError};
use super::input::ByteSource;
use super::unit::DecodeUnit;

const MAGIC: [u8; 4] = 0x184D_2204_u32.to_le_bytes();
const WINDOW: usize = 64 << 10;
/// The bit of a block's length that says that the block is not packed.
const RAW: u32 = 1 << 31;

/// Decodes one block at a time.
pub(crate) struct Lz4Frame {
    frame: Option<Frame>,
    /// The last bytes of the frame so far, which its next block may copy.
    window: Vec<u8>,
}

struct Frame {
    linked: bool,
    block_checksums: bool,
    content_hash: Option<XxHash32>,
    max_block: usize,
}

fn cut(offset: u64) -> CodecError {
    CodecError::truncated(Codec::Lz4Frame, offset, "the rest of an LZ4 frame")
}

fn corrupt(offset: u64, expected: &str) -> CodecError {
    CodecError::corrupt(Codec::Lz4Frame, offset, expected)
}

/// The little-endian number in the first four bytes.
fn word(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk().map(|word| u32::from_le_bytes(*word))
}

impl Lz4Frame {
    pub(crate) fn new() -> Self {
        Self { frame: None, window: Vec::new() }
    }

    /// Reads a frame's descriptor; false at the end of the stream.
    fn open_frame(&mut self, source: &mut ByteSource) -> io::Result<bool> {
        let start = source.position();
        let head = source.peek(19)?;
        if head.is_empty() {
            return Ok(false);
        }
        let magic = word(head).ok_or_else(|| cut(start))?;
        if magic & 0xFFFF_FFF0 == 0x184D_2A50 {
            let size = head.get(4..).and_then(word).ok_or_else(|| cut(start))?;
            return if source.skip(8 + u64::from(size))? { Ok(true) } else { Err(cut(start).into()) };
        }
        if magic.to_le_bytes() != MAGIC {
            return Err(corrupt(start, "the magic number 04 22 4D 18 of an LZ4 frame").into());
        }
        let (flags, sizes) = (*head.get(4).ok_or_else(|| cut(start))?, *head.get(5).ok_or_else(|| cut(start))?);
        if flags & 0xC0 != 0x40 || flags & 1 != 0 {
            let expected = "a frame of version 1 without a dictionary";
            return Err(CodecError::unsupported(Codec::Lz4Frame, start, expected).into());
        }
        let length = if flags & 8 == 0 { 6 } else { 14 };
        let descriptor = head.get(4..length).ok_or_else(|| cut(start))?;
        let check = *head.get(length).ok_or_else(|| cut(start))?;
        if (XxHash32::oneshot(0, descriptor) >> 8) as u8 != check || sizes & 0x40 == 0 {
            return Err(corrupt(start, "a frame descriptor with a correct checksum").into());
        }
        source.consume(length + 1);
        self.window.clear();
        self.frame = Some(Frame {
            linked: flags & 0x20 == 0,
            block_checksums: flags & 0x10 != 0,
            content_hash: (flags & 4 != 0).then(|| XxHash32::with_seed(0)),
            max_block: 256 << (2 * ((sizes >> 4) & 7)),
        });
        Ok(true)
    }

    /// Keeps the end of `out`, where a block was just written.
    fn remember(&mut self, block: &[u8]) {
        let fresh = &block[block.len().saturating_sub(WINDOW)..];
        let old = (self.window.len() + fresh.len()).saturating_sub(WINDOW);
        self.window.drain(..old.min(self.window.len()));
        self.window.extend_from_slice(fresh);
    }
}

impl DecodeUnit for Lz4Frame {
    fn decode(&mut self, source: &mut ByteSource, out: &mut Vec<u8>) -> io::Result<bool> {
        let Some(frame) = &mut self.frame else { return self.open_frame(source) };
        let start = source.position();
        let size = word(source.peek(4)?).ok_or_else(|| cut(start))?;
        if size == 0 {
            return self.close_frame(source);
        }
        let (raw, size) = (size & RAW != 0, (size & !RAW) as usize);
        if size > frame.max_block {
            return Err(corrupt(start, "a block within the frame's block size").into());
        }
        let stored = 4 + size + if frame.block_checksums { 4 } else { 0 };
        let block = source.exact(stored)?.ok_or_else(|| cut(start))?;
        let (data, checksum) = block[4..].split_at(size);
        if word(checksum).is_some_and(|expected| expected != XxHash32::oneshot(0, data)) {
            return Err(corrupt(start, "a block with a correct checksum").into());
        }
        let before = out.len();
        if raw {
            out.extend_from_slice(data);
        } else {
            // LZ4 packs at most 255 bytes into one, apart from a few at the ends.
            out.resize(before + frame.max_block.min(256 * size), 0);
            let window = if frame.linked { &self.window[..] } else { &[] };
            let written = lz4_flex::block::decompress_into_with_dict(data, &mut out[before..], window);
            out.truncate(before + written.as_ref().map_or(0, |written| *written));
            written.map_err(|_| corrupt(start, "a valid LZ4 block"))?;
        }
        source.consume(stored);
        if let Some(hash) = &mut frame.content_hash {
            std::hash::Hasher::write(hash, &out[before..]);
        }
        if frame.linked {
            self.remember(&out[before..]);
        }
        Ok(true)
    }
}

impl Lz4Frame {
    /// Reads the end mark and the checksum behind it.
    fn close_frame(&mut self, source: &mut ByteSource) -> io::Result<bool> {
        let start = source.position();
        source.consume(4);
        let Some(hash) = self.frame.take().and_then(|frame| frame.content_hash) else { return Ok(true) };
        let stored = word(source.peek(4)?).ok_or_else(|| cut(start))?;
        source.consume(4);
        if stored == hash.finish_32() {
            return Ok(true);
        }
        Err(corrupt(start, "a frame with a correct checksum").into())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use lz4_flex::frame::{BlockMode, FrameEncoder, FrameInfo};

    use crate::codec::check;
    use crate::codec::error::{Codec, Trouble};

    fn pack(plain: &[u8], mode: BlockMode, checksums: bool, step: usize) -> Vec<u8> {
        let info = FrameInfo::new().block_mode(mode).content_checksum(checksums).block_checksums(checksums);
        let mut encoder = FrameEncoder::with_frame_info(info, Vec::new());
        for chunk in plain.chunks(step) {
            encoder.write_all(chunk).and_then(|()| encoder.flush()).ok();
        }
        encoder.finish().unwrap_or_default()
    }

    #[test]
    fn frames_are_concatenated_and_skippable_ones_skipped() {
        let text = check::text(300_000);
        let linked = pack(&text, BlockMode::Linked, true, 20_000);
        let skippable = b"\x51\x2A\x4D\x18\x03\0\0\0abc";
        let plain = pack(&text, BlockMode::Independent, false, 20_000);
        check::decodes(Codec::Lz4Frame, &[&linked, &skippable[..], &plain].concat(), &[&text[..], &text].concat());
    }

    #[test]
    fn every_cut_gives_whole_blocks() {
        check::every_cut_is_a_prefix(Codec::Lz4Frame, &pack(&check::text(1000), BlockMode::Linked, true, 300));
    }

    #[test]
    fn a_wrong_checksum_comes_after_the_bytes() {
        let text = check::text(1000);
        let mut stored = pack(&text, BlockMode::Linked, true, 300);
        let checksum = stored.len() - 4;
        stored[checksum] ^= 1;
        check::fails(Codec::Lz4Frame, &stored, &text, Trouble::Corrupt, checksum as u64 - 4);
    }
}
