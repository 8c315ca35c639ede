//! The kinds of configuration: their words, what they go with, and how they are pasted.

use afterglow_catalog::Platform;

use super::{dataproc, emr_serverless};
use crate::choice::Choice;

/// The kinds of configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A `spark-submit` command line.
    SparkSubmit,
    /// `spark-defaults.conf`.
    SparkDefaults,
    /// Input of EMR's `RunJobFlow` with instance groups.
    Emr,
    /// The same with instance fleets: spot workers of several like types.
    EmrFleet,
    /// An application of EMR Serverless and a job run on it, as two `aws` commands.
    EmrServerless,
    /// A `gcloud dataproc clusters create` command.
    Dataproc,
    /// A workflow template of Dataproc, which starts a cluster for the job alone.
    DataprocWorkflow,
    /// An autoscaling policy of Dataproc that never grows beyond the choice.
    DataprocAutoscaling,
    /// A Databricks job cluster: a task of the Jobs API with its `new_cluster`.
    Databricks,
    /// An `az hdinsight create` command.
    HdInsight,
    /// A `SparkApplication` of the Spark operator.
    Kubernetes,
    /// Terraform resources for the choice's platform.
    Terraform,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::SparkSubmit,
        Self::SparkDefaults,
        Self::Emr,
        Self::EmrFleet,
        Self::EmrServerless,
        Self::Dataproc,
        Self::DataprocWorkflow,
        Self::DataprocAutoscaling,
        Self::Databricks,
        Self::HdInsight,
        Self::Kubernetes,
        Self::Terraform,
    ];

    /// The word of the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::SparkSubmit => "spark-submit",
            Self::SparkDefaults => "spark-defaults",
            Self::Emr => "emr",
            Self::EmrFleet => "emr-fleet",
            Self::EmrServerless => "emr-serverless",
            Self::Dataproc => "dataproc",
            Self::DataprocWorkflow => "dataproc-workflow",
            Self::DataprocAutoscaling => "dataproc-autoscaling",
            Self::Databricks => "databricks",
            Self::HdInsight => "hdinsight",
            Self::Kubernetes => "kubernetes",
            Self::Terraform => "terraform",
        }
    }

    /// The name of a file for it.
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::SparkSubmit => "spark-submit.sh",
            Self::SparkDefaults => "spark-defaults.conf",
            Self::Emr => "emr.json",
            Self::EmrFleet => "emr-fleet.json",
            Self::EmrServerless => "emr-serverless.sh",
            Self::Dataproc => "dataproc.sh",
            Self::DataprocWorkflow => "dataproc-workflow.yaml",
            Self::DataprocAutoscaling => "dataproc-autoscaling.yaml",
            Self::Databricks => "databricks.json",
            Self::HdInsight => "hdinsight.sh",
            Self::Kubernetes => "kubernetes.yaml",
            Self::Terraform => "terraform.tf",
        }
    }

    /// Where it is pasted, in a few words. `aws emr create-cluster` takes no `--cli-input-json`, so that EMR's input is
    /// for an SDK or a workflow (seen with awscli 1.46).
    pub const fn paste(self) -> &'static str {
        match self {
            Self::SparkSubmit | Self::EmrServerless | Self::Dataproc | Self::HdInsight => "into a shell",
            Self::SparkDefaults => "into conf/spark-defaults.conf of Spark",
            Self::Emr | Self::EmrFleet => {
                "into RunJobFlow: boto3's run_job_flow(**json.load(file)), or createCluster of Step Functions"
            }
            Self::DataprocWorkflow => {
                "into gcloud dataproc workflow-templates import NAME --region=REGION --source=FILE"
            }
            Self::DataprocAutoscaling => {
                "into gcloud dataproc autoscaling-policies import NAME --region=REGION --source=FILE"
            }
            Self::Databricks => "into tasks of a job (Jobs API 2.1), beside what the task runs",
            Self::Kubernetes => "into kubectl apply -f FILE",
            Self::Terraform => "into a module of Terraform",
        }
    }

    /// Reads the word; `None` for an unknown one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word().eq_ignore_ascii_case(word.trim()))
    }

    /// Whether this kind of configuration can start a choice: a tool of one platform cannot start the machines of
    /// another, serverless workers have sizes of their own, and a cluster of two has nothing to scale.
    pub fn suits(self, choice: &Choice) -> bool {
        self.platform().is_none_or(|platform| platform == choice.platform)
            && match self {
                Self::EmrServerless => emr_serverless::fits(choice),
                Self::DataprocAutoscaling => dataproc::scales(choice),
                _ => true,
            }
    }

    /// The platform whose tool reads this kind; `None` if it goes with any.
    pub const fn platform(self) -> Option<Platform> {
        match self {
            Self::SparkSubmit | Self::SparkDefaults | Self::Kubernetes | Self::Terraform => None,
            Self::Emr | Self::EmrFleet | Self::EmrServerless => Some(Platform::Emr),
            Self::Dataproc | Self::DataprocWorkflow | Self::DataprocAutoscaling => Some(Platform::Dataproc),
            Self::Databricks => Some(Platform::Databricks),
            Self::HdInsight => Some(Platform::HdInsight),
        }
    }
}
