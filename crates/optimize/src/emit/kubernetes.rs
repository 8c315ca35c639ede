//! A `SparkApplication` of the Spark operator, `sparkoperator.k8s.io/v1beta2`.

use afterglow_catalog::Cloud;
use afterglow_profile::Profile;

use super::yaml::Yaml;
use super::{heading, plain_name, python, quote, setting, spark_version};
use crate::choice::{Choice, Purchase};

/// Settings that have fields of their own in the resource; in `sparkConf` they would be overridden.
const FIELDS: [&str; 5] = [
    "spark.executor.instances",
    "spark.executor.cores",
    "spark.executor.memory",
    "spark.executor.memoryOverhead",
    "spark.driver.memory",
];

pub(super) fn text(choice: &Choice, profile: &Profile) -> String {
    let mut out = quote::comment("#", &heading(choice, profile));
    let python = python(profile);
    out.push_str("# Put your image, service account");
    out.push_str(if python { " and program" } else { ", main class and program" });
    out.push_str(" where the capitals stand.\n");
    let field = |key: &str, otherwise: String| setting(choice, key).map_or(otherwise, str::to_owned);
    let version = spark_version(profile).unwrap_or("3.5.1");
    let memory = crate::conf::mebi;
    let mut yaml = Yaml::default();
    yaml.plain(0, "apiVersion", "sparkoperator.k8s.io/v1beta2");
    yaml.plain(0, "kind", "SparkApplication");
    yaml.open(0, "metadata");
    yaml.text(1, "name", &plain_name(profile));
    yaml.open(0, "spec");
    yaml.plain(1, "type", if python { "Python" } else { "Scala" });
    yaml.plain(1, "mode", "cluster");
    yaml.text(1, "sparkVersion", version);
    yaml.plain(1, "image", "IMAGE");
    if !python {
        yaml.plain(1, "mainClass", "MAIN.CLASS");
    }
    yaml.plain(1, "mainApplicationFile", "PROGRAM");
    yaml.open(1, "restartPolicy");
    yaml.plain(2, "type", "Never");
    let conf = choice.conf.iter().filter(|(key, _)| !FIELDS.contains(&key.as_str()));
    yaml.map(1, "sparkConf", conf.map(|(key, value)| (key.clone(), value.as_str())));
    yaml.open(1, "driver");
    yaml.plain(2, "cores", "1");
    yaml.text(2, "memory", &field("spark.driver.memory", memory(choice.driver_memory)));
    // It makes the executors' pods, which the default account may not.
    yaml.plain(2, "serviceAccount", "SERVICE-ACCOUNT");
    selector(&mut yaml, choice.driver.as_deref(), None);
    yaml.open(1, "executor");
    yaml.text_or_number(2, "instances", &field("spark.executor.instances", choice.executors.to_string()));
    yaml.text_or_number(2, "cores", &field("spark.executor.cores", choice.executor_cores.0.to_string()));
    yaml.text(2, "memory", &field("spark.executor.memory", memory(choice.executor_memory)));
    yaml.text(2, "memoryOverhead", &field("spark.executor.memoryOverhead", memory(choice.executor_overhead)));
    let all_spot = choice.market == Purchase::Spot;
    selector(
        &mut yaml,
        (choice.cloud != Cloud::OnPremises).then_some(choice.instance.as_str()),
        spot_label(choice.cloud).filter(|_| all_spot),
    );
    if choice.spot_workers() > 0 && choice.cloud == Cloud::Azure {
        // AKS keeps other pods off its spot nodes, also where some of the nodes alone are.
        yaml.open(2, "tolerations");
        yaml.item(2, |yaml| yaml.text(3, "key", "kubernetes.azure.com/scalesetpriority"));
        yaml.plain(3, "operator", "Equal");
        yaml.plain(3, "value", "spot");
        yaml.plain(3, "effect", "NoSchedule");
    }
    out.push_str(&yaml.out);
    out
}

/// The nodes that pods may run on.
fn selector(yaml: &mut Yaml, instance: Option<&str>, spot: Option<(&str, &str)>) {
    let kind = instance.map(|instance| ("node.kubernetes.io/instance-type", instance));
    yaml.map(2, "nodeSelector", kind.into_iter().chain(spot).map(|(key, value)| (key.to_owned(), value)));
}

/// The label that each cloud's own Kubernetes puts on spot nodes (pages of EKS, GKE and AKS, 2026).
const fn spot_label(cloud: Cloud) -> Option<(&'static str, &'static str)> {
    match cloud {
        Cloud::Aws => Some(("eks.amazonaws.com/capacityType", "SPOT")),
        Cloud::Gcp => Some(("cloud.google.com/gke-spot", "true")),
        Cloud::Azure => Some(("kubernetes.azure.com/scalesetpriority", "spot")),
        Cloud::OnPremises => None,
    }
}
