//! What the page says: sentences in a file for each part, numbers in [`format`], what a user types in [`parse`].

pub(crate) mod away;
pub(crate) mod clock;
pub(crate) mod contents;
pub(crate) mod format;
pub(crate) mod guard;
pub(crate) mod home;
pub(crate) mod house;
pub(crate) mod palette;
pub(crate) mod parse;
pub(crate) mod sql;
pub(crate) mod stage;
pub(crate) mod streaming;
pub(crate) mod summary;
pub(crate) mod tables;
pub(crate) mod terms;
pub(crate) mod text;
pub(crate) mod what_if;
pub(crate) mod wishes;
pub(crate) mod zone;
