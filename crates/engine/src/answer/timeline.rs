//! The timeline: lanes of bars, merged where they would be narrower than a column of pixels.

use std::collections::{BTreeMap, HashSet};

use afterglow_diagnose::lost_executors;
use afterglow_profile::{Profile, TaskStatus, interval};
use afterglow_units::{Timestamp, order};

use crate::lanes::Lanes;
use crate::run::Run;
use crate::view::{Lane, Mark, TimelineView};

/// A window of the timeline.
pub(super) fn timeline(run: &Run, from_ms: f64, to_ms: Option<f64>, columns: u32) -> TimelineView {
    let profile = &run.profile;
    let Some((begin, end)) = profile.app.begin().zip(profile.app.end()) else { return TimelineView::default() };
    let wall = end.since(begin).0 as f64;
    // What is no number is not asked with.
    let from = Some(from_ms).filter(|from| !from.is_nan()).unwrap_or_default().clamp(0.0, wall);
    let to = to_ms.filter(|to| !to.is_nan()).unwrap_or(wall).clamp(from, wall);
    let columns = columns.clamp(16, 8192) as usize;
    let window = Window { begin, from, to, column: ((to - from) / columns as f64).max(f64::MIN_POSITIVE) };
    // When none of the tasks ended by the log, nobody knows when none ran.
    let mut lanes = if profile.lacks_task_ends() { Vec::new() } else { vec![driver(profile, &window)] };
    lanes.extend(comings_and_goings(profile, &window));
    lanes.extend(window.packed("sql", spans_of_sql(profile)));
    lanes.extend(window.packed("job", spans_of_jobs(profile)));
    lanes.extend(window.packed("stage", spans_of_stages(profile)));
    let (slots, tasks) = slots(profile, &window);
    let points = columns.min(MOST_POINTS);
    lanes.extend(slots);
    TimelineView {
        wall_ms: wall,
        from_ms: from,
        to_ms: to,
        lanes,
        concurrency: of_tasks(profile, &window, points, |_| 1.0),
        slots: alive(profile, &window, points),
        execution_bytes: execution_bytes(profile, &window, points),
        tasks,
    }
}

/// How many points the tracks have at most.
const MOST_POINTS: usize = 1200;

/// The window of time that is shown.
struct Window {
    begin: Timestamp,
    from: f64,
    to: f64,
    /// How much time one column of pixels shows.
    column: f64,
}

impl Window {
    fn ms(&self, at: Timestamp) -> f64 {
        at.0 as f64 - self.begin.0 as f64
    }

    fn shows(&self, from: f64, to: f64) -> bool {
        to >= self.from && from <= self.to
    }

    /// Puts spans on as few lanes as keep them apart, at most eight: what does not fit goes on the last one, merged.
    fn packed(&self, kind: &str, mut spans: Vec<Mark>) -> Vec<Lane> {
        const MOST: usize = 8;
        spans.retain(|span| self.shows(span.from_ms, span.to_ms));
        order::by(&mut spans, |a, b| a.from_ms.total_cmp(&b.from_ms));
        let (mut lanes, mut free): (Vec<Lane>, _) = (Vec::new(), Lanes::at_most(MOST));
        for span in spans {
            // What began before the run did, by its clock, takes its lane from the run's begin.
            let lane = free.place(span.from_ms as u64, span.to_ms as u64);
            if lane == lanes.len() {
                lanes.push(Lane { kind: kind.to_owned(), ..Lane::default() });
            }
            self.add(&mut lanes[lane].marks, span);
        }
        lanes
    }

    /// Appends a mark to a lane, or merges it with the last one if both lie in one column.
    fn add(&self, marks: &mut Vec<Mark>, mark: Mark) {
        if let Some(last) = marks.last_mut() {
            let narrow = last.to_ms - last.from_ms < self.column && mark.to_ms - mark.from_ms < self.column;
            let same_column = mark.to_ms - last.from_ms < self.column;
            if mark.from_ms < last.to_ms || (narrow && same_column) {
                last.to_ms = last.to_ms.max(mark.to_ms);
                last.count += mark.count;
                last.failed |= mark.failed;
                return;
            }
        }
        marks.push(mark);
    }
}

