//! Settings.

use std::collections::BTreeSet;

use afterglow_eventlog::event::Environment;

use super::cloud::{is_machine_type, is_region};
use super::identity::version;
use crate::names::Names;
use crate::vocabulary::{SETTINGS, VALUES};

/// Keys that name a region.
const REGIONS: &[&str] = &["AWS_REGION", "AWS_DEFAULT_REGION", "aws.region", "spark.hadoop.fs.s3a.endpoint.region"];

/// Keys whose beginning tells the platform, and what stands for all of them, longer beginnings first.
const PLATFORM_KEYS: &[(&str, &str)] = &[
    ("spark.databricks.", "spark.databricks.kept"),
    ("spark.emr-serverless.", "spark.emr-serverless.kept"),
    ("spark.emr", "spark.emr.kept"),
    ("EMR_CLUSTER_ID", "EMR_CLUSTER_ID"),
    ("EMR_STEP_ID", "EMR_STEP_ID"),
    ("spark.glue.", "spark.glue.kept"),
    ("GLUE_", "GLUE_KEPT"),
    ("spark.dataproc.driverEnv", "spark.dataproc.driverEnv.kept"),
    ("spark.dataproc.", "spark.dataproc.kept"),
    ("dataproc.", "spark.dataproc.kept"),
    ("spark.synapse.", "spark.synapse.kept"),
    ("spark.cluster.type", "spark.cluster.type"),
    ("spark.kubernetes.driver.pod.name", "spark.kubernetes.driver.pod.name"),
    ("spark.pyspark", "spark.pyspark.kept"),
    ("hdp.version", "hdp.version"),
];

/// Signs of a number that is kept: enough for a terabyte in bytes, too few for the number of a card or an account.
const LONGEST_NUMBER: usize = 12;

/// Words that tell the platform wherever they stand in a value.
const PLATFORM_WORDS: &[&str] = &["dataproc", "hdinsight", "synapse", "srvls-batch", "/opt/cloudera/", "/usr/hdp/"];

/// The value of a setting: as it is if it is a number, a size, a time, a switch or a known word, else a token. `None`
/// for a setting that is not kept.
pub(crate) fn setting(key: &str, value: &str, names: &mut Names) -> Option<String> {
    if let Some(mask) = names.mask() {
        return Some(mask(key, value));
    }
    if !SETTINGS.has(key) || REGIONS.contains(&key) || PLATFORM_KEYS.iter().any(|(_, mark)| *mark == key) {
        return region_setting(key, value).map(str::to_owned);
    }
    let value = value.trim();
    let known = |word: &str| is_quantity(word) || VALUES.has(word);
    let public = |value: &str| {
        key.contains("odeType") && is_machine_type(value) || key.contains("databricks") && is_region(value)
    };
    Some(if value.is_empty() {
        String::new()
    } else if key == "spark.master" {
        master(value, names)
    } else if key.ends_with("JavaOptions") {
        // Options are paths, passwords and switches in one string: only the switches that are known stay.
        value.split_whitespace().filter(|option| VALUES.has(option)).collect::<Vec<_>>().join(" ")
    } else if key.ends_with("parkVersion") {
        version(value)
    } else if public(value) || value.split(',').all(|word| known(word.trim())) {
        value.to_owned()
    } else {
        names.name(value)
    })
}

/// A setting that names a region of a cloud.
pub(crate) fn region_setting<'a>(key: &str, value: &'a str) -> Option<&'a str> {
    Some(value.trim()).filter(|value| REGIONS.contains(&key) && is_region(value))
}

/// A number with a unit or without.
fn is_quantity(text: &str) -> bool {
    let unit = text.trim_start_matches(|letter: char| letter.is_ascii_digit() || matches!(letter, '.' | '-'));
    let number = &text[..text.len() - unit.len()];
    let unit = unit.trim_start().to_ascii_lowercase();
    number.len() <= LONGEST_NUMBER
        && number.parse::<f64>().is_ok()
        && (unit.is_empty() || unit.len() <= 3 && VALUES.has(&unit))
}

