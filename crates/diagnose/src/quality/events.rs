//! Events that the log has not.

use super::Gaps;
use crate::facts::Facts;
use crate::words::grouped;

pub(super) fn look(facts: &Facts<'_>, gaps: &mut Gaps) {
    let profile = facts.profile;
    let log = &profile.log;
    gaps.add(
        profile.tasks.is_empty(),
        "no-tasks",
        "No task has ended in this log.".into(),
        "Nothing about performance can be said.",
    );
    gaps.add(
        profile.app.started.is_none(),
        "no-start",
        "The log has no ApplicationStart.".into(),
        "Times begin with the first event, and what came before is unknown.",
    );
    let endless =
        facts.stages.iter().filter(|stage| stage.n > 0 && profile.stages[stage.row].completed.is_none()).count();
    gaps.add(
        endless > 0 && log.complete,
        "open-stages",
        format!("{endless} stages have tasks and no end: events were dropped."),
        "Their end is taken from their tasks.",
    );
    gaps.add(
        log.compacted,
        "compacted",
        "A History Server compacted this log: events of finished jobs are gone.".into(),
        "Totals, savings and predictions cover only what is left.",
    );
    gaps.add(
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
    gaps.add(
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
    gaps.add(
        headless > 0,
        "headless-jobs",
        format!(
            "{headless} {} an end and no start: events were dropped or cut out.",
            if headless == 1 { "job has" } else { "jobs have" }
        ),
        "When those jobs began is taken from their stages, and the driver's own time is uncertain.",
    );
    let open = profile.jobs.iter().filter(|job| job.succeeded.is_none()).count();
    gaps.add(
        open > 0,
        "open-jobs",
        format!("{open} {} no end.", if open == 1 { "job has" } else { "jobs have" }),
        "Whether they succeeded cannot be said.",
    );
    let holes = rollover_holes(&log.rollovers);
    gaps.add(
        !holes.is_empty(),
        "missing-parts",
        format!(
            "Parts of a rolled log are missing: {}.",
            holes.iter().take(5).map(ToString::to_string).collect::<Vec<_>>().join(", ")
        ),
        "What ran in that time is unknown.",
    );
    gaps.add(
        log.tasks_backwards > 0,
        "clock-jumps",
        format!("{} tasks end before they start: the driver's clock jumped.", grouped(log.tasks_backwards)),
        "Times around the jump are not to be trusted.",
    );
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
