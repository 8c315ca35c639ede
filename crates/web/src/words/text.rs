//! Every English sentence of the page's frame, in one place.
//!
//! Rules: sentence case; no full stop after a single line; an error says what happened, where, and what to do.

use afterglow_engine::ReadOn;

use super::format;
use crate::route::View;
use crate::worker::client::Trouble;

pub(crate) const PRODUCT: &str = "Afterglow";
pub(crate) const OPEN_LOGS: &str = "Open event logs";
pub(crate) const OPEN_FOLDER: &str = "Open a folder";
pub(crate) const DROP_HERE: &str = "Drop to open";
pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const CLOSE: &str = "Close";
pub(crate) const SKIP: &str = "Skip to the content";
pub(crate) const RUNS: &str = "Runs";
pub(crate) const COMPARE: &str = "Compare";
pub(crate) const TABLE: &str = "Past runs as a table";
pub(crate) const TABLE_ABOUT: &str = "What runs of the past tell of the next one, from a plain table and no log";
pub(crate) const TABLE_LEAD: &str = "No event log at hand? A CSV file with a row for each run (nodes, runtime; better also machine type and data size) is enough to predict other clusters.";
pub(crate) const USAGE: &str = "Machine use";
pub(crate) const USAGE_ABOUT: &str =
    "What size of machine any job needs, from samples of its use: a rule of thumb, and weaker than what a log tells";
pub(crate) const USAGE_LEAD: &str = "Not a Spark job? Samples of CPU, memory, network and disk (CloudWatch, Prometheus, sar, Ganglia, or a plain CSV) are enough to find machines that are large enough and cost less.";
pub(crate) const CHOOSE_SAMPLES: &str = "Choose samples…";
pub(crate) const ACCURACY: &str = "How right the predictions are";
pub(crate) const ACCURACY_ABOUT: &str = "Measured for this version on runs whose time is known, misses included";
pub(crate) const CHOOSE_TABLE: &str = "Choose a table…";
pub(crate) const SEARCH: &str = "Search";
pub(crate) const SEARCH_RUNS: &str = "Search the runs";
pub(crate) const SEARCH_RUNS_HINT: &str = "By name, user, application id, log or start in UTC";
pub(crate) const NO_RUN_FOUND: &str = "No run matches";
pub(crate) const COLUMNS: &str = "Columns";
pub(crate) const EXPORT: &str = "Export";
pub(crate) const COPY: &str = "Copy";
pub(crate) const COPIED: &str = "Copied";
pub(crate) const COPY_BY_HAND: &str = "Press Ctrl+C";
pub(crate) const KEYS: &str = "Keyboard";
pub(crate) const WRONG: &str = "What is wrong";

pub(crate) const NOTHING_DROPPED: &str =
    "Nothing that could be read was dropped. Drop event log files, a folder of them, or an archive.";
pub(crate) const NO_LOG_FOUND: &str =
    "No Spark event log was found among these files. Spark writes them where spark.eventLog.dir points.";
pub(crate) const READ_IN_PART: &str =
    "does not hold the whole run. What can be read is shown; the view Log says what is missing.";
pub(crate) const WRONG_ANSWER: &str = "the worker's answer does not fit the question";
pub(crate) const NO_SUCH_RUN: &str =
    "This run is not open in this page. The address keeps the view, never the data: open the log again.";

/// Asks for trust in a file that unpacks to suspiciously much.
pub(crate) const READ_ALL_THE_SAME: &str = "Read it all the same";

/// For a run whose log has no end.
pub(crate) const GROWING: &str = "This log has no end yet: the run may still be going on.";
/// For a session's file of such a log: it never grows.
pub(crate) const SESSION_UNENDED: &str =
    "This session was saved of a log without an end, and holds what had been read then. Only the log itself has more.";
pub(crate) const REDACTED_UNENDED: &str = "This session was saved of a log without an end, with names replaced. It holds what had been read then: for more, open the log.";
pub(crate) const GIVE_LOG: &str = "Give the log itself";
pub(crate) const GIVE_LOG_MORE: &str =
    "Choose all files of the log that this session was saved of: the run is then read from them.";
pub(crate) const READ_ON: &str = "Read on";
pub(crate) const READ_ON_CHOOSE: &str = "Read on in the log as it is now";
pub(crate) const READ_ON_CHOOSE_MORE: &str = "Choose the log's files once more: only what is new in them is read. Logs that are dropped here in Chrome or Edge can be followed without choosing.";
pub(crate) const LOG_IS_GONE: &str =
    "The log is not there any more under its name. Spark renames a log when the run ends: drop it again.";
