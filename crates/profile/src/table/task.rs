//! Tasks as columns, one row a `TaskEnd`.

use afterglow_eventlog::event::Locality;
use afterglow_units::{Bytes, ExecutorIx, Millis, TaskId, Timestamp};

use crate::column::Narrow;

/// How a task ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum TaskStatus {
    /// `Success`.
    #[default]
    Succeeded,
    /// `ExceptionFailure` and all that is not one of the others.
    Failed,
    /// `FetchFailed`.
    FetchFailed,
    /// `ExecutorLostFailure`.
    ExecutorLost,
    /// `TaskKilled`.
    Killed,
    /// `Resubmitted`: a second end of a task that had succeeded, without metrics.
    Resubmitted,
}

impl TaskStatus {
    const ALL: [Self; 6] =
        [Self::Succeeded, Self::Failed, Self::FetchFailed, Self::ExecutorLost, Self::Killed, Self::Resubmitted];

    /// Whether it counts as a failure: neither success, nor killed, nor resubmitted.
    pub fn is_failure(self) -> bool {
        matches!(self, Self::Failed | Self::FetchFailed | Self::ExecutorLost)
    }
}

/// One task, read out of the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TaskRow {
    /// The row of its stage attempt in the profile's stages.
    pub stage: u32,
    /// `Task ID`.
    pub id: TaskId,
    /// `Index` in the task set.
    pub index: u32,
    /// Attempt, 0 for the first.
    pub attempt: u32,
    /// Its executor.
    pub executor: ExecutorIx,
    /// How it ended.
    pub status: TaskStatus,
    /// How near to its data.
    pub locality: Locality,
    /// A speculative attempt.
    pub speculative: bool,
    /// Whether `Task Metrics` were logged; without them the fields below from `run` on are 0 for "unknown".
    pub has_metrics: bool,
    /// When the driver launched it.
    pub launched: Timestamp,
    /// From launch to finish; 0 if the log has no finish or one before the launch.
    pub duration: Millis,
    /// `Executor Run Time`, as logged.
    pub run: Millis,
    /// `Executor CPU Time`, in microseconds.
    pub cpu_us: u64,
    /// `JVM GC Time`.
    pub gc: Millis,
    /// `Executor Deserialize Time`.
    pub deserialize: Millis,
    /// `Result Serialization Time`.
    pub serialize_result: Millis,
    /// From `Getting Result Time` to the finish.
    pub getting_result: Millis,
    /// `Fetch Wait Time`.
    pub fetch_wait: Millis,
    /// `Shuffle Write Time`, in microseconds.
    pub shuffle_write_us: u64,
    /// `Peak Execution Memory`.
    pub peak_execution: Bytes,
    /// Input.
    pub input: Bytes,
    /// Input records.
    pub input_records: u64,
    /// Output.
    pub output: Bytes,
    /// Output records.
    pub output_records: u64,
    /// Shuffle read from other hosts.
    pub shuffle_read_remote: Bytes,
    /// Shuffle read from the same host.
    pub shuffle_read_local: Bytes,
    /// Shuffle records read.
    pub shuffle_read_records: u64,
    /// Shuffle written.
    pub shuffle_write: Bytes,
    /// Shuffle records written.
    pub shuffle_write_records: u64,
    /// Spilled, as size in memory.
    pub memory_spilled: Bytes,
    /// Spilled, as size on disk.
    pub disk_spilled: Bytes,
    /// The result's size.
    pub result: Bytes,
}

impl TaskRow {
    /// When the driver handled its end.
    pub fn finished(&self) -> Timestamp {
        self.launched + self.duration
    }

    /// Shuffle read, remote and local.
    pub fn shuffle_read(&self) -> Bytes {
        self.shuffle_read_remote + self.shuffle_read_local
    }

    /// Duration less run, deserialisation, serialisation and getting the result, not below 0, as Spark's UI has it.
    pub fn scheduler_delay(&self) -> Millis {
        self.duration - self.run - self.deserialize - self.serialize_result - self.getting_result
    }
}

