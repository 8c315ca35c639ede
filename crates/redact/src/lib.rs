//! An event log that can be handed to somebody else.
//!
//! For: writing a log anew with its structure, times, sizes and counts, and with every name replaced by a token made
//! from a key (the same name gives the same token under one key, so that equal tables stay equal). The new log reads
//! as the old one does: the same totals, the same findings, the same predictions.
//! Never: copies a field that the reader does not know. Each event is decoded into what `afterglow-eventlog` reads, and
//! only that is written again; a word of a text stays only if it is in the [`vocabulary`] of Spark and its vendors. The
//! key is never written, and nothing here makes one.
//!
//! ```
//! use afterglow_redact::Redactor;
//!
//! let log = br#"{"Event":"SparkListenerApplicationStart","App Name":"payroll of acme","App ID":"app-1","Timestamp":5,"User":"bob"}
//! "#;
//! let mut redacted = Vec::new();
//! let report = Redactor::new(b"32 random bytes, kept by the user").redact(&mut &log[..], &mut redacted)?;
//! let text = String::from_utf8_lossy(&redacted);
//! assert!(text.contains(r#""Timestamp":5"#));
//! assert!(!text.contains("acme") && !text.contains("bob"));
//! assert_eq!(report.events_kept, 1);
//! # Ok::<(), afterglow_redact::RedactError>(())
//! ```

pub mod inventory;
mod json;
mod key;
mod names;
mod redactor;
mod text;
pub mod vocabulary;
mod write;

pub use names::Mask;
pub use redactor::{COMPACTED, Fate, RedactError, Redactor, Report};
