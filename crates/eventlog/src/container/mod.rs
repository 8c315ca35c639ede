//! Archives: where their entries lie. Nothing is unpacked to a disk, and a name is never a path to write to.

pub(crate) mod tar;
pub(crate) mod zip;

use std::io;

use crate::codec::{Codec, CodecError};

/// Archives with more entries than this are refused.
pub(crate) const MAX_ENTRIES: usize = 1_000_000;

pub(crate) fn too_many(codec: Codec) -> io::Error {
    CodecError::unsupported(codec, 0, format!("an archive of at most {MAX_ENTRIES} entries")).into()
}