macro_rules! columns {
    ($($field:ident: $get:expr, $set:expr;)*) => {
        /// All ended tasks of a run as columns; a row is an index below [`Tasks::len`].
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct Tasks {
            /// The launch of the first row; the others are kept as distances from it.
            origin: Option<i64>,
            flags: Vec<u16>,
            launched: Narrow,
            launched_before_origin: Narrow,
            $($field: Narrow,)*
        }

        impl Tasks {
            /// Appends a task.
            pub fn push(&mut self, row: &TaskRow) {
                let origin = *self.origin.get_or_insert(row.launched.0);
                let distance = row.launched.0.wrapping_sub(origin);
                self.launched.push(distance.max(0) as u64);
                self.launched_before_origin.push(distance.min(0).unsigned_abs());
                if self.flags.len() == self.flags.capacity() {
                    self.flags.reserve_exact((self.flags.len() / 8).max(256));
                }
                self.flags.push(pack(row));
                $(self.$field.push($get(row));)*
            }

            /// Reads a row; panics if there is none of that number.
            pub fn row(&self, at: usize) -> TaskRow {
                let mut row = TaskRow { launched: self.launched(at), ..unpack(self.flags[at]) };
                $($set(&mut row, self.$field.get(at));)*
                row
            }

            /// The column of a field of [`TaskRow`], for passes over all rows that need no other.
            pub fn column(&self, field: &str) -> Option<&Narrow> {
                match field {
                    $(stringify!($field) => Some(&self.$field),)*
                    _ => None,
                }
            }

            /// The memory that the columns hold, in bytes.
            pub fn memory(&self) -> usize {
                self.flags.capacity() * 2 + self.launched.memory() + self.launched_before_origin.memory()
                    $(+ self.$field.memory())*
            }
        }
    };
}

columns! {
    stage: |row: &TaskRow| u64::from(row.stage), |row: &mut TaskRow, v| row.stage = v as u32;
    id: |row: &TaskRow| row.id.0.cast_unsigned(), |row: &mut TaskRow, v: u64| row.id = TaskId(v.cast_signed());
    index: |row: &TaskRow| u64::from(row.index), |row: &mut TaskRow, v| row.index = v as u32;
    attempt: |row: &TaskRow| u64::from(row.attempt), |row: &mut TaskRow, v| row.attempt = v as u32;
    executor: |row: &TaskRow| u64::from(row.executor.0), |row: &mut TaskRow, v| row.executor = ExecutorIx(v as u32);
    duration: |row: &TaskRow| row.duration.0, |row: &mut TaskRow, v| row.duration = Millis(v);
    run: |row: &TaskRow| row.run.0, |row: &mut TaskRow, v| row.run = Millis(v);
    cpu_us: |row: &TaskRow| row.cpu_us, |row: &mut TaskRow, v| row.cpu_us = v;
    gc: |row: &TaskRow| row.gc.0, |row: &mut TaskRow, v| row.gc = Millis(v);
    deserialize: |row: &TaskRow| row.deserialize.0, |row: &mut TaskRow, v| row.deserialize = Millis(v);
    serialize_result: |row: &TaskRow| row.serialize_result.0, |row: &mut TaskRow, v| row.serialize_result = Millis(v);
    getting_result: |row: &TaskRow| row.getting_result.0, |row: &mut TaskRow, v| row.getting_result = Millis(v);
    fetch_wait: |row: &TaskRow| row.fetch_wait.0, |row: &mut TaskRow, v| row.fetch_wait = Millis(v);
    shuffle_write_us: |row: &TaskRow| row.shuffle_write_us, |row: &mut TaskRow, v| row.shuffle_write_us = v;
    peak_execution: |row: &TaskRow| row.peak_execution.0, |row: &mut TaskRow, v| row.peak_execution = Bytes(v);
    input: |row: &TaskRow| row.input.0, |row: &mut TaskRow, v| row.input = Bytes(v);
    input_records: |row: &TaskRow| row.input_records, |row: &mut TaskRow, v| row.input_records = v;
    output: |row: &TaskRow| row.output.0, |row: &mut TaskRow, v| row.output = Bytes(v);
    output_records: |row: &TaskRow| row.output_records, |row: &mut TaskRow, v| row.output_records = v;
    shuffle_read_remote: |row: &TaskRow| row.shuffle_read_remote.0, |row: &mut TaskRow, v| row.shuffle_read_remote = Bytes(v);
    shuffle_read_local: |row: &TaskRow| row.shuffle_read_local.0, |row: &mut TaskRow, v| row.shuffle_read_local = Bytes(v);
    shuffle_read_records: |row: &TaskRow| row.shuffle_read_records, |row: &mut TaskRow, v| row.shuffle_read_records = v;
    shuffle_write: |row: &TaskRow| row.shuffle_write.0, |row: &mut TaskRow, v| row.shuffle_write = Bytes(v);
    shuffle_write_records: |row: &TaskRow| row.shuffle_write_records, |row: &mut TaskRow, v| row.shuffle_write_records = v;
    memory_spilled: |row: &TaskRow| row.memory_spilled.0, |row: &mut TaskRow, v| row.memory_spilled = Bytes(v);
    disk_spilled: |row: &TaskRow| row.disk_spilled.0, |row: &mut TaskRow, v| row.disk_spilled = Bytes(v);
    result: |row: &TaskRow| row.result.0, |row: &mut TaskRow, v| row.result = Bytes(v);
}

