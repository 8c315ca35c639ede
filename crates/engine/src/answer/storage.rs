//! Cached RDDs, from the stages that name them and from block updates where these are logged.

use std::collections::BTreeMap;

use afterglow_profile::{InMemory, StorageLevel};

use crate::run::Run;
use crate::view::{RddRow, StorageView};

/// All RDDs that a storage level kept.
pub(super) fn storage(run: &Run) -> StorageView {
    let profile = &run.profile;
    let updates = !profile.blocks.is_empty();
    let mut rows: BTreeMap<i64, RddRow> = BTreeMap::new();
    for stage in &profile.stages {
        for rdd in stage.rdds.iter().filter(|rdd| rdd.cached) {
            let row = rows.entry(rdd.id).or_insert_with(|| RddRow {
                id: rdd.id,
                name: rdd.name.clone(),
                scope: rdd.scope.clone(),
                partitions: rdd.partitions,
                blocks: updates.then_some(0),
                dropped: updates.then_some(0),
                ..RddRow::default()
            });
            // A program may unpersist an RDD and keep it again at another level: the last one is told.
            row.level = Some(level(rdd.level));
            if !row.stages.contains(&stage.key.id.0) {
                row.stages.push(stage.key.id.0);
            }
            greater(&mut row.memory_bytes, rdd.memory.0);
            greater(&mut row.disk_bytes, rdd.disk.0);
        }
    }
    let mut of_blocks: BTreeMap<i64, (u64, u64, u64, u64)> = BTreeMap::new();
    for block in &profile.blocks {
        // `rdd_<id>_<partition>`, by Spark's `RDDBlockId`.
        let Some(id) = block.id.split('_').nth(1).and_then(|id| id.parse().ok()) else { continue };
        let sums = of_blocks.entry(id).or_default();
        sums.0 += 1;
        sums.1 += u64::from(block.dropped);
        sums.2 = sums.2.saturating_add(block.memory.0);
        sums.3 = sums.3.saturating_add(block.disk.0);
    }
    for (id, (blocks, dropped, memory, disk)) in of_blocks {
        let row = rows.entry(id).or_insert_with(|| RddRow { id, ..RddRow::default() });
        (row.blocks, row.dropped) = (Some(blocks), Some(dropped));
        (row.memory_bytes, row.disk_bytes) = (Some(memory), Some(disk));
    }
    StorageView { rows: rows.into_values().collect(), block_updates: updates }
}

/// A level as Spark's own page words it (`StorageLevel.description`).
fn level(level: StorageLevel) -> String {
    let form = if level.deserialized { "Deserialized" } else { "Serialized" };
    let copies = format!("{}x Replicated", level.replication);
    let words = [
        level.disk.then_some("Disk"),
        match level.memory {
            InMemory::No => None,
            InMemory::OnHeap => Some("Memory"),
            InMemory::OffHeap => Some("Memory (off heap)"),
        },
        Some(form),
        (level.replication > 0).then_some(copies.as_str()),
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Spark logs 0 where it does not know a size.
fn greater(size: &mut Option<u64>, other: u64) {
    if other > 0 {
        *size = Some(size.unwrap_or(0).max(other));
    }
}
