//! Whether a report stands: its record is read back, the report is made anew from the same files and settings, and both
//! are held against each other.
//!
//! Nothing that the report says is believed. The record only says what to compute; what comes of it must be the report,
//! to the last digit and word. So a report with another record is another report, and no record makes a number stand
//! that was not computed.
//!
//! Texts of a report are hostile: reading it is total, in bounded depth and size, and what is told of it is cut short
//! and without control characters.

mod anew;
mod bounds;
mod compare;
mod files;
mod json;
mod leaf;
mod made;
mod page;
mod read;
mod ticket;
mod verify;

pub use made::{Others, Teaches};
pub use read::{LARGEST, NoReport, Report, read_report};
pub use verify::{Given, verify};
