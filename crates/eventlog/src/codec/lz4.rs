//! LZ4 in the block stream of lz4-java, Spark's default codec from 2.0 to 3.1. Not the LZ4 frame format.
//!
//! Each block has 21 bytes of little-endian header: the magic `LZ4Block`, a token (method and block size), the
//! stored and the original length, and a checksum of the original bytes. An empty block ends a stream; a killed
//! driver leaves it out, and streams can follow each other.

use std::io;

use super::error::{Codec, CodecError};
use super::input::ByteSource;
use super::unit::DecodeUnit;

const MAGIC: &[u8; 8] = b"LZ4Block";
const HEADER: usize = 21;
const RAW: u8 = 0x10;
const PACKED: u8 = 0x20;
const SEED: u32 = 0x9747_B28C;
/// lz4-java drops the checksum's highest four bits.
const CHECKSUM_MASK: u32 = 0x0FFF_FFFF;
/// LZ4 packs at most 255 bytes into one, apart from a few at the ends.
const MAX_RATIO: usize = 256;

/// Decodes one block at a time.
pub(crate) struct Lz4Block;

impl DecodeUnit for Lz4Block {
    fn decode(&mut self, source: &mut ByteSource, out: &mut Vec<u8>) -> io::Result<bool> {
        let start = source.position();
        let cut = || CodecError::truncated(Codec::Lz4Block, start, "the rest of an LZ4 block");
        let corrupt = |expected: &str| CodecError::corrupt(Codec::Lz4Block, start, expected);
        let head = source.peek(HEADER)?;
        if head.is_empty() {
            return Ok(false);
        }
        let magic = &head[..head.len().min(MAGIC.len())];
        if !MAGIC.starts_with(magic) {
            return Err(corrupt("a block that begins with LZ4Block").into());
        }
        let fields: &[u8; HEADER] = head.first_chunk().ok_or_else(cut)?;
        let word = |at: usize| u32::from_le_bytes([fields[at], fields[at + 1], fields[at + 2], fields[at + 3]]);
        let (method, block_size) = (fields[8] & 0xF0, 1_usize << (10 + (fields[8] & 0x0F)));
        let (stored, original, checksum) = (word(9) as usize, word(13) as usize, word(17));
        let plausible = original <= block_size && stored <= block_size && (stored == 0) == (original == 0);
        if !plausible || !matches!(method, RAW | PACKED) {
            return Err(corrupt("a block header with lengths within its block size").into());
        }
        if original == 0 {
            source.consume(HEADER);
            return Ok(true);
        }
        let block = &source.exact(HEADER + stored)?.ok_or_else(cut)?[HEADER..];
        let before = out.len();
        if method == RAW {
            out.extend_from_slice(block);
        } else if original <= MAX_RATIO * stored {
            out.resize(before + original, 0);
            if !matches!(lz4_flex::block::decompress_into(block, &mut out[before..]), Ok(size) if size == original) {
                out.truncate(before);
            }
        }
        let plain = &out[before..];
        if plain.len() != original {
            return Err(corrupt("a valid LZ4 block").into());
        }
        let found = twox_hash::XxHash32::oneshot(SEED, plain) & CHECKSUM_MASK;
        if found != checksum {
            out.truncate(before);
            return Err(corrupt(&format!("a block with the checksum {found:07x}")).into());
        }
        source.consume(HEADER + stored);
        Ok(true)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{CHECKSUM_MASK, HEADER, MAGIC, PACKED, RAW, SEED};
    use crate::codec::check;
    use crate::codec::error::{Codec, Trouble};

    /// A stream as lz4-java writes it, with blocks of at most `block` bytes.
    pub(crate) fn pack(plain: &[u8], block: usize) -> Vec<u8> {
        let mut out = Vec::new();
        for chunk in plain.chunks(block) {
            let packed = lz4_flex::block::compress(chunk);
            let smaller = packed.len() < chunk.len();
            let (method, data) = if smaller { (PACKED, &packed[..]) } else { (RAW, chunk) };
            let checksum = twox_hash::XxHash32::oneshot(SEED, chunk) & CHECKSUM_MASK;
            out.extend(MAGIC);
            out.push(method | 5);
            for word in [data.len() as u32, chunk.len() as u32, checksum] {
                out.extend(word.to_le_bytes());
            }
            out.extend(data);
        }
        out.extend(MAGIC);
        out.push(RAW | 5);
        out.extend([0; 12]);
        out
    }

    #[test]
    fn concatenated_streams_are_one() {
        let text = check::text(5000);
        let sample = [pack(&text, 1000), pack(&text[..20], 32_768)].concat();
        check::decodes(Codec::Lz4Block, &sample, &[&text[..], &text[..20]].concat());
    }

    #[test]
    fn every_cut_gives_whole_blocks() {
        check::every_cut_is_a_prefix(Codec::Lz4Block, &pack(&check::text(600), 100));
    }

    #[test]
    fn a_wrong_checksum_keeps_the_blocks_before() {
        let text = check::text(400);
        let mut sample = pack(&text, 200);
        let second = pack(&text[..200], 200).len() - HEADER;
        sample[second + 17] ^= 1;
        check::fails(Codec::Lz4Block, &sample, &text[..200], Trouble::Corrupt, second as u64);
    }
}
