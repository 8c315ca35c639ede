//! Where a run ran, as far as its log tells.

use std::ops::Bound;

use crate::Profile;

impl Profile {
    /// `databricks`, `emr`, `emr-serverless`, `glue`, `dataproc`, `dataproc-serverless`, `hdinsight`, `synapse`,
    /// `cloudera`, `hortonworks`, `kubernetes`, `yarn`, `standalone`, `mesos` or `local`; `None` if nothing in the log
    /// tells. The most specific one wins.
    pub fn platform(&self) -> Option<&'static str> {
        let conf = &self.conf;
        let version = self.log.spark_version.as_deref().unwrap_or_default();
        let key = |prefix: &str| {
            let from = (Bound::Included(prefix), Bound::Unbounded);
            [&conf.spark, &conf.hadoop, &conf.system]
                .iter()
                .any(|table| table.range::<str, _>(from).next().is_some_and(|(key, _)| key.starts_with(prefix)))
        };
        let value = |part: &str| conf.spark.values().chain(conf.system.values()).any(|value| value.contains(part));
        let master = conf.get("spark.master").unwrap_or_default();
        Some(if key("spark.databricks.") || !self.log.rollovers.is_empty() {
            "databricks"
        } else if version.contains("-amzn-") || key("spark.emr") || key("EMR_CLUSTER_ID") || key("EMR_STEP_ID") {
            if key("spark.emr-serverless.") { "emr-serverless" } else { "emr" }
        } else if key("spark.glue.") || key("GLUE_") {
            "glue"
        } else if key("spark.dataproc.") || key("dataproc.") || value("dataproc") {
            if key("spark.dataproc.driverEnv") || value("srvls-batch") { "dataproc-serverless" } else { "dataproc" }
        } else if value("hdinsight") {
            "hdinsight"
        } else if key("spark.synapse.") || key("spark.cluster.type") && value("synapse") {
            "synapse"
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
        } else if master.starts_with("local") || self.executors.iter().any(|executor| executor.id == "driver") {
            "local"
        } else {
            return None;
        })
    }
}
