//! Sentences of the lists, of the timeline's range and of its search.

use afterglow_engine::Span;

use super::format;

/// While the worker filters or sorts.
pub(crate) const WORKING: &str = "Working…";
pub(crate) const CLEAR: &str = "Clear";
pub(crate) const IN_THE_TIMELINE: &str = "In the timeline";
pub(crate) const RANGE_HINT: &str =
    "Lists show what ran at any time in the range; the figures of a row are those of the whole of it";
pub(crate) const TAKE_WINDOW: &str = "Narrow to this window";
pub(crate) const ZOOM_TO_RANGE: &str = "Zoom to it";
pub(crate) const SEEN_IN: &str = "It narrows";
pub(crate) const FIND: &str = "Find in the timeline";
pub(crate) const FIND_HINT: &str =
    "A number or a part of a name; or “stage 12”, “sql 3”, “job 5”, “executor 7”, “task 1234”";
pub(crate) const NOTHING_FOUND: &str = "Nothing found";
pub(crate) const BEFORE: &str = "Previous";
pub(crate) const NEXT: &str = "Next";
pub(crate) const TIMELINE_HELP: &str = "Drag to move, Ctrl and wheel to zoom. Shift and drag, or drag on the times above, to choose a range: the lists of jobs, stages, tasks, SQL and executors are narrowed to it. Colours tell stages apart; red is a failure. Of executors, faint marks came, strong ones went as was wanted, amber ones were lost. The driver gives a slot to the next task a moment before it notes the end of the last one: more tasks may seem to run than there are slots.";
pub(crate) const RUNNING: &str = "Running tasks";
pub(crate) const RUNNING_SHORT: &str = "Running";
pub(crate) const MEMORY: &str = "Execution memory";
pub(crate) const MEMORY_SHORT: &str = "Memory";
pub(crate) const ANY: &str = "Any";
pub(crate) const UNREAD_STAGE: &str = "Stage is not counted: give its number, such as 7, or 7.1 for its second attempt";
pub(crate) const UNSUCCESSFUL: &str = "not succeeded";
pub(crate) const NO_LATE_TASK: &str =
    "No task took one and a half times the median of its stage, of stages with three tasks or more.";
pub(crate) const LATE_ABOUT: &str = "Tasks that took at least 1.5 times the median of their stage, most time beyond it first (up to 100). The reason sets each figure of the task against the median of its stage; all of it is read from the log.";
pub(crate) const NO_RDD: &str = "No stage of this run read or kept a cached RDD.";
pub(crate) const NO_BLOCK_UPDATES: &str = "Sizes are known only where the log has block updates (spark.eventLog.logBlockUpdates.enabled); without them, what a stage knew when it was submitted.";

pub(crate) const EXCLUDED: &str = "Spark gave these no more tasks, of the whole run or of one stage, because tasks had failed on them (spark.excludeOnFailure, before 3.1 spark.blacklist).";
pub(crate) const LET_IN_HINT: &str =
    "Time from the start of the run; unknown where it stayed excluded, and for a stage, whose end ends it";
/// Exclusions that no row tells of.
pub(crate) fn exclusions_beyond(count: u64) -> String {
    format!("and {} more, which are not kept", format::count(count as f64))
}

pub(crate) const WHOLE_RUN: &str = "the whole run";

/// A stage attempt in words.
pub(crate) fn stage_attempt(id: i64, attempt: u32) -> String {
    if attempt == 0 { format!("stage {id}") } else { format!("stage {id}, attempt {attempt}") }
}

/// A threshold that cannot be read, with an example of one that can.
pub(crate) fn unread_least(example: &str) -> String {
    format!("At least is not counted: give an amount such as {example}")
}

/// The range in words.
pub(crate) fn range(span: Span) -> String {
    let [from, to] = [span.from_ms, span.to_ms].map(|ms| format::duration(ms as f64));
    format!("Range {from} – {to}")
}

/// Which of the matches is looked at.
pub(crate) fn match_of(at: usize, known: usize, all: usize) -> String {
    let more = if all > known { format!(" (the first {known})") } else { String::new() };
    format!("{} of {}{more}", format::count(at as f64 + 1.0), format::count(all as f64))
}

/// The chief cause of a late task, by the engine's word.
pub(crate) fn cause(word: &str) -> &'static str {
    match word {
        "bytes" => "more bytes",
        "records" => "more rows",
        "spill" => "spill",
        "gc" => "garbage collection",
        "fetch" => "waiting for shuffle",
        "write" => "shuffle write",
        "delay" => "scheduler delay",
        "deserialise" => "deserialisation",
        "result" => "its result",
        "host" => "slow host",
        "first" => "cold executor",
        "locality" => "far from its data",
        "cpu" => "more CPU",
        "unknown" => "no metrics",
        _ => "not in the log",
    }
}
