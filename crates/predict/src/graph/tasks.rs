//! Which task ends are work, and how long each partition took.

use std::collections::HashMap;

use afterglow_profile::{Firsts, Profile, TaskRow, TaskStatus};

use super::Task;
use crate::demand::Demand;

/// The tasks of each stage row that the graph keeps: the row of the task whose demand counts, and its time.
pub(super) struct StageTasks {
    kept: Vec<Vec<(u32, f64)>>,
    /// Milliseconds of attempts that are not work.
    pub(super) waste: f64,
    run_divisor: f64,
    firsts: Firsts,
}

impl StageTasks {
    pub(super) fn of(profile: &Profile, waste: bool, wall: f64) -> Self {
        let mut kept: Vec<Vec<(u32, f64)>> = vec![Vec::new(); profile.stages.len()];
        // Where a partition stands: the stage row and the place in `kept`.
        let mut place: HashMap<(i64, u32, u32), (usize, usize)> = HashMap::new();
        let mut wasted = 0.0;
        for at in 0..profile.tasks.len() {
            let row = profile.tasks.row(at);
            let Some(stage) = profile.stages.get(row.stage as usize) else { continue };
            if row.status == TaskStatus::Resubmitted {
                continue;
            }
            let time = (row.duration.0 as f64).min(wall);
            let good = row.status == TaskStatus::Succeeded;
            let attempt = if waste { stage.key.attempt } else { 0 };
            let key = (stage.key.id.0, attempt, row.index);
            match place.get(&key) {
                None if good || waste => {
                    place.insert(key, (row.stage as usize, kept[row.stage as usize].len()));
                    kept[row.stage as usize].push((at as u32, time));
                    if !good {
                        wasted += time;
                    }
                }
                None => wasted += time,
                Some(&(stage_row, slot)) => {
                    wasted += time;
                    let known = &mut kept[stage_row][slot];
                    if waste {
                        *known = joined(&profile.tasks.row(known.0 as usize), *known, &row, at as u32);
                    }
                }
            }
        }
        // Launch order is the scheduler's own; ties and local mode go by partition.
        for tasks in &mut kept {
            tasks.sort_by_key(|&(at, _)| (profile.tasks.launched(at as usize), profile.tasks.row(at as usize).index));
        }
        let major: u32 = profile
            .log
            .spark_version
            .as_deref()
            .and_then(|version| version.split('.').next()?.parse().ok())
            .unwrap_or(3);
        // From Spark 4.0 on the run time is multiplied by the task's cpus.
        let run_divisor = if major >= 4 { f64::from(profile.task_cpus(0)) } else { 1.0 };
        Self { kept, waste: wasted, run_divisor, firsts: profile.firsts() }
    }

    /// How many tasks a stage row keeps.
    pub(super) fn kept(&self, row: usize) -> usize {
        self.kept[row].len()
    }

    /// Appends the tasks of a stage row.
    pub(super) fn append(&self, profile: &Profile, row: usize, to: &mut Vec<Task>) {
        for &(at, time) in &self.kept[row] {
            let task = profile.tasks.row(at as usize);
            to.push(Task {
                demand: Demand::of(&task, time, self.run_divisor),
                fresh: self.firsts.in_run[at as usize],
                first_in_stage: self.firsts.in_stage[at as usize],
                launched: task.launched.0 as f64,
                bytes: (task.input + task.shuffle_read()).0 as f32,
            });
        }
    }
}

/// Two attempts at one partition in one stage attempt: one after the other, or, if they overlap (speculation), from
/// the first launch to the first success.
fn joined(first: &TaskRow, known: (u32, f64), second: &TaskRow, at: u32) -> (u32, f64) {
    let first_end = first.launched.0 as f64 + known.1;
    if (second.launched.0 as f64) < first_end {
        return if second.status == TaskStatus::Succeeded && first.status != TaskStatus::Succeeded {
            (at, second.finished().since(first.launched).0 as f64)
        } else {
            known
        };
    }
    let keep = if second.status == TaskStatus::Succeeded { at } else { known.0 };
    (keep, known.1 + second.duration.0 as f64)
}
