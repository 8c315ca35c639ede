//! Whether Spark planned its queries again while they ran.

use crate::Profile;

/// Spark switches adaptive execution on by default from here on (SPARK-33679).
const ON_BY_DEFAULT: (u32, u32) = (3, 2);

impl Profile {
    /// Major and minor version of Spark; (0, 0) if the log does not have it.
    pub fn spark_line(&self) -> (u32, u32) {
        let text = self.log.spark_version.as_deref().unwrap_or_default();
        let mut parts = text.split(['.', '-']).map(|part| part.parse().unwrap_or(0));
        (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
    }

    /// Whether adaptive execution was on: as a plan shows it, else as it is set, else by the version's default. Plans
    /// come first since some vendors switch it on without a word in the configuration.
    pub fn adaptive(&self) -> bool {
        let shown = |sql: &crate::SqlExecution| {
            sql.replans > 0 || sql.plan.nodes.iter().any(|node| node.name.starts_with("AdaptiveSparkPlan"))
        };
        self.sql.iter().any(shown)
            || self.conf.flag("spark.sql.adaptive.enabled").unwrap_or_else(|| self.spark_line() >= ON_BY_DEFAULT)
    }
}
