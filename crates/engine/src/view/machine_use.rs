//! What samples of machines' use come to, and which machines would do.

use serde::{Deserialize, Serialize};

/// The answer to samples of use. All of it but the percentiles is a rule of thumb.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MachineUseView {
    /// The files that were read.
    pub files: Vec<String>,
    /// What each column or series was taken for, the first two hundred.
    pub columns: Vec<UseColumn>,
    /// What could not be used, the first hundred.
    pub issues: Vec<UseIssue>,
    /// How many there are.
    pub issues_total: u64,
    /// Machines, the first two hundred.
    pub hosts: Vec<UseHost>,
    /// How many there are.
    pub hosts_total: u64,
    /// Samples of all machines: times at which something is known of one.
    pub samples: u64,
    /// Processor, memory, network and disk: those that the samples tell, and those that are kept.
    pub resources: Vec<UseResource>,
    /// The percentile of the need, in per cent.
    pub percentile: f64,
    /// The head-room of the need: 1.2 is a fifth more.
    pub head_room: f64,
    /// The machines as they are, where their type is known.
    pub current: Option<UseNow>,
    /// Machines that hold the need: at most ten of each plan and market, the cheapest first.
    pub choices: Vec<UseChoice>,
    /// Types, numbers, regions and markets that were looked at.
    pub searched: u64,
    /// Where the figures beyond the percentiles are from: always `rule`.
    pub basis: String,
    /// The day of the catalogue.
    pub catalog_date: String,
    /// The catalogue's sum.
    pub catalog_sha256: String,
    /// What the user must say before anything can be chosen, if so.
    pub asks: Option<String>,
    /// Why no machine holds the need, if so.
    pub infeasible: Option<String>,
    /// Why nothing could be read, or what is wrong with the question, if so.
    pub refused: Option<String>,
    /// What this rests on, in sentences.
    pub notes: Vec<String>,
}

/// A column or series.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UseColumn {
    /// Its file.
    pub file: String,
    /// Its name there.
    pub name: String,
    /// What it was taken for, in words; `None` if it tells nothing of use.
    pub role: Option<String>,
    /// In what unit.
    pub unit: Option<String>,
}

/// Something that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UseIssue {
    /// The file.
    pub file: String,
    /// The line, from 1; `None` where lines mean nothing.
    pub line: Option<u64>,
    /// The column or series, if one is concerned.
    pub column: Option<String>,
    /// What is wrong, and what was done about it.
    pub message: String,
}

/// Percentiles of samples, in the unit of their resource.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct UsePercentiles {
    /// Samples.
    pub count: u64,
    /// The median.
    pub p50: f64,
    /// See there.
    pub p95: f64,
    /// See there.
    pub p99: f64,
    /// The greatest.
    pub max: f64,
    /// The percentile that was asked for.
    pub asked: f64,
}

/// A machine.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct UseHost {
    /// Its name; empty where the data has none.
    pub name: String,
    /// Times at which something is known.
    pub samples: u64,
    /// The first, in ms since 1970 UTC.
    pub from_ms: i64,
    /// The last.
    pub to_ms: i64,
    /// The usual time between two.
    pub step_ms: u64,
    /// Pauses of more than one and a half such times.
    pub gaps: u64,
    /// The longest of them.
    pub longest_gap_ms: u64,
    /// Processor.
    pub cpu: Option<UsePercentiles>,
    /// Memory.
    pub memory: Option<UsePercentiles>,
    /// Network.
    pub network: Option<UsePercentiles>,
    /// Disk.
    pub disk: Option<UsePercentiles>,
}

/// A resource.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct UseResource {
    /// `cpu`, `memory`, `network`, `disk`.
    pub resource: String,
    /// `cores`, `bytes`, `bytes_per_second`, or `share` where nobody says of how much.
    pub unit: String,
    /// All samples of all machines.
    pub all: Option<UsePercentiles>,
    /// Of each percentile that of the machine where it is greatest.
    pub busiest: Option<UsePercentiles>,
    /// The sum over all machines at the same time, where they were watched so.
    pub together: Option<UsePercentiles>,
    /// What one machine has, where its type is known and the catalogue tells it.
    pub has: Option<f64>,
    /// What one machine must have, with head-room.
    pub need: Option<f64>,
    /// Whether the need is not from samples but as the machine has it.
    pub kept: bool,
}

/// The machines as they are.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct UseNow {
    /// `cloud:type`.
    pub id: String,
    /// The region whose prices are told.
    pub region: String,
    /// How many were watched.
    pub count: u32,
    /// Virtual CPUs of one.
    pub vcpus: u32,
    /// Memory of one.
    pub memory_bytes: u64,
    /// What all cost in an hour on demand; `None` without a price.
    pub usd_per_hour: Option<f64>,
    /// In a month of 730 hours.
    pub usd_per_month: Option<f64>,
    /// How the price was come by.
    pub price_basis: String,
    /// Its day.
    pub price_date: String,
    /// What they have less of than is needed: words of resources.
    pub short_of: Vec<String>,
}

/// Machines that hold the need.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct UseChoice {
    /// `same_number` or `fewer`.
    pub plan: String,
    /// `aws`, `gcp`, `azure`, `onprem`.
    pub cloud: String,
    /// Where.
    pub region: String,
    /// The type.
    pub instance: String,
    /// How many.
    pub count: u32,
    /// Virtual CPUs of one.
    pub vcpus: u32,
    /// Memory of one.
    pub memory_bytes: u64,
    /// `x86_64` or `arm64`.
    pub arch: String,
    /// How they are paid for.
    pub market: String,
    /// All of them.
    pub usd_per_hour: f64,
    /// In a month of 730 hours.
    pub usd_per_month: f64,
    /// Less than now; negative if it costs more. `None` where it is not known what the machines cost now.
    pub saves_usd_per_month: Option<f64>,
    /// The same in a year of 8,760 hours.
    pub saves_usd_per_year: Option<f64>,
    /// How the price was come by.
    pub price_basis: String,
    /// Its day.
    pub price_date: String,
    /// What fills the machine most: the word of a resource.
    pub limited_by: String,
    /// The need over what a machine has, 0 to 1.
    pub cpu_ratio: Option<f64>,
    /// The same of memory.
    pub memory_ratio: Option<f64>,
    /// Of the network; `None` where the catalogue tells no limit, or no sample the need.
    pub network_ratio: Option<f64>,
    /// Of the disks.
    pub disk_ratio: Option<f64>,
    /// Speed of a core over that of now; `None` where cores were taken for alike.
    pub core_speed_ratio: Option<f64>,
}
