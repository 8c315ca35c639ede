//! What a reader of the figures must know of their log.

use afterglow_eventlog::discover::Log;
use afterglow_eventlog::{Failure, FailureCode, LineReport};
use afterglow_profile::Profile;

use crate::contract::WarningJson;

pub(super) fn warned(code: &str, message: String) -> WarningJson {
    WarningJson { code: code.to_owned(), message }
}

pub(super) fn add(sum: &mut LineReport, part: &LineReport) {
    sum.lines += part.lines;
    sum.rejected += part.rejected;
    sum.events += part.events;
    sum.bytes += part.bytes;
    sum.first_rejected = sum.first_rejected.or(part.first_rejected);
    sum.last_line_cut = part.last_line_cut;
    sum.stopped |= part.stopped;
}

/// A failure for a log that has lines and no event.
pub(super) fn no_event(log: &Log, lines: &LineReport) -> Failure {
    let (offset, expected) =
        lines.first_rejected.map_or((None, "a Spark event"), |line| (Some(line.offset), line.expected));
    Failure {
        code: FailureCode::NotALog,
        file: log.name.clone(),
        offset,
        found: format!("{} lines and no Spark event among them", lines.lines),
        expected: expected.to_owned(),
        advice: "give the file that spark.eventLog.dir holds".to_owned(),
    }
}

/// A failure for a log whose parts unpack to more than a log can, together.
pub(super) fn too_much(part: &str, ratio: u64, from_bytes: u64) -> Failure {
    Failure {
        code: FailureCode::TooLarge,
        file: part.to_owned(),
        offset: None,
        found: "parts that unpack to suspiciously much together".to_owned(),
        expected: format!("at most {ratio} plain bytes per stored byte beyond {from_bytes} bytes"),
        advice: "read it all the same if you trust the files, or unpack them first".to_owned(),
    }
}

/// Lines of a part that are no events, as a failure with its warning's code.
pub(super) fn lines_rejected(part: &str, report: &LineReport) -> Option<(&'static str, Failure)> {
    let first = report.first_rejected?;
    let cut = report.last_line_cut && report.rejected == 1;
    let failure = Failure {
        code: if cut { FailureCode::Truncated } else { FailureCode::Corrupt },
        file: part.to_owned(),
        offset: Some(first.offset),
        found: if cut {
            format!("the end of the log in the middle of line {}", first.line)
        } else {
            format!("line {} that is no event ({} such lines)", first.line, report.rejected)
        },
        expected: first.expected.to_owned(),
        advice: "everything else was read, and the figures are those of what was read".to_owned(),
    };
    Some((if cut { "last-line-cut" } else { "lines-rejected" }, failure))
}

/// What the profile shows to be missing from the log.
pub(super) fn of_profile(profile: &Profile, warnings: &mut Vec<WarningJson>) {
    let log = &profile.log;
    if !log.complete {
        let message = "The log has no ApplicationEnd: the run was still going, was killed, or the end is missing. \
                       The wall time ends with the last event.";
        warnings.push(warned("no-application-end", message.into()));
    }
    if log.tasks_running > 0 && log.complete {
        let count = log.tasks_running;
        warnings.push(warned("task-ends-missing", format!("{count} tasks were started and never ended in this log. Spark drops events when its listener queue is full, and the ends of what is cancelled with the application.")));
    }
    if log.tasks_without_start > 0 && log.tasks_without_start < profile.totals.sums.tasks {
        let count = log.tasks_without_start;
        let message = format!(
            "{count} tasks end without a start in this log, or a second time: each end counts as a task, as in Spark."
        );
        warnings.push(warned("task-starts-missing", message));
    }
    if log.tasks_backwards > 0 {
        let count = log.tasks_backwards;
        warnings.push(warned(
            "clock-jumps",
            format!("{count} tasks finish before they were launched: their duration counts as 0."),
        ));
    }
    if log.tasks_absurd > 0 {
        let message = format!(
            "{} tasks have figures that cannot be (times before 1970 or after 2100, amounts beyond 2^58, which are \
             capped there): sums and times that they are in cannot be trusted.",
            log.tasks_absurd
        );
        warnings.push(warned("absurd-figures", message));
    }
    let missing: u64 = profile
        .stages
        .iter()
        .filter(|stage| stage.status == afterglow_profile::StageStatus::Succeeded)
        .map(|stage| u64::from(stage.tasks_announced).saturating_sub(stage.sums.succeeded() + stage.sums.resubmitted))
        .sum();
    if missing > 0 {
        warnings.push(warned(
            "tasks-missing",
            format!(
                "{missing} tasks of stages that succeeded have no end in this log: figures of these stages are too low."
            ),
        ));
    }
}
