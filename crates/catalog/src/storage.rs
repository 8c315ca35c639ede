//! What storage costs: volumes attached to machines, and object stores.

use std::sync::Arc;

use afterglow_units::{Bytes, Usd};

use crate::{Cloud, Date, MbPerSecond};

/// One storage product in one region. `None` means that no source tells.
#[derive(Debug, Clone, PartialEq)]
pub struct StorageProduct {
    /// Who sells it.
    pub cloud: Cloud,
    /// Where; `None` where the row holds limits that are the same everywhere.
    pub region: Option<Arc<str>>,
    /// A volume or an object store.
    pub kind: StorageKind,
    /// The product, such as `gp3`, `pd-balanced`, `s3_standard`.
    pub product: Arc<str>,
    /// Price of a GiB for a month.
    pub per_gib_month: Option<Usd>,
    /// Price of one provisioned operation a second for a month, above the free ones.
    pub per_iops_month: Option<Usd>,
    /// Operations a second that come with the volume.
    pub free_iops: Option<u32>,
    /// Price of one provisioned MB/s for a month, above the free ones.
    pub per_mbps_month: Option<Usd>,
    /// Throughput that comes with the volume.
    pub free_throughput: Option<MbPerSecond>,
    /// The most operations a second of one volume.
    pub max_iops: Option<u32>,
    /// The most throughput of one volume.
    pub max_throughput: Option<MbPerSecond>,
    /// The largest volume.
    pub max_size: Option<Bytes>,
    /// The day of the figures.
    pub date: Date,
    /// Where they come from.
    pub source: Arc<str>,
    /// The licence of the row.
    pub licence: Arc<str>,
    /// What else to know.
    pub note: Option<Arc<str>>,
}

/// The kinds of storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StorageKind {
    /// A volume attached to one machine.
    Block,
    /// An object store.
    Object,
}

/// Hours that clouds reckon a month at (365 × 24 / 12).
pub const HOURS_OF_A_MONTH: f64 = 730.0;

impl StorageProduct {
    /// What a volume of `size` costs in an hour with the operations and throughput that come free; `None` when the
    /// price is not known.
    pub fn usd_per_hour(&self, size: Bytes) -> Option<afterglow_units::UsdPerHour> {
        self.per_gib_month.map(|price| afterglow_units::UsdPerHour(price.0 * size.gib() / HOURS_OF_A_MONTH))
    }
}
