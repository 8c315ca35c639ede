//! Headers of frames and blocks (RFC 8878, sections 3.1.1.1 and 3.1.1.2).

use crate::codec::error::{Codec, CodecError};

/// What a frame says about itself.
pub(super) struct Header {
    /// How far back matches may reach, in bytes.
    pub(super) window: u64,
    pub(super) checksum: bool,
    /// Bytes that the header takes, magic number included.
    pub(super) length: usize,
}

impl Header {
    /// Reads a header from the start of `data`, which lies at `offset` of the stored stream.
    pub(super) fn read(data: &[u8], offset: u64) -> Result<Self, CodecError> {
        if !data.starts_with(&0xFD2F_B528_u32.to_le_bytes()[..data.len().min(4)]) {
            return Err(CodecError::corrupt(Codec::Zstd, offset, "the magic number 28 B5 2F FD of a zstd frame"));
        }
        let cut = || CodecError::truncated(Codec::Zstd, offset, "the whole header of a zstd frame");
        let flags = *data.get(4).ok_or_else(cut)?;
        if flags & 8 != 0 {
            return Err(CodecError::corrupt(Codec::Zstd, offset, "a zero in the frame header's reserved bit"));
        }
        let single = flags & 0x20 != 0;
        let dictionary = [0, 1, 2, 4][usize::from(flags & 3)];
        let content = match flags >> 6 {
            0 => usize::from(single),
            size => 1 << size,
        };
        let mut at = 5;
        let mut number = |bytes: usize| -> Option<u64> {
            let field = data.get(at..at + bytes)?;
            at += bytes;
            Some(field.iter().rev().fold(0, |value, byte| (value << 8) | u64::from(*byte)))
        };
        let descriptor = if single { None } else { Some(number(1).ok_or_else(cut)?) };
        if number(dictionary).ok_or_else(cut)? != 0 {
            return Err(CodecError::unsupported(Codec::Zstd, offset, "a frame without a dictionary"));
        }
        let content_size = number(content).ok_or_else(cut)? + if content == 2 { 256 } else { 0 };
        let window = descriptor.map_or(content_size, |byte| {
            let base = 1_u64 << (10 + (byte >> 3));
            base + base / 8 * (byte & 7)
        });
        Ok(Self { window, checksum: flags & 4 != 0, length: at })
    }
}

/// The length of a skippable frame's content, in bytes; `None` when `head` begins no such frame.
pub(super) fn skippable(head: &[u8]) -> Option<u64> {
    let (magic, rest) = head.split_first_chunk::<4>()?;
    let size = rest.first_chunk::<4>()?;
    let is_one = u32::from_le_bytes(*magic) & 0xFFFF_FFF0 == 0x184D_2A50;
    is_one.then(|| u64::from(u32::from_le_bytes(*size)))
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    Raw,
    Run,
    Compressed,
}

/// A block's header: `size` is the stored size, but the regenerated one of a run.
pub(super) struct BlockHeader {
    pub(super) kind: BlockKind,
    pub(super) last: bool,
    pub(super) size: usize,
}

/// `None` for the reserved block type.
pub(super) fn block_header(bytes: &[u8]) -> Option<BlockHeader> {
    let word = bytes.iter().rev().fold(0_usize, |value, byte| (value << 8) | usize::from(*byte));
    let kind = match (word >> 1) & 3 {
        0 => BlockKind::Raw,
        1 => BlockKind::Run,
        2 => BlockKind::Compressed,
        _ => return None,
    };
    Some(BlockHeader { kind, last: word & 1 == 1, size: word >> 3 })
}
