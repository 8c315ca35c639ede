//! Which cluster to take.

use serde::{Deserialize, Serialize};

use super::Range;

/// The advice.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AdviceView {
    /// What the run ran on, and what that cost.
    pub current: CurrentView,
    /// Choices, the best for the goal first; where none keeps the limits, the one first that misses them least.
    pub choices: Vec<ChoiceView>,
    /// Indexes into `choices` that no other beats in both time and cost.
    pub pareto: Vec<usize>,
    /// Other ways than one cluster that stays, compared with the first choice.
    pub ways: Vec<WayView>,
    /// When to run the first choice, where a price history of the user's tells.
    pub when: Option<WhenView>,
    /// Other runs of this program: what the model predicts for them, and what they took.
    pub others: Vec<ObservedView>,
    /// Why there is no choice, if so: which rule makes it infeasible, which comes nearest, and by how much it misses.
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
    /// What this run was advised, if its configuration carries it.
    pub advised: Option<AdvisedView>,
}

/// A cluster that was advised, and what was predicted for it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AdvisedView {
    /// `8 × m7g.2xlarge`, with region, platform and market.
    pub cluster: String,
    /// Task slots.
    pub slots: u32,
    /// Predicted wall time.
    pub wall_ms: Range,
    /// Predicted cost.
    pub cost_usd: Range,
    /// What of it the run did not have, if it was not run as advised.
    pub differs: Option<String>,
}

/// Another way to run than on one cluster that stays.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct WayView {
    /// `phases`, `elastic`, `burst` or `serverless`.
    pub kind: String,
    /// In a few words.
    pub title: String,
    /// Wall time.
    pub wall_ms: Range,
    /// Cost.
    pub cost_usd: Range,
    /// Whether deadline and budget are kept.
    pub feasible: bool,
    /// Whether it is better for the goal than the first choice.
    pub better: bool,
    /// The verdict, and what it rests on, in sentences.
    pub why: Vec<String>,
    /// Settings that it needs beside those of the choice.
    pub conf: Vec<(String, String)>,
}

/// When to run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct WhenView {
    /// The rank of the choice that it is about.
    pub rank: u32,
    /// The zone with the least mean price.
    pub zone: String,
    /// Its price by the hour of the day, UTC.
    pub hours: Vec<HourView>,
    /// The best start within a day, in hours after midnight UTC.
    pub start_hour: Option<u32>,
    /// Whether nine of ten days saved.
    pub sure: bool,
    /// What a start then saves of the spot price, as a ratio.
    pub saves_ratio: Option<Range>,
    /// What the whole cluster costs in each hour over its mean; 24 ratios or none.
    pub cost_by_hour: Vec<f64>,
    /// In sentences, the verdict first.
    pub why: Vec<String>,
}

/// The spot price in an hour of the day.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct HourView {
    /// 0 to 23, UTC.
    pub hour: u32,
    /// US dollars an hour.
    pub usd_per_hour: Range,
}

/// Runs of a pipeline in a window of time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct BatchView {
    /// In their order.
    pub legs: Vec<BatchLegView>,
    /// All of them.
    pub cost_usd: f64,
    /// What they would cost if each began as soon as it could.
    pub cost_at_once_usd: f64,
    /// The least chance of a run to have ended before the next one begins, or the window ends.
    pub in_time_probability: f64,
}

/// A run with its place.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct BatchLegView {
    /// Its name.
    pub name: String,
    /// When its cluster is started, in minutes after midnight UTC; over 1,440 on the next day.
    pub start_minute: u32,
    /// From then to when it has ended with the chance asked for, start-up counted.
    pub takes_ms: f64,
    /// What it costs then.
    pub cost_usd: f64,
}

/// Another run of the program.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ObservedView {
    /// The application's id.
    pub run: String,
    /// Its machines, where they are known.
    pub machine: Option<String>,
    /// Task slots.
    pub slots: u32,
    /// What this run's model predicts for it, before it learns from it.
    pub predicted_ms: Range,
    /// What it took.
    pub observed_ms: f64,
    /// What it cost, where that is known.
    pub cost_usd: Option<f64>,
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
    /// What the whole cluster costs in an hour.
    pub usd_per_hour: f64,
    /// What the cluster takes to start, which is paid for and not in the wall time.
    pub startup_ms: f64,
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
    /// `spark-submit`, `spark-defaults`, `emr`, `emr-fleet`, `emr-serverless`, `dataproc`, `dataproc-workflow`,
    /// `dataproc-autoscaling`, `databricks`, `hdinsight`, `kubernetes` or `terraform`.
    pub kind: String,
    /// The name of a file for it.
    pub file_name: String,
    /// Where it is pasted, as the end of a sentence.
    pub paste: String,
    /// The text.
    pub text: String,
}
