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
mod emr_serverless;
mod hdinsight;
mod kind;
mod kubernetes;
mod quote;
mod spark_defaults;
mod spark_submit;
mod terraform;
mod yaml;

use afterglow_profile::Profile;
use afterglow_profile::secret;

pub use kind::Kind;

use crate::choice::Choice;

/// Writes a choice down.
pub fn emit(choice: &Choice, profile: &Profile, kind: Kind) -> String {
    match kind {
        Kind::SparkSubmit => spark_submit::text(choice, profile),
        Kind::SparkDefaults => spark_defaults::text(choice, profile),
        Kind::Emr => emr::groups(choice, profile),
        Kind::EmrFleet => emr::fleets(choice, profile),
        Kind::EmrServerless => emr_serverless::text(choice, profile),
        Kind::Dataproc => dataproc::command(choice, profile),
        Kind::DataprocWorkflow => dataproc::workflow(choice, profile),
        Kind::DataprocAutoscaling => dataproc::autoscaling(choice, profile),
        Kind::Databricks => databricks::text(choice, profile),
        Kind::HdInsight => hdinsight::text(choice, profile),
        Kind::Kubernetes => kubernetes::text(choice, profile),
        Kind::Terraform => terraform::text(choice, profile),
    }
}

/// What a setting was in the run.
enum Before {
    /// Spark's default held.
    NotSet,
    Set(String),
    /// It looks like a secret, and a text that goes into a repository must not carry it.
    Secret,
}

impl Before {
    fn word(&self) -> &str {
        match self {
            Self::NotSet => "not set",
            Self::Set(value) => value,
            Self::Secret => "not written here, since it looks like a secret: see the run's own settings",
        }
    }
}

/// What each setting was in the run, for the way back.
fn before<'a>(choice: &'a Choice, profile: &'a Profile) -> impl Iterator<Item = (&'a str, Before)> {
    choice.conf.iter().map(|(key, _)| {
        let before = match profile.conf.get(key) {
            None => Before::NotSet,
            Some(value) if secret::mask(key, value).1 => Before::Secret,
            Some(value) => Before::Set(value.to_owned()),
        };
        (key.as_str(), before)
    })
}

/// The run's own cluster.
fn cluster_before(choice: &Choice) -> String {
    let known = choice.instead_of.as_deref().map(|cluster| secret::mask("", cluster).0);
    known.unwrap_or_else(|| "machines that its log does not name".to_owned())
}

/// What the choice is, and the way back: lines of a comment or of a description.
fn heading(choice: &Choice, profile: &Profile) -> Vec<String> {
    let mut lines = vec![
        format!(
            "{} × {} ({}, {}) in {}",
            choice.workers,
            choice.instance,
            choice.market.word(),
            choice.platform.word(),
            choice.region
        ),
        format!("The run had {}.", cluster_before(choice)),
        "To roll back, set these as the run had them:".into(),
    ];
    lines.extend(before(choice, profile).map(|(key, before)| match before {
        Before::Set(value) => format!("  {key}={value}"),
        other => format!("  {key} ({})", other.word()),
    }));
    lines.into_iter().map(|line| quote::one_line(&line)).collect()
}

/// The value of a setting of the choice.
fn setting<'a>(choice: &'a Choice, key: &str) -> Option<&'a str> {
    choice.conf.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
}

/// A size of the choice in GiB, within what a tool takes.
fn volume_gib(choice: &Choice, least: u64, most: u64) -> u64 {
    (choice.volume.0 >> 30).clamp(least, most)
}

/// The type of the driver's machine.
fn driver(choice: &Choice) -> &str {
    choice.driver.as_deref().unwrap_or(&choice.instance)
}

/// Whether the run was of Python.
fn python(profile: &Profile) -> bool {
    profile.conf.get("spark.kubernetes.resource.type") == Some("python")
        || profile.conf.spark.keys().any(|key| key.starts_with("spark.pyspark"))
}

/// A name for the cluster or the application, of letters, digits and dashes only.
fn plain_name(profile: &Profile) -> String {
    let name: String = secret::mask("", &profile.app.name)
        .0
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .take(40)
        .collect();
    let name = name.trim_matches('-');
    let squeezed: Vec<&str> = name.split('-').filter(|part| !part.is_empty()).collect();
    // Resource names begin with a letter on every platform.
    if squeezed.is_empty() { "spark-run".into() } else { format!("run-{}", squeezed.join("-")) }
}

/// The line of releases that the run's Spark is of, which platforms pair their own releases with: `3.5`; empty where the
/// log has none.
fn spark_line(profile: &Profile) -> &str {
    spark_version(profile).and_then(|version| version.rsplit_once('.')).map_or("", |parts| parts.0)
}

/// The nearest release of Spark: `3.5.1` of `3.5.1-amzn-1`; `None` where the log has none.
fn spark_version(profile: &Profile) -> Option<&str> {
    let version = profile.log.spark_version.as_deref()?;
    let end = version.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(version.len());
    Some(version[..end].trim_end_matches('.')).filter(|version| !version.is_empty())
}

#[cfg(test)]
mod tests;
