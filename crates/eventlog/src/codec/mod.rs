//! Compressed streams to plain bytes, one file per codec.
//!
//! Every decoder keeps one law: all bytes before a failure are delivered, then comes one [`CodecError`] inside an
//! [`std::io::Error`], then the end. No declared length is believed before the bytes are there.

mod bzip2;
#[cfg(test)]
pub(crate) mod check;
mod error;
mod gzip;
mod inflate;
mod input;
mod lz4;
mod lz4_frame;
mod lzf;
mod snappy;
#[cfg(test)]
pub(crate) mod tests_support;
mod unit;
mod zstd;

use std::io::Read;

pub use self::error::{Codec, CodecError, Trouble};
pub(crate) use self::inflate::Inflate;
pub(crate) use self::input::ByteSource;
pub(crate) use self::unit::UnitReader;
pub use self::zstd::MAX_WINDOW;

/// Reads the plain bytes of a stream compressed by `codec`.
///
/// Archives hold several files, so `Zip` and `Tar` pass unchanged, as `Plain` does.
#[must_use]
pub fn decoder(codec: Codec, stored: Box<dyn Read>) -> Box<dyn Read> {
    let source = |stored| ByteSource::new(stored);
    match codec {
        Codec::Plain | Codec::Zip | Codec::Tar => stored,
        Codec::Zstd => Box::new(zstd::ZstdReader::new(source(stored))),
        Codec::Lz4Block => Box::new(UnitReader::new(lz4::Lz4Block, source(stored))),
        Codec::Lz4Frame => Box::new(UnitReader::new(lz4_frame::Lz4Frame::new(), source(stored))),
        Codec::Snappy => Box::new(UnitReader::new(snappy::Snappy::new(), source(stored))),
        Codec::Lzf => Box::new(UnitReader::new(lzf::Lzf, source(stored))),
        Codec::Gzip => Box::new(UnitReader::new(gzip::Gzip::new(), source(stored))),
        Codec::Bzip2 => Box::new(UnitReader::new(bzip2::Bzip2::new(), source(stored))),
        Codec::Deflate => Box::new(UnitReader::new(Inflate::new(Codec::Deflate), source(stored))),
    }
}