/// A master's kind, with a token for its address: `yarn`, `local[4]`, `spark://…`, `k8s://…`.
fn master(value: &str, names: &mut Names) -> String {
    if let Some((scheme, address)) = value.split_once("://")
        && VALUES.has(scheme)
    {
        return format!("{scheme}://{}", names.name(address));
    }
    let local = value.strip_prefix("local[").or_else(|| value.strip_prefix("local-cluster["));
    let local = local.and_then(|rest| rest.strip_suffix(']'));
    let cores = |text: &str| text == "*" || text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    if VALUES.has(value) || local.is_some_and(|inner| inner.split(',').all(|part| cores(part.trim()))) {
        return value.to_owned();
    }
    names.name(value)
}

/// What tells the platform and is said by a key or a word of a setting that is not kept: one mark for each.
pub(crate) fn platform_marks(environment: &Environment<'_>) -> Vec<(String, String)> {
    let tables = [&environment.spark, &environment.hadoop, &environment.system];
    let mut marks = BTreeSet::new();
    for (key, _) in tables.into_iter().flatten() {
        if let Some((_, mark)) = PLATFORM_KEYS.iter().find(|(head, _)| key.starts_with(head)) {
            marks.insert(*mark);
        }
    }
    let mut words = Vec::new();
    for word in PLATFORM_WORDS {
        let said =
            [&environment.spark, &environment.system].into_iter().flatten().any(|(_, value)| value.contains(word));
        if said {
            words.push(*word);
        }
    }
    let mut all: Vec<(String, String)> = marks.into_iter().map(|mark| (mark.to_owned(), "kept".to_owned())).collect();
    if !words.is_empty() {
        all.push(("kept.words".to_owned(), words.join(" ")));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_if_they_are_figures_or_known() {
        let mut names = Names::new(b"key");
        for (key, value) in [
            ("spark.executor.memory", "4g"),
            ("spark.network.timeout", "120s"),
            ("spark.memory.fraction", "0.6"),
            ("spark.sql.adaptive.enabled", "true"),
            ("spark.serializer", "org.apache.spark.serializer.KryoSerializer"),
            ("spark.master", "local[*]"),
            ("spark.master", "local-cluster[2, 1, 1024]"),
            ("spark.databricks.workerNodeTypeId", "i3.xlarge"),
            ("spark.databricks.clusterUsageTags.zoneId", "us-west-2a"),
        ] {
            assert_eq!(setting(key, value, &mut names).as_deref(), Some(value), "{key}");
        }
        assert_eq!(setting("spark.acme.key", "1", &mut names), None);
        assert!(
            setting("spark.executor.memory", "as much as bob says", &mut names)
                .is_some_and(|text| text.starts_with("x_"))
        );
        assert!(
            setting("spark.master", "spark://db.acme.com:7077", &mut names)
                .is_some_and(|text| text.starts_with("spark://x_"))
        );
        let options = "-Dpassword=swordfish -XX:-UseTransparentHugePages";
        assert_eq!(
            setting("spark.executor.extraJavaOptions", options, &mut names).as_deref(),
            Some("-XX:-UseTransparentHugePages")
        );
    }

    #[test]
    fn platforms_stay_recognisable() {
        let environment = Environment {
            spark: vec![
                ("spark.databricks.acme".into(), "secret".into()),
                ("spark.jars".into(), "gs://dataproc-acme/x".into()),
            ],
            system: vec![("hdp.version".into(), "2.6".into())],
            ..Environment::default()
        };
        let marks = platform_marks(&environment);
        let keys: Vec<&str> = marks.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["hdp.version", "spark.databricks.kept", "kept.words"]);
        assert_eq!(marks[2].1, "dataproc");
    }
}
