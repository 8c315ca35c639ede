//! Tasks that took much longer than the median of their stage, and what the log tells of why.

mod reason;

use std::collections::BTreeMap;

use afterglow_profile::TaskStatus;

use self::reason::Typical;
use super::tasks;
use crate::TaskFilter;
use crate::run::Run;
use crate::view::{SlowTask, SlowTasksView};

/// How many are told.
const MOST: usize = 100;
/// A stage of fewer tasks has no median worth the name.
const FEWEST: usize = 3;
/// How many times the median a task takes to be told of; as the detector of stragglers has it.
const TIMES: f64 = 1.5;

/// The slowest tasks beyond the medians of their stages, most time beyond it first.
pub(super) fn slow_tasks(run: &Run, filter: &TaskFilter) -> SlowTasksView {
    let tasks = &run.profile.tasks;
    let mut of_stage: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for row in tasks::picked(run, filter) {
        of_stage.entry(tasks.stage(row as usize)).or_default().push(row);
    }
    // The median is that of the whole stage, whatever the filter leaves of it.
    let mut late: Vec<(f64, u32, f64)> = Vec::new();
    for (stage, rows) in of_stage {
        let succeeded = |row: &u32| tasks.status(*row as usize) == TaskStatus::Succeeded;
        let mut durations: Vec<u64> = run
            .tasks_of(stage as usize)
            .iter()
            .copied()
            .filter(succeeded)
            .map(|row| tasks.duration(row as usize).0)
            .collect();
        if durations.len() < FEWEST {
            continue;
        }
        let median = reason::median(&mut durations);
        let beyond = rows.into_iter().filter(succeeded).filter_map(|row| {
            let took = tasks.duration(row as usize).0 as f64;
            (median > 0.0 && took >= TIMES * median).then_some((took - median, row, median))
        });
        late.extend(beyond);
        keep_longest(&mut late);
    }
    late.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut typical: BTreeMap<u32, Typical> = BTreeMap::new();
    let rows = late.into_iter().map(|(beyond_ms, row, median_ms)| {
        let task = tasks.row(row as usize);
        let typical = typical.entry(task.stage).or_insert_with(|| Typical::of(run, task.stage as usize));
        let why = typical.why(run, &task, beyond_ms);
        SlowTask {
            task: tasks::view(run, &task),
            median_ms,
            times: task.duration.0 as f64 / median_ms,
            beyond_ms,
            cause: why.0.to_owned(),
            reason: why.1,
        }
    });
    SlowTasksView { rows: rows.collect() }
}

fn keep_longest(late: &mut Vec<(f64, u32, f64)>) {
    if late.len() > MOST {
        late.select_nth_unstable_by(MOST, |a, b| b.0.total_cmp(&a.0));
        late.truncate(MOST);
    }
}
