//! A figure of tasks, read for millions of rows without reading their other figures.

use afterglow_profile::column::Narrow;
use afterglow_profile::{TaskRow, Tasks};

/// A column of the task table as whole numbers that order as its values do.
pub(super) enum Figure<'t> {
    /// Known of every task.
    Always(Box<dyn Fn(usize) -> u64 + 't>),
    /// Known of tasks whose metrics were logged, in units of which `scale` make one of the table's.
    Metric {
        /// The value of a row.
        of: Box<dyn Fn(usize) -> u64 + 't>,
        /// 1000 for times that are kept in microseconds.
        scale: u64,
    },
}

impl<'t> Figure<'t> {
    /// The figure of a column by its key; `None` for texts and for what is no column.
    pub(super) fn of(tasks: &'t Tasks, column: &str) -> Option<Self> {
        Some(match column {
            "id" => Self::Always(Box::new(signed(tasks.column("id")?))),
            // Distances from the first launch order as the launches do.
            "launched_ms" => Self::Always(Box::new(move |row| ordered(tasks.launched(row).0))),
            "index" => Self::always(tasks, "index")?,
            "attempt" => Self::always(tasks, "attempt")?,
            "duration_ms" => Self::always(tasks, "duration")?,
            "run_ms" => Self::metric(tasks, "run", 1)?,
            "cpu_ms" => Self::metric(tasks, "cpu_us", 1000)?,
            "gc_ms" => Self::metric(tasks, "gc", 1)?,
            "deserialize_ms" => Self::metric(tasks, "deserialize", 1)?,
            "serialize_result_ms" => Self::metric(tasks, "serialize_result", 1)?,
            "getting_result_ms" => Self::metric(tasks, "getting_result", 1)?,
            "scheduler_delay_ms" => Self::sum(tasks, |task| task.scheduler_delay().0),
            "fetch_wait_ms" => Self::metric(tasks, "fetch_wait", 1)?,
            "shuffle_write_ms" => Self::metric(tasks, "shuffle_write_us", 1000)?,
            "input_bytes" => Self::metric(tasks, "input", 1)?,
            "input_records" => Self::metric(tasks, "input_records", 1)?,
            "output_bytes" => Self::metric(tasks, "output", 1)?,
            "output_records" => Self::metric(tasks, "output_records", 1)?,
            "shuffle_read_bytes" => Self::sum(tasks, |task| task.shuffle_read().0),
            "shuffle_read_remote_bytes" => Self::metric(tasks, "shuffle_read_remote", 1)?,
            "shuffle_read_records" => Self::metric(tasks, "shuffle_read_records", 1)?,
            "shuffle_write_bytes" => Self::metric(tasks, "shuffle_write", 1)?,
            "shuffle_write_records" => Self::metric(tasks, "shuffle_write_records", 1)?,
            "memory_spilled_bytes" => Self::metric(tasks, "memory_spilled", 1)?,
            "disk_spilled_bytes" => Self::metric(tasks, "disk_spilled", 1)?,
            "peak_execution_bytes" => Self::metric(tasks, "peak_execution", 1)?,
            "result_bytes" => Self::metric(tasks, "result", 1)?,
            _ => return None,
        })
    }

    fn always(tasks: &'t Tasks, field: &str) -> Option<Self> {
        let column = tasks.column(field)?;
        Some(Self::Always(Box::new(move |row| column.get(row))))
    }

    fn metric(tasks: &'t Tasks, field: &str, scale: u64) -> Option<Self> {
        let column = tasks.column(field)?;
        Some(Self::Metric { of: Box::new(move |row| column.get(row)), scale })
    }

    fn sum(tasks: &'t Tasks, of: fn(&TaskRow) -> u64) -> Self {
        Self::Metric { of: Box::new(move |row| of(&tasks.row(row))), scale: 1 }
    }

    /// The value of a row; `None` where it is not known.
    pub(super) fn get(&self, tasks: &Tasks, row: usize) -> Option<u64> {
        match self {
            Self::Always(of) => Some(of(row)),
            Self::Metric { of, .. } => tasks.has_metrics(row).then(|| of(row)),
        }
    }

    /// A value of the table's unit in the unit of the column.
    pub(super) fn scaled(&self, value: u64) -> u64 {
        match self {
            Self::Always(_) => value,
            Self::Metric { scale, .. } => value.saturating_mul(*scale),
        }
    }
}

fn signed(column: &Narrow) -> impl Fn(usize) -> u64 {
    move |row| ordered(column.get(row).cast_signed())
}

/// A number with a sign as one without, in the same order.
fn ordered(value: i64) -> u64 {
    value.cast_unsigned() ^ (1 << 63)
}
