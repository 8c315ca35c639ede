//! Finds the logs that tests read, each with the totals that an independent reader counted in it.
//!
//! For tests only: nothing that ships depends on this crate, and it panics, with the path, where a fixture is missing or
//! its truth cannot be read, because a test can do nothing better. The truths given here come from an independent reader
//! and never from our own; [`check_log`] holds a log against itself, by the laws that every log must obey.
//!
//! Three sources: [`fixtures`], small logs of real Spark runs in `tests/fixtures`; [`bad_inputs`], files that must be
//! refused or read in part; [`shared_logs`], the large collection beside the checkout, which need not be there.
//!
//! ```
//! for fixture in afterglow_testkit::fixtures() {
//!     assert!(fixture.path.exists(), "{}", fixture.name);
//!     assert!(fixture.truth["tasks"].is_u64());
//! }
//! ```

mod bad;
mod csv;
mod files;
mod fixture;
mod laws;
mod manifest;
pub mod pack;
mod place;
mod reading;

pub use bad::{BadInput, bad_inputs};
pub use files::inputs;
pub use fixture::{Fixture, fixture, fixtures};
pub use laws::{check_log, sums_agree};
pub use manifest::{ManifestRow, SharedLog, Totals, shared_logs};
pub use place::{shared, workspace_root};
pub use reading::{Counts, Reading, digest, plain_text, read, read_bytes};
