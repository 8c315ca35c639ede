//! A Databricks job cluster: a task of the Jobs API with its `new_cluster`, the way back in its description.

use afterglow_catalog::Cloud;
use afterglow_profile::{Profile, secret};
use serde_json::{Map, Value, json};

use super::{driver, heading, spark_line, volume_gib};
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

/// Characters that a task's description may have (Databricks, Jobs API 2.1).
const DESCRIPTION: usize = 1000;
/// GiB of each of a worker's volumes on AWS (Databricks, `ebs_volume_size` of general purpose SSDs).
const VOLUME_GIB: (u64, u64) = (100, 4_096);

pub(super) fn text(choice: &Choice, profile: &Profile) -> String {
    let settings: Map<String, Value> =
        settings(choice).map(|(key, value)| (key.clone(), Value::from(value.as_str()))).collect();
    let mut cluster = json!({
        "spark_version": runtime(profile),
        "node_type_id": choice.instance,
        "driver_node_type_id": driver(choice),
        "num_workers": choice.workers,
        "spark_conf": settings,
        // Google takes labels in small letters alone.
        "custom_tags": {"afterglow": "sized-from-an-event-log"},
    });
    let (name, attributes) = attributes(choice);
    cluster[name] = attributes.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    let task = json!({"task_key": "main", "description": description(choice, profile), "new_cluster": cluster});
    format!("{task:#}\n")
}

/// The way back, as much as fits, by whole lines.
fn description(choice: &Choice, profile: &Profile) -> String {
    const REST: &str = "  and others: see the run's own settings";
    let mut out = String::new();
    // Settings that Databricks makes itself are not changed here, so there is no way back from them.
    let own = |line: &String| {
        OWN.iter().any(|key| {
            line.trim_start().starts_with(&format!("{key}=")) || line.trim_start().starts_with(&format!("{key} ("))
        })
    };
    for line in heading(choice, profile).into_iter().filter(|line| !own(line)) {
        if out.chars().count() + line.chars().count() + REST.len() + 2 > DESCRIPTION {
            out.push_str(REST);
            break;
        }
        out.push_str(&line);
        out.push('\n');
    }
    out.trim_end().to_owned()
}

/// The block of the cloud and what stands in it. The first machine of the list is the driver, which is never a spot one.
pub(super) fn attributes(choice: &Choice) -> (&'static str, Vec<(&'static str, Value)>) {
    let spot = choice.spot_workers();
    let first = choice.workers - spot + 1;
    match choice.cloud {
        Cloud::Aws => (
            "aws_attributes",
            vec![
                ("availability", Value::from(if spot > 0 { "SPOT_WITH_FALLBACK" } else { "ON_DEMAND" })),
                ("first_on_demand", Value::from(first)),
                ("zone_id", Value::from("auto")),
                ("ebs_volume_type", Value::from("GENERAL_PURPOSE_SSD")),
                ("ebs_volume_count", Value::from(1)),
                ("ebs_volume_size", Value::from(volume_gib(choice, VOLUME_GIB.0, VOLUME_GIB.1))),
            ],
        ),
        Cloud::Azure => (
            "azure_attributes",
            vec![
                ("availability", Value::from(if spot > 0 { "SPOT_WITH_FALLBACK_AZURE" } else { "ON_DEMAND_AZURE" })),
                ("first_on_demand", Value::from(first)),
                ("spot_bid_max_price", Value::from(-1)),
            ],
        ),
        _ => (
            "gcp_attributes",
            vec![
                ("availability", Value::from(if spot > 0 { "PREEMPTIBLE_WITH_FALLBACK_GCP" } else { "ON_DEMAND_GCP" })),
                ("first_on_demand", Value::from(first)),
            ],
        ),
    }
}

/// The settings that are left to the user.
pub(super) fn settings(choice: &Choice) -> impl Iterator<Item = &(String, String)> {
    choice.conf.iter().filter(|(key, _)| !OWN.contains(&key.as_str()))
}

/// The runtime of the run where the log names it, else the one that carries its Spark.
pub(super) fn runtime(profile: &Profile) -> String {
    const NAMED: &str = "spark.databricks.clusterUsageTags.sparkVersion";
    if let Some(own) = profile.conf.get(NAMED).filter(|own| !secret::mask(NAMED, own).1) {
        return own.to_owned();
    }
    let known = match spark_line(profile) {
        "3.2" => "10.4.x-scala2.12",
        "3.3" => "12.2.x-scala2.12",
        "3.4" => "13.3.x-scala2.12",
        "4.0" => "17.3.x-scala2.13",
        _ => "15.4.x-scala2.12",
    };
    known.to_owned()
}
