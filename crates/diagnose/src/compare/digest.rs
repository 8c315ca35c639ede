//! What is kept of a run to compare it: small enough to be handed from one worker to another.

use std::collections::BTreeMap;

use afterglow_profile::{Profile, StageStatus};
use afterglow_units::StageKey;
use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::failure::lost_executors;
use crate::fingerprint::{shape_fingerprint, stage_fingerprint};

/// A run reduced to what a comparison needs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Digest {
    /// The application's id and attempt, which tell one run from another.
    pub run: String,
    /// Spark's version.
    pub spark: Option<String>,
    /// Whether it came to its end with no job failed, and was no stream: only then is its wall time what the program
    /// takes.
    pub whole: bool,
    /// Whether its executors came and went by dynamic allocation.
    pub dynamic: bool,
    /// Executors that its slots make; `None` in local mode.
    pub executors: Option<u32>,
    /// Bytes read as input.
    pub input_bytes: f64,
    /// Wall time, ms.
    pub wall_ms: f64,
    /// Task slots; where the log does not tell them, the most tasks that ran at one time.
    pub slots: f64,
    /// Whether the log does not tell the slots.
    pub slots_seen: bool,
    /// Bytes read, as input and by shuffle.
    pub read_bytes: f64,
    /// Time of all tasks, ms.
    pub task_ms: f64,
    /// Share of the run time that went into collections, 0 to 1.
    pub gc_ratio: f64,
    /// Bytes spilled to disk.
    pub spilled_bytes: f64,
    /// Tasks that failed or were killed.
    pub failed_tasks: u64,
    /// Task time of attempts that gave nothing, ms.
    pub wasted_ms: f64,
    /// Executors that went against the driver's will.
    pub lost_executors: u64,
    /// Wall time of stage attempts after the first, ms.
    pub repeated_ms: f64,
    /// Wall time outside jobs, ms.
    pub outside_jobs_ms: f64,
    /// The greatest excess of a longest task over its stage's median, ms of wall time.
    pub tail_ms: f64,
    /// Stages that did not fail, in their order.
    pub stages: Vec<StageDigest>,
    /// Queries: their description, and a hash of their plan's shape.
    pub plans: Vec<(String, u64)>,
    /// Settings that steer a run.
    pub settings: BTreeMap<String, String>,
}

/// A stage of a digest.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StageDigest {
    /// Its id and attempt in its run.
    pub key: StageKey,
    /// The same in every run of one program.
    pub fingerprint: u64,
    /// Its name.
    pub name: String,
    /// Wall time, ms.
    pub wall_ms: f64,
    /// Task time, ms.
    pub task_ms: f64,
    /// Bytes read, as input and by shuffle.
    pub read_bytes: f64,
    /// Tasks.
    pub tasks: u64,
}

/// Runs are of one program if stages of this share of the task time of each have their like in the other.
const SAME_PROGRAM: f64 = 0.8;

impl Digest {
    /// Whether two runs are of one program, by what their stages are called and made of, not by the program's name.
    pub fn is_same_program(&self, other: &Self) -> bool {
        let mut likes: BTreeMap<u64, (Vec<f64>, Vec<f64>)> = BTreeMap::new();
        for stage in &self.stages {
            likes.entry(stage.fingerprint).or_default().0.push(stage.task_ms);
        }
        for stage in &other.stages {
            likes.entry(stage.fingerprint).or_default().1.push(stage.task_ms);
        }
        // Of stages that come more often in one run than in the other, as many have their like as come in both.
        let shared = |times: &[f64], likes: usize| times.iter().take(likes).sum::<f64>();
        let (mine, theirs) = likes.values().fold((0.0, 0.0), |(mine, theirs), (a, b)| {
            let both = a.len().min(b.len());
            (mine + shared(a, both), theirs + shared(b, both))
        });
        let all = |digest: &Self| digest.stages.iter().map(|stage| stage.task_ms).sum::<f64>();
        self.has_plans_of(other)
            && mine > 0.0
            && mine >= SAME_PROGRAM * all(self)
            && theirs >= SAME_PROGRAM * all(other)
    }
}

/// And if this share of the queries of each has a plan of the same shape in the other; adaptive execution changes some.
const SAME_QUERIES: f64 = 0.5;

impl Digest {
    /// Whether the queries of two runs, if they have any, are mostly the same: one script may run this query or that.
    fn has_plans_of(&self, other: &Self) -> bool {
        let mut shapes: BTreeMap<u64, (usize, usize)> = BTreeMap::new();
        for &(_, shape) in &self.plans {
            shapes.entry(shape).or_default().0 += 1;
        }
        for &(_, shape) in &other.plans {
            shapes.entry(shape).or_default().1 += 1;
        }
        let both: usize = shapes.values().map(|&(a, b)| a.min(b)).sum();
        both as f64 >= SAME_QUERIES * self.plans.len().max(other.plans.len()) as f64
    }
}

