//! Figures that the events of the log have not.

use super::Gaps;
use crate::facts::Facts;

pub(super) fn look(facts: &Facts<'_>, gaps: &mut Gaps) {
    let profile = facts.profile;
    gaps.add(
        !profile.sql.is_empty() && profile.sql.iter().all(|sql| sql.plan.nodes.is_empty()),
        "no-plans",
        "SQL executions have no plan.".into(),
        "Nothing about plans can be said.",
    );
    gaps.add(
        !profile.sql.is_empty() && profile.accumulators.is_empty(),
        "no-plan-metrics",
        "Plans have no metric values.".into(),
        "Rows, files and sizes of plan nodes are unknown.",
    );
    gaps.add(
        !profile.tasks.is_empty() && profile.executors.iter().all(|executor| executor.peaks.is_none()),
        "no-memory-metrics",
        "No executor memory metrics were logged.".into(),
        "Whether the memory was right cannot be said (spark.eventLog.logStageExecutorMetrics).",
    );
    gaps.add(
        profile.totals.sums.run.0 > 0 && profile.totals.sums.cpu_ns == 0,
        "no-cpu-time",
        "Tasks have no CPU time.".into(),
        "Waiting and computing cannot be told apart.",
    );
    gaps.add(
        profile.conf.spark.is_empty(),
        "no-configuration",
        "The log has no configuration.".into(),
        "Settings cannot be compared with what is advised.",
    );
}
