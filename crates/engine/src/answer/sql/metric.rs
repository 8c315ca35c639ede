//! One metric of a plan node: its total, and how it spreads over tasks where that is known.

use afterglow_profile::{MetricRef, TaskRow, TaskStatus};

use crate::run::Run;
use crate::view::MetricView;

/// The metric of a node of kind `of`, with its total over tasks and driver; `stages` are the rows of its execution.
pub(super) fn view(run: &Run, of: &str, metric: &MetricRef, stages: &[usize]) -> MetricView {
    let total = run.profile.accumulators.get(&metric.id).and_then(|accumulator| accumulator.total());
    let (scale, unit) = match metric.kind.as_str() {
        "size" => (1.0, "bytes"),
        "timing" => (1.0, "ms"),
        "nsTiming" => (1e-6, "ms"),
        "average" => (0.1, "count"),
        _ => (1.0, "count"),
    };
    let scaled = |value: f64| value * scale;
    // Of averages the log has the sum over tasks, each times ten.
    let average = metric.kind == "average";
    let tasks = if average { counted(run, metric, stages).count().max(1) } else { 1 };
    let by_task = total.and_then(|total| by_task(run, of, metric, total, stages));
    let summed = metric.name == "peak memory";
    MetricView {
        name: if summed { format!("{}, summed over tasks", metric.name) } else { metric.name.clone() },
        value: total.map(|total| scaled(total as f64) / tasks as f64),
        unit: unit.to_owned(),
        by_task: by_task.map(|(min, median, max)| (scaled(min), scaled(median), scaled(max))),
    }
}

/// The task metric that Spark counts together with a plan node's, by the name of the latter (`SQLShuffleWriteMetricsReporter`,
/// `SQLShuffleReadMetricsReporter`, `BasicWriteStatsTracker` and the scans).
fn of_task(of: &str, name: &str) -> Option<fn(&TaskRow) -> u64> {
    Some(match name {
        "shuffle bytes written" => |task| task.shuffle_write.0,
        "shuffle records written" => |task| task.shuffle_write_records,
        "shuffle write time" => |task| task.shuffle_write_us * 1_000,
        "records read" => |task| task.shuffle_read_records,
        "local bytes read" => |task| task.shuffle_read_local.0,
        "remote bytes read" => |task| task.shuffle_read_remote.0,
        "fetch wait time" => |task| task.fetch_wait.0,
        "written output" => |task| task.output.0,
        "number of output rows" if of == "scan" => |task| task.input_records,
        "spill size" => |task| task.memory_spilled.0,
        "peak memory" => |task| task.peak_execution.0,
        _ => return None,
    })
}

/// The succeeded tasks of those stages whose tasks updated a metric.
fn counted<'r>(run: &'r Run, metric: &MetricRef, stages: &[usize]) -> impl Iterator<Item = usize> + use<'r> {
    let profile = &run.profile;
    let updated = |row: &usize| profile.stages[*row].accumulators.contains(&metric.id);
    let stages: Vec<usize> = stages.iter().copied().filter(updated).collect();
    let tasks = stages.into_iter().flat_map(|row| run.tasks_of(row)).map(|&at| at as usize);
    tasks.filter(|&at| profile.tasks.status(at) == TaskStatus::Succeeded)
}

/// How far the sum over tasks may be from the metric: task times are kept in microseconds.
const SAME: f64 = 0.001;

/// Least, median and greatest value of a task: the tasks' own figure, if over the stages that updated it it adds up to the
/// metric. A stage that several nodes of a kind share does not, and then nothing is said.
fn by_task(run: &Run, of: &str, metric: &MetricRef, total: i64, stages: &[usize]) -> Option<(f64, f64, f64)> {
    let figure = of_task(of, &metric.name)?;
    let mut values: Vec<u64> = counted(run, metric, stages).map(|at| figure(&run.profile.tasks.row(at))).collect();
    let sum: u64 = values.iter().fold(0, |sum, value| sum.saturating_add(*value));
    if values.is_empty() || total <= 0 || (sum as f64 - total as f64).abs() > SAME * total as f64 {
        return None;
    }
    values.sort_unstable();
    let last = values.len() - 1;
    Some((values[0] as f64, values[last / 2] as f64, values[last] as f64))
}
