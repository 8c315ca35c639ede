//! The graph out of a profile.

use std::collections::BTreeMap;

use afterglow_profile::{Profile, StageStatus};
use afterglow_units::{JobId, Timestamp};

use super::burst::split_bursts;
use super::draft::Draft;
use super::idle::FullStretches;
use super::jobs::{JobTimes, place};
use super::tasks::StageTasks;
use super::wave::split_waves;
use super::{Episode, Graph, Job, Stage, StageBytes};
use crate::slots::CorePlan;

/// No task holds more cores than this: a setting that says so is a slip, and no executor would ever fit it.
const MOST_CPUS: u32 = 1024;

/// What Spark SQL calls the RDD of a scan of files.
const FILE_SCAN: &str = "FileScanRDD";

/// A wait from submission to first launch up to this is the scheduler's own, whether slots were free or not: a rule of
/// thumb.
const MAX_LAUNCH_MS: f64 = 500.0;

impl Graph {
    /// The graph of a run. With `waste` each attempt is a stage of its own and keeps its failed tasks; without, each
    /// stage id is one stage that runs each partition once.
    pub(crate) fn of(profile: &Profile, waste: bool, plan: &CorePlan) -> Self {
        let Some(begin) = profile.app.begin() else { return Self::default() };
        let wall = profile.app.wall().unwrap_or_default().0 as f64;
        // Nothing happens outside the application's life: a time that says so is a slip of a clock or of an editor.
        let at = |time: Timestamp| (time.0.saturating_sub(begin.0) as f64).clamp(0.0, wall);
        let tasks = StageTasks::of(profile, waste, wall);
        let fair = profile.conf.get("spark.scheduler.mode").is_some_and(|mode| mode.eq_ignore_ascii_case("fair"));
        let mut pools: BTreeMap<String, usize> = BTreeMap::new();
        let mut graph = Self { wall, waste: tasks.waste, fair, ..Self::default() };

        // Which rows make one node: all attempts of an id, or each attempt for itself.
        let mut rows_of: BTreeMap<(i64, u32), Vec<usize>> = BTreeMap::new();
        for (row, stage) in profile.stages.iter().enumerate() {
            if !waste && stage.status == StageStatus::Failed && tasks.kept(row) == 0 {
                continue;
            }
            rows_of.entry((stage.key.id.0, if waste { stage.key.attempt } else { 0 })).or_default().push(row);
        }
        let full = FullStretches::of(profile, plan);
        let mut drafts = Vec::new();
        for rows in rows_of.into_values() {
            let Some(draft) = draft(profile, &rows, &tasks, &full, &mut graph, &mut pools, &at) else {
                continue;
            };
            drafts.push(draft);
        }
        graph.pools = pools.len().max(1);
        let mut stages: Vec<&mut Stage> = drafts.iter_mut().map(|draft| &mut draft.stage).collect();
        split_bursts(&mut stages, &mut graph.tasks);
        graph.fresh = split_waves(&mut stages, &mut graph.tasks);
        let times = job_times(profile, &drafts, &at);
        place(&mut graph, profile, drafts, &times);
        graph
    }
}

