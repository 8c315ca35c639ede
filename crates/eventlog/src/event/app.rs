//! The application: its start and end, its environment, its resource profiles.

use afterglow_units::Timestamp;

use super::Text;

/// `SparkListenerApplicationStart`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AppStart<'a> {
    /// `App Name`.
    pub name: Text<'a>,
    /// `App ID`; absent in Spark 1.0 and 1.1.
    pub id: Option<Text<'a>>,
    /// `App Attempt ID`, on YARN.
    pub attempt: Option<Text<'a>>,
    /// `User`.
    pub user: Option<Text<'a>>,
    /// `Timestamp`.
    pub at: Option<Timestamp>,
}

/// `SparkListenerApplicationEnd`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AppEnd {
    /// `Timestamp`.
    pub at: Option<Timestamp>,
    /// `ExitCode` (4.0).
    pub exit_code: Option<i64>,
}

/// `SparkListenerEnvironmentUpdate`: maps of name to value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Environment<'a> {
    /// `JVM Information`.
    pub jvm: Vec<(Text<'a>, Text<'a>)>,
    /// `Spark Properties`.
    pub spark: Vec<(Text<'a>, Text<'a>)>,
    /// `Hadoop Properties`.
    pub hadoop: Vec<(Text<'a>, Text<'a>)>,
    /// `System Properties`.
    pub system: Vec<(Text<'a>, Text<'a>)>,
    /// `Metrics Properties` (3.2).
    pub metrics: Vec<(Text<'a>, Text<'a>)>,
    /// `Classpath Entries`: where each comes from, by its path.
    pub classpath: Vec<(Text<'a>, Text<'a>)>,
}

/// `SparkListenerResourceProfileAdded`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ResourceProfile<'a> {
    /// `Resource Profile Id`.
    pub id: u32,
    /// `Executor Resource Requests`; memory amounts are MiB.
    pub executor: Vec<ResourceRequest<'a>>,
    /// `Task Resource Requests`.
    pub task: Vec<ResourceRequest<'a>>,
}

/// One row of a resource profile.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ResourceRequest<'a> {
    /// `cores`, `memory`, `memoryOverhead`, `offHeap`, `cpus`, `gpu` and others.
    pub resource: Text<'a>,
    /// `Amount`; a fraction for tasks that share a GPU.
    pub amount: f64,
}

/// `DBCEventLoggingListenerMetadata`, the head of every Databricks file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DatabricksPart<'a> {
    /// `Spark Version`.
    pub version: Option<Text<'a>>,
    /// `Rollover Number`: the order of the parts.
    pub rollover: Option<i64>,
    /// `SparkContext Id`, beyond 2⁵³ and therefore kept as text.
    pub context: Option<Text<'a>>,
}
