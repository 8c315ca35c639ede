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

pub use hash::{house_sha256, sha256};

pub use session::{SessionNote, SessionSettings, TakeError};
pub use trace::{MOST_TASKS, Traced};
