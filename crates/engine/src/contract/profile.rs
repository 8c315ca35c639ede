//! `afterglow.profile/1`.

use serde::{Deserialize, Serialize};

use super::MadeOf;

/// What `profile --format json` prints. Absent means not known; never 0 for unknown.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ProfileJson {
    /// `afterglow.profile/1`.
    pub schema: String,
    /// What was read.
    pub log: LogJson,
    /// The application.
    pub app: AppJson,
    /// Counts and sums.
    pub totals: Totals,
    /// Stage attempts.
    pub stages: Vec<StageJson>,
    /// Findings, those that save most first.
    pub findings: Vec<Finding>,
    /// What is worth knowing although the log cannot tell what it would save.
    pub hints: Vec<Finding>,
    /// What is not the matter, and what would not help: one sentence each.
    pub fine: Vec<String>,
    /// What the log lacks, and what therefore cannot be said: one or two sentences each.
    pub cannot_say: Vec<String>,
    /// What this was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_of: Option<MadeOf>,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LogJson {
    /// The files of the log.
    pub files: Vec<FileJson>,
    /// Spark's version with the vendor's suffix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spark_version: Option<String>,
    /// The platform, if the log tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// Whether the log has its end and all of it was read.
    pub complete: bool,
    /// Lines read.
    pub lines: u64,
    /// Lines that are no events.
    pub lines_rejected: u64,
    /// What to know about the log.
    pub warnings: Vec<WarningJson>,
}

/// A file of the log.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileJson {
    /// Its name, with folders and archives.
    pub name: String,
    /// Its size as stored.
    pub bytes: u64,
    /// Its codec: `plain`, `zstd`, `lz4`, `snappy`, `lzf`, `gzip`, `bzip2` …
    pub codec: String,
    /// The hash of the stored bytes, where it was computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// A warning.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WarningJson {
    /// A stable word.
    pub code: String,
    /// One sentence.
    pub message: String,
}

/// The application.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AppJson {
    /// `App ID`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `App Name`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `App Attempt ID`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<String>,
    /// Start, ms since 1970 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_ms: Option<i64>,
    /// Wall time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wall_ms: Option<u64>,
}

/// Counts and sums, as the contract defines them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it, and the contract defines each")]
pub struct Totals {
    pub jobs: u64,
    pub jobs_failed: u64,
    pub stages: u64,
    pub stages_failed: u64,
    pub tasks: u64,
    pub tasks_failed: u64,
    pub tasks_killed: u64,
    pub tasks_speculative: u64,
    pub executors_added: u64,
    pub executors_removed: u64,
    pub sql_executions: u64,
    pub streaming_batches: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_slots: Option<u32>,
    pub task_run_ms: u64,
    /// Unknown before Spark 2.1, which first measured it.
    pub task_cpu_ms: Option<u64>,
    pub task_gc_ms: u64,
    pub input_bytes: u64,
    pub output_bytes: u64,
    pub shuffle_read_bytes: u64,
    pub shuffle_write_bytes: u64,
    pub memory_spilled_bytes: u64,
    pub disk_spilled_bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub driver_only_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot_idle_ratio: Option<f64>,
}

/// A stage attempt.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it, and the contract defines each")]
pub struct StageJson {
    pub id: i64,
    pub attempt: u32,
    pub name: String,
    pub status: String,
    pub tasks: u64,
    pub tasks_failed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wall_ms: Option<u64>,
    pub task_run_ms: u64,
    pub task_cpu_ms: Option<u64>,
    pub task_gc_ms: u64,
    pub input_bytes: u64,
    pub output_bytes: u64,
    pub shuffle_read_bytes: u64,
    pub shuffle_write_bytes: u64,
    pub memory_spilled_bytes: u64,
    pub disk_spilled_bytes: u64,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Finding {
    /// The contract's code.
    pub code: String,
    /// A short title.
    pub title: String,
    /// `measured`, `modelled` or `rule`.
    pub basis: String,
    /// Stage ids concerned.
    pub stages: Vec<i64>,
    /// What it would save in time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saves_ms: Option<Saves>,
    /// What it would save in money.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saves_usd: Option<Saves>,
    /// What it would save of the cores and memory that the run occupies, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saves_ratio: Option<Saves>,
    /// Figures and sentences behind it.
    pub evidence: Vec<String>,
    /// What to do.
    pub advice: String,
}

/// A range. Of a prediction or a cost it is the 80 % interval; of a finding, the ends between which its saving is
/// thought to lie: replayed by the model or, where the finding's basis is a rule, a rule of thumb's share of what the
/// log measured.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Saves {
    /// Low end.
    pub low: f64,
    /// Middle.
    pub mid: f64,
    /// High end.
    pub high: f64,
}
