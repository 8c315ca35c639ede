//! How a figure spreads over the tasks of a stage.

use afterglow_diagnose::TaskFigure;
use afterglow_profile::quantile::Spread;
use afterglow_profile::{TaskRow, TaskStatus};
use afterglow_units::StageKey;

use crate::run::Run;
use crate::view::Distribution;

/// A figure of a task, with its name and unit.
type Metric = (&'static str, &'static str, fn(&TaskRow) -> u64);

const DURATION: Metric = ("duration_ms", "ms", |task| task.duration.0);
const COLLECTIONS: Metric = ("gc_ms", "ms", |task| task.gc.0);
const SCHEDULER_DELAY: Metric = ("scheduler_delay_ms", "ms", |task| task.scheduler_delay().0);
const DESERIALISATION: Metric = ("deserialize_ms", "ms", |task| task.deserialize.0);
const FETCH_WAIT: Metric = ("fetch_wait_ms", "ms", |task| task.fetch_wait.0);
const INPUT: Metric = ("input_bytes", "bytes", |task| task.input.0);
const OUTPUT: Metric = ("output_bytes", "bytes", |task| task.output.0);
const SHUFFLE_READ: Metric = ("shuffle_read_bytes", "bytes", |task| task.shuffle_read().0);
const SHUFFLE_WRITE: Metric = ("shuffle_write_bytes", "bytes", |task| task.shuffle_write.0);
const SPILLED: Metric = ("memory_spilled_bytes", "bytes", |task| task.memory_spilled.0);
const RECORDS_READ: Metric =
    ("records_read", "count", |task| task.input_records.saturating_add(task.shuffle_read_records));

/// The figures of the stage's page, in its order.
const ALL: [Metric; 15] = [
    DURATION,
    ("run_ms", "ms", |task| task.run.0),
    ("cpu_ms", "ms", |task| task.cpu_us / 1000),
    COLLECTIONS,
    SCHEDULER_DELAY,
    DESERIALISATION,
    FETCH_WAIT,
    ("shuffle_write_ms", "ms", |task| task.shuffle_write_us / 1000),
    INPUT,
    OUTPUT,
    SHUFFLE_READ,
    SHUFFLE_WRITE,
    SPILLED,
    ("peak_execution_bytes", "bytes", |task| task.peak_execution.0),
    RECORDS_READ,
];

/// Every figure over tasks whose metrics were logged.
pub(super) fn all(tasks: &[&TaskRow]) -> Vec<Distribution> {
    ALL.map(|metric| one(metric, tasks.iter().map(|task| metric.2(task)).collect())).into()
}

/// The figure of a finding over the succeeded tasks of a stage whose metrics were logged; `None` where there are none.
pub(super) fn of_figure(run: &Run, stage: StageKey, figure: TaskFigure) -> Option<Distribution> {
    let metric = match figure {
        TaskFigure::Duration => DURATION,
        TaskFigure::Input => INPUT,
        TaskFigure::ShuffleRead => SHUFFLE_READ,
        TaskFigure::RecordsRead => RECORDS_READ,
        TaskFigure::Output => OUTPUT,
        TaskFigure::ShuffleWrite => SHUFFLE_WRITE,
        TaskFigure::Spilled => SPILLED,
        TaskFigure::Collections => COLLECTIONS,
        TaskFigure::FetchWait => FETCH_WAIT,
        TaskFigure::SchedulerDelay => SCHEDULER_DELAY,
        TaskFigure::Deserialisation => DESERIALISATION,
    };
    let tasks = run.tasks_of(run.profile.stage_row(stage)?).iter().map(|&row| run.profile.tasks.row(row as usize));
    let measured = tasks.filter(|task| task.status == TaskStatus::Succeeded && task.has_metrics);
    let values: Vec<u64> = measured.map(|task| metric.2(&task)).collect();
    (!values.is_empty()).then(|| one(metric, values))
}

fn one((metric, unit, _): Metric, values: Vec<u64>) -> Distribution {
    const BINS: usize = 24;
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
