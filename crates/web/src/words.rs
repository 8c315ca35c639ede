//! What the page says: sentences in [`text`], numbers in [`format`].

pub(crate) mod format;
pub(crate) mod text;
