//! Dataproc: a `gcloud dataproc clusters create` command, a workflow template, and an autoscaling policy.

use afterglow_profile::Profile;

use super::yaml::Yaml;
use super::{driver, heading, plain_name, python, quote, spark_line, volume_gib};
use crate::choice::{Choice, Purchase};

/// Dataproc's primary workers, which are never spot ones.
const PRIMARY: u32 = 2;
/// The setting of a cluster whose one machine does everything.
pub(super) const SINGLE_NODE: &str = "dataproc:dataproc.allow.zero.workers";

/// What a reader should know of the workers.
fn notes(choice: &Choice) -> String {
    let mut out = String::new();
    if choice.spot_workers() > 0 && choice.market == Purchase::Spot {
        out.push_str("# Dataproc needs two primary workers, which cannot be spot ones: these stay on demand.\n");
    }
    if choice.workers == 1 {
        out.push_str("# A cluster of one machine is a single-node cluster: the driver runs on it too.\n");
    }
    out
}

pub(super) fn command(choice: &Choice, profile: &Profile) -> String {
    let mut out = quote::comment("#", &heading(choice, profile));
    out.push_str(&notes(choice));
    let spot = choice.spot_workers();
    let disk = volume_gib(choice, 30, 65_536);
    let worker = quote::shell(&choice.instance);
    let mut arguments = vec![
        format!("gcloud dataproc clusters create {}", quote::shell(&plain_name(profile))),
        format!("--region={}", quote::shell(&choice.region)),
        format!("--image-version={}", image(profile)),
    ];
    if choice.workers == 1 {
        arguments.push("--single-node".into());
        arguments.push(format!("--master-machine-type={worker}"));
        arguments.push(format!("--master-boot-disk-size={disk}GB"));
    } else {
        arguments.push(format!("--master-machine-type={}", quote::shell(driver(choice))));
        arguments.push(format!("--worker-machine-type={worker}"));
        arguments.push(format!("--worker-boot-disk-size={disk}GB"));
        arguments.push(format!("--num-workers={}", choice.workers - spot));
        if spot > 0 {
            arguments.push(format!("--num-secondary-workers={spot}"));
            arguments.push("--secondary-worker-type=spot".to_owned());
            arguments.push(format!("--secondary-worker-boot-disk-size={disk}GB"));
        }
    }
    arguments.push(format!("--properties={}", quote::shell(&properties(choice))));
    // gcloud hides the older name, --max-idle.
    arguments.push("--delete-max-idle=10m".into());
    out.push_str(&arguments.join(" \\\n  "));
    out.push('\n');
    out
}

/// A template whose cluster is started for the job and deleted after it.
pub(super) fn workflow(choice: &Choice, profile: &Profile) -> String {
    let mut yaml = Yaml { out: quote::comment("#", &heading(choice, profile)) };
    yaml.out.push_str(&notes(choice));
    yaml.out.push_str("# Put your program where the capitals stand.\n");
    yaml.open(0, "jobs");
    yaml.item(0, |yaml| yaml.plain(1, "stepId", "run"));
    if python(profile) {
        yaml.open(1, "pysparkJob");
        yaml.plain(2, "mainPythonFileUri", "PROGRAM");
    } else {
        yaml.open(1, "sparkJob");
        yaml.plain(2, "mainJarFileUri", "PROGRAM");
    }
    yaml.open(0, "placement");
    yaml.open(1, "managedCluster");
    yaml.text(2, "clusterName", &prefix(profile));
    yaml.open(2, "config");
    let spot = choice.spot_workers();
    let single = choice.workers == 1;
    group(
        &mut yaml,
        "masterConfig",
        1,
        if single { &choice.instance } else { driver(choice) },
        single.then_some(choice),
    );
    if !single {
        group(&mut yaml, "workerConfig", choice.workers - spot, &choice.instance, Some(choice));
    }
    if spot > 0 {
        group(&mut yaml, "secondaryWorkerConfig", spot, &choice.instance, Some(choice));
        yaml.plain(4, "preemptibility", "SPOT");
    }
    yaml.open(3, "softwareConfig");
    yaml.text(4, "imageVersion", image(profile));
    let single = single.then(|| (SINGLE_NODE.to_owned(), "true"));
    let own = choice.conf.iter().map(|(key, value)| (format!("spark:{key}"), value.as_str()));
    yaml.map(4, "properties", single.into_iter().chain(own));
    yaml.out
}

