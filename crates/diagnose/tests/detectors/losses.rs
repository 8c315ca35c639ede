//! Cases of what was lost: executors, their shuffle files, and the stages that ran again for it.

use afterglow_profile::{Profile, StageStatus, TaskStatus};

use super::kit::{Case, Run, Work, case, steady, took};

pub(crate) const CASES: &[Case] = &[
    case("fetch-failure", || missed(TaskStatus::FetchFailed), || missed(TaskStatus::Failed)),
    case("stage-retry", || missed(TaskStatus::FetchFailed), || missed(TaskStatus::Failed)),
    case(
        "executor-lost",
        || gone_with("worker lost: 10.0.0.2:7078 got disassociated"),
        || gone_with("Executor killed by driver."),
    ),
];

/// A task of the second stage ends so. If it missed the files of a map task, both stages run again.
fn missed(status: TaskStatus) -> Profile {
    let reduce = Work::at(20_000).tasks(8, 5_000).each(|number, task| {
        if number == 3 {
            task.status = status;
        }
    });
    if status != TaskStatus::FetchFailed {
        return steady().run(reduce.in_job(0)).build();
    }
    let failed = reduce.in_job(0).stage(|stage| {
        stage.status = StageStatus::Failed;
        stage.failure = Some("org.apache.spark.shuffle.FetchFailedException: Failed to connect to host-2:7337".into());
    });
    steady()
        .run(failed)
        .reason(1, TaskStatus::FetchFailed, "", "Failed to connect to host-2:7337")
        .run(Work::at(25_000).tasks(16, 5_000).again(0).in_job(0))
        .run(Work::at(35_000).tasks(8, 5_000).again(1).in_job(0))
        .build()
}

/// The second of two executors goes in the middle of the run, with the tasks that it ran.
fn gone_with(reason: &str) -> Profile {
    let work = Work::at(0).tasks(32, 5_000).each(|number, task| {
        // The third wave is under way then, on both executors in turn.
        if reason.contains("lost") && [17, 19, 21, 23].contains(&number) {
            task.status = TaskStatus::ExecutorLost;
            took(task, 2_500);
        }
    });
    Run::on(2, 4).loses(1, 12_500, reason).run(work).build()
}