fn driver(profile: &Profile, window: &Window) -> Lane {
    let busy = profile.stages.iter().filter_map(|stage| Some((stage.first_launch?, stage.last_finish?))).collect();
    let end = Timestamp(window.begin.0 + window.to.ceil() as i64);
    let gaps = interval::gaps(&interval::union(busy), window.begin, end);
    let mut marks = Vec::new();
    for (from, to) in gaps {
        let (from_ms, to_ms) = (window.ms(from), window.ms(to));
        if window.shows(from_ms, to_ms) {
            window.add(&mut marks, Mark { from_ms, to_ms, id: -1, stage: -1, count: 1, ..Mark::default() });
        }
    }
    Lane { kind: "driver".to_owned(), label: "Driver only".to_owned(), group: String::new(), marks }
}

/// When executors came and went, on one lane.
fn comings_and_goings(profile: &Profile, window: &Window) -> Option<Lane> {
    let lost: HashSet<&str> = lost_executors(profile).map(|executor| executor.id.as_str()).collect();
    let mut marks = Vec::new();
    for executor in &profile.executors {
        let name = format!("{} on {}", executor.id, executor.host);
        let mark = |at: Timestamp, came: i64, failed: bool, label: String| {
            let at = window.ms(at);
            Mark { from_ms: at, to_ms: at, id: -1, stage: came, count: 1, failed, label }
        };
        marks.extend(executor.added.map(|at| mark(at, 1, false, format!("Executor {name} came"))));
        marks.extend(executor.removed.map(|at| {
            let reason = executor.removed_reason.as_deref().unwrap_or("no reason was logged");
            mark(at, 0, lost.contains(executor.id.as_str()), format!("Executor {name} went: {reason}"))
        }));
    }
    marks.retain(|mark| window.shows(mark.from_ms, mark.to_ms));
    let merged = apart(marks, window);
    (!merged.is_empty()).then(|| Lane { kind: "executor".to_owned(), marks: merged, ..Lane::default() })
}

/// Marks of one instant each in the order of time, merged with those of their own kind alone: an executor that comes
/// where another is lost is no loss.
fn apart(mut marks: Vec<Mark>, window: &Window) -> Vec<Mark> {
    let kind = |mark: &Mark| (mark.failed, mark.stage != 1);
    marks.sort_by(|a, b| kind(a).cmp(&kind(b)).then(a.from_ms.total_cmp(&b.from_ms)));
    let mut merged: Vec<Mark> = Vec::new();
    for of_kind in marks.chunk_by(|a, b| kind(a) == kind(b)) {
        let mut own = Vec::new();
        for mark in of_kind {
            window.add(&mut own, mark.clone());
        }
        merged.append(&mut own);
    }
    // What was lost is drawn last, and so seen.
    merged.sort_by(|a, b| a.from_ms.total_cmp(&b.from_ms).then(kind(a).cmp(&kind(b))));
    merged
}

fn span(
    profile: &Profile,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    id: i64,
    label: &str,
    failed: bool,
) -> Option<Mark> {
    let begin = profile.app.begin()?;
    let from_ms = from?.0 as f64 - begin.0 as f64;
    let to_ms = to.or(profile.app.end())?.0 as f64 - begin.0 as f64;
    Some(Mark { from_ms, to_ms: to_ms.max(from_ms), id, stage: -1, count: 1, failed, label: label.to_owned() })
}

fn spans_of_jobs(profile: &Profile) -> Vec<Mark> {
    let marks = profile.jobs.iter().filter_map(|job| {
        let label = job.description.as_deref().unwrap_or(&job.name);
        span(profile, job.submitted, job.completed, job.id.0, label, job.succeeded == Some(false))
    });
    marks.collect()
}

