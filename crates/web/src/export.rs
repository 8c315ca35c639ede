//! What a reader takes along.

pub(crate) mod csv;
pub(crate) mod download;
pub(crate) mod print;
