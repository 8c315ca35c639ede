//! Sentences of the view of a stage.

use afterglow_engine::view::{RddNode, TaskFailureView};

use super::format;

pub(crate) const NO_REASON: &str = "The log gives no reason";

pub(crate) const ACCUMULATORS: &str = "As they stood when the stage ended, counted from the start of the run. Up to a hundred are kept; long values are cut.";
pub(crate) const PUSH: &str = "What its tasks read of shuffle blocks that the shuffle services had merged; it is part of the shuffle read above. A fallback fetched the single blocks after all.";

/// How many tasks failed alike.
pub(crate) fn failure_count(failure: &TaskFailureView) -> String {
    format::number_of(failure.count as f64, "task", "tasks")
}

/// Whose text is shown, and what these tasks took.
pub(crate) fn failure_first(failure: &TaskFailureView) -> String {
    let (task, lost) = (failure.first_task, format::duration(failure.lost_ms));
    match failure.count {
        1 => format!("Task {task}, {lost}"),
        many => format!("{} tasks, {lost} in all; the text is that of task {task}", format::count(many as f64)),
    }
}

/// The text is not whole.
pub(crate) fn failure_cut(bytes: u64) -> String {
    format!("Cut here: {} more are in the log. Of each text the first 8 KiB are kept.", format::memory(bytes as f64))
}

/// Tasks whose reason is not shown.
pub(crate) fn failures_beyond(tasks: u64) -> String {
    format!("and {} for further reasons, which are not shown", format::number_of(tasks as f64, "task", "tasks"))
}

pub(crate) const RDDS_LABEL: &str =
    "The RDDs of the stage as a graph, those that are read on top; they are named above";
pub(crate) const RDDS_CUT: &str = "The 300 that were made last, with a thousand lines at most";

/// What stands under the name of an RDD.
pub(crate) fn rdd_about(node: &RddNode) -> String {
    let kept = if node.cached { ", kept" } else { "" };
    format!("RDD {}, {}{kept}", node.id, format::number_of(f64::from(node.partitions), "partition", "partitions"))
}

/// The whole name of an RDD, and its scope.
pub(crate) fn rdd_title(node: &RddNode) -> String {
    let scope = node.scope.as_ref().map(|scope| format!(" · {scope}")).unwrap_or_default();
    format::clipped(&format!("{}{scope}", node.name), 400)
}
