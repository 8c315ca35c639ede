//! Cold executors: what the first task of a slot, and the first task of a slot in a stage, take longer.
//!
//! A JVM that has just started loads and compiles code; an executor that meets a stage for the first time fetches its
//! broadcasts and generates its code. These costs belong to slots, not to partitions: on more slots more tasks pay
//! them. The log tells them where a stage has tasks of both kinds with like amounts of data. Mao et al. (SIGCOMM 2019,
//! "Learning scheduling algorithms for data processing clusters") model the same three kinds of task times.

use super::{Stage, Task};

/// A difference must be this many standard errors to count, if its variance were known; of a variance that was itself
/// estimated from few tasks, as many more as Student's distribution asks for at the same probability.
const SURE: f64 = 2.0;
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

    /// Whether the mean of this kind is surely above that of another: Welch's test.
    fn surely_above(&self, other: &Self) -> bool {
        let variance = self.variance + other.variance;
        let freedom = variance.powi(2) / (self.looseness() + other.looseness()).max(f64::MIN_POSITIVE);
        self.mean - other.mean > sure(freedom) * variance.sqrt()
    }

    /// What this kind adds to the denominator of Welch and Satterthwaite's degrees of freedom.
    fn looseness(&self) -> f64 {
        self.variance.powi(2) / (self.count as f64 - 1.0).max(1.0)
    }

    fn like(&self, other: &Self) -> bool {
        let (low, high) = (self.bytes.min(other.bytes), self.bytes.max(other.bytes));
        self.count >= ENOUGH && other.count >= ENOUGH && high <= LIKE * low.max(1.0)
    }
}

/// [`SURE`] for a variance of so many degrees of freedom, by the expansion of Student's quantile about the normal one
/// (Abramowitz and Stegun, 26.7.5).
fn sure(freedom: f64) -> f64 {
    let (z, n) = (SURE, freedom.max(1.0));
    z + (z.powi(3) + z) / (4.0 * n) + (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / (96.0 * n * n)
}

/// Takes the costs of cold starts off the tasks: returns what the first task of a slot takes longer, and leaves with
/// each stage what the first task of a slot takes longer in it. Both come back by [`cold`].
pub(super) fn split_waves(stages: &mut [&mut Stage], tasks: &mut [Task]) -> f64 {
    let fresh = fresh_excess(stages, tasks);
    for task in tasks.iter_mut().filter(|task| task.fresh) {
        shrink(task, fresh);
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
        if first.surely_above(&rest) {
            stage.wave = first.mean - rest.mean;
        }
    }
    // Stages of a single wave cannot tell; they are taken to be like the others of the run.
    let share = if rest_sum > 0.0 { (1.0 - rest_sum / first_sum).clamp(0.0, MOST) } else { 0.0 };
    let some = stages.iter().any(|stage| stage.wave > 0.0);
    for stage in stages.iter_mut() {
        let of = &mut tasks[stage.tasks.clone()];
        if some && !of.is_empty() && of.iter().all(|task| task.first_in_stage) {
            stage.wave = share * Kind::of(of.iter()).mean;
        }
        let firsts = of.iter_mut().filter(|task| task.first_in_stage);
        let least = firsts.map(|task| task.demand.total()).fold(f64::INFINITY, f64::min);
        stage.wave = stage.wave.min(MOST * least);
        for task in of.iter_mut().filter(|task| task.first_in_stage) {
            shrink(task, stage.wave);
        }
    }
    fresh
}

/// What the first task of a slot takes longer than another first task of a stage, over all stages that have both.
fn fresh_excess(stages: &[&mut Stage], tasks: &[Task]) -> f64 {
    let (mut sum, mut variance, mut looseness, mut weight) = (0.0, 0.0, 0.0, 0.0);
    for stage in stages {
        let of = &tasks[stage.tasks.clone()];
        let fresh = Kind::of(of.iter().filter(|task| task.fresh));
        let warm = Kind::of(of.iter().filter(|task| !task.fresh && task.first_in_stage));
        let warm = if warm.count >= ENOUGH { warm } else { Kind::of(of.iter().filter(|task| !task.fresh)) };
        if fresh.like(&warm) {
            let n = fresh.count as f64;
            sum += n * (fresh.mean - warm.mean);
            variance += n * n * (fresh.variance + warm.variance);
            looseness += n.powi(4) * (fresh.looseness() + warm.looseness());
            weight += n;
        }
    }
    let freedom = f64::powi(variance, 2) / f64::max(looseness, f64::MIN_POSITIVE);
    if weight > 0.0 && sum > sure(freedom) * f64::sqrt(variance) { sum / weight } else { 0.0 }
}

/// Takes the cost of a cold start off a task, at most [`MOST`] of its time.
fn shrink(task: &mut Task, by: f64) {
    let total = task.demand.total();
    let taken = by.min(MOST * total);
    if taken > 0.0 {
        task.demand.parts = task.demand.parts.map(|part| part * (1.0 - taken / total) as f32);
    }
}

/// What a cold start of `cost` takes a task longer that takes `time` when warm: the inverse of taking it off, so a run
/// on its own slots comes back as it was.
pub(crate) fn cold(cost: f64, time: f64) -> f64 {
    cost.min(MOST / (1.0 - MOST) * time)
}
