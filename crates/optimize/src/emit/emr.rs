//! Input of EMR's `RunJobFlow`: instance groups or fleets, Spark's settings, and the way back.

use afterglow_profile::Profile;
use serde_json::{Map, Value, json};

use super::{Before, before, cluster_before, driver, plain_name, spark_line, volume_gib};
use crate::choice::{Choice, Purchase};

/// EMR's bare-minimum core nodes beside spot task nodes: HDFS and the application master live on them.
const CORE_NODES: u32 = 1;
/// Seconds without a step after which the cluster ends by itself. Without it a cluster that is started without steps
/// either ends before it is used or runs until somebody stops it.
pub(super) const IDLE_SECONDS: u32 = 600;
/// Tags of a resource, this crate's own counted (EMR's tagging limits, 2026).
const TAGS: usize = 50;
/// Minutes that a fleet waits for spot capacity before it takes machines on demand.
const SPOT_MINUTES: u32 = 10;

/// With instance groups.
pub(super) fn groups(choice: &Choice, profile: &Profile) -> String {
    let mut groups = vec![group("driver", "MASTER", "ON_DEMAND", driver(choice), 1, choice)];
    for part in parts(choice) {
        let market = if part.spot { "SPOT" } else { "ON_DEMAND" };
        groups.push(group(part.name, part.role, market, &choice.instance, part.count, choice));
    }
    document(choice, profile, "InstanceGroups", &groups)
}

/// With instance fleets: a spot worker may be of any type that is like the choice's.
pub(super) fn fleets(choice: &Choice, profile: &Profile) -> String {
    let mut fleets = vec![json!({
        "Name": "driver",
        "InstanceFleetType": "MASTER",
        "TargetOnDemandCapacity": 1,
        "InstanceTypeConfigs": [one_of(driver(choice), choice)],
    })];
    for part in parts(choice) {
        let like = choice.alike.iter().filter(|_| part.spot);
        let types: Vec<Value> =
            std::iter::once(&choice.instance).chain(like).map(|name| one_of(name, choice)).collect();
        let target = if part.spot { "TargetSpotCapacity" } else { "TargetOnDemandCapacity" };
        let mut fleet = json!({
            "Name": part.name,
            "InstanceFleetType": part.role,
            target: part.count,
            "InstanceTypeConfigs": types,
        });
        if part.spot {
            fleet["LaunchSpecifications"] = json!({"SpotSpecification": {
                "TimeoutDurationMinutes": SPOT_MINUTES,
                "TimeoutAction": "SWITCH_TO_ON_DEMAND",
                "AllocationStrategy": "price-capacity-optimized",
            }});
        }
        fleets.push(fleet);
    }
    document(choice, profile, "InstanceFleets", &fleets)
}

/// Some of the workers.
struct Part {
    name: &'static str,
    role: &'static str,
    spot: bool,
    count: u32,
}

/// The workers as core and task nodes. A cluster needs core nodes; task nodes come and go without touching HDFS.
fn parts(choice: &Choice) -> Vec<Part> {
    let spot = choice.spot_workers();
    let firm = choice.workers - spot;
    let part = |name, role, spot, count| Part { name, role, spot, count };
    let parts = match choice.market {
        Purchase::Spot => {
            let core = spot.min(CORE_NODES);
            [part("workers that hold HDFS", "CORE", true, core), part("workers", "TASK", true, spot - core)]
        }
        _ => [part("workers", "CORE", false, firm), part("spot workers", "TASK", true, spot)],
    };
    parts.into_iter().filter(|part| part.count > 0).collect()
}

fn document(choice: &Choice, profile: &Profile, form: &str, machines: &[Value]) -> String {
    let document = json!({
        "Name": plain_name(profile),
        "ReleaseLabel": release(profile),
        "Applications": [{"Name": "Spark"}],
        "Instances": {
            form: machines,
            "KeepJobFlowAliveWhenNoSteps": true,
            "TerminationProtected": false,
        },
        "AutoTerminationPolicy": {"IdleTimeout": IDLE_SECONDS},
        "Configurations": [{"Classification": "spark-defaults", "Properties": properties(choice)}],
        "JobFlowRole": "EMR_EC2_DefaultRole",
        "ServiceRole": "EMR_DefaultRole",
        "Tags": tags(choice, profile).into_iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}

/// Spark's settings as JSON.
pub(super) fn properties(choice: &Choice) -> Map<String, Value> {
    choice.conf.iter().map(|(key, value)| (key.clone(), Value::from(value.as_str()))).collect()
}

fn group(name: &str, role: &str, market: &str, instance: &str, count: u32, choice: &Choice) -> Value {
    json!({
        "Name": name,
        "InstanceRole": role,
        "Market": market,
        "InstanceType": instance,
        "InstanceCount": count,
        "EbsConfiguration": volumes(choice),
    })
}

fn one_of(instance: &str, choice: &Choice) -> Value {
    json!({"InstanceType": instance, "WeightedCapacity": 1, "EbsConfiguration": volumes(choice)})
}

fn volumes(choice: &Choice) -> Value {
    json!({
        "EbsBlockDeviceConfigs": [{
            "VolumeSpecification": {"VolumeType": "gp3", "SizeInGB": volume_gib(choice, 10, 16_384)},
            "VolumesPerInstance": 1,
        }],
    })
}

/// JSON has no comments: the way back travels as tags. A value that a tag cannot hold is not bent to fit.
fn tags(choice: &Choice, profile: &Profile) -> Vec<(String, String)> {
    let mut tags: Vec<(String, String)> = vec![
        ("afterglow".to_owned(), "sized from an event log".to_owned()),
        ("before:cluster".to_owned(), tag_text(&cluster_before(choice).replace('×', "x"), 256)),
    ];
    for (key, before) in before(choice, profile) {
        let value = match before {
            Before::Set(value) if !holds(&value, 256) => "see the run's own settings: no tag can hold it".to_owned(),
            other => other.word().to_owned(),
        };
        let key = tag_text(&format!("before:{key}"), 128);
        if tags.len() < TAGS && !tags.iter().any(|(known, _)| *known == key) {
            tags.push((key, tag_text(&value, 256)));
        }
    }
    tags
}

/// Whether a tag can hold a text as it is.
fn holds(text: &str, most: usize) -> bool {
    tag_text(text, most) == text
}

/// Tags hold letters, digits, blanks and a few signs.
fn tag_text(text: &str, most: usize) -> String {
    let allowed = |c: char| c.is_alphanumeric() || " _.:/=+-@".contains(c);
    text.chars().map(|c| if allowed(c) { c } else { '_' }).take(most).collect()
}

/// The release that carries the run's Spark, as Amazon's release notes pair them; a later one otherwise.
pub(super) fn release(profile: &Profile) -> &'static str {
    match spark_line(profile) {
        "2.4" => "emr-5.36.2",
        "3.0" => "emr-6.2.1",
        "3.1" => "emr-6.5.0",
        "3.2" => "emr-6.7.0",
        "3.3" => "emr-6.11.1",
        "3.4" => "emr-6.15.0",
        _ => "emr-7.5.0",
    }
}
