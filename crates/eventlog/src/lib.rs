//! Bytes of a Spark event log to typed events.
//!
//! For: finding logs in what was dropped (files, folders, archives), decoding their codecs, splitting lines, and
//! turning each line into an [`event::Event`]; everything in bounded memory, whatever the log's length.
//! Never: keeps events, sums figures, judges a run, opens a file or a socket. Reading never fails as a whole: what
//! was readable is delivered, and what was not is said with file, line and byte offset.
//!
//! Adding a codec is one file in `codec/`; adding an event is one struct in `event/` and one arm in `decode/`.

pub mod codec;
mod condensed;
mod container;
mod decode;
pub mod discover;
pub mod event;
mod failure;
mod json;
mod reader;
mod rolling;
pub mod secret;
mod sniff;
pub mod source;
pub mod strings;

pub use condensed::{Condensed, NotCondensed};
pub use decode::{NotAnEvent, decode};
pub use failure::{Failure, FailureCode, Warning, WarningCode};
pub use json::GREATEST;
pub use reader::{LineReport, Lines, Reading, RejectedLine, Sink, read_stream};
