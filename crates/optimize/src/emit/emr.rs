//! Input of `aws emr create-cluster --cli-input-json file://…`: instance groups, Spark's settings, and the way back.

use afterglow_profile::Profile;
use serde_json::{Map, Value, json};

use super::{before, plain_name, spark_version};
use crate::choice::{Choice, Purchase};

/// EMR's bare-minimum core nodes beside spot task nodes: HDFS and the application master live on them.
const CORE_NODES: u32 = 1;

pub(super) fn text(choice: &Choice, profile: &Profile) -> String {
    let master = choice.driver.as_deref().unwrap_or(&choice.instance);
    let mut groups = vec![group("driver", "MASTER", "ON_DEMAND", master, 1, choice.volume.0 >> 30)];
    let spot = choice.spot_workers();
    let firm = choice.workers - spot;
    let size = choice.volume.0 >> 30;
    if firm > 0 {
        groups.push(group("workers", "CORE", "ON_DEMAND", &choice.instance, firm, size));
    }
    match choice.market {
        // A cluster needs a core group; task nodes come and go without touching HDFS.
        Purchase::Spot if spot > CORE_NODES => {
            groups.push(group("workers that hold HDFS", "CORE", "SPOT", &choice.instance, CORE_NODES, size));
            groups.push(group("workers", "TASK", "SPOT", &choice.instance, spot - CORE_NODES, size));
        }
        Purchase::Spot => groups.push(group("workers", "CORE", "SPOT", &choice.instance, spot, size)),
        _ if spot > 0 => groups.push(group("spot workers", "TASK", "SPOT", &choice.instance, spot, size)),
        _ => {}
    }
    let settings: Map<String, Value> =
        choice.conf.iter().map(|(key, value)| (key.clone(), Value::from(value.as_str()))).collect();
    let mut tags: Vec<Value> = vec![tag("afterglow", "sized from an event log")];
    // JSON has no comments: the way back travels as tags, which hold 256 characters.
    for (key, value) in before(choice, profile).take(40) {
        tags.push(tag(&cut(&format!("before:{key}"), 128), &cut(value.unwrap_or("not set"), 256)));
    }
    let document = json!({
        "Name": plain_name(profile),
        "ReleaseLabel": release(profile),
        "Applications": [{"Name": "Spark"}],
        "Instances": {
            "InstanceGroups": groups,
            "KeepJobFlowAliveWhenNoSteps": false,
            "TerminationProtected": false,
        },
        "Configurations": [{"Classification": "spark-defaults", "Properties": settings}],
        "JobFlowRole": "EMR_EC2_DefaultRole",
        "ServiceRole": "EMR_DefaultRole",
        "Tags": tags,
    });
    format!("{document:#}\n")
}

fn group(name: &str, role: &str, market: &str, instance: &str, count: u32, volume_gib: u64) -> Value {
    json!({
        "Name": name,
        "InstanceRole": role,
        "Market": market,
        "InstanceType": instance,
        "InstanceCount": count,
        "EbsConfiguration": {
            "EbsBlockDeviceConfigs": [{
                "VolumeSpecification": {"VolumeType": "gp3", "SizeInGB": volume_gib.clamp(10, 16_384)},
                "VolumesPerInstance": 1,
            }],
        },
    })
}

fn tag(key: &str, value: &str) -> Value {
    json!({"Key": key, "Value": value})
}

/// Tags hold letters, digits, blanks and a few signs.
fn cut(text: &str, most: usize) -> String {
    let allowed = |c: char| c.is_alphanumeric() || " _.:/=+-@".contains(c);
    text.chars().map(|c| if allowed(c) { c } else { '_' }).take(most).collect()
}

/// The release that carries the run's Spark, as Amazon's release notes pair them; a later one otherwise.
fn release(profile: &Profile) -> &'static str {
    match spark_version(profile).unwrap_or_default().rsplit_once('.').map_or("", |parts| parts.0) {
        "2.4" => "emr-5.36.2",
        "3.0" => "emr-6.2.1",
        "3.1" => "emr-6.5.0",
        "3.2" => "emr-6.7.0",
        "3.3" => "emr-6.11.1",
        "3.4" => "emr-6.15.0",
        _ => "emr-7.5.0",
    }
}
