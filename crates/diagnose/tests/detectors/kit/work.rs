//! One stage of a run, with its tasks and the job that it is of.

use afterglow_profile::{Job, Rdd, Stage, StageStatus, TaskRow, TaskStatus};
use afterglow_units::{JobId, Millis, SqlId, StageId, StageKey, Timestamp};

/// A stage to be run.
pub(crate) struct Work {
    pub(super) from: Timestamp,
    /// Until they are placed, `launched` is how long after the stage's start a task may begin.
    pub(super) tasks: Vec<TaskRow>,
    pub(super) executor_of: Option<fn(usize) -> usize>,
    pub(super) stage: Stage,
    pub(super) job: Job,
    pub(super) joins: Option<JobId>,
    pub(super) again: Option<StageKey>,
}

impl Work {
    /// A stage that is submitted at a time, as the only one of a job.
    pub(crate) fn at(from: i64) -> Self {
        Self {
            from: Timestamp(from),
            tasks: Vec::new(),
            executor_of: None,
            stage: Stage { name: "count at Report.scala:7".into(), status: StageStatus::Succeeded, ..Stage::default() },
            job: Job { succeeded: Some(true), ..Job::default() },
            joins: None,
            again: None,
        }
    }

    /// So many more tasks that take so long and do nothing but compute.
    pub(crate) fn tasks(mut self, count: usize, ms: u64) -> Self {
        for _ in 0..count {
            let mut task = TaskRow { index: self.tasks.len() as u32, has_metrics: true, ..TaskRow::default() };
            took(&mut task, ms);
            self.tasks.push(task);
        }
        self
    }

    /// Changes the tasks so far, by their place in the stage.
    pub(crate) fn each(mut self, change: impl Fn(usize, &mut TaskRow)) -> Self {
        for (number, task) in self.tasks.iter_mut().enumerate() {
            change(number, task);
        }
        self
    }

    /// Lets one task fail, by its place in the stage.
    pub(crate) fn failing(self, place: usize) -> Self {
        self.each(|number, task| {
            if number == place {
                task.status = TaskStatus::Failed;
            }
        })
    }

    /// Binds each task to an executor's row.
    pub(crate) fn pinned(mut self, executor_of: fn(usize) -> usize) -> Self {
        self.executor_of = Some(executor_of);
        self
    }

    /// Changes the stage itself.
    pub(crate) fn stage(mut self, change: impl FnOnce(&mut Stage)) -> Self {
        change(&mut self.stage);
        self
    }

    /// Changes the stage's job.
    pub(crate) fn job(mut self, change: impl FnOnce(&mut Job)) -> Self {
        change(&mut self.job);
        self
    }

    /// Belongs to a job that an earlier stage began.
    pub(crate) fn in_job(mut self, job: i64) -> Self {
        self.joins = Some(JobId(job));
        self
    }

    /// Is the second attempt of a stage.
    pub(crate) fn again(mut self, stage: i64) -> Self {
        self.again = Some(StageKey { id: StageId(stage), attempt: 1 });
        self
    }

    /// Belongs to a SQL execution.
    pub(crate) fn sql(mut self, id: i64) -> Self {
        self.stage.sql = Some(SqlId(id));
        self.job.sql = Some(SqlId(id));
        self
    }

    /// Has these RDDs.
    pub(crate) fn rdds(self, rdds: &[Rdd]) -> Self {
        self.stage(|stage| stage.rdds = rdds.to_vec())
    }
}

/// Makes a task last so long, all of it spent computing.
pub(crate) fn took(task: &mut TaskRow, ms: u64) {
    task.duration = Millis(ms);
    task.run = Millis(ms);
    task.cpu_us = ms * 1_000;
}

/// An RDD of eight partitions.
pub(crate) fn rdd(id: i64, name: &str) -> Rdd {
    Rdd { id, name: name.into(), partitions: 8, ..Rdd::default() }
}
