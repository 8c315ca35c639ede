//! The cheapest and the fastest cluster for a run: hardware, number, executor shape and market, chosen together.
//!
//! For: [`advise`] searches instance types × workers × executor shapes × markets × regions under the user's goal and
//! rules, and says why the winner won; [`emit`] writes a choice down as configuration that can be pasted.
//! Never: reads a log or a price list, knows a clock, or states a price that the catalogue lacks; a price or fee that is
//! not known takes its machines out of the search, with a note. Nothing is random: equal questions get equal answers.
//!
//! ```
//! use afterglow_optimize::Policy;
//!
//! let policy = Policy::parse(r#"{"clouds": ["aws"], "spot": false, "max_cores": 256}"#).expect("a good policy");
//! assert_eq!(policy.max_cores, Some(256));
//! let error = Policy::parse(r#"{"max_cores": "many"}"#).expect_err("no number");
//! assert!(error.to_string().contains("max_cores"));
//! ```
//!
//! Invariants: every choice fits the memory that the run needed ([`Need`]); every choice keeps the policy; the count of
//! searched configurations counts those for which a time and a cost were reckoned, and no others.
//! The formulas and rules of thumb stand in `docs/advice.md`.

mod advice;
mod advised;
mod audit;
mod batch;
mod choice;
mod compare;
mod conf;
mod current;
mod driver;
mod emit;
mod explain;
mod found;
mod frontier;
mod goal;
mod hardware;
mod infeasible;
mod machine;
mod native;
mod need;
mod policy;
mod price;
mod query;
mod ranking;
mod replay;
mod search;
mod shape;
mod space;
mod surface;
pub mod usage;
mod ways;
mod when;

pub use advice::{Advice, advise, advise_with};
pub use advised::Advised;
pub use audit::{Audit, audit};
pub use batch::{Batch, Leg, Placed, Unplaced, Window, place};
pub use choice::{Choice, Purchase};
pub use compare::{NodeShape, hardware_of, hardware_on};
pub use current::{Current, Money, bill};
pub use emit::{Kind, emit};
pub use goal::Goal;
pub use infeasible::{Blocker, Infeasible};
pub use native::Native;
pub use need::{MemoryBasis, Need};
pub use policy::{Policy, PolicyError, Problem};
pub use query::{Hint, Query};
pub use ways::{Way, WayKind};
pub use when::{HourPrice, Start, When};
