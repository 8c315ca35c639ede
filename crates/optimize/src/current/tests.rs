use afterglow_profile::Executor;

use super::*;
use crate::need::Need;

fn run(settings: &[(&str, &str)], hosts: &[&str]) -> Profile {
    let mut profile = Profile::default();
    for (key, value) in settings {
        profile.conf.spark.insert((*key).into(), (*value).into());
    }
    profile.app.started = Some(afterglow_units::Timestamp(0));
    profile.app.ended = Some(afterglow_units::Timestamp(3_600_000));
    profile.totals.peak_slots = Some(Cores(8 * hosts.len() as u32));
    for (at, host) in hosts.iter().enumerate() {
        profile.executors.push(Executor {
            id: at.to_string(),
            host: (*host).into(),
            added: Some(afterglow_units::Timestamp(1_000)),
            cores: Some(Cores(8)),
            ..Executor::default()
        });
    }
    profile
}

fn read(profile: &Profile, hint: &Hint) -> Current {
    let mut current = Current::of(profile, Catalog::builtin(), hint);
    current.reckon(profile, Catalog::builtin(), &Need::of(profile), 0.0);
    current
}

#[test]
fn databricks_tells_types_and_region() {
    let tags = [
        ("spark.databricks.workerNodeTypeId", "m6gd.2xlarge"),
        ("spark.databricks.driverNodeTypeId", "m6gd.xlarge"),
        ("spark.databricks.clusterUsageTags.cloudProvider", "AWS"),
        ("spark.databricks.clusterUsageTags.region", "us-west-2"),
    ];
    let current = read(&run(&tags, &["10.0.0.1", "10.0.0.2"]), &Hint::default());
    assert_eq!((current.platform, current.cloud), (Some(Platform::Databricks), Some(Cloud::Aws)));
    assert_eq!((current.instance.as_deref(), current.region.as_deref()), (Some("m6gd.2xlarge"), Some("us-west-2")));
    assert_eq!((current.workers, current.basis), (Some(2), Some(Basis::Measured)));
    assert!(
        current.cost.is_none() && current.missing[0].contains("fee"),
        "its fee may not be passed on: {:?}",
        current.missing
    );
}

#[test]
fn emr_tells_the_cloud_and_hosts_tell_the_region() {
    let mut profile = run(&[], &["ip-10-0-0-1.eu-central-1.compute.internal"]);
    profile.log.spark_version = Some("3.5.1-amzn-0".into());
    let current = read(&profile, &Hint::default());
    assert_eq!((current.platform, current.cloud), (Some(Platform::Emr), Some(Cloud::Aws)));
    assert_eq!(current.region.as_deref(), Some("eu-central-1"));
    assert!(current.cost.is_none() && current.missing[0].contains("instance type"));
}

#[test]
fn a_named_type_gives_the_cost() {
    let hint = Hint { instance: Some("aws:m5.2xlarge".into()), region: Some("us-east-1".into()), ..Hint::default() };
    let current = read(&run(&[], &["a", "b", "c"]), &hint);
    let cost = current.cost.expect("all is known");
    // Three workers and the driver for an hour at 0.384, and their volumes.
    assert!((cost.machines.0 - 4.0 * 0.384).abs() < 1e-9, "{cost:?}");
    assert!(cost.storage.0 > 0.0 && cost.storage.0 < 0.05);
    assert!((cost.total.0 - cost.machines.0 - cost.storage.0).abs() < 1e-9);
}

#[test]
fn an_unknown_type_is_named() {
    let hint = Hint { instance: Some("aws:x99.huge".into()), ..Hint::default() };
    let current = read(&run(&[], &["a"]), &hint);
    assert!(current.missing[0].contains("x99.huge"), "{:?}", current.missing);
}
