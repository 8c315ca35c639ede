//! Small runs made by hand, and what the case of a detector is.

mod plan;
mod sums;
mod work;

use afterglow_profile::{Executor, Profile, StreamQuery, TaskFailure, TaskRow, TaskStatus};
use afterglow_units::{AccumulatorId, Bytes, Cores, ExecutorIx, JobId, Millis, StageId, StageKey, TaskId, Timestamp};

pub(crate) use plan::{Op, op};
pub(crate) use work::{Work, rdd, took};

/// 2²⁰ bytes.
pub(crate) const MIB: u64 = 1 << 20;
/// 2³⁰ bytes.
pub(crate) const GIB: u64 = 1 << 30;

/// A detector with a run that has its ailment, and one close to it that has not.
pub(crate) struct Case {
    pub(crate) code: &'static str,
    pub(crate) ill: fn() -> Profile,
    pub(crate) well: fn() -> Profile,
}

/// The case of a detector.
pub(crate) const fn case(code: &'static str, ill: fn() -> Profile, well: fn() -> Profile) -> Case {
    Case { code, ill, well }
}

/// A size for a field of a table.
pub(crate) const fn mib(size: u64) -> Bytes {
    Bytes::from_mib(size)
}

/// A run of Spark 3.5 on a standalone cluster, with nothing wrong in it: eight slots, all busy for 20 s.
pub(crate) fn steady() -> Run {
    Run::on(2, 4).run(Work::at(0).tasks(32, 5_000))
}

/// A core of an executor that takes tasks.
struct Slot {
    executor: ExecutorIx,
    free: Timestamp,
    until: Timestamp,
}

/// A run in the making.
pub(crate) struct Run {
    profile: Profile,
    slots: Vec<Slot>,
    /// Metrics that plans have declared so far.
    metrics: i64,
    /// Metrics that the tasks of a stage row updated.
    updates: Vec<(usize, AccumulatorId)>,
}

impl Run {
    /// So many executors of so many cores each, every one on a host of its own and there from the start.
    pub(crate) fn on(executors: usize, cores: u32) -> Self {
        let mut profile = Profile::default();
        profile.app.name = "report".into();
        profile.app.started = Some(Timestamp(0));
        profile.log.complete = true;
        profile.executors = (1..=executors)
            .map(|number| Executor {
                id: number.to_string(),
                host: format!("host-{number}"),
                added: Some(Timestamp(0)),
                cores: Some(Cores(cores)),
                announced: true,
                ..Executor::default()
            })
            .collect();
        let run = Self { profile, slots: Vec::new(), metrics: 0, updates: Vec::new() };
        run.spark("3.5.1").set("spark.master", "spark://host:7077")
    }

    /// The release.
    pub(crate) fn spark(mut self, version: &str) -> Self {
        self.profile.log.spark_version = Some(version.into());
        self
    }

    /// A Spark property.
    pub(crate) fn set(mut self, key: &str, value: &str) -> Self {
        self.profile.conf.spark.insert(key.into(), value.into());
        self
    }

    /// Changes the executors, by their rows; before any work is laid on them.
    pub(crate) fn executors(mut self, change: impl Fn(usize, &mut Executor)) -> Self {
        for (row, executor) in self.profile.executors.iter_mut().enumerate() {
            change(row, executor);
        }
        self
    }

    /// Loses an executor, by its row, at a time and for such a reason; before any work is laid on it.
    pub(crate) fn loses(self, lost: usize, at: i64, reason: &str) -> Self {
        self.executors(|row, executor| {
            if row == lost {
                executor.removed = Some(Timestamp(at));
                executor.removed_reason = Some(reason.into());
            }
        })
    }

