//! How a figure spreads over the tasks of a stage.

use afterglow_diagnose::TaskFigure;
use afterglow_profile::quantile::Spread;
use afterglow_profile::{TaskRow, TaskStatus};
use afterglow_units::StageKey;

use crate::run::Run;
use crate::view::Distribution;

/// A figure of a task, with its name and unit.
type Metric = (&'static str, &'static str, fn(&TaskRow) -> u64);

const METRICS: [Metric; 15] = [
    ("duration_ms", "ms", |task| task.duration.0),
    ("run_ms", "ms", |task| task.run.0),
    ("cpu_ms", "ms", |task| task.cpu_us / 1000),
    ("gc_ms", "ms", |task| task.gc.0),
    ("scheduler_delay_ms", "ms", |task| task.scheduler_delay().0),
    ("deserialize_ms", "ms", |task| task.deserialize.0),
    ("fetch_wait_ms", "ms", |task| task.fetch_wait.0),
    ("shuffle_write_ms", "ms", |task| task.shuffle_write_us / 1000),
    ("input_bytes", "bytes", |task| task.input.0),
    ("output_bytes", "bytes", |task| task.output.0),
    ("shuffle_read_bytes", "bytes", |task| task.shuffle_read().0),
    ("shuffle_write_bytes", "bytes", |task| task.shuffle_write.0),
    ("memory_spilled_bytes", "bytes", |task| task.memory_spilled.0),
    ("peak_execution_bytes", "bytes", |task| task.peak_execution.0),
    ("records_read", "count", |task| task.input_records + task.shuffle_read_records),
];

/// Every figure over the succeeded tasks of a stage.
pub(super) fn all(tasks: &[&TaskRow]) -> Vec<Distribution> {
    METRICS.iter().map(|metric| one(metric, tasks.iter().copied())).collect()
}

/// The figure of a finding over the succeeded tasks of a stage; `None` where the log has no such stage or no tasks.
pub(super) fn of_figure(run: &Run, stage: StageKey, figure: TaskFigure) -> Option<Distribution> {
    let name = match figure {
        TaskFigure::Duration => "duration_ms",
        TaskFigure::Input => "input_bytes",
        TaskFigure::ShuffleRead => "shuffle_read_bytes",
        TaskFigure::RecordsRead => "records_read",
        TaskFigure::Output => "output_bytes",
        TaskFigure::ShuffleWrite => "shuffle_write_bytes",
        TaskFigure::Spilled => "memory_spilled_bytes",
        TaskFigure::Collections => "gc_ms",
        TaskFigure::FetchWait => "fetch_wait_ms",
        TaskFigure::SchedulerDelay => "scheduler_delay_ms",
        TaskFigure::Deserialisation => "deserialize_ms",
    };
    let metric = METRICS.iter().find(|metric| metric.0 == name)?;
    let rows = run.tasks_of(run.profile.stage_row(stage)?);
    let tasks: Vec<TaskRow> = rows
        .iter()
        .map(|&row| run.profile.tasks.row(row as usize))
        .filter(|task| task.status == TaskStatus::Succeeded)
        .collect();
    (!tasks.is_empty()).then(|| one(metric, tasks.iter()))
}

fn one<'t>(&(metric, unit, figure): &Metric, tasks: impl Iterator<Item = &'t TaskRow>) -> Distribution {
    const BINS: usize = 24;
    let values: Vec<u64> = tasks.map(figure).collect();
    let spread = Spread::of(values.clone());
    let width = (spread.max - spread.min) / BINS as f64;
    let mut histogram = vec![0; if width > 0.0 { BINS } else { usize::from(!values.is_empty()) }];
    for value in values {
        let bin = if width > 0.0 { ((value as f64 - spread.min) / width) as usize } else { 0 };
        let last = histogram.len() - 1;
        histogram[bin.min(last)] += 1;
    }
    Distribution {
        metric: metric.to_owned(),
        unit: unit.to_owned(),
        min: spread.min,
        p25: spread.p25,
        median: spread.median,
        p75: spread.p75,
        p95: spread.p95,
        max: spread.max,
        histogram,
    }
}
