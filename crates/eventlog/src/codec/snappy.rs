//! Snappy in xerial's framing, the default of Spark 1.1 to 1.6.
//!
//! A 16-byte header, then chunks: a big-endian length and one raw Snappy block. Concatenated streams repeat the header.

use std::io;

use super::error::{Codec, CodecError};
use super::input::ByteSource;
use super::unit::DecodeUnit;

const MAGIC: &[u8; 8] = b"\x82SNAPPY\0";
const HEADER: usize = 16;
/// Far above any block size in use (Spark's is 32 KiB), and small enough to hold.
const MAX_BLOCK: usize = 64 << 20;
/// A three-byte copy makes at most 64 bytes, so no block grows more than this.
const MAX_RATIO: usize = 22;

/// Decodes one chunk at a time.
pub(crate) struct Snappy {
    decoder: snap::raw::Decoder,
}

impl Snappy {
    pub(crate) fn new() -> Self {
        Self { decoder: snap::raw::Decoder::new() }
    }
}

impl DecodeUnit for Snappy {
    fn decode(&mut self, source: &mut ByteSource, out: &mut Vec<u8>) -> io::Result<bool> {
        let start = source.position();
        let cut = || CodecError::truncated(Codec::Snappy, start, "the rest of a Snappy chunk");
        let corrupt = |expected: &str| CodecError::corrupt(Codec::Snappy, start, expected);
        let head = source.peek(8)?;
        if head.is_empty() {
            return Ok(false);
        }
        if head == MAGIC {
            source.exact(HEADER)?.ok_or_else(cut)?;
            source.consume(HEADER);
            return Ok(true);
        }
        if start == 0 && !MAGIC.starts_with(head) {
            return Err(corrupt("the header of a Snappy stream").into());
        }
        let length = head.first_chunk().ok_or_else(cut)?;
        let length = u32::from_be_bytes(*length) as usize;
        if length == 0 || length > MAX_BLOCK {
            // The magic number's first four bytes make such a length, too.
            let error = if MAGIC.starts_with(head) { cut() } else { corrupt("a chunk length of 1 byte to 64 MiB") };
            return Err(error.into());
        }
        let block = &source.exact(4 + length)?.ok_or_else(cut)?[4..];
        let size = snap::raw::decompress_len(block).map_err(|_| corrupt("a Snappy block"))?;
        if size > MAX_BLOCK || size > MAX_RATIO * length {
            return Err(corrupt("a Snappy block of a possible size").into());
        }
        let before = out.len();
        out.resize(before + size, 0);
        if !matches!(self.decoder.decompress(block, &mut out[before..]), Ok(written) if written == size) {
            out.truncate(before);
            return Err(corrupt("a valid Snappy block").into());
        }
        source.consume(4 + length);
        Ok(true)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{HEADER, MAGIC};
    use crate::codec::check;
    use crate::codec::error::{Codec, Trouble};

    pub(crate) fn pack(plain: &[u8], block: usize) -> Vec<u8> {
        let mut out = [&MAGIC[..], &[0, 0, 0, 1, 0, 0, 0, 1]].concat();
        for chunk in plain.chunks(block) {
            let packed = snap::raw::Encoder::new().compress_vec(chunk).unwrap_or_default();
            out.extend((packed.len() as u32).to_be_bytes());
            out.extend(packed);
        }
        out
    }

    #[test]
    fn concatenated_streams_are_one() {
        let text = check::text(3000);
        let sample = [pack(&text, 700), pack(&text, 10_000)].concat();
        check::decodes(Codec::Snappy, &sample, &[&text[..], &text[..]].concat());
    }

    #[test]
    fn every_cut_gives_whole_chunks() {
        check::every_cut_is_a_prefix(Codec::Snappy, &pack(&check::text(600), 100));
    }

    #[test]
    fn damage_is_told_with_its_chunk() {
        let mut sample = pack(&check::text(600), 300);
        let second = HEADER + 4 + u32::from_be_bytes([sample[16], sample[17], sample[18], sample[19]]) as usize;
        sample[second] = 0x7F;
        check::fails(Codec::Snappy, &sample, &check::text(300), Trouble::Corrupt, second as u64);
    }
}
