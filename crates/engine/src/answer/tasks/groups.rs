//! Sums over tasks by executor, host or attempt.

use std::collections::BTreeMap;

use afterglow_profile::TaskStatus;
use afterglow_profile::quantile::of_sorted;

use super::picked;
use crate::run::Run;
use crate::view::{TaskGroup, TaskGroupsView};
use crate::{GroupBy, TaskFilter};

/// The tasks that a filter keeps, put together.
pub(in super::super) fn groups(run: &Run, filter: &TaskFilter, by: GroupBy) -> TaskGroupsView {
    let profile = &run.profile;
    // By what stands in the first column, with a number that keeps executors in their order.
    let mut groups: BTreeMap<(u64, &str), (TaskGroup, Vec<u64>)> = BTreeMap::new();
    for row in picked(run, filter) {
        let task = profile.tasks.row(row as usize);
        let executor = profile.executor(task.executor);
        let key = match by {
            GroupBy::Executor => (u64::from(task.executor.0), executor.id.as_str()),
            GroupBy::Host => (0, executor.host.as_str()),
            GroupBy::Attempt => (u64::from(task.attempt), ""),
        };
        let (sums, durations) = groups.entry(key).or_default();
        sums.tasks += 1;
        sums.failed += u64::from(task.status.is_failure());
        sums.killed += u64::from(task.status == TaskStatus::Killed);
        sums.retries += u64::from(task.attempt > 0);
        sums.speculative += u64::from(task.speculative);
        sums.duration_ms += task.duration.0 as f64;
        sums.logged += u64::from(task.has_metrics);
        sums.run_ms += task.run.0 as f64;
        sums.cpu_ms += task.cpu_us as f64 / 1e3;
        sums.gc_ms += task.gc.0 as f64;
        sums.fetch_wait_ms += task.fetch_wait.0 as f64;
        more(&mut sums.input_bytes, task.input.0);
        more(&mut sums.output_bytes, task.output.0);
        more(&mut sums.shuffle_read_bytes, task.shuffle_read().0);
        more(&mut sums.shuffle_read_remote_bytes, task.shuffle_read_remote.0);
        more(&mut sums.shuffle_write_bytes, task.shuffle_write.0);
        more(&mut sums.disk_spilled_bytes, task.disk_spilled.0);
        sums.peak_execution_bytes = sums.peak_execution_bytes.max(task.peak_execution.0);
        if by == GroupBy::Executor {
            sums.host.clone_from(&executor.host);
        }
        if task.status == TaskStatus::Succeeded {
            durations.push(task.duration.0);
        }
    }
    let rows = groups.into_iter().map(|((number, name), (mut sums, mut durations))| {
        durations.sort_unstable();
        sums.key = if by == GroupBy::Attempt { number.to_string() } else { name.to_owned() };
        sums.median_ms = (!durations.is_empty()).then(|| of_sorted(&durations, 0.5));
        sums.max_ms = durations.last().map(|&longest| longest as f64);
        sums
    });
    TaskGroupsView { rows: rows.collect() }
}

/// Amounts of a hostile log stay at the most there is.
fn more(sum: &mut u64, amount: u64) {
    *sum = sum.saturating_add(amount);
}
