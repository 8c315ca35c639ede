//! Cached RDDs.

use serde::{Deserialize, Serialize};

/// All RDDs that a storage level kept.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StorageView {
    /// The rows, by RDD id.
    pub rows: Vec<RddRow>,
    /// Whether the log has block updates, which alone tell sizes of finished runs.
    pub block_updates: bool,
}

/// An RDD that was kept.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RddRow {
    /// `RDD ID`.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its scope, such as `InMemoryTableScan`.
    pub scope: Option<String>,
    /// Its storage level in Spark's words, such as `Disk Memory Deserialized 1x Replicated`; `None` for an RDD that block
    /// updates alone tell of.
    pub level: Option<String>,
    /// Partitions.
    pub partitions: u32,
    /// The stages that name it.
    pub stages: Vec<i64>,
    /// Blocks that block updates told of; `None` where none are logged.
    pub blocks: Option<u64>,
    /// Of them those that were dropped again.
    pub dropped: Option<u64>,
    /// Greatest size in memory, by block updates, else by the stages; `None` where neither told one.
    pub memory_bytes: Option<u64>,
    /// Greatest size on disk.
    pub disk_bytes: Option<u64>,
}
