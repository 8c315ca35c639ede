//! Where a run ran, as far as its log tells.

use afterglow_profile::Profile;

use super::Run;

impl Run {
    /// `databricks`, `emr`, `emr-serverless`, `dataproc`, `hdinsight`, `cloudera`, `hortonworks`, `kubernetes`, `yarn`,
    /// `standalone`, `mesos` or `local`; `None` if nothing in the log tells. The most specific one wins.
    pub fn platform(&self) -> Option<&'static str> {
        platform(&self.profile)
    }
}

fn platform(profile: &Profile) -> Option<&'static str> {
    let conf = &profile.conf;
    let version = profile.log.spark_version.as_deref().unwrap_or("");
    let key = |prefix: &str| {
        [&conf.spark, &conf.hadoop, &conf.system]
            .iter()
            .any(|table| table.range(prefix.to_owned()..).next().is_some_and(|(key, _)| key.starts_with(prefix)))
    };
    let value = |part: &str| conf.spark.values().chain(conf.system.values()).any(|value| value.contains(part));
    let master = conf.get("spark.master").unwrap_or("");
    Some(if key("spark.databricks.") || !profile.log.rollovers.is_empty() {
        "databricks"
    } else if version.contains("-amzn-") || key("spark.emr") {
        if key("spark.emr-serverless.") { "emr-serverless" } else { "emr" }
    } else if key("spark.dataproc.") || key("dataproc.") || value("dataproc") {
        "dataproc"
    } else if value("hdinsight") || value("azurehdinsight") {
        "hdinsight"
    } else if value("/opt/cloudera/") || version.contains(".cdh") || version.contains("cloudera") {
        "cloudera"
    } else if key("hdp.version") || value("/usr/hdp/") {
        "hortonworks"
    } else if master.starts_with("k8s") || key("spark.kubernetes.driver.pod.name") {
        "kubernetes"
    } else if master.starts_with("yarn") {
        "yarn"
    } else if master.starts_with("spark://") {
        "standalone"
    } else if master.starts_with("mesos") {
        "mesos"
    } else if master.starts_with("local") || profile.executors.iter().any(|executor| executor.id == "driver") {
        "local"
    } else {
        return None;
    })
}
