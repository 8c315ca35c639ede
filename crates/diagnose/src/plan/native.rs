//! Native engines: recognised in a plan, and what one could take of a plan that has none.

use afterglow_profile::{PlanNode, Profile};

/// Which engine runs an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Engine {
    /// Spark itself.
    Spark,
    /// Databricks Photon.
    Photon,
    /// RAPIDS Accelerator for Apache Spark.
    Rapids,
    /// Apache Gluten with Velox or ClickHouse.
    Gluten,
    /// Apache DataFusion Comet.
    Comet,
}

impl Engine {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spark => "Spark",
            Self::Photon => "Photon",
            Self::Rapids => "RAPIDS",
            Self::Gluten => "Gluten",
            Self::Comet => "Comet",
        }
    }
}

/// The engine of a plan node, by the prefix or suffix that each puts into operator names.
pub fn engine_of(node: &PlanNode) -> Engine {
    let name = node.name.as_str();
    if name.starts_with("Photon") {
        Engine::Photon
    } else if name.starts_with("Gpu") {
        Engine::Rapids
    } else if name.starts_with("Comet") {
        Engine::Comet
    } else if name.contains("Transformer")
        || name.starts_with("Velox")
        || name.starts_with("CH") && name.contains("Columnar")
    {
        Engine::Gluten
    } else {
        Engine::Spark
    }
}

/// Share of a run's task time that a native engine could take.
#[derive(Debug, Clone, PartialEq)]
pub struct NativeShare {
    /// Engines that ran operators already.
    pub engines: Vec<Engine>,
    /// Share of SQL task time in operators that native engines have, 0 to 1; a rule of thumb.
    pub could_take: f64,
    /// Where the rule comes from.
    pub source: &'static str,
}

/// Operators that Photon, RAPIDS, Gluten and Comet all document as supported.
const SUPPORTED: &[&str] = &[
    "HashAggregate",
    "ObjectHashAggregate",
    "SortMergeJoin",
    "ShuffledHashJoin",
    "BroadcastHashJoin",
    "Filter",
    "Project",
    "Sort",
    "Exchange",
    "BroadcastExchange",
    "Window",
    "Union",
    "Expand",
    "Generate",
    "ColumnarToRow",
    "Scan parquet",
    "Scan orc",
    "TakeOrderedAndProject",
    "CollectLimit",
    "GlobalLimit",
    "LocalLimit",
];

/// By whole words: a `SortAggregate` is no `Sort`.
fn is_supported(name: &str) -> bool {
    let rest = |known: &&str| name.strip_prefix(*known);
    SUPPORTED.iter().filter_map(rest).any(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// The share of SQL operators' task time that lies in operators every native engine documents as supported; `None`
/// without a plan. User-defined functions and row-at-a-time code stay with Spark.
pub fn native_share(profile: &Profile) -> Option<NativeShare> {
    let mut engines: Vec<Engine> = Vec::new();
    let (mut all, mut supported) = (0.0, 0.0);
    for (execution, times) in super::all_node_times(profile) {
        for (time, node) in times.iter().zip(&execution.plan.nodes) {
            let engine = engine_of(node);
            if engine != Engine::Spark && !engines.contains(&engine) {
                engines.push(engine);
            }
            all += time.task_ms;
            if engine == Engine::Spark && is_supported(&node.name) {
                supported += time.task_ms;
            }
        }
    }
    engines.sort_unstable();
    (all > 0.0).then(|| NativeShare {
        engines,
        could_take: supported / all,
        source: "rule of thumb: operators in the supported-operator lists of RAPIDS Accelerator, Gluten and Comet, \
                 weighted by estimated task time; the speed-up itself cannot be told from a log",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_told_by_whole_words() {
        assert!(["Sort", "Scan parquet db.t", "Exchange", "HashAggregate(keys)"].into_iter().all(is_supported));
        assert!(!["SortAggregate", "WindowGroupLimit", "ProjectorOfOurs", "Scan csv"].into_iter().any(is_supported));
    }
}
