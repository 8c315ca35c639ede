//! What is kept of a run to compare it: small enough to be handed from one worker to another.

use std::collections::BTreeMap;

use afterglow_profile::{Profile, StageStatus};
use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::fingerprint::{shape_fingerprint, stage_fingerprint};

/// A run reduced to what a comparison needs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Digest {
    /// Wall time, ms.
    pub wall_ms: f64,
    /// Task slots.
    pub slots: f64,
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
                fingerprint: stage_fingerprint(row),
                name: row.name.clone(),
                wall_ms: stage.wall,
                task_ms: stage.duration.sum,
                read_bytes: (row.sums.input + row.sums.shuffle_read()).0 as f64,
                tasks: stage.n as u64,
            }
        });
        let settings = profile.conf.spark.iter().filter(|(key, _)| !NAMES.iter().any(|name| key.contains(name)));
        Self {
            wall_ms: facts.wall,
            slots: facts.slots,
            read_bytes: (sums.input + sums.shuffle_read()).0 as f64,
            task_ms: sums.duration.0 as f64,
            gc_ratio: sums.gc.0 as f64 / (sums.run.0 as f64).max(1.0),
            spilled_bytes: sums.disk_spilled.0 as f64,
            failed_tasks: sums.failed + sums.killed,
            wasted_ms: sums.wasted.0 as f64,
            outside_jobs_ms: facts.wall - facts.job_time(),
            tail_ms: excess,
            stages: stages.collect(),
            plans: profile.sql.iter().map(|sql| (sql.description.clone(), shape_fingerprint(&sql.plan))).collect(),
            settings: settings.map(|(key, value)| (key.clone(), value.clone())).collect(),
        }
    }
}
