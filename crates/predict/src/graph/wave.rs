//! Cold executors: what the first task of a slot, and the first task of a slot in a stage, take longer.
//!
//! A JVM that has just started loads and compiles code; an executor that meets a stage for the first time fetches its
//! broadcasts and generates its code. These costs belong to slots, not to partitions: on more slots more tasks pay
//! them. The log tells them where a stage has tasks of both kinds with like amounts of data. Mao et al. (SIGCOMM 2019,
//! "Learning scheduling algorithms for data processing clusters") model the same three kinds of task times.

use super::{Stage, Task};

/// A difference must be this many times its standard error to count.
const SURE: f64 = 3.0;
/// Tasks of a kind below this number tell nothing.
const ENOUGH: usize = 4;
/// Amounts of data that differ by more than this ratio explain a difference in time by themselves.
const LIKE: f64 = 1.25;
/// At most this share of a task's time is taken for the cost of a cold start.
const MOST: f64 = 0.8;

/// Mean, variance of the mean, and number.
#[derive(Debug, Clone, Copy, Default)]
struct Kind {
    mean: f64,
    variance: f64,
    bytes: f64,
    count: usize,
}

impl Kind {
    fn of<'a>(tasks: impl Iterator<Item = &'a Task> + Clone) -> Self {
        let count = tasks.clone().count();
        if count == 0 {
            return Self::default();
        }
        let n = count as f64;
        let mean = tasks.clone().map(|task| task.demand.total()).sum::<f64>() / n;
        let bytes = tasks.clone().map(|task| f64::from(task.bytes)).sum::<f64>() / n;
        let squares = tasks.map(|task| (task.demand.total() - mean).powi(2)).sum::<f64>();
        // One task tells no variance: as if it could be off by its own size.
        let variance = if count > 1 { squares / (n - 1.0) / n } else { mean * mean };
        Self { mean, variance, bytes, count }
    }

    fn like(&self, other: &Self) -> bool {
        let (low, high) = (self.bytes.min(other.bytes), self.bytes.max(other.bytes));
        self.count >= ENOUGH && other.count >= ENOUGH && high <= LIKE * low.max(1.0)
    }
}

/// Takes the costs of cold starts off the tasks: returns what the first task of a slot takes longer, and leaves with
/// each stage what the first task of a slot takes longer in it.
pub(super) fn split_waves(stages: &mut [&mut Stage], tasks: &mut [Task]) -> f64 {
    let fresh = fresh_excess(stages, tasks);
    if fresh > 0.0 {
        for task in tasks.iter_mut().filter(|task| task.fresh) {
            shrink(task, fresh);
        }
    }
    let mut first_sum = 0.0;
    let mut rest_sum = 0.0;
    for stage in stages.iter_mut() {
        let of = &tasks[stage.tasks.clone()];
        let first = Kind::of(of.iter().filter(|task| task.first_in_stage));
        let rest = Kind::of(of.iter().filter(|task| !task.first_in_stage));
        if !first.like(&rest) {
            continue;
        }
        first_sum += first.mean * first.count as f64;
        rest_sum += rest.mean * first.count as f64;
        let excess = first.mean - rest.mean;
        if excess > SURE * (first.variance + rest.variance).sqrt() {
            let least = of
                .iter()
                .filter(|task| task.first_in_stage)
                .map(|task| task.demand.total())
                .fold(f64::INFINITY, f64::min);
            stage.wave = excess.min(least);
        }
    }
    // Stages of a single wave cannot tell; they are taken to be like the others of the run.
    let share = if rest_sum > 0.0 { (1.0 - rest_sum / first_sum).clamp(0.0, MOST) } else { 0.0 };
    let some = stages.iter().any(|stage| stage.wave > 0.0);
    for stage in stages.iter_mut() {
        let of = &mut tasks[stage.tasks.clone()];
        if some && !of.is_empty() && of.iter().all(|task| task.first_in_stage) {
            stage.wave = share * of.iter().map(|task| task.demand.total()).sum::<f64>() / of.len() as f64;
        }
        let first = Kind::of(of.iter().filter(|task| task.first_in_stage));
        if stage.wave > 0.0 && first.mean > 0.0 {
            let keep = (1.0 - stage.wave / first.mean).max(1.0 - MOST);
            for task in of.iter_mut().filter(|task| task.first_in_stage) {
                scale(task, keep);
            }
            stage.wave = first.mean * (1.0 - keep);
        }
    }
    fresh
}

/// What the first task of a slot takes longer than another first task of a stage, over all stages that have both.
fn fresh_excess(stages: &[&mut Stage], tasks: &[Task]) -> f64 {
    let (mut sum, mut variance, mut weight) = (0.0, 0.0, 0.0);
    for stage in stages {
        let of = &tasks[stage.tasks.clone()];
        let fresh = Kind::of(of.iter().filter(|task| task.fresh));
        let warm = Kind::of(of.iter().filter(|task| !task.fresh && task.first_in_stage));
        let warm = if warm.count >= ENOUGH { warm } else { Kind::of(of.iter().filter(|task| !task.fresh)) };
        if fresh.like(&warm) {
            let n = fresh.count as f64;
            sum += n * (fresh.mean - warm.mean);
            variance += n * n * (fresh.variance + warm.variance);
            weight += n;
        }
    }
    // Nobody pays more for a cold start than the whole of a task that had one.
    let mut seen: Vec<f64> = tasks.iter().filter(|task| task.fresh).map(|task| task.demand.total()).collect();
    seen.sort_by(f64::total_cmp);
    let most = seen.get(seen.len() / 10).copied().unwrap_or(0.0);
    if weight > 0.0 && sum > SURE * f64::sqrt(variance) { (sum / weight).min(most) } else { 0.0 }
}

fn shrink(task: &mut Task, by: f64) {
    let total = task.demand.total();
    if total > 0.0 {
        scale(task, (1.0 - by / total).max(1.0 - MOST));
    }
}

fn scale(task: &mut Task, factor: f64) {
    task.demand.parts = task.demand.parts.map(|part| part * factor as f32);
}
