//! What runs Spark on the machines: its fee, and what it leaves of a machine for executors.

mod fee;
mod own_fees;
mod serverless;
mod usable;
mod workers;

pub(crate) use fee::FeeRow;
pub use fee::{Fee, FeeBasis};
pub(crate) use own_fees::OwnFees;
pub use own_fees::{DatabricksTier, FeeOffer, FeeTerms};
pub use serverless::{ServerlessRates, ServerlessUnit};
pub use usable::{Usable, usable};
pub use workers::{WorkerSize, WorkerSizes, worker_sizes};

use crate::Cloud;

/// A way to run Spark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// Spark's own standalone manager on rented machines.
    PlainVms,
    /// Amazon EMR on EC2.
    Emr,
    /// Amazon EMR Serverless.
    EmrServerless,
    /// AWS Glue.
    Glue,
    /// Google Dataproc on Compute Engine.
    Dataproc,
    /// Google Dataproc Serverless (Serverless for Apache Spark).
    DataprocServerless,
    /// Databricks, classic clusters.
    Databricks,
    /// Azure HDInsight.
    HdInsight,
    /// Azure Synapse Spark pools.
    Synapse,
    /// Kubernetes: EKS, GKE, AKS, or one's own.
    Kubernetes,
    /// The user's own machines.
    OnPremises,
}

impl Platform {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::PlainVms,
        Self::Emr,
        Self::EmrServerless,
        Self::Glue,
        Self::Dataproc,
        Self::DataprocServerless,
        Self::Databricks,
        Self::HdInsight,
        Self::Synapse,
        Self::Kubernetes,
        Self::OnPremises,
    ];

    /// The word used in flags and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::PlainVms => "vms",
            Self::Emr => "emr",
            Self::EmrServerless => "emr-serverless",
            Self::Glue => "glue",
            Self::Dataproc => "dataproc",
            Self::DataprocServerless => "dataproc-serverless",
            Self::Databricks => "databricks",
            Self::HdInsight => "hdinsight",
            Self::Synapse => "synapse",
            Self::Kubernetes => "kubernetes",
            Self::OnPremises => "onprem",
        }
    }

    /// Reads the word in any case; `None` for an unknown one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|platform| word.trim().eq_ignore_ascii_case(platform.word()))
    }

    /// Whether it can be had on a cloud.
    pub const fn is_on(self, cloud: Cloud) -> bool {
        match self {
            Self::PlainVms | Self::Databricks => !matches!(cloud, Cloud::OnPremises),
            Self::Emr | Self::EmrServerless | Self::Glue => matches!(cloud, Cloud::Aws),
            Self::Dataproc | Self::DataprocServerless => matches!(cloud, Cloud::Gcp),
            Self::HdInsight | Self::Synapse => matches!(cloud, Cloud::Azure),
            Self::Kubernetes => true,
            Self::OnPremises => matches!(cloud, Cloud::OnPremises),
        }
    }

    /// Whether it sells capacity in units of its own instead of machines ([`ServerlessRates`]).
    pub const fn is_serverless(self) -> bool {
        matches!(self, Self::EmrServerless | Self::Glue | Self::DataprocServerless | Self::Synapse)
    }
}
