//! What goes wrong inside a compressed stream, as a type.

use std::fmt;
use std::io;

/// A compression, recognised by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codec {
    /// JSON as it is.
    Plain,
    /// Zstandard frames.
    Zstd,
    /// The block format of lz4-java, which Spark writes.
    Lz4Block,
    /// The LZ4 frame format, which the `lz4` command writes.
    Lz4Frame,
    /// Snappy blocks in xerial's framing.
    Snappy,
    /// LZF chunks as ning's library writes them.
    Lzf,
    /// Gzip members.
    Gzip,
    /// Bzip2 streams.
    Bzip2,
    /// Deflate without a frame, as zip entries have it.
    Deflate,
    /// A zip archive.
    Zip,
    /// A tar archive.
    Tar,
}

impl Codec {
    /// The short name that reports use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Zstd => "zstd",
            Self::Lz4Block | Self::Lz4Frame => "lz4",
            Self::Snappy => "snappy",
            Self::Lzf => "lzf",
            Self::Gzip => "gzip",
            Self::Bzip2 => "bzip2",
            Self::Deflate => "deflate",
            Self::Zip => "zip",
            Self::Tar => "tar",
        }
    }
}

impl fmt::Display for Codec {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// How a compressed stream failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It ends early: normal for a log whose driver still runs or was killed.
    Truncated,
    /// Its bytes contradict the format or a checksum.
    Corrupt,
    /// It is valid, but uses a feature that is not read here.
    Unsupported,
    /// It unpacks to suspiciously much; see `Limits` to allow it.
    Bomb,
}

/// A failure inside a compressed stream. Everything before it was delivered.
///
/// Readers wrap it in an [`io::Error`]; [`CodecError::of`] gets it back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{codec} stream, byte {offset}: {}, expected {expected}", self.found())]
pub struct CodecError {
    /// The compression that failed.
    pub codec: Codec,
    /// What kind of failure.
    pub trouble: Trouble,
    /// Where in the stored (compressed) stream the unit begins that could not be read, in bytes.
    pub offset: u64,
    /// What should have been there.
    pub expected: String,
}

impl CodecError {
    pub(crate) fn truncated(codec: Codec, offset: u64, expected: impl Into<String>) -> Self {
        Self { codec, trouble: Trouble::Truncated, offset, expected: expected.into() }
    }

    pub(crate) fn corrupt(codec: Codec, offset: u64, expected: impl Into<String>) -> Self {
        Self { codec, trouble: Trouble::Corrupt, offset, expected: expected.into() }
    }

    pub(crate) fn unsupported(codec: Codec, offset: u64, expected: impl Into<String>) -> Self {
        Self { codec, trouble: Trouble::Unsupported, offset, expected: expected.into() }
    }

    /// The codec's failure inside a read error, if that is what it is.
    #[must_use]
    pub fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }

    fn found(&self) -> &'static str {
        match self.trouble {
            Trouble::Truncated => "the data ends",
            Trouble::Corrupt => "the data is damaged",
            Trouble::Unsupported => "the data is of a kind not read here",
            Trouble::Bomb => "the data unpacks to suspiciously much",
        }
    }
}

impl From<CodecError> for io::Error {
    fn from(error: CodecError) -> Self {
        let kind = match error.trouble {
            Trouble::Truncated => io::ErrorKind::UnexpectedEof,
            Trouble::Unsupported => io::ErrorKind::Unsupported,
            Trouble::Corrupt | Trouble::Bomb => io::ErrorKind::InvalidData,
        };
        Self::new(kind, error)
    }
}
