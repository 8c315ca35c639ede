//! What holds a run back, and what it would save.
//!
//! For: [`diagnose`] turns a profile into findings, each with what happened, where, how sure it is, what to do and
//! what it would save; beside them what the log cannot tell, what is not the matter, where the wall time went, the
//! memory of each executor and why things failed. [`compare()`] sets two runs side by side.
//! Never: reads a log, knows a price, formats for a page; never gives a saving that the log has no basis for. Texts of
//! the log go into sentences as they are: whoever shows them treats them as plain text.
//!
//! ```
//! use afterglow_diagnose::{detector, diagnose};
//! use afterglow_profile::Profile;
//!
//! // An empty log gives no findings, and says why.
//! let diagnosis = diagnose(&Profile::default(), None);
//! assert!(diagnosis.findings.is_empty());
//! assert_eq!(diagnosis.quality[0].code, "no-tasks");
//! assert_eq!(detector("data-skew").map(|detector| detector.basis.word()), Some("modelled"));
//! ```
//!
//! A detector is one function and one row of the table in its file under `rules/`; all constants stand in
//! `thresholds`.

mod breakdown;
mod compare;
mod counterfactual;
mod detector;
mod diagnosis;
mod facts;
mod failure;
mod finding;
mod fingerprint;
mod memory;
mod negative;
mod page;
mod plan;
mod quality;
mod redundant;
mod registry;
mod replay;
mod rules;
mod saving;
mod thresholds;
mod verdict;
mod words;

pub use breakdown::{Part, task_time};
pub use compare::{Comparison, Digest, Lonely, Reason, StageDigest, StagePair, compare};
pub use detector::{Detector, Group};
pub use diagnosis::{Diagnosis, diagnose};
pub use failure::{Cause, Ended, Kind, failures, kind_of, lost_executors};
pub use finding::{Evidence, Finding, Setting, TaskFigure, Unit};
pub use fingerprint::{plan_fingerprint, shape_fingerprint, stage_fingerprint};
pub use memory::{ExecutorMemory, executor_memory};
pub use negative::Negative;
pub use page::reference_page;
pub use plan::{Engine, NativeShare, NodeTime, Plans, engine_of, native_share, node_times};
pub use quality::{Gap, log_gaps};
pub use redundant::{Repeated, repeated_queries};
pub use registry::{detector, detectors};
