//! A choice as configuration that can be pasted.
//!
//! Every text begins with the values of the observed run, so that one can go back. Names and values that come from a
//! log or a policy are quoted for the language that they are written in, however odd they are.

#![allow(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "texts of a page are written once; the plain form reads better"
)]

mod databricks;
mod dataproc;
mod emr;
mod hdinsight;
mod kubernetes;
mod quote;
mod spark_defaults;
mod spark_submit;
mod terraform;

use afterglow_catalog::Platform;
use afterglow_profile::Profile;

use crate::choice::Choice;

/// The kinds of configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A `spark-submit` command line.
    SparkSubmit,
    /// `spark-defaults.conf`.
    SparkDefaults,
    /// Input of `aws emr create-cluster --cli-input-json`.
    Emr,
    /// A `gcloud dataproc clusters create` command.
    Dataproc,
    /// A Databricks job cluster (`new_cluster` of the Jobs API).
    Databricks,
    /// An `az hdinsight create` command.
    HdInsight,
    /// A `SparkApplication` of the Spark operator.
    Kubernetes,
    /// A Terraform resource for the choice's platform.
    Terraform,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::SparkSubmit,
        Self::SparkDefaults,
        Self::Emr,
        Self::Dataproc,
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
            Self::Dataproc => "dataproc",
            Self::Databricks => "databricks",
            Self::HdInsight => "hdinsight",
            Self::Kubernetes => "kubernetes",
            Self::Terraform => "terraform",
        }
    }

    /// Reads the word; `None` for an unknown one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word().eq_ignore_ascii_case(word.trim()))
    }

    /// Whether this kind of configuration can start a choice: a tool of one platform cannot start the machines of
    /// another.
    pub fn suits(self, choice: &Choice) -> bool {
        self.platform().is_none_or(|platform| platform == choice.platform)
    }

    /// The platform whose tool reads this kind; `None` if it goes with any.
    pub const fn platform(self) -> Option<Platform> {
        match self {
            Self::SparkSubmit | Self::SparkDefaults | Self::Kubernetes | Self::Terraform => None,
            Self::Emr => Some(Platform::Emr),
            Self::Dataproc => Some(Platform::Dataproc),
            Self::Databricks => Some(Platform::Databricks),
            Self::HdInsight => Some(Platform::HdInsight),
        }
    }
}

/// Writes a choice down.
pub fn emit(choice: &Choice, profile: &Profile, kind: Kind) -> String {
    match kind {
        Kind::SparkSubmit => spark_submit::text(choice, profile),
        Kind::SparkDefaults => spark_defaults::text(choice, profile),
        Kind::Emr => emr::text(choice, profile),
        Kind::Dataproc => dataproc::text(choice, profile),
        Kind::Databricks => databricks::text(choice, profile),
        Kind::HdInsight => hdinsight::text(choice, profile),
        Kind::Kubernetes => kubernetes::text(choice, profile),
        Kind::Terraform => terraform::text(choice, profile),
    }
}

/// What each setting was in the run, for the way back; `None`: Spark's default.
fn before<'a>(choice: &'a Choice, profile: &'a Profile) -> impl Iterator<Item = (&'a str, Option<&'a str>)> {
    choice.conf.iter().map(|(key, _)| (key.as_str(), profile.conf.get(key)))
}

/// The lines of a comment: what the choice is, and the way back.
fn heading(choice: &Choice, profile: &Profile) -> Vec<String> {
    let mut lines = vec![format!(
        "{} × {} ({}, {}) in {}",
        choice.workers,
        choice.instance,
        choice.market.word(),
        choice.platform.word(),
        choice.region
    )];
    lines.push("To roll back, set these as the run had them:".into());
    for (key, value) in before(choice, profile) {
        lines.push(match value {
            Some(value) => format!("  {key}={value}"),
            None => format!("  {key} (not set)"),
        });
    }
    lines.into_iter().map(|line| quote::one_line(&line)).collect()
}

/// A name for the cluster or the application, of letters, digits and dashes only.
fn plain_name(profile: &Profile) -> String {
    let name: String = profile
        .app
        .name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .take(40)
        .collect();
    let name = name.trim_matches('-');
    let squeezed: Vec<&str> = name.split('-').filter(|part| !part.is_empty()).collect();
    // Resource names begin with a letter on every platform.
    if squeezed.is_empty() { "spark-run".into() } else { format!("run-{}", squeezed.join("-")) }
}

/// The nearest release of Spark: `3.5.1` of `3.5.1-amzn-1`; `None` where the log has none.
fn spark_version(profile: &Profile) -> Option<&str> {
    let version = profile.log.spark_version.as_deref()?;
    let end = version.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(version.len());
    Some(version[..end].trim_end_matches('.')).filter(|version| !version.is_empty())
}

#[cfg(test)]
mod tests;
