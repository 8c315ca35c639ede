//! How a command ends: exit statuses, and what is said on standard error.

use crate::plain;

/// The command line was not understood.
pub(crate) const BAD_USAGE: u8 = 1;
/// No input could be read as a Spark event log.
pub(crate) const NOT_READ: u8 = 2;
/// Some of the input could not be read; the output is of the rest.
pub(crate) const PARTLY_READ: u8 = 3;

/// Something in a report is not what comes of its files.
pub(crate) const DIFFERS: u8 = 4;
/// Whether a report stands cannot be told, or not by this program.
pub(crate) const UNJUDGED: u8 = 5;

/// A line on standard error, without control characters: names of files and texts of logs are not to be trusted.
pub(crate) fn warn(message: &str) {
    eprintln!("afterglow: {}", plain::line(message));
}
