//! Instance types of three clouds with their hardware, measured speed and prices, what platforms charge and leave of a
//! machine, and the user's own rates and newer files laid over it.
//!
//! For: answering "what does this machine have, how fast is it, what does it cost here, and who says so" for about
//! 2,900 types in 42 regions, from about 100 kB (gzip) that the page carries. Every figure has a source and a date. What no
//! source tells is `None`; what is computed says so ([`PriceBasis`], [`FeeBasis`], [`ScoreBasis`]).
//!
//! Never: asks the network, invents a figure, converts a currency, or ships rows under a restricted licence. No I/O, no
//! clock. Share-alike data (Spare Cores, CC BY-SA 4.0) is a file of its own, see `data/ATTRIBUTION.md`.
//!
//! ```
//! use afterglow_catalog::{Catalog, Cloud, Market, Platform, usable};
//!
//! let catalog = Catalog::builtin();
//! let m7g = catalog.find(Cloud::Aws, "m7g.2xlarge").expect("a known type");
//! assert_eq!((m7g.vcpus.0, m7g.memory.gib()), (8, 32.0));
//!
//! let price = catalog.price(m7g, "us-east-1", Market::OnDemand).expect("a listed price");
//! println!("{} USD/h, {}, {} of {}", price.usd_per_hour.0, price.basis.word(), price.source, price.date);
//!
//! let on_emr = usable(Platform::Emr, m7g).expect("EMR runs on machines");
//! assert_eq!(on_emr.memory.gib(), 24.0);
//! assert!(catalog.fee(Platform::Databricks, m7g, "us-east-1").usd_per_hour.is_none(), "not known, not free");
//! ```
//!
//! # Refreshing it
//! The built-in data is made of the tables in `../shared/catalog` beside the checkout:
//! 1. bring the tables up to date (their `SOURCES.md` says where each column comes from, and under which licence);
//! 2. `cargo xtask catalog` writes `crates/catalog/data/`; the same tables always give the same bytes;
//! 3. `cargo test -p afterglow-catalog` compares every price and hardware row with the tables;
//! 4. commit the data files together with what `ATTRIBUTION.md` says.
//!
//! A user who cannot wait drops newer files of the providers instead ([`mod@import`]).
//!
//! # Adding to it
//! A column: a line in `pack/tables.rs` and a field where it is read (`pack/read.rs`). A file format: a file in `import/`.
//! A platform: a variant of [`Platform`], its fee and its rule of usable memory in `platform/`.

mod catalog;
mod cloud;
mod csv;
mod estimate;
mod family;
mod flags;
pub mod import;
mod instance;
mod issue;
mod overlay;
pub mod pack;
mod platform;
mod price;
mod quantity;
mod quote;
mod rates;
mod score;
mod source;
mod storage;
mod traffic;

pub use catalog::{Catalog, Region};
pub use cloud::Cloud;
pub use csv::{Csv, CsvRow, quoted};
pub use family::{FamilyPrice, Part};
pub use flags::{Flag, Flags};
pub use instance::{Accelerator, Arch, Category, Cpu, DiskKind, Instance, LocalDisk, RemoteDisk, Sources};
pub use issue::Issue;
pub use overlay::{Offer, Overlay, OverlayText, SpotSample, Terms};
pub use platform::{
    DatabricksTier, Fee, FeeBasis, FeeOffer, FeeTerms, Platform, ServerlessRates, ServerlessUnit, Usable, WorkerSize,
    WorkerSizes, usable, worker_sizes,
};
pub use price::{InterruptionBucket, Market, Price, PriceBasis, SpotPrice};
pub use quantity::{Date, Gbps, Limits, MbPerSecond};
pub use rates::{COLUMNS as RATE_COLUMNS, Discount, NodeCost, NodeKind, OWN_REGION, OwnRate, Rates, Scope};
pub use score::{CoreScore, GEEKBENCH_PER_ZSTD_ARM, GEEKBENCH_PER_ZSTD_X86, ScoreBasis, Scores, ZSTD_PROXY_WITHIN};
pub use source::{READ_BY_HAND, SOURCES, Source, source_of};
pub use storage::{HOURS_OF_A_MONTH, StorageKind, StorageProduct};
pub use traffic::{TrafficUnit, ZoneTraffic};
