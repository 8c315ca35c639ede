//! One run of a Spark application as columnar tables, folded from its events.
//!
//! For: [`Fold`] takes events in the order of the log and keeps a [`Profile`], which can be asked for at any point,
//! so that a log that still grows and a finished one take the same way. The profile is what the model, the diagnosis
//! and the page read.
//! Never: predicts, judges or formats; keeps an event; reads a file. What the log does not tell stays `None`.
//!
//! ```
//! use afterglow_eventlog::event::{AppStart, Event};
//! use afterglow_profile::Fold;
//!
//! let mut fold = Fold::default();
//! fold.event(&Event::AppStart(AppStart { name: "etl".into(), ..AppStart::default() }));
//! assert_eq!(fold.profile().app.name, "etl");
//! ```
//!
//! Invariants: tasks sum up to their stages and stages to the totals, each `TaskEnd` counted once; `Resubmitted` ends
//! are tasks by count but neither work nor failure; rows never move, so an index stays good while the log grows.

mod adaptive;
pub mod column;
mod firsts;
mod fold;
pub mod interval;
mod platform;
pub mod quantile;
pub use afterglow_eventlog::secret;
pub mod table;

pub use afterglow_eventlog::event::{InMemory, PushRead, ServedStep, Server, StorageLevel};
pub use firsts::Firsts;
pub use fold::{Fold, Paused};
pub use table::{
    Accumulator, App, Batch, Block, Conf, Exclusion, Executor, Job, LogFacts, MetricRef, Plan, PlanNode, Profile, Rdd,
    ResourceProfile, ServedSession, ServedTables, SqlExecution, Stage, StageStatus, Statement, StreamQuery, Sums,
    TaskFailure, TaskRow, TaskStatus, Tasks, Totals, UserAccumulator,
};
