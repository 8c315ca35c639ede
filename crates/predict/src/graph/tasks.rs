//! Which task ends are work, and how long each partition took.

use afterglow_profile::{Firsts, Profile, TaskRow, TaskStatus};
use rustc_hash::FxHashMap;

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
        let mut place: FxHashMap<(i64, u32, u32), (usize, usize)> = FxHashMap::default();
        let mut wasted = 0.0;
        let tasks = &profile.tasks;
        // Column by column: most tasks need four figures of their thirty.
        for at in 0..tasks.len() {
            let (of, status) = (tasks.stage(at) as usize, tasks.status(at));
            let Some(stage) = profile.stages.get(of) else { continue };
            if status == TaskStatus::Resubmitted {
                continue;
            }
            let time = (tasks.duration(at).0 as f64).min(wall);
            let good = status == TaskStatus::Succeeded;
            let attempt = if waste { stage.key.attempt } else { 0 };
            let key = (stage.key.id.0, attempt, tasks.index(at));
            match place.get(&key) {
                None if good || waste => {
                    place.insert(key, (of, kept[of].len()));
                    kept[of].push((at as u32, time));
                    if !good {
                        wasted += time;
                    }
                }
                None => wasted += time,
                Some(&(stage_row, slot)) => {
                    wasted += time;
                    let known = &mut kept[stage_row][slot];
                    if waste {
                        *known = joined(&tasks.row(known.0 as usize), *known, &tasks.row(at), at as u32);
                    }
                }
            }
        }
        // Launch order is the scheduler's own; ties and local mode go by partition.
        for of_stage in &mut kept {
            of_stage.sort_by_key(|&(at, _)| (tasks.launched(at as usize), tasks.index(at as usize)));
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
