//! Deflate, as gzip members and zip entries hold it.

use std::io;

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::error::{Codec, CodecError};
use super::input::ByteSource;
use super::unit::DecodeUnit;

const STEP: usize = 128 << 10;

/// One deflate stream with the checksum and the length of its output.
pub(crate) struct Inflate {
    state: Decompress,
    pub(crate) crc: Crc,
    /// What to blame in errors.
    codec: Codec,
}

impl Inflate {
    pub(crate) fn new(codec: Codec) -> Self {
        Self { state: Decompress::new(false), crc: Crc::new(), codec }
    }

    /// Starts over for the next member.
    pub(crate) fn reset(&mut self) {
        self.state.reset(false);
        self.crc.reset();
    }

    /// Appends some output; true when the deflate stream has ended.
    pub(crate) fn step(&mut self, source: &mut ByteSource, out: &mut Vec<u8>) -> io::Result<bool> {
        let start = source.position();
        let input = source.available()?;
        let at_end = input.is_empty();
        let (in_before, out_before, from) = (self.state.total_in(), self.state.total_out(), out.len());
        out.resize(from + STEP, 0);
        let flush = if at_end { FlushDecompress::Sync } else { FlushDecompress::None };
        let status = self.state.decompress(input, &mut out[from..], flush);
        // Also after a failure these count what was read and written before it.
        let written = (self.state.total_out() - out_before) as usize;
        out.truncate(from + written);
        self.crc.update(&out[from..]);
        source.consume((self.state.total_in() - in_before) as usize);
        match status {
            Ok(Status::StreamEnd) => Ok(true),
            Ok(_) if written > 0 || source.position() > start => Ok(false),
            Ok(_) if at_end => Err(CodecError::truncated(self.codec, start, "the rest of the deflate data").into()),
            Ok(_) | Err(_) => Err(CodecError::corrupt(self.codec, start, "valid deflate data").into()),
        }
    }
}

impl DecodeUnit for Inflate {
    fn decode(&mut self, source: &mut ByteSource, out: &mut Vec<u8>) -> io::Result<bool> {
        Ok(!self.step(source, out)?)
    }
}
