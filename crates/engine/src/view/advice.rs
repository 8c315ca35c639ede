//! Which cluster to take.

use serde::{Deserialize, Serialize};

use super::Range;

/// The advice.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AdviceView {
    /// What the run ran on, and what that cost.
    pub current: CurrentView,
    /// Choices, the best for the goal first.
    pub choices: Vec<ChoiceView>,
    /// Indexes into `choices` that no other beats in both time and cost.
    pub pareto: Vec<usize>,
    /// Why there is no choice, if so: which rule makes it infeasible, and by how much.
    pub infeasible: Option<String>,
    /// The catalogue's date.
    pub catalog_date: String,
    /// The catalogue's hash.
    pub catalog_sha256: String,
    /// How many configurations were evaluated.
    pub searched: u64,
    /// Notes on the assumptions.
    pub notes: Vec<String>,
    /// Regions that can be chosen, as (cloud, region).
    pub regions: Vec<(String, String)>,
}

/// The cluster of the run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CurrentView {
    /// The platform, if known.
    pub platform: Option<String>,
    /// The cloud, if known.
    pub cloud: Option<String>,
    /// The region, if known.
    pub region: Option<String>,
    /// The instance type, if known.
    pub instance: Option<String>,
    /// Whether the instance was read from the log (`measured`) or given or assumed (`rule`).
    pub basis: String,
    /// Machines with executors.
    pub workers: Option<u32>,
    /// Executors.
    pub executors: Option<u32>,
    /// Task slots.
    pub slots: Option<u32>,
    /// Wall time.
    pub wall_ms: Option<f64>,
    /// Cost, if the instance and its price are known.
    pub cost_usd: Option<f64>,
    /// What is missing, if the cost is not known.
    pub missing: Option<String>,
}

/// A cluster to take.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ChoiceView {
    /// 1 for the best.
    pub rank: u32,
    /// `aws`, `gcp`, `azure` or `onprem`.
    pub cloud: String,
    /// The region.
    pub region: String,
    /// `vms`, `emr`, `dataproc`, `databricks` …
    pub platform: String,
    /// The instance type of the workers.
    pub instance: String,
    /// How many workers.
    pub workers: u32,
    /// `on_demand`, `spot`, `mixed`, `reserved_1y`, `reserved_3y` or `owned`.
    pub market: String,
    /// Executors.
    pub executors: u32,
    /// Cores of each.
    pub executor_cores: u32,
    /// Heap of each, in bytes.
    pub executor_memory_bytes: u64,
    /// Task slots.
    pub slots: u32,
    /// Wall time.
    pub wall_ms: Range,
    /// Cost.
    pub cost_usd: Range,
    /// The price basis: `listed`, `estimated` and so on.
    pub price_basis: String,
    /// The day of the price.
    pub price_date: String,
    /// The probability to meet the deadline, 0 to 1, if there is one.
    pub meets_deadline_probability: Option<f64>,
    /// Settings.
    pub conf: Vec<(String, String)>,
    /// Why it is here, in sentences.
    pub why: Vec<String>,
    /// Configurations to paste.
    pub emitted: Vec<Emitted>,
}

/// A configuration to paste.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Emitted {
    /// `spark-submit`, `spark-defaults`, `emr`, `dataproc`, `databricks`, `hdinsight`, `kubernetes` or `terraform`.
    pub kind: String,
    /// The text.
    pub text: String,
}
