//! Why it failed: causes, grouped, with the work they cost.

use std::collections::BTreeMap;

use afterglow_eventlog::event::LIBRARY_PACKAGES;
use afterglow_profile::{Conf, Executor, Profile, TaskStatus};
use afterglow_units::{Millis, StageKey, order};

use crate::thresholds as limit;
use crate::words::clip;

/// The kind of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Heap of an executor or of the driver.
    HeapOom,
    /// The container's memory limit.
    OverheadOom,
    /// Shuffle data was gone.
    FetchFailure,
    /// A disk was full.
    DiskFull,
    /// A spot instance or a decommissioned node went.
    NodeReclaimed,
    /// An executor went for another or an unknown reason.
    ExecutorLost,
    /// Somebody cancelled it.
    Cancelled,
    /// An exception of user code or of a library that it calls.
    UserCode,
    /// Anything else.
    Other,
}

impl Kind {
    /// A few words for a reader.
    pub const fn words(self) -> &'static str {
        match self {
            Self::HeapOom => "out of heap memory",
            Self::OverheadOom => "killed for the container's memory limit",
            Self::FetchFailure => "shuffle data gone",
            Self::DiskFull => "disk full",
            Self::NodeReclaimed => "node taken away (spot or decommissioned)",
            Self::ExecutorLost => "executor lost",
            Self::Cancelled => "cancelled",
            Self::UserCode => "exception in user code",
            Self::Other => "other",
        }
    }
}

/// What ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ended {
    /// A task.
    Task,
    /// An executor.
    Executor,
    /// A stage attempt.
    Stage,
    /// A job.
    Job,
}

impl Ended {
    /// Its name, in the singular.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Executor => "executor",
            Self::Stage => "stage",
            Self::Job => "job",
        }
    }
}

/// Failures of one cause.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    /// The kind.
    pub kind: Kind,
    /// What ended so: an executor and the tasks that went with it are counted apart.
    pub of: Ended,
    /// The exception's class, if the text names one.
    pub exception: Option<String>,
    /// The first frame that is neither Spark's, nor Java's, nor Scala's.
    pub frame: Option<String>,
    /// The first line of one of the texts, with the message where that line is a class alone.
    pub example: String,
    /// How many of them ended so.
    pub count: u64,
    /// The stage attempts concerned.
    pub stages: Vec<StageKey>,
    /// Task time lost with them, ms; a task is counted with one cause only.
    pub lost_ms: f64,
}

impl Cause {
    /// Kind, exception and frame in one line.
    pub fn summary(&self) -> String {
        // Without a frame of the user's it may be Spark's own.
        let own = self.kind != Kind::UserCode || self.frame.is_some();
        let mut text = if own { self.kind.words() } else { "exception" }.to_owned();
        if let Some(exception) = &self.exception {
            text.push_str(": ");
            text.push_str(exception);
        }
        if let Some(frame) = &self.frame {
            text.push_str(" at ");
            text.push_str(frame);
        }
        text
    }
}

/// The causes of all failures, the costliest first.
///
/// Task failures take their own texts; stages and jobs that failed without a failed task, and executors that went
/// against the run's will, take theirs.
pub fn failures(profile: &Profile) -> Vec<Cause> {
    let mut causes: BTreeMap<(Kind, Ended, Option<String>, Option<String>), Cause> = BTreeMap::new();
    let mut add = |text: &str, kind: Option<Kind>, of: Ended, stage: Option<StageKey>, count: u64, lost: f64| {
        let kind = kind.unwrap_or_else(|| kind_of(text));
        let named = first_word(text).filter(|word| word.contains('.') && !word.contains(' '));
        let (exception, frame) = (exception_of(text).or(named), frame_of(text));
        let entry = causes.entry((kind, of, exception.clone(), frame.clone())).or_insert_with(|| Cause {
            kind,
            of,
            exception,
            frame,
            example: clip(&headline(text), 240),
            count: 0,
            stages: Vec::new(),
            lost_ms: 0.0,
        });
        entry.count += count;
        entry.lost_ms += lost;
        if let Some(stage) = stage.filter(|stage| !entry.stages.contains(stage)) {
            entry.stages.push(stage);
        }
    };
    for failure in profile.failures.iter().filter(|failure| failure.status.is_failure()) {
        // The stack names the frame, the class and message the exception: one text holds all three.
        let text = [failure.class.as_str(), failure.message.as_str(), failure.stack.as_str()].join("\n");
        let kind = kind_of(&text);
        let kind = match failure.status {
            TaskStatus::FetchFailed => Kind::FetchFailure,
            TaskStatus::ExecutorLost if matches!(kind, Kind::UserCode | Kind::Other) => Kind::ExecutorLost,
            TaskStatus::Failed if kind == Kind::FetchFailure => Kind::Other,
            _ => kind,
        };
        let (count, lost) = (failure.count, failure.lost.0 as f64);
        add(text.trim_start(), Some(kind), Ended::Task, Some(failure.stage), count, lost);
    }
    for executor in lost_executors(profile) {
        if let Some(reason) = executor.removed_reason.as_deref() {
            let kind = match kind_of(reason) {
                Kind::UserCode | Kind::Other => Kind::ExecutorLost,
                kind => kind,
            };
            add(reason, Some(kind), Ended::Executor, None, 1, 0.0);
        }
    }
    for stage in profile.stages.iter().filter(|stage| stage.failure.is_some()) {
        let text = stage.failure.as_deref().unwrap_or_default();
        if kind_of(text) == Kind::Cancelled {
            add(text, None, Ended::Stage, Some(stage.key), 1, stage.sums.wasted.0 as f64);
        }
    }
    for job in profile.jobs.iter().filter(|job| job.succeeded == Some(false)) {
        let known = profile.stages.iter().any(|stage| stage.job == Some(job.id) && stage.failure.is_some());
        if let Some(error) = job.error.as_deref().filter(|_| !known) {
            add(error, None, Ended::Job, None, 1, 0.0);
        }
    }
    let mut causes: Vec<Cause> = causes.into_values().collect();
    order::by(&mut causes, |a, b| b.lost_ms.total_cmp(&a.lost_ms).then(b.count.cmp(&a.count)));
    causes
}

