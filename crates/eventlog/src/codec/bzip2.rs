//! Bzip2, in which people archive old logs; any number of streams.

use std::io;

use bzip2::{Decompress, Status};

use super::error::{Codec, CodecError};
use super::input::ByteSource;
use super::unit::DecodeUnit;

const STEP: usize = 128 << 10;

/// Decodes some of a stream at a time.
pub(crate) struct Bzip2 {
    stream: Option<Decompress>,
}

impl Bzip2 {
    pub(crate) fn new() -> Self {
        Self { stream: None }
    }
}

impl DecodeUnit for Bzip2 {
    fn decode(&mut self, source: &mut ByteSource, out: &mut Vec<u8>) -> io::Result<bool> {
        let start = source.position();
        let input = source.available()?;
        let at_end = input.is_empty();
        let stream = match &mut self.stream {
            Some(stream) => stream,
            None if at_end => return Ok(false),
            none => none.insert(Decompress::new(false)),
        };
        let (in_before, out_before, from) = (stream.total_in(), stream.total_out(), out.len());
        out.resize(from + STEP, 0);
        let status = stream.decompress(input, &mut out[from..]);
        let written = (stream.total_out() - out_before) as usize;
        out.truncate(from + written);
        source.consume((stream.total_in() - in_before) as usize);
        match status {
            Ok(Status::StreamEnd) => {
                self.stream = None;
                Ok(true)
            }
            Ok(_) if written > 0 || source.position() > start => Ok(true),
            Ok(_) if at_end => Err(CodecError::truncated(Codec::Bzip2, start, "the rest of a bzip2 block").into()),
            Ok(_) | Err(_) => Err(CodecError::corrupt(Codec::Bzip2, start, "a valid bzip2 block").into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use crate::codec::check;
    use crate::codec::error::Codec;

    fn pack(plain: &[u8]) -> Vec<u8> {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        encoder.write_all(plain).ok();
        encoder.finish().unwrap_or_default()
    }

    #[test]
    fn streams_are_concatenated() {
        let text = check::text(300_000);
        check::decodes(Codec::Bzip2, &[pack(&text), pack(&text)].concat(), &[&text[..], &text[..]].concat());
    }

    #[test]
    fn every_cut_is_a_prefix() {
        check::every_cut_is_a_prefix(Codec::Bzip2, &[pack(&check::text(500)), pack(&check::text(90))].concat());
    }
}
