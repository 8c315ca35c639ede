//! Where the wall time went.

use afterglow_profile::Sums;
use afterglow_profile::interval::{clipped, covered, gaps, union};

use crate::facts::{Facts, Span};

/// A part of the wall time, ms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// A stable code.
    pub code: &'static str,
    /// A few words.
    pub title: &'static str,
    /// Wall time, ms.
    pub ms: f64,
}

/// The wall time in parts that add up to it.
///
/// Time without a running task is the driver's: before the first job or query, between jobs, within jobs. Time with running
/// tasks is divided in the proportion of what the tasks spent their slot time on, see [`task_time`]. Without the ends of
/// tasks nothing of it is known.
pub(crate) fn breakdown(facts: &Facts<'_>) -> Vec<Part> {
    let profile = facts.profile;
    if profile.lacks_task_ends() {
        return Vec::new();
    }
    let tasks = &profile.tasks;
    let mut spans: Vec<Span> =
        (0..tasks.len()).map(|at| (tasks.launched(at), tasks.launched(at) + tasks.duration(at))).collect();
    spans = clipped(&union(spans), facts.begin, facts.end);
    let running = covered(&spans).0 as f64;
    let free = gaps(&spans, facts.begin, facts.end);
    // The same moment as in the finding on a late start: a query is planned before its first job.
    let first = facts.active().first().map_or(facts.end, |first| first.0);
    let length = |spans: &[Span]| covered(spans).0 as f64;
    let start_up = length(&clipped(&free, facts.begin, first));
    let in_jobs: f64 = facts.jobs.iter().map(|&(from, to)| length(&clipped(&free, from, to))).sum();
    let queries = union(profile.sql.iter().filter_map(|sql| Some((sql.started?, sql.ended?))).collect());
    let outside: Vec<Span> = facts.jobs_gaps().into_iter().flat_map(|(from, to)| clipped(&free, from, to)).collect();
    let planning: f64 = outside.iter().map(|&(from, to)| length(&clipped(&queries, from, to))).sum();
    let between = length(&outside) - planning;

    let sums = &profile.totals.sums;
    let spill: f64 = facts
        .stages
        .iter()
        .map(|stage| {
            let sums = &profile.stages[stage.row].sums;
            let spilled = sums.memory_spilled.0.max(sums.disk_spilled.0) as f64;
            if spilled > 0.0 {
                stage.residual_spilling * spilled / (spilled + stage.volume.sum.max(1.0)) * 0.5
            } else {
                0.0
            }
        })
        .sum();
    let all = (sums.duration.0 as f64).max(1.0);
    let mut list = vec![
        Part { code: "start-up", title: "before the first job or query", ms: start_up },
        Part { code: "driver", title: "driver between jobs", ms: between.max(0.0) },
        Part { code: "planning", title: "planning and committing queries", ms: planning },
        Part { code: "waiting-in-jobs", title: "jobs with no task running", ms: in_jobs },
    ];
    let of_tasks = task_time(sums, spill);
    list.extend(of_tasks.into_iter().map(|part| Part { ms: running * part.ms / all, ..part }));
    // Rounding and overlaps at the edges go to the greatest part, so that the bar is exactly as long as the run.
    let sum: f64 = list.iter().map(|part| part.ms).sum();
    if let Some(greatest) = list.iter_mut().max_by(|a, b| a.ms.total_cmp(&b.ms)) {
        greatest.ms = (greatest.ms + facts.wall - sum).max(0.0);
    }
    list
}

/// What tasks spent their slot time on, in parts that add up to it; `spill` of it, in ms, is the estimate for spilling.
///
/// The parts of a task overlap in Spark's own figures (collections within CPU time and waiting), so each is capped by
/// what is left of the task time.
pub fn task_time(sums: &Sums, spill: f64) -> Vec<Part> {
    let mut left = sums.duration.0 as f64;
    let mut part = |code, title, ms: f64| {
        let ms = ms.clamp(0.0, left);
        left -= ms;
        Part { code, title, ms }
    };
    let mut parts = vec![
        part("wasted", "failed and superseded attempts", sums.wasted.0 as f64),
        part("scheduler-delay", "scheduler delay", sums.scheduler_delay.0 as f64),
        part("deserialise", "unpacking tasks", sums.deserialize.0 as f64),
        part("results", "packing and fetching results", (sums.serialize_result + sums.getting_result).0 as f64),
        part("gc", "collections", sums.gc.0 as f64),
        part("fetch-wait", "waiting for shuffle data", sums.fetch_wait.0 as f64),
        part("shuffle-write", "writing shuffle data", sums.shuffle_write_time().0 as f64),
        part("cpu", "computing", sums.cpu().0 as f64),
        part("spill", "spilling (estimate)", spill),
    ];
    parts.push(Part { code: "io-and-other", title: "storage, Python, native code and other waiting", ms: left });
    parts
}
