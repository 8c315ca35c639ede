//! How task times grow: with the amount of data, and with the number of slots.

use crate::demand::{Demand, Part};
use crate::graph::{Graph, Stage, Task};

/// How a stage follows the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataGrowth {
    /// It reads input: more of the same tasks.
    MoreTasks,
    /// It reads a shuffle whose partitions stay: longer tasks.
    LongerTasks,
    /// It reads nothing that was seen to depend on the input.
    Constant,
}

/// A task below this takes no less with less data: measured as what an empty task takes in Spark (launch, code,
/// iterators). A rule of thumb.
const FIXED_MS: f64 = 5.0;

/// Of the first task of a slot in a stage this much is the stage's new code, where too few tasks tell it apart: classes
/// are loaded and code is interpreted until it is compiled, whatever the amount of data (Lion et al., OSDI 2016, find
/// this warm-up constant over input sizes, and a third of a short job).
const COLD_MS: f64 = 500.0;

/// How many tasks of a stage have its new code in their time: as many as slots ran it, where too few tasks tell that apart.
pub(crate) fn cold_tasks(stage: &Stage, tasks: &[Task]) -> usize {
    // A wave that was told apart is kept with the stage already.
    if stage.wave > 0.0 { 0 } else { tasks.iter().filter(|task| task.first_in_stage).count() }
}

/// What a task takes whatever its data, in ms; `cold`: with the stage's new code.
pub(crate) fn fixed(cold: bool) -> f64 {
    FIXED_MS + if cold { COLD_MS } else { 0.0 }
}

/// How each stage of an episode follows the data, in the order of its stages. Stages that read a shuffle inherit from
/// their parents; where those lie in an earlier episode, a shuffle is taken to follow the data if the run reads any.
pub(crate) fn data_growth(graph: &Graph, stages: &[Stage]) -> Vec<DataGrowth> {
    let reads_input = graph.stages().any(|stage| stage.bytes.input > 0.0);
    let mut kinds: Vec<DataGrowth> = Vec::with_capacity(stages.len());
    for stage in stages {
        let kind = if stage.bytes.input > 0.0 && stage.bytes.input >= stage.bytes.shuffle_read {
            DataGrowth::MoreTasks
        } else if stage.shuffled {
            let inherits = stage.parents.iter().filter_map(|&parent| kinds.get(parent));
            let moved = inherits.clone().any(|&kind| kind != DataGrowth::Constant);
            let known = inherits.count() > 0;
            if (known && moved) || (!known && reads_input) { DataGrowth::LongerTasks } else { DataGrowth::Constant }
        } else if reads_input {
            DataGrowth::Constant
        } else {
            // Nothing in the run reads input that Spark counts (RDDs made by the program): all work is taken to follow.
            DataGrowth::LongerTasks
        };
        kinds.push(kind);
    }
    kinds
}

/// A scenario never has more tasks than this, or than the run had: beyond it, tasks grow longer instead. With millions
/// of tasks the last wave no longer matters, and memory does.
pub(crate) const MOST_TASKS: f64 = 4e6;

/// One task with `scale` times the data: the first `fixed` milliseconds do not depend on data and stay.
pub(crate) fn longer(demand: &Demand, scale: f64, mut fixed: f64) -> Demand {
    let mut grown = *demand;
    for part in Part::ALL {
        if matches!(part, Part::Launch | Part::Deserialize) {
            continue;
        }
        let time = demand.get(part);
        let kept = fixed.min(time);
        fixed -= kept;
        grown.parts[part as usize] = (kept + (time - kept) * scale) as f32;
    }
    grown
}

/// `count` tasks of the same make as those given, in the same order.
pub(crate) fn more(tasks: &[Demand], count: usize) -> Vec<Demand> {
    let have = tasks.len();
    (0..count).map(|at| tasks[(at as u128 * have as u128 / count.max(1) as u128) as usize]).collect()
}

/// The same data in another number of partitions. A task far above the others is taken to hold one hot key, which no
/// number of partitions splits.
pub(crate) fn repartition(tasks: &[Demand], count: usize) -> Vec<Demand> {
    let count = count.clamp(1, MOST_TASKS as usize);
    if count == tasks.len() {
        return tasks.to_vec();
    }
    let mut sorted: Vec<f64> = tasks.iter().map(Demand::total).collect();
    sorted.sort_by(f64::total_cmp);
    let median = sorted.get(sorted.len() / 2).copied().unwrap_or(0.0);
    let hot = |task: &Demand| task.total() > HOT_RATIO * median && task.total() > HOT_MS;
    let (hot_tasks, even): (Vec<Demand>, Vec<Demand>) = tasks.iter().partition(|task| hot(task));
    let mut out = hot_tasks;
    if !even.is_empty() {
        let count = count.saturating_sub(out.len()).max(1);
        let share = even.len() as f64 / count as f64;
        out.extend(more(&even, count).iter().map(|task| longer(task, share, FIXED_MS)));
    }
    out
}

/// How much longer a task takes for each executor more, in ms for the square root of its time in ms. Fitted on the task
/// times of 22 TPC-H queries at 2 to 100 executors (the table of the accuracy page); long map tasks of TPC-DS at 3 to
/// 24 executors grow as little as it says. The square root stands between what grows with each task (more hosts to
/// fetch from, more results for the driver) and what grows with its length (shared storage and network).
const CONTENTION: f64 = 0.16;
/// Executors beyond this were not measured: the growth is held there.
const MEASURED_UP_TO: f64 = 200.0;
/// A task keeps at least this share of its time on a smaller cluster. A rule of thumb: the fit knows no cluster below
/// two executors.
const LEAST: f64 = 0.4;

/// A task's time on `to` executors, from its time on `from` executors.
pub(crate) fn contention(time: f64, from: u32, to: u32) -> f64 {
    let more = f64::from(to).min(MEASURED_UP_TO) - f64::from(from).min(MEASURED_UP_TO);
    (time + CONTENTION * time.max(0.0).sqrt() * more).max(LEAST * time)
}

/// How far above the median of its stage a task must be to count as hot: Spark's own default for a skewed partition
/// (`spark.sql.adaptive.skewJoin.skewedPartitionFactor`, 5).
const HOT_RATIO: f64 = 5.0;
/// And how long at least, in milliseconds; a rule of thumb, below which waves hide a hot task.
const HOT_MS: f64 = 1_000.0;

#[cfg(test)]
mod tests {
    use super::*;

    fn task(other: f32) -> Demand {
        let mut demand = Demand::default();
        demand.parts[Part::Other as usize] = other;
        demand
    }

    #[test]
    fn repartitioning_keeps_the_work_and_the_hot_key() {
        let mut tasks = vec![task(105.0); 10];
        tasks.push(task(5_000.0));
        let twice = repartition(&tasks, 22);
        assert_eq!(twice.len(), 22);
        assert!(twice.iter().any(|task| task.total() > 4_999.0));
        let work: f64 = twice.iter().map(Demand::total).sum();
        assert!((6_050.0..6_150.0).contains(&work), "{work}");
        assert!(repartition(&tasks, 4).iter().any(|task| task.total() > 4_999.0));
    }

    #[test]
    fn more_tasks_are_of_the_same_make() {
        assert_eq!(more(&[task(1.0), task(2.0)], 5).len(), 5);
        assert_eq!(longer(&task(105.0), 2.0, FIXED_MS).total(), 205.0);
    }
}