fn group(yaml: &mut Yaml, name: &str, count: u32, instance: &str, disk: Option<&Choice>) {
    yaml.open(3, name);
    yaml.number(4, "numInstances", count.into());
    yaml.text(4, "machineTypeUri", instance);
    if let Some(choice) = disk {
        yaml.open(4, "diskConfig");
        yaml.number(5, "bootDiskSizeGb", volume_gib(choice, 30, 65_536));
    }
}

/// Whether there is anything to scale beside the primary workers.
pub(super) fn scales(choice: &Choice) -> bool {
    choice.workers > PRIMARY
}

/// A policy that lets an idle cluster shrink and never grow beyond the choice. Factors and cooldown are those of
/// Google's own example for Spark (autoscaling page of Dataproc, 2026).
pub(super) fn autoscaling(choice: &Choice, profile: &Profile) -> String {
    let spot = choice.spot_workers();
    let firm = (choice.workers - spot).max(PRIMARY);
    let mut yaml = Yaml { out: quote::comment("#", &heading(choice, profile)) };
    yaml.out.push_str(
        "# The time and cost of this choice are for the whole cluster, all the time: with this policy it has that size \
         at most.\n# It scales by waiting containers, so a job needs spark.dynamicAllocation.enabled=true to make use of \
         it.\n",
    );
    yaml.open(0, "workerConfig");
    yaml.number(1, "minInstances", PRIMARY.into());
    yaml.number(1, "maxInstances", firm.into());
    if spot > 0 {
        // All that come and go are then the spot ones.
        yaml.open(0, "secondaryWorkerConfig");
        yaml.number(1, "minInstances", 0);
        yaml.number(1, "maxInstances", spot.into());
    }
    yaml.open(0, "basicAlgorithm");
    yaml.plain(1, "cooldownPeriod", "240s");
    yaml.open(1, "yarnConfig");
    yaml.plain(2, "scaleUpFactor", "0.05");
    yaml.plain(2, "scaleDownFactor", "1.0");
    yaml.plain(2, "gracefulDecommissionTimeout", "3600s");
    yaml.out
}

/// `gcloud` splits at commas unless another separator is named in front: one is taken that no value holds.
fn properties(choice: &Choice) -> String {
    let pairs: Vec<String> = choice.conf.iter().map(|(key, value)| format!("spark:{key}={value}")).collect();
    if !pairs.iter().any(|pair| pair.contains(',')) {
        return pairs.join(",");
    }
    let separator = ["#", "|", ";", "~", "%", "@@", "##", "||", "~~"]
        .into_iter()
        .find(|separator| !pairs.iter().any(|pair| pair.contains(separator)))
        .unwrap_or("~#~");
    format!("^{separator}^{}", pairs.join(separator))
}

/// The name of a template's cluster, to which Dataproc adds a suffix: 35 characters at most.
fn prefix(profile: &Profile) -> String {
    let name: String = plain_name(profile).chars().take(35).collect();
    name.trim_end_matches('-').to_owned()
}

/// The image that carries the run's Spark, as Google's version list pairs them.
pub(super) fn image(profile: &Profile) -> &'static str {
    match spark_line(profile) {
        "2.4" => "1.5-debian10",
        "3.1" => "2.0-debian10",
        "3.3" => "2.1-debian11",
        _ => "2.2-debian12",
    }
}
