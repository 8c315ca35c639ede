//! `afterglow.advise/1`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{MadeOf, Saves};
use crate::view::{AdvisedView, BatchView, ObservedView, WayView, WhenView};

/// What `advise --format json` prints.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Advise {
    /// `afterglow.advise/1`.
    pub schema: String,
    /// The cluster of the run.
    pub current: Current,
    /// Choices, the best for the goal first.
    pub choices: Vec<Choice>,
    /// Indexes into `choices`.
    pub pareto: Vec<usize>,
    /// Other ways than one cluster that stays.
    pub ways: Vec<WayView>,
    /// When to run the first choice, where a price history tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<WhenView>,
    /// Other runs of the program, predicted and observed.
    pub others: Vec<ObservedView>,
    /// Why there is no choice, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub infeasible: Option<String>,
    /// The catalogue behind the prices.
    pub catalog: CatalogJson,
    /// How many configurations were evaluated.
    pub searched: u64,
    /// How long it took; only the command line knows a clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elapsed_ms: Option<f64>,
    /// Notes on the assumptions.
    pub notes: Vec<String>,
    /// What this was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_of: Option<MadeOf>,
}

/// What `advise --window --format json` prints.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Pipeline {
    /// `afterglow.pipeline/1`.
    pub schema: String,
    /// The advice for each run, in their order.
    pub advice: Vec<Advise>,
    /// Their places in the window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<BatchView>,
    /// Why nothing is placed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unplaced: Option<String>,
}

/// The catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it, and the contract defines each")]
pub struct CatalogJson {
    pub date: String,
    pub sha256: String,
}

/// The cluster of the run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it, and the contract defines each")]
pub struct Current {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workers: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub executors: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slots: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_usd: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wall_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advised: Option<AdvisedView>,
}

/// A cluster to take.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it, and the contract defines each")]
pub struct Choice {
    pub rank: u32,
    pub cloud: String,
    pub region: String,
    pub platform: String,
    pub instance: String,
    pub workers: u32,
    pub market: String,
    pub executors: u32,
    pub executor_cores: u32,
    pub executor_memory_bytes: u64,
    pub slots: u32,
    pub usd_per_hour: f64,
    pub startup_ms: f64,
    pub wall_ms: Saves,
    pub cost_usd: Saves,
    pub price_basis: String,
    pub price_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meets_deadline_probability: Option<f64>,
    pub conf: BTreeMap<String, String>,
    pub why: Vec<String>,
}
