//! The log itself, before anything else: what is missing, and what therefore cannot be said.

use afterglow_profile::Profile;

use crate::facts::Facts;
use crate::words::grouped;

/// Something that the log lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// A stable code.
    pub code: &'static str,
    /// What is missing.
    pub missing: String,
    /// What cannot be said, or only with care, because of it.
    pub unsaid: &'static str,
}

impl Gap {
    /// What is missing, and what therefore cannot be said.
    pub fn sentences(&self) -> String {
        format!("{} {}", self.missing, self.unsaid)
    }
}

/// What a log lacks, the gravest first.
pub(crate) fn gaps(facts: &Facts<'_>) -> Vec<Gap> {
    let profile = facts.profile;
    let log = &profile.log;
    let mut gaps = Vec::new();
    let mut add = |missing: bool, code: &'static str, text: String, unsaid: &'static str| {
        if missing {
            gaps.push(Gap { code, missing: text, unsaid });
        }
    };
    add(
        profile.tasks.is_empty(),
        "no-tasks",
        "No task has ended in this log.".into(),
        "Nothing about performance can be said.",
    );
    add(
        profile.app.started.is_none(),
        "no-start",
        "The log has no ApplicationStart.".into(),
        "Times begin with the first event, and what came before is unknown.",
    );
    let endless =
        facts.stages.iter().filter(|stage| stage.n > 0 && profile.stages[stage.row].completed.is_none()).count();
    add(
        endless > 0 && log.complete,
        "open-stages",
        format!("{endless} stages have tasks and no end: events were dropped."),
        "Their end is taken from their tasks.",
    );
    add(
        log.compacted,
        "compacted",
        "A History Server compacted this log: events of finished jobs are gone.".into(),
        "Totals, savings and predictions cover only what is left.",
    );
    add(
        !log.complete,
        "unfinished",
        "The log has no ApplicationEnd.".into(),
        "The run may have gone on; times end at the last event.",
    );
    let announced: u64 = profile
        .stages
        .iter()
        .filter(|stage| stage.completed.is_some() && stage.failure.is_none())
        .map(|stage| u64::from(stage.tasks_announced))
        .sum();
    let ended: u64 = profile
        .stages
        .iter()
        .filter(|stage| stage.completed.is_some() && stage.failure.is_none())
        .map(|stage| stage.sums.succeeded().min(u64::from(stage.tasks_announced)))
        .sum();
    add(
        ended < announced,
        "dropped-events",
        format!(
            "{} of {} tasks of completed stages have no end in the log: the listener queue dropped events.",
            grouped(announced.saturating_sub(ended)),
            grouped(announced)
        ),
        "Sums of those stages are too small.",
    );
    let headless = profile.jobs.iter().filter(|job| job.submitted.is_none() && job.completed.is_some()).count();
    add(
        headless > 0,
        "headless-jobs",
        format!("{headless} jobs have an end and no start: events were dropped or cut out."),
        "When those jobs began is taken from their stages, and the driver's own time is uncertain.",
    );
    let open = profile.jobs.iter().filter(|job| job.succeeded.is_none()).count();
    add(open > 0, "open-jobs", format!("{open} jobs have no end."), "Whether they succeeded cannot be said.");
    let holes = rollover_holes(&log.rollovers);
    add(
        !holes.is_empty(),
        "missing-parts",
        format!(
            "Parts of a rolled log are missing: {}.",
            holes.iter().take(5).map(ToString::to_string).collect::<Vec<_>>().join(", ")
        ),
        "What ran in that time is unknown.",
    );
    add(
        log.tasks_backwards > 0,
        "clock-jumps",
        format!("{} tasks end before they start: the driver's clock jumped.", grouped(log.tasks_backwards)),
        "Times around the jump are not to be trusted.",
    );
    add(
        !profile.sql.is_empty() && profile.sql.iter().all(|sql| sql.plan.nodes.is_empty()),
        "no-plans",
        "SQL executions have no plan.".into(),
        "Nothing about plans can be said.",
    );
    add(
        !profile.sql.is_empty() && profile.accumulators.is_empty(),
        "no-plan-metrics",
        "Plans have no metric values.".into(),
        "Rows, files and sizes of plan nodes are unknown.",
    );
    add(
        !profile.tasks.is_empty() && profile.executors.iter().all(|executor| executor.peaks.is_none()),
        "no-memory-metrics",
        "No executor memory metrics were logged.".into(),
        "Whether the memory was right cannot be said (spark.eventLog.logStageExecutorMetrics).",
    );
    add(
        profile.totals.sums.run.0 > 0 && profile.totals.sums.cpu_ns == 0,
        "no-cpu-time",
        "Tasks have no CPU time.".into(),
        "Waiting and computing cannot be told apart.",
    );
    add(
        profile.conf.spark.is_empty(),
        "no-configuration",
        "The log has no configuration.".into(),
        "Settings cannot be compared with what is advised.",
    );
    add(
        !facts.slots_known,
        "no-slots",
        "The log does not say how many cores there were.".into(),
        "Idle slots and scaling cannot be said.",
    );
    let mut cores: Vec<u32> = profile
        .executors
        .iter()
        .filter(|executor| executor.id != "driver")
        .filter_map(|executor| executor.cores)
        .map(|cores| cores.0)
        .collect();
    cores.sort_unstable();
    cores.dedup();
    add(
        cores.len() > 1,
        "mixed-executors",
        format!("Executors have different numbers of cores ({} kinds).", cores.len()),
        "Figures by executor are not alike.",
    );
    let workers = profile.executors.iter().filter(|executor| executor.id != "driver").count();
    add(
        facts.local && !profile.tasks.is_empty(),
        "local-mode",
        "Driver and executor were one process (local mode).".into(),
        "Network, executors and their memory cannot be judged.",
    );
    add(
        !facts.local && workers == 1,
        "one-executor",
        "There was a single executor.".into(),
        "Nothing can be said of the network between executors.",
    );
    add(
        profile.app.attempt.as_deref().is_some_and(|attempt| attempt != "1"),
        "later-attempt",
        format!("This is attempt {} of the application.", profile.app.attempt.as_deref().unwrap_or_default()),
        "What earlier attempts did is in other logs.",
    );
    let covered = facts.job_time() / facts.wall;
    add(
        !profile.jobs.is_empty() && covered < 0.7,
        "little-covered",
        format!("Jobs cover {:.0} % of the time.", covered * 100.0),
        "Predictions of the whole run are wide: the rest is the driver's.",
    );
    gaps
}

/// Numbers missing in a sequence of rollovers.
fn rollover_holes(numbers: &[i64]) -> Vec<i64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let (Some(&last), true) = (sorted.last(), sorted.len() < 100_000) else { return Vec::new() };
    // From 0: the first part has the application's name and configuration.
    (0..last.min(100_000)).filter(|number| sorted.binary_search(number).is_err()).collect()
}

/// What a profile's log lacks, the gravest first.
pub fn log_gaps(profile: &Profile) -> Vec<Gap> {
    gaps(&Facts::of(profile))
}
