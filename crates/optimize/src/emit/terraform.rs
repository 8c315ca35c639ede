//! Terraform resources for the choice's platform, with a variable for each thing that only the reader knows.

mod hcl;
mod managed;
mod nodes;
mod vms;

use afterglow_catalog::{Cloud, Platform};
use afterglow_profile::Profile;

use super::{heading, plain_name, quote};
use crate::choice::Choice;
use hcl::Hcl;

pub(super) fn text(choice: &Choice, profile: &Profile) -> String {
    let mut out = quote::comment("#", &heading(choice, profile));
    let name = plain_name(profile);
    let mut hcl = Hcl::new(name.replace('-', "_"));
    match (choice.platform, choice.cloud) {
        (Platform::Emr, _) => managed::emr(&mut hcl, choice, profile),
        (Platform::Dataproc, _) => managed::dataproc(&mut hcl, choice, profile),
        (Platform::Databricks, _) => managed::databricks(&mut hcl, choice, profile),
        (Platform::HdInsight, _) => managed::hdinsight(&mut hcl, choice, profile),
        (Platform::Kubernetes, cloud) => nodes::pools(&mut hcl, choice, cloud),
        (_, Cloud::OnPremises) => {}
        (_, cloud) => vms::machines(&mut hcl, choice, cloud, &name),
    }
    // Where a resource holds no map of settings they are a local value, which EMR's refers to.
    if !matches!(choice.platform, Platform::Dataproc | Platform::Databricks) {
        hcl.block("locals", |hcl| hcl.map("spark_conf", pairs(choice)));
    }
    out.push_str(&hcl.finish());
    out
}

/// Spark's settings.
fn pairs(choice: &Choice) -> impl Iterator<Item = (String, &str)> {
    choice.conf.iter().map(|(key, value)| (key.clone(), value.as_str()))
}

/// Machines of one kind.
struct Group<'a> {
    /// Its part of a resource's name.
    name: &'static str,
    instance: &'a str,
    count: u32,
    spot: bool,
}

/// The driver's machine, the workers that stay, and those on spare capacity.
fn groups(choice: &Choice) -> Vec<Group<'_>> {
    let spot = choice.spot_workers();
    let group = |name, instance, count, spot| Group { name, instance, count, spot };
    let driver = choice.driver.as_deref().map(|driver| group("driver", driver, 1, false));
    let workers =
        [group("worker", &choice.instance, choice.workers - spot, false), group("spot", &choice.instance, spot, true)];
    driver.into_iter().chain(workers).filter(|group| group.count > 0).collect()
}