pub(crate) const READING_ON: &str = "Reading on…";
pub(crate) const FOLLOW: &str = "Follow it, every 5 s";

pub(crate) const HERO: &str = "Where did the time of this Spark run go?";
pub(crate) const HERO_MORE: &str =
    "Drop an event log. Afterglow shows what the run spent, how it would scale, and which cluster to take next time.";

/// What the page can read, line by line.
pub(crate) const READS: [(&str, &str); 6] = [
    ("Event logs", "of Spark 1.x to 4.x: finished, still running, or cut off in the middle"),
    ("Layouts", "single files, rolled and compacted folders, archives of the History Server, a folder of many runs"),
    ("Compression", "none, zstd, lz4, snappy, lzf, gzip, bzip2; zip and tar around them"),
    ("Tables", "of past runs as CSV: machine type, nodes, data size, runtime and other columns of numbers"),
    ("Sessions", "that Afterglow wrote (.afterglow), without their logs"),
    ("Platforms", "Databricks, EMR, Dataproc, HDInsight, Kubernetes, YARN, standalone, local"),
];

/// The promise.
pub(crate) const PROMISE: &str = "Nothing leaves this browser";
pub(crate) const PROMISE_MORE: &str = "The log is read by this page, on this machine. There is no server that could take it, no account, and no counter of visits.";

/// How to check the promise.
pub(crate) const CHECKS: [&str; 4] = [
    "Switch the network off, then open a log: everything works.",
    "Open the browser's network panel, then drop a log: no request appears.",
    "Look at this page's Content-Security-Policy: the browser itself refuses every other address.",
    "Save the one-file edition and open it from disk: its policy forbids every connection.",
];

/// The name of a view, which is also its link's accessible name.
pub(crate) fn view(view: View) -> &'static str {
    match view.listed() {
        View::Timeline => "Timeline",
        View::Stages | View::Stage { .. } => "Stages",
        View::Tasks => "Tasks",
        View::Sql | View::SqlExecution { .. } => "SQL",
        View::Executors => "Executors",
        View::Scaling => "Scaling",
        View::Advice => "Advice",
        View::Configuration => "Configuration",
        View::Streaming => "Streaming",
        View::LogQuality => "Log",
        View::Jobs => "Jobs",
        View::Summary => "Summary",
    }
}

/// What a view is about, under its title.
pub(crate) fn about(view: View) -> &'static str {
    match view {
        View::Timeline => "When each slot worked, and when all of them waited",
        View::Stages => "Every stage attempt with its tasks",
        View::Stage { .. } => "One attempt of a stage, and how its tasks spread",
        View::Tasks => "Every task of the run, the late ones with the reason, and sums by executor and host",
        View::Jobs => "Actions of the program, each with its stages",
        View::Sql => "Queries with their plans, and what each step cost",
        View::SqlExecution { .. } => "The plan of one query, and what each step cost",
        View::Executors => "How busy each executor was, and what it did with its memory",
        View::Scaling => "What more or fewer slots, or more data, would do",
        View::Advice => "Which cluster to take for the next run like this one",
        View::Configuration => "The settings of the run, and what would be changed",
        View::Streaming => "Micro-batches, rates and state",
        View::LogQuality => "What was read of the log, and what it cannot tell",
        View::Summary => "What the run spent, and what to do about it",
    }
}

/// The label and the meaning of an origin of figures.
pub(crate) fn basis(word: &str) -> (&'static str, &'static str) {
    match word {
        "measured" => ("measured", "Read or summed from what was opened"),
        "modelled" => ("modelled", "Computed by a performance model of the run, or of the runs"),
        _ => ("rule of thumb", "An estimate by a general rule, not from this run"),
    }
}

/// Of several tables that were dropped at once, one is shown.
pub(crate) fn one_table(more: usize) -> String {
    let others = format::number_of(more as f64, "more table was", "more tables were");
    format!("is shown; {others} dropped with it. One table is shown at a time.")
}

/// Why there is no answer.
pub(crate) fn trouble(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Ended => "This run was closed.".to_owned(),
        Trouble::Refused(because) => because.clone(),
        Trouble::Crashed(why) => lost(why),
    }
}

/// What came of reading on in a log, at a time of the page's clock.
pub(crate) fn read_on(read: &ReadOn, now_ms: f64) -> String {
    let at = format::date_time(now_ms as i64);
    if read.anew {
        return format!("All of it read again at {at}, since it did not only grow");
    }
    if read.new_bytes == 0 {
        return format!("Nothing new at {at}");
    }
    format!("{} more, read at {at}", format::bytes(read.new_bytes as f64))
}

