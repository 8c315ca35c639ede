//! When the model does not predict, and why.

use afterglow_units::{Millis, shown::duration};

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
    /// The run replayed on its own cluster takes another time than it took, by far.
    #[error(
        "replayed on its own cluster the run takes {} where the log says {}: the model does not understand this run, \
         because of what its log lacks or because times in it contradict each other",
        duration(modelled.0 as f64),
        duration(observed.0 as f64)
    )]
    ReplayFails {
        /// Wall time in the log.
        observed: Millis,
        /// Wall time in the replay.
        modelled: Millis,
    },
    /// The tasks that ended took no time, although the application did.
    #[error(
        "the {tasks} tasks took no measurable time in {}: the log has launch times or finish times missing",
        duration(wall.0 as f64)
    )]
    NoTaskTime {
        /// Ended tasks.
        tasks: usize,
        /// Wall time.
        wall: Millis,
    },
}
