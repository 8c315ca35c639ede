//! The stage table, and one stage in detail.

use std::collections::BTreeMap;

use afterglow_profile::quantile::Spread;
use afterglow_profile::{Profile, PushRead, Stage, TaskRow, TaskStatus};
use afterglow_units::{StageId, StageKey, Timestamp};

use super::order::{Key, sorted};
use super::profile_json::status_word;
use super::tasks::locality_word;
use super::{distribution, failures, findings, rdd_graph, since_begin, slow};
use crate::run::Run;
use crate::view::{PushView, StageRow, StageView, StagesView};
use crate::{Span, StageQuery, TaskFilter};

/// A window of the stage table.
pub(super) fn window(run: &Run, query: &StageQuery) -> StagesView {
    let needle = query.search.to_lowercase();
    let stages = &run.profile.stages;
    let matching: Vec<usize> = (0..stages.len())
        .filter(|&row| query.range.is_none_or(|range| ran_in(run, row, range)))
        .filter(|&row| {
            needle.is_empty()
                || stages[row].name.to_lowercase().contains(&needle)
                || stages[row].key.to_string().starts_with(&needle)
        })
        .collect();
    let ordered = sorted(matching, query.sort.as_ref(), |&row, column| key(run, row, column));
    StagesView {
        matching: ordered.len(),
        total: stages.len(),
        rows: ordered.iter().skip(query.from).take(query.count).map(|&at| row(run, at)).collect(),
    }
}

fn ran_in(run: &Run, row: usize, range: Span) -> bool {
    let times = run.profile.stages[row].span().zip(run.profile.app.begin());
    times.is_some_and(|((from, to), begin)| {
        let ms = |at: Timestamp| at.0 as f64 - begin.0 as f64;
        range.touches(ms(from), Some(ms(to)))
    })
}

fn key(run: &Run, at: usize, column: &str) -> Option<Key> {
    let stage = &run.profile.stages[at];
    let sums = &stage.sums;
    Some(match column {
        "id" => (stage.key.id.0 as f64 + f64::from(stage.key.attempt) / 1e6).into(),
        "name" => stage.name.as_str().into(),
        "status" => status_word(stage.status).into(),
        "job" => Key::Number(stage.job.map(|job| job.0 as f64)),
        "sql" => Key::Number(stage.sql.map(|sql| sql.0 as f64)),
        "submitted_ms" => since_begin(&run.profile, stage.submitted).into(),
        "wall_ms" => wall(stage).into(),
        "tasks" => sums.tasks.into(),
        "tasks_failed" => sums.failed.into(),
        "task_run_ms" => sums.run.0.into(),
        "task_cpu_ms" => sums.cpu().0.into(),
        "task_gc_ms" => sums.gc.0.into(),
        "fetch_wait_ms" => sums.fetch_wait.0.into(),
        "shuffle_write_ms" => sums.shuffle_write_time().0.into(),
        "input_bytes" => sums.input.0.into(),
        "output_bytes" => sums.output.0.into(),
        "shuffle_read_bytes" => sums.shuffle_read().0.into(),
        "shuffle_write_bytes" => sums.shuffle_write.0.into(),
        "memory_spilled_bytes" => sums.memory_spilled.0.into(),
        "disk_spilled_bytes" => sums.disk_spilled.0.into(),
        "task_median_ms" => durations(run, at).median.into(),
        "task_max_ms" => durations(run, at).max.into(),
        "skew_ratio" => skew(&durations(run, at)).into(),
        _ => return None,
    })
}

fn wall(stage: &Stage) -> Option<f64> {
    stage.span().map(|(from, to)| to.since(from).0 as f64)
}

fn durations(run: &Run, at: usize) -> Spread {
    let tasks = &run.profile.tasks;
    let good =
        run.tasks_of(at).iter().map(|&row| row as usize).filter(|&row| tasks.status(row) == TaskStatus::Succeeded);
    Spread::of(good.map(|row| tasks.duration(row).0).collect())
}

fn skew(spread: &Spread) -> Option<f64> {
    (spread.count > 1 && spread.median > 0.0).then(|| spread.max / spread.median)
}

