//! Samples of machines' use, from whatever monitoring wrote them: which series is what, and what size it takes.
//!
//! Stateless: texts and a question in, plain data out. Files are told apart by header and content, never by name. The
//! text is hostile; all that goes out of it are numbers and names of hosts and columns, cut short, as plain text.

mod answer;
mod document;
mod hosts;
mod issues;
mod known;
mod meaning;
mod sar;
mod series;
mod show;
mod table;
#[cfg(test)]
mod tests;
mod time;
mod unit;

pub(crate) use answer::machine_use_under;
pub use answer::{is_machine_use, machine_use, machine_use_in};
