//! Right-sizing from samples of use: machines for any job of which only CPU, memory, network and disk were watched.
//!
//! For: [`rightsize`] takes what monitoring saw of some machines, reckons what they need (a percentile with head-room,
//! memory by its maximum), and searches the same catalogue under the same policy and rates as [`crate::advise`].
//! Never: says how long the job would take elsewhere. Samples do not tell that, so every figure here but the percentiles
//! is a rule of thumb ([`afterglow_units::Basis::Rule`]).
//!
//! ```
//! use afterglow_catalog::Catalog;
//! use afterglow_optimize::usage::{Host, Load, Sample, Sizing, rightsize};
//! use afterglow_units::Timestamp;
//!
//! let at = |minute: i64| Timestamp(minute * 60_000);
//! let samples = (0..60).map(|m| Sample { cpu: Some(Load::Share(0.1)), ..Sample::at(at(m)) }).collect();
//! let hosts = [Host { name: "web-1".into(), samples, ..Host::default() }];
//! let answer = rightsize(&hosts, Catalog::builtin(), &Sizing::default());
//! assert!(answer.asks.is_some(), "ten per cent of what? The machine must be named");
//! ```
//!
//! The formulas stand in `docs/advice.md`.

mod answer;
mod capacity;
mod choices;
mod figures;
mod need;
mod percentile;
mod sample;
mod tell;
#[cfg(test)]
mod tests;
mod together;

pub use answer::{RightSize, rightsize};
pub use capacity::Now;
pub use choices::{Plan, SizedChoice};
pub use figures::{Gaps, HostUse};
pub use need::Sizing;
pub use percentile::Percentiles;
pub use sample::{Fill, Host, Load, Resource, Sample};
