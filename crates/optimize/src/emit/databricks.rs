//! A Databricks job cluster: `new_cluster` of the Jobs API.

use afterglow_catalog::Cloud;
use afterglow_profile::Profile;
use serde_json::{Map, Value, json};

use super::{before, spark_version};
use crate::choice::Choice;

/// Settings that Databricks makes itself from the node type: to set them breaks its own packing.
const OWN: [&str; 6] = [
    "spark.driver.memory",
    "spark.executor.instances",
    "spark.executor.cores",
    "spark.executor.memory",
    "spark.executor.memoryOverhead",
    "spark.dynamicAllocation.enabled",
];

pub(super) fn text(choice: &Choice, profile: &Profile) -> String {
    let settings: Map<String, Value> =
        settings(choice).map(|(key, value)| (key.clone(), Value::from(value.as_str()))).collect();
    let mut tags = Map::new();
    tags.insert("afterglow".into(), Value::from("sized from an event log"));
    for (key, value) in before(choice, profile).filter(|(key, _)| !OWN.contains(key)) {
        tags.insert(format!("before:{key}"), Value::from(value.unwrap_or("not set")));
    }
    let spot = choice.spot_workers();
    let firm = choice.workers - spot;
    let mut cluster = json!({
        "spark_version": runtime(profile),
        "node_type_id": choice.instance,
        "driver_node_type_id": choice.driver.as_deref().unwrap_or(&choice.instance),
        "num_workers": choice.workers,
        "spark_conf": settings,
        "custom_tags": tags,
    });
    // The first machine of the list is the driver, which is never a spot one.
    let first = firm + 1;
    let (name, attributes) = match choice.cloud {
        Cloud::Aws => (
            "aws_attributes",
            json!({
                "availability": if spot > 0 { "SPOT_WITH_FALLBACK" } else { "ON_DEMAND" },
                "first_on_demand": first,
                "zone_id": "auto",
                "ebs_volume_type": "GENERAL_PURPOSE_SSD",
                "ebs_volume_count": 1,
                "ebs_volume_size": (choice.volume.0 >> 30).clamp(100, 4_096),
            }),
        ),
        Cloud::Azure => (
            "azure_attributes",
            json!({
                "availability": if spot > 0 { "SPOT_WITH_FALLBACK_AZURE" } else { "ON_DEMAND_AZURE" },
                "first_on_demand": first,
                "spot_bid_max_price": -1,
            }),
        ),
        _ => (
            "gcp_attributes",
            json!({"availability": if spot > 0 { "PREEMPTIBLE_WITH_FALLBACK_GCP" } else { "ON_DEMAND_GCP" }}),
        ),
    };
    cluster[name] = attributes;
    format!("{:#}\n", json!({"new_cluster": cluster}))
}

/// The settings that are left to the user.
pub(super) fn settings(choice: &Choice) -> impl Iterator<Item = &(String, String)> {
    choice.conf.iter().filter(|(key, _)| !OWN.contains(&key.as_str()))
}

/// The runtime of the run where the log names it, else the one that carries its Spark.
fn runtime(profile: &Profile) -> String {
    if let Some(own) = profile.conf.get("spark.databricks.clusterUsageTags.sparkVersion") {
        return own.to_owned();
    }
    let known = match spark_version(profile).unwrap_or_default().rsplit_once('.').map_or("", |parts| parts.0) {
        "3.2" => "10.4.x-scala2.12",
        "3.3" => "12.2.x-scala2.12",
        "3.4" => "13.3.x-scala2.12",
        "4.0" => "17.3.x-scala2.13",
        _ => "15.4.x-scala2.12",
    };
    known.to_owned()
}
