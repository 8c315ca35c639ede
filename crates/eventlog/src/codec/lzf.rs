//! LZF in the chunks of ning's library, Spark 1.0's default.
//!
//! A chunk is `ZV`, a type, and 16-bit big-endian lengths: type 0 stores `length` bytes as they are, type 1 holds
//! `compressed length`, `original length` and LZF data. A flush ends a chunk, and there is no end mark.

use std::io;

use super::error::{Codec, CodecError};
use super::input::ByteSource;
use super::unit::DecodeUnit;

/// Decodes one chunk at a time.
pub(crate) struct Lzf;

impl DecodeUnit for Lzf {
    fn decode(&mut self, source: &mut ByteSource, out: &mut Vec<u8>) -> io::Result<bool> {
        let start = source.position();
        let head = source.peek(7)?;
        let cut = || CodecError::truncated(Codec::Lzf, start, "the rest of an LZF chunk");
        let (kind, rest) = match *head {
            [] => return Ok(false),
            [b'Z', b'V', kind, ref rest @ ..] => (kind, rest),
            [b'Z'] | [b'Z', b'V'] => return Err(cut().into()),
            _ => return Err(CodecError::corrupt(Codec::Lzf, start, "a chunk that begins with ZV").into()),
        };
        let word = |at: usize| rest.get(at..at + 2).map(|pair| usize::from(pair[0]) << 8 | usize::from(pair[1]));
        let stored = word(0).ok_or_else(cut)?;
        match kind {
            0 => {
                out.extend_from_slice(&source.exact(5 + stored)?.ok_or_else(cut)?[5..]);
                source.consume(5 + stored);
            }
            1 => {
                let original = word(2).ok_or_else(cut)?;
                let data = &source.exact(7 + stored)?.ok_or_else(cut)?[7..];
                let before = out.len();
                out.resize(before + original, 0);
                if unpack(data, &mut out[before..]).is_none() {
                    out.truncate(before);
                    let expected = format!("a chunk that unpacks to {original} bytes");
                    return Err(CodecError::corrupt(Codec::Lzf, start, expected).into());
                }
                source.consume(7 + stored);
            }
            _ => return Err(CodecError::corrupt(Codec::Lzf, start, "a chunk of type 0 or 1").into()),
        }
        Ok(true)
    }
}

/// Fills `out` exactly from LZF data; `None` when the data says otherwise.
fn unpack(mut data: &[u8], out: &mut [u8]) -> Option<()> {
    let mut at = 0;
    while let Some((&control, rest)) = data.split_first() {
        data = rest;
        let control = usize::from(control);
        if control < 32 {
            let (literals, rest) = data.split_at_checked(control + 1)?;
            out.get_mut(at..at + literals.len())?.copy_from_slice(literals);
            at += literals.len();
            data = rest;
            continue;
        }
        let mut length = (control >> 5) + 2;
        if length == 9 {
            let (&more, rest) = data.split_first()?;
            length += usize::from(more);
            data = rest;
        }
        let (&low, rest) = data.split_first()?;
        data = rest;
        let offset = ((control & 31) << 8 | usize::from(low)) + 1;
        let from = at.checked_sub(offset)?;
        if at + length > out.len() {
            return None;
        }
        let mut done = 0;
        while done < length {
            // A match may reach into itself; what is already copied then repeats.
            let step = (offset + done).min(length - done);
            out.copy_within(from..from + step, at + done);
            done += step;
        }
        at += length;
    }
    (at == out.len()).then_some(())
}

#[cfg(test)]
mod tests {
    use crate::codec::check;
    use crate::codec::error::{Codec, Trouble};

    /// A stored chunk, then a packed one: `ab`, and a match of twelve from two back.
    const SAMPLE: &[u8] = b"ZV\x00\x00\x03{\"EZV\x01\x00\x06\x00\x0e\x01ab\xe0\x03\x01";

    #[test]
    fn chunks_are_concatenated() {
        check::decodes(Codec::Lzf, SAMPLE, b"{\"Eababababababab");
    }

    #[test]
    fn every_cut_gives_whole_chunks() {
        check::every_cut_is_a_prefix(Codec::Lzf, SAMPLE);
    }

    #[test]
    fn damage_is_told_with_its_chunk() {
        let mut damaged = SAMPLE.to_vec();
        damaged[18] = 0xFF;
        check::fails(Codec::Lzf, &damaged, b"{\"E", Trouble::Corrupt, 8);
    }
}
