//! From a profile and a scenario to a run time with its interval.
//!
//! For: [`Model`] reduces a run to jobs, stages and tasks in a form that can be scheduled again, and answers what the
//! run would take on other slots, other hardware, other data, or without one of its ailments. Every answer carries an
//! 80 % interval, and the replay of the run as it was is shown beside it, so that a reader sees how far to trust it.
//! Other runs of the application correct it ([`Model::calibrate`]). [`fleet`] does the same from a plain table of past runs.
//! Never: reads a log, names a price, or judges a run; never uses a clock or a random source without a seed; never
//! gives a number where the log has no basis for one ([`Refusal`] says what is missing).
//!
//! ```
//! use afterglow_predict::{Model, Refusal};
//! use afterglow_profile::Profile;
//!
//! // A profile without tasks is refused, with the reason.
//! assert!(matches!(Model::of(&Profile::default()), Err(Refusal::NoTasks)));
//! ```
//!
//! The formulas stand in `docs/model.md`, each with its source.

mod allocation;
mod basis;
mod calibration;
mod change;
mod clocks;
mod damage;
mod demand;
mod estimate;
pub mod fleet;
mod graph;
mod growth;
mod hardware;
mod interval;
mod limits;
mod model;
pub mod normal;
mod order;
mod partitions;
mod phase;
mod prediction;
mod question;
mod refusal;
mod replay;
mod scenario;
mod schedule;
mod sketch;
mod slots;
mod workload;

pub use calibration::{Calibration, Sighting};
pub use change::{Change, Saving};
pub use demand::{Demand, Part};
pub use graph::StageTimes;
pub use growth::DataGrowth;
pub use limits::Limits;
pub use model::Model;
pub use phase::Span;
pub use prediction::{Bound, HeldExecutors, Note, Prediction};
pub use refusal::Refusal;
pub use replay::{Replay, StageReplay};
pub use scenario::{Elastic, Factor, HardwareFactors, Scenario};
pub use sketch::Sketch;
