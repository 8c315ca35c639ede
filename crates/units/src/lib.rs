//! The units and ids that every crate of Afterglow speaks.
//!
//! For: keeping milliseconds, bytes, dollars and ids apart by type, so that a sum of the wrong things does not compile.
//! Never: parses, or knows Spark's events. No I/O; of the outside only `serde`, for what workers hand each other.
//!
//! ```
//! use afterglow_units::{Bytes, Millis, Timestamp};
//!
//! let launched = Timestamp(1_700_000_000_000);
//! let finished = launched + Millis(250);
//! assert_eq!(finished.since(launched), Millis(250));
//! assert_eq!(launched.since(finished), Millis(0), "a clock that jumps back is no negative duration");
//! assert_eq!([Bytes(3), Bytes(4)].into_iter().sum::<Bytes>(), Bytes(7));
//! ```

pub mod calendar;
mod estimate;
mod id;
pub mod order;
mod quantity;
pub mod shown;

pub use estimate::{Basis, Interval};
pub use id::{AccumulatorId, ExecutorIx, JobId, SqlId, StageId, StageKey, TaskId};
pub use quantity::{Bytes, Cores, Millis, Timestamp, Usd, UsdPerHour};