fn spans_of_sql(profile: &Profile) -> Vec<Mark> {
    let marks = profile.sql.iter().filter_map(|execution| {
        span(
            profile,
            execution.started,
            execution.ended,
            execution.id.0,
            &execution.description,
            execution.error.is_some(),
        )
    });
    marks.collect()
}

fn spans_of_stages(profile: &Profile) -> Vec<Mark> {
    let marks = profile.stages.iter().filter_map(|stage| {
        let (from, to) = stage.span()?;
        let mark = span(profile, Some(from), Some(to), stage.key.id.0, &stage.name, stage.failure.is_some())?;
        Some(Mark { stage: stage.key.id.0, ..mark })
    });
    marks.collect()
}

/// One lane a slot: the tasks of each executor, laid on the first slot that is free. Executors beyond what a window
/// can show are kept to one lane each, merged.
fn slots(profile: &Profile, window: &Window) -> (Vec<Lane>, usize) {
    /// Beyond this many lanes no screen shows one apart from the next.
    const MOST_LANES: usize = 2_000;
    let tasks = &profile.tasks;
    let mut shown: Vec<(u32, f64, f64, usize)> = (0..tasks.len())
        .filter(|&row| tasks.status(row) != TaskStatus::Resubmitted)
        .map(|row| {
            let from = window.ms(tasks.launched(row));
            (tasks.executor(row).0, from, from + tasks.duration(row).0 as f64, row)
        })
        .filter(|&(_, from, to, _)| window.shows(from, to))
        .collect();
    // Up to all tasks of the run: the standard library's sort.
    shown.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.3.cmp(&b.3)));
    let count = shown.len();
    let executors = shown.chunk_by(|a, b| a.0 == b.0).count();
    let per_executor = (MOST_LANES / executors.max(1)).max(1);
    let mut lanes = Vec::new();
    for of_executor in shown.chunk_by(|a, b| a.0 == b.0) {
        let executor = &profile.executors[of_executor[0].0 as usize];
        let mut free = Lanes::at_most(per_executor);
        let mut marks: BTreeMap<usize, Vec<Mark>> = BTreeMap::new();
        for &(_, from, to, row) in of_executor {
            let slot = free.place(from as u64, to as u64);
            let task = tasks.row(row);
            let stage = profile.stages[task.stage as usize].key.id.0;
            let mark = Mark {
                from_ms: from,
                to_ms: to,
                id: task.id.0,
                stage,
                count: 1,
                failed: task.status.is_failure(),
                label: String::new(),
            };
            window.add(marks.entry(slot).or_default(), mark);
        }
        lanes.extend(marks.into_iter().map(|(slot, marks)| Lane {
            kind: "slot".to_owned(),
            label: format!("slot {}", slot + 1),
            group: format!("{} on {}", executor.id, executor.host),
            marks,
        }));
    }
    (lanes, count)
}

/// The mean of a weight of running tasks in each of `points` equal parts of the window.
fn of_tasks(profile: &Profile, window: &Window, points: usize, weight: impl Fn(usize) -> f64) -> Vec<f64> {
    let tasks = &profile.tasks;
    let spans = (0..tasks.len()).filter(|&row| tasks.status(row) != TaskStatus::Resubmitted).map(|row| {
        let from = window.ms(tasks.launched(row));
        (from, from + tasks.duration(row).0 as f64, weight(row))
    });
    binned(window, points, spans)
}

/// The peaks of execution memory of the tasks that run; nothing where no task has one.
fn execution_bytes(profile: &Profile, window: &Window, points: usize) -> Vec<f64> {
    let peaks = profile.tasks.column("peak_execution").filter(|peaks| !peaks.all_zero());
    peaks.map_or_else(Vec::new, |peaks| of_tasks(profile, window, points, |row| peaks.get(row) as f64))
}

