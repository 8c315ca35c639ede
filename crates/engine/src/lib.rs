//! The one door to Afterglow's engine: sessions, requests, replies, views as plain data.
//!
//! For: the worker of the page and the command line call [`Session`] and nothing below it. Only here does serde
//! describe what goes out.
//! Never: draws, formats for a reader, touches a file, a clock or the network.
//!
//! ```
//! use std::rc::Rc;
//! use afterglow_engine::{BytesInput, Session};
//!
//! let line = br#"{"Event":"SparkListenerApplicationStart","App Name":"etl","App ID":"app-1","Timestamp":1,"User":"u"}"#;
//! let mut session = Session::default();
//! let opened = session.open(&[Rc::new(BytesInput::new("app-1", line.as_slice()))], &mut |_| true);
//! assert_eq!(opened.runs[0].name, "etl");
//! ```
//!
//! A run stays in its session; the caller asks for views by [`Request`] and gets plain data, a window at a time.
//! A question that cannot be answered gets [`Reply::Refused`] with the reason.

mod answer;
pub mod audit;
mod away;
mod batch;
mod contents;
pub mod contract;
mod history;
pub mod house;
mod intake;
mod lanes;
mod redaction;
mod reply;
mod request;
mod run;
mod seen;
mod session;
mod usage;
pub mod view;

pub use afterglow_diagnose::{Comparison, Digest, compare};
pub use afterglow_eventlog::source::{BytesInput, Input, ReadSeek};
pub use afterglow_units::{StageKey, shown};
pub use away::{MOST_TASKS, SessionNote, SessionSettings, Sources, TakeError, Traced, house_sha256, sha256};
pub use batch::{batch, window_problem};
pub use contents::{inventories, inventory_of};
pub use history::{past_runs, past_runs_in};
pub use intake::{Ahead, Block, Helper, Intake, Order, Sharing, Step, Stride, Trust};
pub use redaction::{Redacted, redact};
pub use reply::{FailureView, IgnoredView, NotReadOn, Opened, Progress, ReadOn, Reply, RunCard};
pub use request::{
    AdviseQuery, GroupBy, MachineUseQuery, Machines, PastRunsAt, PastRunsQuery, PredictQuery, Request, Sort, Span,
    StageQuery, TaskFilter, TaskQuery, WhatIfQuery,
};
pub use run::Run;
pub use seen::Seen;
pub use session::Session;
pub use usage::{is_machine_use, machine_use, machine_use_in};
