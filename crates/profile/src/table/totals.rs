//! Sums over tasks, and the totals of a run.

use afterglow_units::{Bytes, Cores, Millis};

/// Sums over a set of ended tasks. Nanoseconds are summed as such, so that no rounding adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// `TaskEnd` events, `Resubmitted` ones included.
    pub tasks: u64,
    /// Ended by failure: exception, fetch failure, lost executor and such.
    pub failed: u64,
    /// Killed: losers of speculation, cancelled stages.
    pub killed: u64,
    /// `Resubmitted` ends.
    pub resubmitted: u64,
    /// Speculative attempts.
    pub speculative: u64,
    /// From launch to finish.
    pub duration: Millis,
    /// `Executor Run Time` as logged: from Spark 4.0 on it is multiplied by the task's cpus.
    pub run: Millis,
    /// `Executor CPU Time`, ns.
    pub cpu_ns: u64,
    /// `JVM GC Time`.
    pub gc: Millis,
    /// `Executor Deserialize Time`.
    pub deserialize: Millis,
    /// `Result Serialization Time`.
    pub serialize_result: Millis,
    /// Fetching results that were too big for the status.
    pub getting_result: Millis,
    /// max(0, duration − run − deserialize − serialize − getting result), by task.
    pub scheduler_delay: Millis,
    /// `Fetch Wait Time`.
    pub fetch_wait: Millis,
    /// `Shuffle Write Time`, ns.
    pub shuffle_write_ns: u64,
    /// Time of tasks that failed, were killed or were superseded: from launch to finish.
    pub wasted: Millis,
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
    /// Results sent to the driver.
    pub result: Bytes,
}

impl Sums {
    /// Shuffle read, remote and local.
    pub fn shuffle_read(&self) -> Bytes {
        self.shuffle_read_remote + self.shuffle_read_local
    }

    /// `Executor CPU Time`, rounded to milliseconds.
    pub fn cpu(&self) -> Millis {
        Millis(self.cpu_ns.saturating_add(500_000) / 1_000_000)
    }

    /// `Shuffle Write Time`, rounded to milliseconds.
    pub fn shuffle_write_time(&self) -> Millis {
        Millis(self.shuffle_write_ns.saturating_add(500_000) / 1_000_000)
    }

    /// Ended well.
    pub fn succeeded(&self) -> u64 {
        self.tasks - self.failed - self.killed - self.resubmitted
    }
}

/// Counts and sums of a run, as the contract defines them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Totals {
    /// `JobStart` events.
    pub jobs: u64,
    /// Failed jobs.
    pub jobs_failed: u64,
    /// Distinct (stage, attempt) of `StageCompleted`.
    pub stages: u64,
    /// Those with a failure reason.
    pub stages_failed: u64,
    /// `ExecutorAdded` events; where the version writes none, executors that were inferred.
    pub executors_added: u64,
    /// `ExecutorRemoved` events.
    pub executors_removed: u64,
    /// `SQLExecutionStart` events.
    pub sql_executions: u64,
    /// `QueryProgressEvent` events.
    pub streaming_batches: u64,
    /// The greatest number of task slots alive at one time; `None` if the log has no executor's cores. Executors
    /// without them beside others count with the most tasks that they ran at one time.
    pub peak_slots: Option<Cores>,
    /// Wall time in which no task ran; `None` if tasks were to run and the log has the end of none.
    pub driver_only: Option<Millis>,
    /// Share of slot time, from the first executor to the end, in which no task ran; 0 to 1. `None` unless the cores of
    /// all executors are known.
    pub slot_idle: Option<f64>,
    /// Sums over all tasks.
    pub sums: Sums,
}