/// Mean number of running tasks in each of `points` equal parts of the run.
pub(crate) fn running_tasks(profile: &Profile, points: usize) -> Vec<f64> {
    let Some((begin, wall)) = profile.app.begin().zip(profile.app.wall()) else { return Vec::new() };
    of_tasks(profile, &Window { begin, from: 0.0, to: wall.0 as f64, column: 1.0 }, points, |_| 1.0)
}

/// Mean number of slots alive in each of `points` equal parts of the window.
fn alive(profile: &Profile, window: &Window, points: usize) -> Vec<f64> {
    let end = profile.app.end().unwrap_or(window.begin);
    let spans = profile.executors.iter().filter_map(|executor| {
        let slots = executor.cores?.0 / profile.task_cpus(executor.resource_profile);
        let from = window.ms(executor.added.unwrap_or(window.begin));
        Some((from, window.ms(executor.removed.unwrap_or(end)), f64::from(slots)))
    });
    binned(window, points, spans)
}

/// Spreads weighted spans over equal bins, as means, in one pass over the spans: whole bins through differences.
fn binned(window: &Window, points: usize, spans: impl Iterator<Item = (f64, f64, f64)>) -> Vec<f64> {
    let width = (window.to - window.from) / points as f64;
    if width <= 0.0 || points == 0 {
        return vec![0.0; points];
    }
    let mut partial = vec![0.0; points];
    let mut steps = vec![0.0; points + 1];
    for (from, to, weight) in spans {
        let (a, b) = ((from.max(window.from) - window.from) / width, (to.min(window.to) - window.from) / width);
        if b <= a {
            continue;
        }
        let (first, last) = ((a as usize).min(points - 1), (b as usize).min(points - 1));
        if first == last {
            partial[first] += (b - a) * weight;
            continue;
        }
        partial[first] += (first as f64 + 1.0 - a) * weight;
        partial[last] += (b - last as f64) * weight;
        steps[first + 1] += weight;
        steps[last] -= weight;
    }
    let mut level = 0.0;
    (0..points)
        .map(|bin| {
            level += steps[bin];
            partial[bin] + level
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_hold_means() {
        let window = Window { begin: Timestamp(0), from: 0.0, to: 4.0, column: 1.0 };
        let means = binned(&window, 4, [(0.5, 3.25, 1.0), (1.0, 2.0, 2.0)].into_iter());
        assert_eq!(means, [0.5, 3.0, 1.0, 0.25]);
    }

    #[test]
    fn an_executor_that_comes_where_another_is_lost_is_no_loss() {
        let window = Window { begin: Timestamp(0), from: 0.0, to: 100.0, column: 10.0 };
        let at = |from_ms: f64, stage: i64, failed: bool| Mark {
            from_ms,
            to_ms: from_ms,
            stage,
            failed,
            count: 1,
            ..Mark::default()
        };
        let marks = apart(vec![at(1.0, 1, false), at(2.0, 0, true), at(3.0, 1, false), at(4.0, 0, false)], &window);
        let kinds: Vec<(i64, bool, u32)> = marks.iter().map(|mark| (mark.stage, mark.failed, mark.count)).collect();
        assert_eq!(kinds, [(1, false, 2), (0, true, 1), (0, false, 1)]);
    }

    #[test]
    fn narrow_marks_merge_and_none_is_lost() {
        let window = Window { begin: Timestamp(0), from: 0.0, to: 100.0, column: 10.0 };
        let mut marks = Vec::new();
        for at in 0..100 {
            let from_ms = f64::from(at);
            window.add(&mut marks, Mark { from_ms, to_ms: from_ms + 0.5, count: 1, ..Mark::default() });
        }
        assert!(marks.len() <= 11, "{}", marks.len());
        assert_eq!(marks.iter().map(|mark| mark.count).sum::<u32>(), 100);
    }
}
