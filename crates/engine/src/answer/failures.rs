//! Why the tasks of a stage failed, with the text of the first of each kind.

use afterglow_profile::{Profile, TaskFailure};
use afterglow_units::StageKey;

use super::task_status;
use crate::view::TaskFailureView;

/// The kinds of a stage attempt's failures, most tasks first, and the number of tasks that are in none of them.
pub(super) fn of_stage(profile: &Profile, key: StageKey) -> (Vec<TaskFailureView>, u64) {
    let mut kinds: Vec<&TaskFailure> = profile.failures.iter().filter(|failure| failure.stage == key).collect();
    kinds.sort_by_key(|failure| std::cmp::Reverse(failure.count));
    kinds.truncate(TaskFailureView::MOST);
    let told = kinds.iter().fold(0, |sum: u64, failure| sum.saturating_add(failure.count));
    let all = profile.stage_row(key).map_or(0, |row| {
        let sums = &profile.stages[row].sums;
        sums.failed.saturating_add(sums.killed)
    });
    (kinds.into_iter().map(view).collect(), all.saturating_sub(told))
}

fn view(failure: &TaskFailure) -> TaskFailureView {
    // The stack most often begins with the message: what is cut of both is told of the stack.
    let (message, stack) = failure.logged_bytes;
    let (logged, kept) = if failure.stack.is_empty() { (message, &failure.message) } else { (stack, &failure.stack) };
    TaskFailureView {
        status: task_status(failure.status).to_owned(),
        class: failure.class.clone(),
        message: failure.message.clone(),
        stack: failure.stack.clone(),
        cut_bytes: logged.saturating_sub(kept.len() as u64),
        first_task: failure.first.0,
        count: failure.count,
        lost_ms: failure.lost.0 as f64,
    }
}