/// Settings with which the same program does other work.
const OTHER_WORK: [&str; 6] = [
    "spark.sql.adaptive.enabled",
    "spark.sql.autoBroadcastJoinThreshold",
    "spark.plugins",
    "spark.databricks.photon.enabled",
    "spark.task.cpus",
    "spark.speculation",
];

impl Digest {
    /// Whether two runs of one program do the same work: on the same major version of Spark, with the settings alike
    /// that make it plan or run otherwise.
    pub fn does_same_work(&self, other: &Self) -> bool {
        let major =
            |digest: &Self| digest.spark.as_deref().and_then(|version| version.split('.').next().map(str::to_owned));
        major(self) == major(other) && OTHER_WORK.iter().all(|&key| self.settings.get(key) == other.settings.get(key))
    }
}

/// Settings that name a run rather than steer it.
const NAMES: &[&str] = &[
    "spark.app.",
    "spark.driver.port",
    "spark.driver.host",
    "spark.ui.",
    "spark.eventLog.dir",
    "spark.yarn.app.",
    "spark.executor.id",
    "startTime",
    "submitTime",
    "spark.sql.warehouse.dir",
    "spark.local.dir",
    "spark.repl.",
];

impl Digest {
    /// Reduces a run.
    pub fn of(profile: &Profile) -> Self {
        let facts = Facts::of(profile);
        let sums = &profile.totals.sums;
        let excess = facts
            .done()
            .filter(|stage| stage.n >= 4)
            .map(|stage| (stage.duration.max - stage.duration.median) * stage.weight())
            .fold(0.0, f64::max);
        let kept = facts.stages.iter().filter(|stage| stage.status != StageStatus::Failed);
        let stages = kept.map(|stage| {
            let row = &profile.stages[stage.row];
            StageDigest {
                key: stage.key,
                fingerprint: stage_fingerprint(row),
                name: row.name.clone(),
                wall_ms: stage.wall,
                task_ms: stage.duration.sum,
                read_bytes: (row.sums.input + row.sums.shuffle_read()).0 as f64,
                tasks: stage.n as u64,
            }
        });
        let settings = profile.conf.spark.iter().filter(|(key, _)| !NAMES.iter().any(|name| key.contains(name)));
        let app = &profile.app;
        let cores = profile.executors.iter().filter_map(|executor| executor.cores).map(|cores| cores.0).max();
        let executors = cores
            .filter(|&cores| cores > 0 && !facts.local)
            .map(|cores| (facts.slots * f64::from(profile.task_cpus(0)) / f64::from(cores)).ceil().max(1.0) as u32);
        Self {
            run: format!("{} {}", app.id.as_deref().unwrap_or(&app.name), app.attempt.as_deref().unwrap_or_default()),
            spark: profile.log.spark_version.clone(),
            whole: profile.log.complete
                && profile.streams.is_empty()
                && profile.jobs.iter().all(|job| job.succeeded == Some(true)),
            dynamic: profile.conf.flag("spark.dynamicAllocation.enabled") == Some(true),
            executors,
            input_bytes: sums.input.0 as f64,
            wall_ms: facts.wall,
            slots: facts.slots,
            slots_seen: !facts.slots_known,
            read_bytes: (sums.input + sums.shuffle_read()).0 as f64,
            task_ms: sums.duration.0 as f64,
            gc_ratio: facts.collecting(),
            spilled_bytes: sums.disk_spilled.0 as f64,
            failed_tasks: sums.failed + sums.killed,
            wasted_ms: sums.wasted.0 as f64,
            lost_executors: lost_executors(profile).count() as u64,
            repeated_ms: facts.repeated(),
            outside_jobs_ms: facts.wall - facts.job_time(),
            tail_ms: excess,
            stages: stages.collect(),
            plans: profile.sql.iter().map(|sql| (sql.description.clone(), shape_fingerprint(&sql.plan))).collect(),
            settings: settings.map(|(key, value)| (key.clone(), value.clone())).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(stages: &[(u64, f64)]) -> Digest {
        let stage =
            |&(fingerprint, task_ms): &(u64, f64)| StageDigest { fingerprint, task_ms, ..StageDigest::default() };
        Digest { stages: stages.iter().map(stage).collect(), ..Digest::default() }
    }

    #[test]
    fn one_program_is_known_by_its_stages() {
        let run_of = run(&[(1, 50.0), (2, 900.0), (2, 900.0)]);
        assert!(run_of.is_same_program(&run(&[(2, 9_000.0), (1, 100.0), (2, 8_000.0), (3, 10.0)])));
        assert!(!run_of.is_same_program(&run(&[(1, 50.0), (2, 900.0)])), "half of its work is not there");
        assert!(!run_of.is_same_program(&run(&[(4, 10.0)])));
        assert!(!run(&[]).is_same_program(&run(&[])));
        // The same lines of one script, with another query.
        let asks = |shape| Digest { plans: vec![(String::new(), shape)], ..run_of.clone() };
        assert!(asks(1).is_same_program(&asks(1)));
        assert!(!asks(1).is_same_program(&asks(2)));
    }
}