    /// Changes what the builder has no word for.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Profile)) -> Self {
        change(&mut self.profile);
        self
    }

    /// Ends the application at a time of its own; else it ends with its last job or query.
    pub(crate) fn ended(self, end: i64) -> Self {
        self.with(|profile| profile.app.ended = Some(Timestamp(end)))
    }

    /// Runs a stage: each task goes to the slot that is free first.
    pub(crate) fn run(mut self, work: Work) -> Self {
        if self.slots.is_empty() {
            self.slots = slots(&self.profile.executors);
        }
        let row = self.profile.stages.len();
        let job = work.joins.unwrap_or(JobId(self.profile.jobs.len() as i64));
        let mut stage = work.stage;
        stage.key = work.again.unwrap_or(StageKey { id: StageId(row as i64), attempt: 0 });
        stage.job = Some(job);
        stage.tasks_announced = work.tasks.len() as u32;
        stage.submitted = stage.submitted.or(Some(work.from));
        let mut end = work.from;
        for (number, mut task) in work.tasks.into_iter().enumerate() {
            task.stage = row as u32;
            task.id = TaskId(self.profile.tasks.len() as i64);
            self.place(&mut task, work.from, work.executor_of.map(|of| of(number)));
            end = end.max(task.finished());
            self.profile.tasks.push(&task);
        }
        stage.completed = stage.completed.or(Some(end));
        if work.joins.is_some() {
            let owner = self.profile.jobs.iter_mut().find(|owner| owner.id == job).expect("a job that ran before");
            owner.completed = owner.completed.max(stage.completed);
            owner.stages.push(stage.key.id);
        } else {
            let mut own = work.job;
            own.id = job;
            own.submitted = own.submitted.or(stage.submitted);
            own.completed = own.completed.or(stage.completed);
            own.stages = vec![stage.key.id];
            self.profile.jobs.push(own);
        }
        self.profile.stages.push(stage);
        self
    }

    /// Gives a task its executor and its launch.
    fn place(&mut self, task: &mut TaskRow, from: Timestamp, executor: Option<usize>) {
        let ready = from + Millis(task.launched.0.cast_unsigned());
        task.launched = ready;
        // The second end of a task that had succeeded takes no slot.
        if task.status == TaskStatus::Resubmitted {
            return;
        }
        let slot = self
            .slots
            .iter_mut()
            .filter(|slot| executor.is_none_or(|row| slot.executor.0 as usize == row))
            .filter(|slot| slot.until > slot.free.max(ready))
            .min_by_key(|slot| slot.free.max(ready))
            .expect("an executor that lives when its tasks come");
        task.executor = slot.executor;
        task.launched = slot.free.max(ready);
        slot.free = task.finished();
    }

    /// Why the tasks of a stage row failed that ended so.
    pub(crate) fn reason(mut self, row: usize, status: TaskStatus, class: &str, message: &str) -> Self {
        let (mut count, mut lost) = (0, Millis(0));
        for task in self.profile.tasks.rows().filter(|task| task.stage as usize == row && task.status == status) {
            count += 1;
            lost += task.duration;
        }
        self.profile.failures.push(TaskFailure {
            stage: self.profile.stages[row].key,
            status,
            class: class.into(),
            message: message.into(),
            count,
            lost,
            ..TaskFailure::default()
        });
        self
    }

    /// A SQL execution with the nodes of its plan in preorder.
    pub(crate) fn query(mut self, from: i64, to: i64, ops: Vec<Op>) -> Self {
        let execution = plan::execution(&mut self, ops);
        self.profile.sql.push(afterglow_profile::SqlExecution {
            started: Some(Timestamp(from)),
            ended: Some(Timestamp(to)),
            description: "count at Report.scala:7".into(),
            ..execution
        });
        self
    }

    /// A streaming query.
    pub(crate) fn stream(self, stream: StreamQuery) -> Self {
        self.with(|profile| profile.streams.push(stream))
    }

    /// The profile with all its sums.
    pub(crate) fn build(mut self) -> Profile {
        for (row, metric) in self.updates {
            self.profile.stages[row].accumulators.push(metric);
        }
        sums::settle(&mut self.profile);
        self.profile
    }
}

/// The slots of executors, in turn over all of them, as Spark offers them.
fn slots(executors: &[Executor]) -> Vec<Slot> {
    let most = executors.iter().filter_map(|executor| executor.cores).max().unwrap_or_default();
    let mut slots = Vec::new();
    for core in 0..most.0 {
        for (row, executor) in executors.iter().enumerate() {
            if executor.cores.is_some_and(|cores| core < cores.0) {
                slots.push(Slot {
                    executor: ExecutorIx(row as u32),
                    free: executor.added.unwrap_or_default(),
                    until: executor.removed.unwrap_or(Timestamp(i64::MAX)),
                });
            }
        }
    }
    slots
}
