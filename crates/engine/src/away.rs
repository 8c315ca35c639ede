//! What a user takes away: documents and files made of a run.
//!
//! Here alone figures are worded, since what is taken away is read without the page. Page and command line write the
//! same bytes: nothing in them depends on a clock, on the machine, or on the order in which answers come.

mod document;
mod hash;
mod html;
mod markdown;
mod report;
pub(crate) mod session;
mod trace;

pub use hash::{Sources, house_sha256, sha256};
pub(crate) use hash::{sha256_of, sha256_of_first};
pub(crate) use html::{END, RECORD_BEGINS, RECORD_ENDS};
pub(crate) use markdown::RECORD_WORD;
pub(crate) use report::MADE_OF;

pub use session::{SessionNote, SessionSettings, TakeError};
pub use trace::{MOST_TASKS, Traced};
