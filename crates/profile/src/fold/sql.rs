//! SQL executions.

use afterglow_eventlog::event::{
    DriverAccumulators, PlanMetric, SqlAdaptive, SqlEnd, SqlMetricIds, SqlPlan, SqlStart, Text,
};
use afterglow_units::SqlId;

use super::Fold;
use crate::table::{MetricRef, Plan, PlanNode, SqlExecution};

impl Fold {
    fn sql_row(&mut self, id: SqlId) -> usize {
        *self.sql_rows.entry(id).or_insert_with(|| {
            self.profile.sql.push(SqlExecution { id, ..SqlExecution::default() });
            self.profile.sql.len() - 1
        })
    }

    pub(super) fn sql_start(&mut self, start: &SqlStart<'_>) {
        self.profile.totals.sql_executions += 1;
        self.seen(start.at);
        let row = self.sql_row(start.id);
        let execution = &mut self.profile.sql[row];
        execution.root = start.root.filter(|&root| root != start.id);
        execution.description = start.description.clone().into_owned();
        execution.plan_text = start.plan_text.clone().into_owned();
        execution.plan = plan(&start.plan);
        execution.started = start.at;
        execution.modified_confs =
            start.modified_confs.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
        declare(&mut execution.metrics, start.plan.nodes.iter().flat_map(|node| &node.metrics));
    }

    pub(super) fn sql_end(&mut self, end: &SqlEnd<'_>) {
        self.seen(end.at);
        let row = self.sql_row(end.id);
        let execution = &mut self.profile.sql[row];
        execution.ended = end.at;
        execution.error = end.error.clone().map(Text::into_owned);
    }

    pub(super) fn sql_adaptive(&mut self, update: &SqlAdaptive<'_>) {
        let row = self.sql_row(update.id);
        let execution = &mut self.profile.sql[row];
        let before = std::mem::replace(&mut execution.plan, plan(&update.plan));
        if execution.initial_plan.is_none() {
            execution.initial_plan = Some(before);
        }
        execution.plan_text.replace_range(.., &update.plan_text);
        execution.replans += 1;
        declare(&mut execution.metrics, update.plan.nodes.iter().flat_map(|node| &node.metrics));
    }

    pub(super) fn sql_metric_ids(&mut self, ids: &SqlMetricIds<'_>) {
        let row = self.sql_row(ids.id);
        declare(&mut self.profile.sql[row].metrics, &ids.metrics);
    }

    /// Each update is one more contribution, as in Spark's UI.
    pub(super) fn driver_accumulators(&mut self, update: &DriverAccumulators) {
        for &(id, value) in update.updates.iter().filter(|(_, value)| *value >= 0) {
            let driver = &mut self.profile.accumulators.entry(id).or_default().driver;
            *driver = Some(driver.unwrap_or(0).saturating_add(value));
        }
    }
}

fn plan(logged: &SqlPlan<'_>) -> Plan {
    let nodes = logged.nodes.iter().map(|node| PlanNode {
        name: node.name.clone().into_owned(),
        text: node.text.clone().into_owned(),
        parent: node.parent,
        metadata: node.metadata.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect(),
        metrics: node.metrics.iter().map(metric).collect(),
    });
    Plan { nodes: nodes.collect() }
}

fn metric(logged: &PlanMetric<'_>) -> MetricRef {
    MetricRef { id: logged.id, name: logged.name.clone().into_owned(), kind: logged.kind.clone().into_owned() }
}

/// Adds metrics that are not yet known, in order of id.
fn declare<'a>(known: &mut Vec<MetricRef>, more: impl IntoIterator<Item = &'a PlanMetric<'a>>) {
    for logged in more {
        if let Err(at) = known.binary_search_by_key(&logged.id, |metric| metric.id) {
            known.insert(at, metric(logged));
        }
    }
}
