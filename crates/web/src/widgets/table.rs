//! Tables of any length: only the rows in view exist.
//!
//! [`column`] says what a table has, [`source`] where its rows come from, [`place`] which rows are in view, and
//! [`view`] draws them.

pub(crate) mod column;
mod export;
mod place;
pub(crate) mod source;
mod toolbar;
mod view;

pub(crate) use column::Column;
pub(crate) use source::{Rows, Source, Wanted};
pub(crate) use view::Table;