fn draft(
    profile: &Profile,
    rows: &[usize],
    tasks: &StageTasks,
    full: &FullStretches,
    graph: &mut Graph,
    pools: &mut BTreeMap<String, usize>,
    at: &impl Fn(Timestamp) -> f64,
) -> Option<Draft> {
    let first = &profile.stages[*rows.first()?];
    let last = &profile.stages[*rows.last()?];
    let from = graph.tasks.len();
    let (mut first_launch, mut last_finish) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut bytes = StageBytes::default();
    for &row in rows {
        tasks.append(profile, row, &mut graph.tasks);
        let stage = &profile.stages[row];
        first_launch = first_launch.min(stage.first_launch.map_or(f64::INFINITY, at));
        last_finish = last_finish.max(stage.last_finish.map_or(f64::NEG_INFINITY, at));
        bytes.input += stage.sums.input.0 as f64;
        bytes.shuffle_read += stage.sums.shuffle_read().0 as f64;
        bytes.shuffle_write += stage.sums.shuffle_write.0 as f64;
    }
    let to = graph.tasks.len();
    let submitted = first.submitted.map_or(first_launch, at);
    let completed = last.completed.map_or(last_finish, at);
    if !submitted.is_finite() || !completed.is_finite() {
        graph.tasks.truncate(from);
        return None;
    }
    let completed = completed.max(submitted);
    let pool = first.pool.clone().unwrap_or_else(|| "default".into());
    let known = pools.len();
    let pool = *pools.entry(pool).or_insert(known);
    let cpus = profile.task_cpus(first.resource_profile).min(MOST_CPUS);
    let job = first.job.unwrap_or_else(|| {
        profile
            .jobs
            .iter()
            .find(|job| job.stages.contains(&first.key.id))
            .map_or(JobId(-1 - first.key.id.0), |job| job.id)
    });
    Some(Draft {
        stage: Stage {
            key: first.key,
            launch: launch_wait(submitted, first_launch, full),
            settle: if last_finish.is_finite() { (completed - last_finish).max(0.0) } else { completed - submitted },
            tasks: from..to,
            cpus,
            pool,
            rank: (job.0, first.key.id.0),
            submitted,
            completed,
            shuffled: !first.parents.is_empty() || bytes.shuffle_read > 0.0,
            scans_files: first.rdds.iter().any(|rdd| rdd.name == FILE_SCAN),
            bytes,
            ..Stage::default()
        },
        job,
        rows: rows.to_vec(),
        id: first.key.id,
    })
}

/// What a stage waits for its first launch on any number of slots.
fn launch_wait(submitted: f64, first_launch: f64, full: &FullStretches) -> f64 {
    let wait = first_launch - submitted;
    if wait > MAX_LAUNCH_MS && wait.is_finite() {
        full.free_before(first_launch, submitted)
    } else {
        wait.clamp(0.0, MAX_LAUNCH_MS)
    }
}

/// Start and end of every job that has a time; stages without a job get one of their own.
fn job_times(profile: &Profile, drafts: &[Draft], at: &impl Fn(Timestamp) -> f64) -> Vec<JobTimes> {
    let mut spans: BTreeMap<i64, (f64, f64)> = BTreeMap::new();
    for draft in drafts {
        let span = spans.entry(draft.job.0).or_insert((f64::INFINITY, f64::NEG_INFINITY));
        *span = (span.0.min(draft.stage.submitted), span.1.max(draft.stage.completed));
    }
    let mut times = Vec::new();
    for job in &profile.jobs {
        let span = spans.remove(&job.id.0);
        let start = job.submitted.map(at).or(span.map(|span| span.0));
        let end = job.completed.map(at).or(span.map(|span| span.1));
        let (Some(start), Some(end)) = (start, end) else { continue };
        let start = span.map_or(start, |span| start.min(span.0));
        times.push(JobTimes { id: job.id, start, end: end.max(start), lane: lane(job) });
    }
    for (id, (start, end)) in spans {
        times.push(JobTimes { id: JobId(id), start, end, lane: None });
    }
    times.sort_by(|a, b| a.start.total_cmp(&b.start).then(a.id.cmp(&b.id)));
    times
}

/// What tells one thread of the driver's program from another: the SQL execution, else the job group or pool.
fn lane(job: &afterglow_profile::Job) -> Option<String> {
    if let Some(sql) = job.sql_root.or(job.sql) {
        return Some(format!("sql {sql}"));
    }
    job.group.clone().or_else(|| job.pool.clone().filter(|pool| pool != "default"))
}

impl Episode {
    pub(super) fn at(start: f64, gap: f64) -> Self {
        Self { start, end: start, gap, ..Self::default() }
    }

    pub(super) fn push_job(&mut self, job: Job, end: f64) -> usize {
        self.end = self.end.max(end);
        self.jobs.push(job);
        self.jobs.len() - 1
    }
}
