//! Reads a log into a run.

use std::cell::{Cell, OnceCell};
use std::io::Read;
use std::rc::Rc;

use afterglow_eventlog::discover::{Layout, Log, PartReader};
use afterglow_eventlog::event::Event;
use afterglow_eventlog::{Failure, FailureCode, LineReport, Reading, Sink, read_stream};
use afterglow_profile::Fold;

use super::Run;
use crate::Progress;
use crate::contract::{FileJson, WarningJson};

/// How far the reading of all logs of a drop is.
pub(crate) struct Meter {
    total: u64,
    /// Stored bytes of the parts that are done.
    done: u64,
    stopped: bool,
}

impl Meter {
    pub(crate) fn new(total: u64) -> Self {
        Self { total, done: 0, stopped: false }
    }

    pub(crate) fn stopped(&self) -> bool {
        self.stopped
    }
}

/// Folds events and reports progress.
struct Folding<'a> {
    fold: Fold,
    log: &'a str,
    events: u64,
    position: Rc<Cell<u64>>,
    meter: &'a mut Meter,
    progress: &'a mut dyn FnMut(&Progress) -> bool,
}

impl Sink for Folding<'_> {
    fn event(&mut self, event: &Event<'_>) {
        self.events += 1;
        self.fold.event(event);
    }

    fn proceed(&mut self, _: &LineReport) -> bool {
        let profile = self.fold.profile();
        let so_far = Progress {
            log: self.log.to_owned(),
            bytes_read: self.meter.done + self.position.get(),
            bytes_total: self.meter.total,
            events: self.events,
            tasks: profile.totals.sums.tasks,
            jobs: profile.totals.jobs,
            stages: profile.totals.stages,
            app: (!profile.app.name.is_empty()).then(|| profile.app.name.clone()),
            wall_ms: profile.app.wall().map(|wall| wall.0 as f64),
        };
        self.meter.stopped = !(self.progress)(&so_far);
        !self.meter.stopped
    }
}

/// Tells its position after every read.
struct Placed {
    part: PartReader,
    position: Rc<Cell<u64>>,
}

impl Read for Placed {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.part.read(buffer);
        self.position.set(self.part.stored_position());
        read
    }
}

impl Run {
    /// Reads a log. No run comes of a log of which nothing could be read; the failures say why, and a run that is
    /// given in spite of failures is partial.
    pub(crate) fn read(
        log: &Log,
        meter: &mut Meter,
        progress: &mut dyn FnMut(&Progress) -> bool,
    ) -> (Option<Self>, Vec<Failure>) {
        let (mut failures, mut of_lines) = (Vec::new(), Vec::new());
        let mut lines = LineReport::default();
        let mut warnings: Vec<WarningJson> =
            log.warnings.iter().map(|warning| warned(warning.code.name(), warning.message.clone())).collect();
        let position = Rc::new(Cell::new(0));
        let mut sink = Folding {
            fold: Fold::default(),
            log: &log.name,
            events: 0,
            position: Rc::clone(&position),
            meter,
            progress,
        };
        for part in &log.parts {
            position.set(0);
            match part.open() {
                Ok(reader) => {
                    let mut stream = Placed { part: reader, position: Rc::clone(&position) };
                    let (report, error) = read_stream(&mut stream, Reading::default(), &mut sink);
                    if let Some(error) = &error {
                        failures.push(Failure::from_read(&part.name, error).after_lines(report.lines));
                    }
                    if let Some((code, failure)) = lines_rejected(&part.name, &report) {
                        warnings.push(warned(code, failure.to_string()));
                        of_lines.push(failure);
                    }
                    add(&mut lines, &report);
                }
                Err(failure) => failures.push(failure),
            }
            sink.meter.done += part.stored_bytes;
            if sink.meter.stopped {
                warnings.push(warned("stopped", "Reading was stopped: the figures are those of what was read.".into()));
                break;
            }
        }
        let fold = sink.fold;
        if lines.events == 0 {
            if failures.is_empty() {
                failures.push(no_event(log, &lines));
            }
            return (None, failures);
        }
        warnings.extend(failures.iter().map(|failure| warned(failure.code.name(), failure.to_string())));
        let mut profile = fold.finish();
        profile.log.compacted = matches!(log.layout, Layout::Rolling { compacted: true, .. });
        if let Layout::Legacy { spark_version: Some(version) } = &log.layout {
            profile.log.spark_version.get_or_insert_with(|| version.clone());
        }
        warn_of_profile(&profile, &mut warnings);
        let missing = match &log.layout {
            Layout::Rolling { missing, .. } | Layout::Databricks { missing, .. } => !missing.is_empty(),
            Layout::Single | Layout::Legacy { .. } => false,
        };
        let partial = lines.rejected > 0 || lines.stopped || !failures.is_empty() || missing || profile.log.compacted;
        let run = Self {
            name: log.name.clone(),
            files: log
                .parts
                .iter()
                .map(|part| FileJson {
                    name: part.name.clone(),
                    bytes: part.stored_bytes,
                    codec: part.encoding(),
                    sha256: None,
                })
                .collect(),
            profile,
            lines,
            warnings,
            partial,
            model: OnceCell::new(),
            sketch: OnceCell::new(),
            diagnosis: OnceCell::new(),
            stage_tasks: OnceCell::new(),
        };
        failures.extend(of_lines);
        (Some(run), failures)
    }
}

fn warned(code: &str, message: String) -> WarningJson {
    WarningJson { code: code.to_owned(), message }
}

fn add(sum: &mut LineReport, part: &LineReport) {
    sum.lines += part.lines;
    sum.rejected += part.rejected;
    sum.events += part.events;
    sum.bytes += part.bytes;
    sum.first_rejected = sum.first_rejected.or(part.first_rejected);
    sum.last_line_cut = part.last_line_cut;
    sum.stopped |= part.stopped;
}

/// A failure for a log that has lines and no event.
fn no_event(log: &Log, lines: &LineReport) -> Failure {
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

/// Lines of a part that are no events, as a failure with its warning's code.
fn lines_rejected(part: &str, report: &LineReport) -> Option<(&'static str, Failure)> {
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
fn warn_of_profile(profile: &afterglow_profile::Profile, warnings: &mut Vec<WarningJson>) {
    let log = &profile.log;
    if !log.complete {
        let message = "The log has no ApplicationEnd: the run was still going, was killed, or the end is missing. \
                       The wall time ends with the last event.";
        warnings.push(warned("no-application-end", message.into()));
    }
    if log.tasks_running > 0 && log.complete {
        let count = log.tasks_running;
        warnings.push(warned("task-ends-missing", format!("{count} tasks were started and never ended in this log: Spark drops events when its listener queue is full.")));
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
