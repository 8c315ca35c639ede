//! What the first wave of a stage takes longer to get going.
//!
//! When a stage opens on many free slots, its first tasks are launched in one burst: the driver sends them one after
//! the other, executors start threads and read code. The log shows it as launch delay and deserialisation of those
//! tasks. It belongs to the wave, not to the partitions, so it is taken off the tasks and kept with the stage.

use super::{Stage, Task};
use crate::demand::Part;

/// Tasks launched this soon after the first one of their stage make its burst.
const BURST_MS: f64 = 100.0;

/// Tasks after the burst that a stage needs to say by itself what a task takes to get going.
const ENOUGH: usize = 4;

/// Getting going for longer than this and than the stage's median is a hiccup of the driver's machine: it is not taken
/// to happen to the same task again.
const HICCUP_MS: f64 = 25.0;

/// Takes the cost of bursts off the tasks.
pub(super) fn split_bursts(stages: &mut [&mut Stage], tasks: &mut [Task]) {
    let calm: Vec<f64> = stages.iter().flat_map(|stage| later(stage, tasks)).collect();
    let calm_in_run = median(calm);
    for stage in stages.iter_mut() {
        let own = later(stage, tasks);
        let own = (own.len() >= ENOUGH).then(|| median(own)).flatten();
        let range = stage.tasks.clone();
        let Some(first) = tasks[range.clone()].iter().map(|task| task.launched).min_by(f64::total_cmp) else {
            continue;
        };
        let burst: std::collections::BTreeSet<usize> =
            range.filter(|&at| tasks[at].launched <= first + BURST_MS).collect();
        let least = burst.iter().map(|&at| overhead(&tasks[at])).fold(f64::INFINITY, f64::min);
        let calm = own.or(calm_in_run).unwrap_or(least);
        let cap = calm.max(HICCUP_MS);
        for at in stage.tasks.clone().filter(|at| !burst.contains(at)) {
            cut(&mut tasks[at], cap);
        }
        let excess: f64 = burst.iter().map(|&at| cut(&mut tasks[at], calm)).sum();
        stage.burst = excess / burst.len() as f64;
        stage.burst_size = burst.len();
    }
}

/// What each task after the burst took to get going.
fn later(stage: &Stage, tasks: &[Task]) -> Vec<f64> {
    let tasks = &tasks[stage.tasks.clone()];
    let first = tasks.iter().map(|task| task.launched).fold(f64::INFINITY, f64::min);
    tasks.iter().filter(|task| task.launched > first + BURST_MS).map(overhead).collect()
}

fn overhead(task: &Task) -> f64 {
    task.demand.get(Part::Launch) + task.demand.get(Part::Deserialize)
}

/// Brings a task's launch delay and deserialisation down to `calm` together; returns what was cut.
fn cut(task: &mut Task, calm: f64) -> f64 {
    let have = overhead(task);
    if have <= calm {
        return 0.0;
    }
    for part in [Part::Launch, Part::Deserialize] {
        task.demand.parts[part as usize] *= (calm / have) as f32;
    }
    have - calm
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