/// A row of the stage table.
pub(super) fn row(run: &Run, at: usize) -> StageRow {
    let stage = &run.profile.stages[at];
    let sums = &stage.sums;
    let spread = durations(run, at);
    StageRow {
        id: stage.key.id.0,
        attempt: stage.key.attempt,
        name: stage.name.clone(),
        status: status_word(stage.status).to_owned(),
        job: stage.job.map(|job| job.0),
        sql: stage.sql.map(|sql| sql.0),
        submitted_ms: since_begin(&run.profile, stage.submitted),
        wall_ms: wall(stage),
        tasks: sums.tasks,
        tasks_announced: u64::from(stage.tasks_announced),
        tasks_failed: sums.failed,
        task_run_ms: sums.run.0 as f64,
        task_cpu_ms: sums.cpu().0 as f64,
        task_gc_ms: sums.gc.0 as f64,
        fetch_wait_ms: sums.fetch_wait.0 as f64,
        shuffle_write_ms: sums.shuffle_write_time().0 as f64,
        task_median_ms: spread.median,
        task_max_ms: spread.max,
        skew_ratio: skew(&spread),
        input_bytes: sums.input.0,
        output_bytes: sums.output.0,
        shuffle_read_bytes: sums.shuffle_read().0,
        shuffle_write_bytes: sums.shuffle_write.0,
        memory_spilled_bytes: sums.memory_spilled.0,
        disk_spilled_bytes: sums.disk_spilled.0,
    }
}

/// One stage attempt in detail.
pub(super) fn one(run: &Run, id: i64, attempt: u32) -> Option<StageView> {
    let key = StageKey { id: StageId(id), attempt };
    let at = run.profile.stage_row(key)?;
    let stage = &run.profile.stages[at];
    let rows: Vec<TaskRow> = run.tasks_of(at).iter().map(|&task| run.profile.tasks.row(task as usize)).collect();
    let good: Vec<&TaskRow> =
        rows.iter().filter(|task| task.status == TaskStatus::Succeeded && task.has_metrics).collect();
    let mut executors: BTreeMap<u32, (u64, u64, f64)> = BTreeMap::new();
    for task in &rows {
        let sums = executors.entry(task.executor.0).or_default();
        sums.0 += 1;
        sums.1 += u64::from(task.status.is_failure());
        sums.2 += task.duration.0 as f64;
    }
    let (failures, failures_beyond) = failures::of_stage(&run.profile, key);
    Some(StageView {
        row: row(run, at),
        failures,
        failures_beyond,
        accumulators: accumulators(&run.profile, stage),
        push: stage.push.map(push),
        details: stage.details.clone(),
        failure: stage.failure.clone(),
        parents: stage.parents.iter().map(|parent| parent.0).collect(),
        rdds: stage.rdds.iter().map(|rdd| rdd.scope.clone().unwrap_or_else(|| rdd.name.clone())).collect(),
        graph: rdd_graph::graph(&stage.rdds),
        localities: localities(&rows),
        speculative: stage.sums.speculative,
        pool: stage.pool.clone(),
        resource_profile: stage.resource_profile,
        peak_heap_bytes: stage.peaks.map(|peaks| peaks.heap.0).filter(|heap| *heap > 0),
        jobs: run.profile.jobs.iter().filter(|job| job.stages.contains(&key.id)).map(|job| job.id.0).collect(),
        distributions: distribution::all(&good),
        executors: executors
            .into_iter()
            .map(|(executor, (tasks, failed, duration))| {
                let executor = &run.profile.executors[executor as usize];
                (executor.id.clone(), executor.host.clone(), tasks, failed, duration)
            })
            .collect(),
        findings: findings::of_stage(run, key),
        slowest: slowest(run, key),
    })
}

/// How many tasks ran at each locality, nearest first.
fn localities(rows: &[TaskRow]) -> Vec<(String, u64)> {
    let mut counts: BTreeMap<u8, (&'static str, u64)> = BTreeMap::new();
    for task in rows {
        let count = counts.entry(task.locality as u8).or_insert((locality_word(task.locality), 0));
        count.1 += 1;
    }
    counts.into_values().map(|(word, count)| (word.to_owned(), count)).collect()
}

/// Why the slowest task is slower than the median, if it is twice as slow.
fn slowest(run: &Run, key: StageKey) -> Option<String> {
    let filter = TaskFilter { stage: Some((key.id.0, key.attempt)), ..TaskFilter::default() };
    let late = slow::slow_tasks(run, &filter).rows.into_iter().next().filter(|late| late.times >= 2.0)?;
    Some(format!("Task {} took {:.1} times the median. {}", late.task.id, late.times, late.reason))
}

/// The program's own accumulators: those that no plan declares as a metric.
fn accumulators(profile: &Profile, stage: &Stage) -> Vec<(String, String)> {
    let declared = |id| {
        profile.sql.iter().any(|execution| execution.metrics.binary_search_by_key(&id, |metric| metric.id).is_ok())
    };
    let own = stage.user_accumulators.iter().filter(|one| !declared(one.id));
    own.map(|one| (one.name.clone(), one.value.clone())).collect()
}

fn push(read: PushRead) -> PushView {
    PushView {
        remote_blocks: read.remote_blocks,
        local_blocks: read.local_blocks,
        remote_chunks: read.remote_chunks,
        local_chunks: read.local_chunks,
        remote_bytes: read.remote.0,
        local_bytes: read.local.0,
        fallbacks: read.fallbacks,
        corrupt_chunks: read.corrupt_chunks,
        requests_ms: read.requests.0,
    }
}