/// A worker ended since it got no more memory.
const OUT_OF_MEMORY: &str = "The reader of this log most likely ran out of memory: it can have 4 GB at most, and less where the machine has less. Other runs are not touched. Close other runs and tabs, or read this log with the command line.";

/// A worker stopped by itself.
pub(crate) fn lost(why: &str) -> String {
    if why.contains("unreachable") {
        // A fault of the engine tells its text before the worker ends. What ends it without a word is a refused request for
        // memory.
        return OUT_OF_MEMORY.to_owned();
    }
    let why = if why.is_empty() { "the browser gave no reason; often the memory ran out" } else { why };
    format!(
        "The reader of this log stopped: {}. Other runs are not touched. Open the log again; if it stops at the same place, please report it with this text.",
        format::clipped(why, 400)
    )
}

/// Files that were passed over.
pub(crate) fn passed_over(count: usize, reason: &str) -> String {
    match count {
        1 => format!("Passed over: {reason}"),
        many => format!("Passed over ({reason}), and {} more files", format::count((many - 1) as f64)),
    }
}

/// How many rows a table has.
pub(crate) fn rows(total: usize) -> String {
    format::number_of(total as f64, "row", "rows")
}

/// How many rows of a table match.
pub(crate) fn rows_of(matching: usize, total: usize) -> String {
    format!("{} of {}", format::count(matching as f64), rows(total))
}

/// A measure of tasks and stages by the engine's field name.
pub(crate) fn measure(field: &str) -> String {
    let name = match field {
        "duration_ms" => "Duration",
        "run_ms" => "Run time",
        "cpu_ms" => "CPU time",
        "gc_ms" => "Garbage collection",
        "deserialize_ms" => "Deserialisation",
        "scheduler_delay_ms" => "Scheduler delay",
        "fetch_wait_ms" => "Waiting for shuffle",
        "shuffle_write_ms" => "Shuffle write time",
        "input_bytes" => "Input",
        "input_records" => "Input records",
        "output_bytes" => "Output",
        "output_records" => "Output records",
        "shuffle_read_bytes" => "Shuffle read",
        "shuffle_read_remote_bytes" => "Remote shuffle read",
        "shuffle_write_bytes" => "Shuffle written",
        "memory_spilled_bytes" => "Spilled from memory",
        "disk_spilled_bytes" => "Spilled to disk",
        "serialize_result_ms" => "Result serialisation",
        "getting_result_ms" => "Getting the result",
        "result_bytes" => "Result size",
        "peak_execution_bytes" => "Peak execution memory",
        "records_read" => "Rows read",
        other => return other.replace('_', " "),
    };
    name.to_owned()
}

/// What binds a prediction, by the engine's word.
pub(crate) fn bound_by(word: &str) -> String {
    match word.replace('_', "-").as_str() {
        "driver" => "the driver".to_owned(),
        "critical-path" => "the critical path".to_owned(),
        "longest-task" => "the longest task".to_owned(),
        "slots" => "the number of slots".to_owned(),
        other => other.replace('-', " "),
    }
}

/// Where the model replays a run; `seen` where the log does not tell the slots.
pub(crate) fn replayed_on(slots: u32, seen: bool) -> String {
    if seen {
        let tasks = format::number_of(f64::from(slots), "task", "tasks");
        return format!(
            "Replayed on as many slots as tasks were seen at once ({tasks}; the log does not tell the slots)"
        );
    }
    format!("Replayed on its own {}", format::number_of(f64::from(slots), "slot", "slots"))
}

/// What each of the three times on a run's own slots is.
pub(crate) fn baselines(slots: u32, measured_ms: f64, replayed_ms: f64) -> String {
    format!(
        "All times here are predicted, also that on {}: failed attempts are left out, and other open runs of the program correct them. Measured, the run took {}; replayed as it was, {}.",
        format::number_of(f64::from(slots), "slot", "slots"),
        format::duration(measured_ms),
        format::duration(replayed_ms),
    )
}

/// Another way to run, by its word.
pub(crate) fn way(kind: &str) -> &'static str {
    match kind {
        "phases" => "Two clusters, one after the other",
        "elastic" => "Machines that come and go",
        "burst" => "Your machines, and a cloud's beside them",
        "serverless" => "Serverless",
        _ => "Another way",
    }
}
