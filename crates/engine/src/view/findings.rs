//! Findings and log quality.

use serde::{Deserialize, Serialize};

use super::{Distribution, Range};

/// A finding.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FindingView {
    /// The contract's code.
    pub code: String,
    /// A short title.
    pub title: String,
    /// `measured`, `modelled` or `rule`.
    pub basis: String,
    /// Whether it is a risk, shown even if it saves nothing.
    pub risk: bool,
    /// The stages concerned, as (id, attempt).
    pub stages: Vec<(i64, u32)>,
    /// The SQL executions concerned.
    pub sql: Vec<i64>,
    /// The plan nodes concerned, as (execution, index in its last plan, name).
    pub nodes: Vec<(i64, u32, String)>,
    /// The executors concerned.
    pub executors: Vec<String>,
    /// What it would save, where the model can tell.
    pub saves_ms: Option<SavingView>,
    /// The share of what the run occupies (cores, memory) that it would save, 0 to 1.
    pub saves_share: Option<SavingView>,
    /// The same in money, where the price is known.
    pub saves_usd: Option<SavingView>,
    /// What happened: one sentence.
    pub what: String,
    /// Why it matters here: one sentence.
    pub why: String,
    /// What to do: one sentence.
    pub advice: String,
    /// Settings to change.
    pub settings: Vec<SettingView>,
    /// The figures behind it.
    pub evidence: Vec<EvidenceView>,
    /// When its detector speaks, where that comes from, and when it is mistaken: the words of the reference.
    pub told: ToldView,
    /// How the tasks of the first stage spread in the figure that shows it.
    pub spread: Option<Distribution>,
}

/// What stands behind a finding of its kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ToldView {
    /// When it is said.
    pub threshold: String,
    /// Where the threshold comes from.
    pub source: String,
    /// When it is wrong.
    pub mistaken: String,
}

/// A saving.
pub type SavingView = Range;

/// A setting to change.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SettingView {
    /// Its key.
    pub key: String,
    /// What it is now, if the log tells.
    pub from: Option<String>,
    /// What it should be.
    pub to: String,
}

/// A figure behind a finding.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct EvidenceView {
    /// What it is.
    pub label: String,
    /// Its value.
    pub value: f64,
    /// `ms`, `bytes`, `memory` (bytes of it), `ratio`, `count` or `usd`.
    pub unit: String,
}

/// What the log lacks.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct QualityView {
    /// Lines read.
    pub lines: u64,
    /// Lines that are no events.
    pub lines_rejected: u64,
    /// Warnings as (code, message).
    pub warnings: Vec<(String, String)>,
    /// What cannot be said because of what is missing.
    pub cannot_say: Vec<String>,
    /// Events that are counted and not used, by name.
    pub other_events: Vec<(String, u64)>,
}
