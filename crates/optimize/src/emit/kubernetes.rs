//! A `SparkApplication` of the Spark operator, `sparkoperator.k8s.io/v1beta2`.

use afterglow_catalog::Cloud;
use afterglow_profile::Profile;

use super::{heading, plain_name, quote, spark_version};
use crate::choice::Choice;

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
    out.push_str("# Put your image and program where the capitals stand.\n");
    let field = |key: &str, otherwise: String| {
        choice.conf.iter().find(|(known, _)| known == key).map_or(otherwise, |(_, value)| value.clone())
    };
    let version = spark_version(profile).unwrap_or("3.5.1");
    let memory = crate::conf::mebi;
    let mut yaml = Yaml::default();
    yaml.plain(0, "apiVersion", "sparkoperator.k8s.io/v1beta2");
    yaml.plain(0, "kind", "SparkApplication");
    yaml.open(0, "metadata");
    yaml.text(1, "name", &plain_name(profile));
    yaml.open(0, "spec");
    yaml.plain(1, "type", if python(profile) { "Python" } else { "Scala" });
    yaml.plain(1, "mode", "cluster");
    yaml.text(1, "sparkVersion", version);
    yaml.plain(1, "image", "IMAGE");
    yaml.plain(1, "mainApplicationFile", "PROGRAM");
    yaml.open(1, "restartPolicy");
    yaml.plain(2, "type", "Never");
    let conf: Vec<_> = choice.conf.iter().filter(|(key, _)| !FIELDS.contains(&key.as_str())).collect();
    if !conf.is_empty() {
        yaml.open(1, "sparkConf");
        for (key, value) in conf {
            yaml.text(2, key, value);
        }
    }
    yaml.open(1, "driver");
    yaml.plain(2, "cores", "1");
    yaml.text(2, "memory", &field("spark.driver.memory", memory(choice.driver_memory)));
    yaml.selector(2, choice.driver.as_deref());
    yaml.open(1, "executor");
    yaml.text_or_number(2, "instances", &field("spark.executor.instances", choice.executors.to_string()));
    yaml.text_or_number(2, "cores", &field("spark.executor.cores", choice.executor_cores.0.to_string()));
    yaml.text(2, "memory", &field("spark.executor.memory", memory(choice.executor_memory)));
    yaml.text(2, "memoryOverhead", &field("spark.executor.memoryOverhead", memory(choice.executor_overhead)));
    yaml.selector(2, (choice.cloud != Cloud::OnPremises).then_some(choice.instance.as_str()));
    out.push_str(&yaml.out);
    out
}

fn python(profile: &Profile) -> bool {
    profile.conf.get("spark.kubernetes.resource.type") == Some("python")
        || profile.conf.spark.keys().any(|key| key.starts_with("spark.pyspark"))
}

/// The little of YAML that is needed: maps of maps, every text in double quotes.
#[derive(Default)]
struct Yaml {
    out: String,
}

impl Yaml {
    fn line(&mut self, depth: usize, key: &str, value: &str) {
        let safe = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric());
        let key = if safe { key.to_owned() } else { quote::double(key) };
        self.out.push_str(&format!("{}{key}:{value}\n", "  ".repeat(depth)));
    }

    fn open(&mut self, depth: usize, key: &str) {
        self.line(depth, key, "");
    }

    /// For words of this file only.
    fn plain(&mut self, depth: usize, key: &str, word: &'static str) {
        self.line(depth, key, &format!(" {word}"));
    }

    fn text(&mut self, depth: usize, key: &str, value: &str) {
        self.line(depth, key, &format!(" {}", quote::double(value)));
    }

    fn text_or_number(&mut self, depth: usize, key: &str, value: &str) {
        match value.parse::<u32>() {
            Ok(number) => self.line(depth, key, &format!(" {number}")),
            Err(_) => self.text(depth, key, value),
        }
    }

    fn selector(&mut self, depth: usize, instance: Option<&str>) {
        if let Some(instance) = instance {
            self.open(depth, "nodeSelector");
            self.text(depth + 1, "node.kubernetes.io/instance-type", instance);
        }
    }
}