/// The kind that a failure's text speaks of.
pub fn kind_of(text: &str) -> Kind {
    let lower = text.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["no space left on device", "disk quota exceeded", "disk is full"]) {
        Kind::DiskFull
    } else if has(&[
        "exceeding memory limits",
        "exceeding physical memory",
        "beyond the 'physical'",
        "memoryoverhead",
        "oomkilled",
        "exit code 137",
        "exit status: 137",
        "exitcode: 137",
        "exit code: 137",
    ]) {
        Kind::OverheadOom
    } else if has(&[
        "outofmemoryerror",
        "java heap space",
        "gc overhead limit",
        "sparkoutofmemory",
        "unable to acquire",
    ]) {
        Kind::HeapOom
    } else if has(&["cancelled", "canceled", "job group", "killed by user"]) && !has(&["exception:"]) {
        Kind::Cancelled
    } else if has(&["fetchfailed", "metadatafetchfailed", "missing an output location"]) {
        Kind::FetchFailure
    } else if has(&["spot", "preempt", "decommission", "node lost", "host terminated", "instance terminated"]) {
        Kind::NodeReclaimed
    } else if has(&[
        "executorlost",
        "executor lost",
        "worker lost",
        "heartbeat timed out",
        "container marked as failed",
        "disassociated",
        "slave lost",
        "container exited",
    ]) {
        Kind::ExecutorLost
    } else if exception_of(text).is_some() {
        Kind::UserCode
    } else {
        Kind::Other
    }
}

/// The first line, as a class stands there alone.
fn first_word(text: &str) -> Option<String> {
    text.lines().next().map(str::trim).filter(|line| !line.is_empty()).map(|line| clip(line, 120))
}

/// The first word of a text that is named like an exception's class. A Python error inside a `PythonException` counts
/// before the wrapper.
fn exception_of(text: &str) -> Option<String> {
    let named = |word: &&str| {
        let last = word.rsplit('.').next().unwrap_or_default();
        (last.ends_with("Exception") || last.ends_with("Error"))
            && last.len() > 5
            && last.starts_with(|letter: char| letter.is_ascii_uppercase())
    };
    let words = || {
        text.split(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '$')))
            .map(|word| word.trim_matches('.'))
            .filter(named)
    };
    let first = words().next()?;
    let wrapper =
        ["PythonException", "SparkException", "RuntimeException"].iter().any(|wrapper| first.ends_with(wrapper));
    let inner = if wrapper {
        words().find(|word| !["PythonException", "SparkException"].iter().any(|wrapper| word.ends_with(wrapper)))
    } else {
        None
    };
    Some(inner.unwrap_or(first).to_owned())
}

/// The first frame of user code in a Java, Scala or Python stack.
fn frame_of(text: &str) -> Option<String> {
    let mut python = None;
    for line in text.lines() {
        let line = line.trim();
        if let Some(frame) = line.strip_prefix("File \"") {
            // Python's stack has the innermost call last.
            let user = !["pyspark/", "pyspark.zip", "/lib/python", "<frozen"].iter().any(|part| frame.contains(part));
            if user {
                python = Some(clip(&frame.replacen("\", line ", ":", 1).replace(", in ", " in "), 160));
            }
        } else if let Some(frame) = line.strip_prefix("at ")
            && python.is_none()
            && !LIBRARY_PACKAGES.iter().any(|ours| frame.starts_with(ours))
            && frame.contains('(')
        {
            return Some(clip(frame, 160));
        }
    }
    python
}

