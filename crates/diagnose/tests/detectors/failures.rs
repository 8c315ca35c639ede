//! Cases of work that failed, was killed, or was tried again.

use afterglow_profile::{Profile, TaskStatus};

use super::kit::{Case, Run, Work, case, steady};

pub(crate) const CASES: &[Case] = &[
    case("task-failures", || tried_again(TaskStatus::Failed), || tried_again(TaskStatus::Killed)),
    case("retries", || tried_again(TaskStatus::Failed), || tried_again(TaskStatus::ExecutorLost)),
    case("failed-job", || second_job(Some("java.lang.IllegalStateException: no such customer")), || second_job(None)),
    case("killed-job", || second_job(Some("Job 1 cancelled by the user")), || second_job(None)),
    case("wasted-work", || killed(8), || killed(0)),
];

/// Four tasks end so on their first attempt, and succeed on their second.
fn tried_again(status: TaskStatus) -> Profile {
    let work = Work::at(0).tasks(36, 5_000).each(|number, task| match number {
        0..4 => task.status = status,
        32.. => {
            task.index = number as u32 - 32;
            task.attempt = 1;
        }
        _ => {}
    });
    let text = "no such customer";
    Run::on(2, 4).run(work).reason(0, status, "java.lang.IllegalStateException", text).build()
}

fn second_job(error: Option<&str>) -> Profile {
    let work = Work::at(20_000).tasks(16, 5_000).job(|job| {
        job.succeeded = Some(error.is_none());
        job.error = error.map(str::to_owned);
    });
    steady().run(work).build()
}

/// So many attempts are killed although nothing failed and nothing was copied.
fn killed(tasks: usize) -> Profile {
    let work = Work::at(0).tasks(32 + tasks, 5_000).each(|number, task| {
        if number >= 32 {
            task.status = TaskStatus::Killed;
        }
    });
    Run::on(2, 4).run(work).build()
}