impl Tasks {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.flags.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.flags.is_empty()
    }

    /// All rows in the order of the log.
    pub fn rows(&self) -> impl Iterator<Item = TaskRow> + '_ {
        (0..self.len()).map(|at| self.row(at))
    }

    /// The stage row of a task.
    #[inline]
    pub fn stage(&self, at: usize) -> u32 {
        self.stage.get(at) as u32
    }

    /// The index of a task in its task set.
    #[inline]
    pub fn index(&self, at: usize) -> u32 {
        self.index.get(at) as u32
    }

    /// The executor of a task.
    #[inline]
    pub fn executor(&self, at: usize) -> ExecutorIx {
        ExecutorIx(self.executor.get(at) as u32)
    }

    /// The launch of a task.
    #[inline]
    pub fn launched(&self, at: usize) -> Timestamp {
        let distance = self.launched.get(at) as i64 - self.launched_before_origin.get(at) as i64;
        Timestamp(self.origin.unwrap_or(0).wrapping_add(distance))
    }

    /// The duration of a task.
    #[inline]
    pub fn duration(&self, at: usize) -> Millis {
        Millis(self.duration.get(at))
    }

    /// How a task ended.
    #[inline]
    pub fn status(&self, at: usize) -> TaskStatus {
        unpack(self.flags[at]).status
    }

    /// Whether the metrics of a task were logged.
    #[inline]
    pub fn has_metrics(&self, at: usize) -> bool {
        self.flags[at] >> 7 & 1 == 1
    }

    /// The task rows of each stage row, in the order of the log: `by_stage(n)[s]` holds those of stage row `s < n`.
    pub fn by_stage(&self, stages: usize) -> Vec<Vec<u32>> {
        let mut rows = vec![Vec::new(); stages];
        for at in 0..self.len() {
            if let Some(of_stage) = rows.get_mut(self.stage(at) as usize) {
                of_stage.push(at as u32);
            }
        }
        rows
    }
}

// Flags: bits 0-2 status, 3-5 locality, 6 speculative, 7 has metrics.
fn pack(row: &TaskRow) -> u16 {
    row.status as u16 | (row.locality as u16) << 3 | u16::from(row.speculative) << 6 | u16::from(row.has_metrics) << 7
}

fn unpack(flags: u16) -> TaskRow {
    const LOCALITY: [Locality; 5] =
        [Locality::Process, Locality::Node, Locality::NoPreference, Locality::Rack, Locality::Any];
    TaskRow {
        status: TaskStatus::ALL[(flags & 7) as usize % TaskStatus::ALL.len()],
        locality: LOCALITY[(flags >> 3 & 7) as usize % LOCALITY.len()],
        speculative: flags >> 6 & 1 == 1,
        has_metrics: flags >> 7 & 1 == 1,
        ..TaskRow::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_comes_back_as_it_went_in() {
        let first =
            TaskRow { launched: Timestamp(1_000), duration: Millis(5), has_metrics: true, ..TaskRow::default() };
        let second = TaskRow {
            stage: 3,
            id: TaskId(9),
            launched: Timestamp(-7_000_000_000_000),
            status: TaskStatus::ExecutorLost,
            locality: Locality::Any,
            speculative: true,
            input: Bytes(1 << 40),
            cpu_us: 77,
            ..first
        };
        let mut tasks = Tasks::default();
        tasks.push(&first);
        tasks.push(&second);
        assert_eq!((tasks.row(0), tasks.row(1)), (first, second));
        assert_eq!(tasks.by_stage(4), vec![vec![0], vec![], vec![], vec![1]]);
    }
}
