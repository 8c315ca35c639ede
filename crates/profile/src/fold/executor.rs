//! Executors and their blocks.

use afterglow_eventlog::event::{
    BlockManagerAdded, BlockUpdated, ExecutorAdded, ExecutorExcluded, ExecutorPeaks, ExecutorRemoved,
    StageExecutorMetrics,
};
use afterglow_units::ExecutorIx;

use super::{Fold, earliest};
use crate::table::{Block, Exclusion, Executor};

impl Fold {
    /// The row of an executor; a new one if it was not heard of.
    pub(super) fn executor_row(&mut self, id: &str, host: &str) -> ExecutorIx {
        if let Some(&row) = self.executor_rows.get(id) {
            return row;
        }
        let row = ExecutorIx(self.profile.executors.len() as u32);
        self.profile.executors.push(Executor { id: id.to_owned(), host: host.to_owned(), ..Executor::default() });
        self.executor_rows.insert(id.into(), row);
        row
    }

    pub(super) fn executor_added(&mut self, added: &ExecutorAdded<'_>) {
        self.executor_events += 1;
        self.profile.totals.executors_added = self.executor_events;
        let row = self.executor_row(&added.id, &added.host);
        let driver_pool = if added.id == "driver" { self.driver_pool } else { None };
        let executor = &mut self.profile.executors[row.0 as usize];
        executor.announced = true;
        executor.host = added.host.clone().into_owned();
        executor.added = added.at.or(executor.added);
        executor.requested = added.requested;
        executor.cores = added.cores.or(executor.cores);
        executor.resource_profile = added.resource_profile.unwrap_or(0);
        if let Some([pool, on_heap, off_heap]) = driver_pool {
            (executor.pool, executor.pool_on_heap, executor.pool_off_heap) = (pool, on_heap, off_heap);
        }
        self.seen(added.at);
    }

    pub(super) fn executor_removed(&mut self, removed: &ExecutorRemoved<'_>) {
        self.profile.totals.executors_removed += 1;
        let row = self.executor_row(&removed.id, "");
        let executor = &mut self.profile.executors[row.0 as usize];
        executor.removed = removed.at;
        executor.removed_reason = Some(removed.reason.clone().into_owned());
        self.seen(removed.at);
    }

    /// From 3.1 on the old and the new name are written for one fact: it is kept once.
    pub(super) fn executor_excluded(&mut self, excluded: &ExecutorExcluded<'_>) {
        self.seen(excluded.at);
        let known = &mut self.profile.exclusions;
        let node = excluded.event.contains("Node");
        let of_run = (node, excluded.target.as_ref().into());
        if ["Unexcluded", "Unblacklisted"].iter().any(|word| excluded.event.contains(word)) {
            if let Some(open) = self.excluded_rows.remove(&of_run).and_then(|row| known.get_mut(row)) {
                open.until = excluded.at;
            }
            return;
        }
        let exclusion = Exclusion {
            target: excluded.target.clone().into_owned(),
            node,
            stage: excluded.stage,
            failures: excluded.failures,
            at: excluded.at,
            until: None,
        };
        if known.last() == Some(&exclusion) {
            return;
        }
        if known.len() == Exclusion::MOST {
            self.profile.exclusions_beyond += 1;
            return;
        }
        if exclusion.stage.is_none() {
            self.excluded_rows.insert(of_run, known.len());
        }
        known.push(exclusion);
    }

    pub(super) fn block_manager_added(&mut self, added: &BlockManagerAdded<'_>) {
        self.seen(added.at);
        let pools = [added.memory, added.on_heap, added.off_heap];
        let id = added.executor.as_ref();
        if matches!(id, "driver" | "<driver>") {
            self.driver_pool = Some(pools);
            if !self.executor_rows.contains_key(id) {
                return;
            }
        }
        let row = self.executor_row(id, &added.host);
        let executor = &mut self.profile.executors[row.0 as usize];
        [executor.pool, executor.pool_on_heap, executor.pool_off_heap] = pools;
        if !executor.announced {
            executor.added = earliest(executor.added, added.at);
        }
    }

    pub(super) fn block_updated(&mut self, updated: &BlockUpdated<'_>) {
        if !updated.block.starts_with("rdd_") {
            return;
        }
        let rows = self.profile.blocks.len();
        let row = *self.block_rows.entry(updated.block.as_ref().into()).or_insert(rows);
        if row == rows {
            self.profile.blocks.push(Block { id: updated.block.clone().into_owned(), ..Block::default() });
        }
        let block = &mut self.profile.blocks[row];
        block.dropped |= updated.memory.0 == 0 && updated.disk.0 == 0;
        block.memory = block.memory.max(updated.memory);
        block.disk = block.disk.max(updated.disk);
    }

    pub(super) fn stage_executor_metrics(&mut self, metrics: &StageExecutorMetrics<'_>) {
        if !metrics.peaks.sampled() {
            return;
        }
        let greater =
            |known: Option<ExecutorPeaks>| Some(known.map_or(metrics.peaks, |known| known.max(metrics.peaks)));
        // In cluster mode the driver reports too; it runs no task and is no executor.
        if metrics.executor == "driver" && !self.executor_rows.contains_key("driver") {
            self.profile.driver_peaks = greater(self.profile.driver_peaks);
        } else {
            let row = self.executor_row(&metrics.executor, "");
            let executor = &mut self.profile.executors[row.0 as usize];
            executor.peaks = greater(executor.peaks);
            let stage = self.stage_row(metrics.stage);
            let stage = &mut self.profile.stages[stage as usize];
            stage.peaks = greater(stage.peaks);
        }
    }
}