/// Words of removals that the driver or the end of the application wanted.
const ORDERLY: &[&str] = &[
    "killed by driver",
    "dynamic allocation",
    "idle",
    "decommission",
    "finished",
    "command exited with code 0",
    "shutdown",
    "stopped",
];

/// The line of a failure's text that says most of it.
fn headline(text: &str) -> String {
    // Of a Python stack the last line, which is the first that is not indented.
    if let Some((_, stack)) = text.split_once("Traceback (most recent call last):") {
        let told = stack.lines().find(|line| !line.trim().is_empty() && !line.starts_with([' ', '\t']));
        if let Some(told) = told {
            return told.trim().to_owned();
        }
    }
    // Class and message stand on lines of their own: the first says what, the second of what.
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (first, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let bare = !first.contains(' ') && !second.is_empty() && !second.starts_with("at ");
    if bare { format!("{first}: {second}") } else { first.to_owned() }
}

/// How long dynamic allocation keeps an idle executor.
pub(crate) fn idle_timeout(conf: &Conf) -> Millis {
    conf.millis("spark.dynamicAllocation.executorIdleTimeout", Millis(1_000)).unwrap_or(limit::IDLE_TIMEOUT)
}

/// The executors that went against the driver's will.
///
/// Before Spark 1.6 a removal by dynamic allocation is worded like a loss: there, an executor that had been idle for as
/// long as dynamic allocation waits was given back.
pub fn lost_executors(profile: &Profile) -> impl Iterator<Item = &Executor> {
    let worded_alike =
        profile.spark_line() < (1, 6) && profile.conf.flag("spark.dynamicAllocation.enabled") == Some(true);
    let patience = idle_timeout(&profile.conf);
    let given_back = move |executor: &Executor| {
        let last = executor.last_finish.or(executor.added);
        worded_alike && last.zip(executor.removed).is_some_and(|(last, removed)| removed.since(last) >= patience)
    };
    let executors = profile.executors.iter();
    executors.filter(move |executor| lost_against_will(executor.removed_reason.as_deref()) && !given_back(executor))
}

/// Whether an executor's removal was a loss: not the driver's own decision, not the end of the application.
fn lost_against_will(reason: Option<&str>) -> bool {
    let Some(reason) = reason else { return false };
    let reason = reason.to_lowercase();
    !reason.trim().is_empty() && !ORDERLY.iter().any(|word| reason.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fall_into_their_kinds() {
        let cases = [
            ("Job aborted: java.lang.OutOfMemoryError: Java heap space", Kind::HeapOom),
            ("Container killed by YARN for exceeding memory limits. 5.5 GB used", Kind::OverheadOom),
            ("java.io.IOException: No space left on device", Kind::DiskFull),
            ("org.apache.spark.shuffle.FetchFailedException\n\tat org.apache.spark", Kind::FetchFailure),
            ("worker lost: 127.0.0.3:17088 got disassociated", Kind::ExecutorLost),
            ("Job 0 cancelled part of cancelled job group victim", Kind::Cancelled),
            ("java.lang.IllegalStateException: no such customer", Kind::UserCode),
            ("", Kind::Other),
        ];
        for (text, kind) in cases {
            assert_eq!(kind_of(text), kind, "{text}");
        }
    }

    #[test]
    fn a_headline_says_what_went_wrong() {
        let python = "org.apache.spark.api.python.PythonException: Traceback (most recent call last):\n  File \"a.py\", line 3, in f\n    1 / 0\nZeroDivisionError: division by zero\n";
        assert_eq!(headline(python), "ZeroDivisionError: division by zero");
        assert_eq!(
            headline("java.io.IOException\nNo space left on device"),
            "java.io.IOException: No space left on device"
        );
        assert_eq!(headline("java.lang.Error\n\tat a.B.c(B.java:1)"), "java.lang.Error");
        assert_eq!(headline(""), "");
    }

    #[test]
    fn the_first_frame_of_user_code_is_found() {
        let java = "java.lang.ArithmeticException: / by zero\n\tat scala.Int.div(Int.scala)\n\tat com.acme.Report.rate(Report.scala:12)\n\tat org.apache.spark.Task.run(Task.scala)";
        assert_eq!(exception_of(java).as_deref(), Some("java.lang.ArithmeticException"));
        assert_eq!(frame_of(java).as_deref(), Some("com.acme.Report.rate(Report.scala:12)"));
        let python = "org.apache.spark.api.python.PythonException: Traceback (most recent call last):\n  File \"/x/pyspark/worker.py\", line 5, in main\n  File \"/home/me/job.py\", line 7, in <lambda>\nZeroDivisionError: integer division";
        assert_eq!(exception_of(python).as_deref(), Some("ZeroDivisionError"));
        assert_eq!(frame_of(python).as_deref(), Some("/home/me/job.py:7 in <lambda>"));
    }
}
