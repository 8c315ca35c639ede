//! When the model does not predict, and why.

use afterglow_units::Millis;

/// Why no prediction is possible from a log. The text is meant for the reader of the page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No task ended.
    #[error("no task end was read: there is no task time to replay. Use the log of a run that got as far as its tasks")]
    NoTasks,
    /// Parts of the log were compacted away.
    #[error(
        "the History Server compacted this log and left no task of a finished stage: \
         use the log as the application wrote it, or raise spark.history.fs.eventLog.rolling.maxFilesToRetain"
    )]
    Compacted,
    /// No stage finished.
    #[error("{tasks} tasks ended but no stage finished: the shape of the run is not known yet. Ask again later")]
    NoFinishedStage {
        /// Ended tasks.
        tasks: usize,
    },
    /// No time at all, or the application takes no time.
    #[error("the log has no start or end from which a run time could be counted")]
    NoTime,
    /// Too many tasks finish before their launch.
    #[error(
        "{backwards} of {tasks} tasks finish before they are launched: the driver's clock was set back during the run, \
         and no task time can be trusted"
    )]
    ClockJumps {
        /// Tasks that run backwards.
        backwards: u64,
        /// All ended tasks.
        tasks: usize,
    },
    /// The tasks that ended took no time, although the application did.
    #[error("the {tasks} tasks took no measurable time in {wall:?}: the log has launch times or finish times missing")]
    NoTaskTime {
        /// Ended tasks.
        tasks: usize,
        /// Wall time.
        wall: Millis,
    },
}
