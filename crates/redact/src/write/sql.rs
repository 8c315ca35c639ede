//! SQL executions and their plans.

use afterglow_eventlog::event::{
    DriverAccumulators, PlanMetric, PlanNode, SqlAdaptive, SqlEnd, SqlMetricIds, SqlPlan, SqlStart,
};

use crate::json::{self, Object};
use crate::names::Names;
use crate::text;

use super::app::settings;
use super::{SQL, open, text_of, time};

pub(super) fn start(start: &SqlStart<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, &format!("{SQL}SparkListenerSQLExecutionStart"));
    event.plain("executionId", start.id.0);
    event.maybe("rootExecutionId", start.root.map(|id| id.0));
    event.text("description", &text::call_site(&start.description, names));
    plan_text(&mut event, &start.plan_text, names);
    plan(&mut event, &start.plan, names);
    time(&mut event, "time", start.at);
    if !start.modified_confs.is_empty() {
        settings(event.key("modifiedConfigs"), &start.modified_confs, names);
    }
    event.close();
}

pub(super) fn end(end: &SqlEnd<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, &format!("{SQL}SparkListenerSQLExecutionEnd"));
    event.plain("executionId", end.id.0);
    time(&mut event, "time", end.at);
    if let Some(error) = text_of(end.error.as_ref()) {
        event.text("errorMessage", &text::failure(error, names));
    }
    event.close();
}

pub(super) fn adaptive(update: &SqlAdaptive<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, &format!("{SQL}SparkListenerSQLAdaptiveExecutionUpdate"));
    event.plain("executionId", update.id.0);
    plan_text(&mut event, &update.plan_text, names);
    plan(&mut event, &update.plan, names);
    event.close();
}

pub(super) fn metric_ids(ids: &SqlMetricIds<'_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut event = open(out, &format!("{SQL}SparkListenerSQLAdaptiveSQLMetricUpdates"));
    event.plain("executionId", ids.id.0);
    event.array("sqlPlanMetrics", &ids.metrics, |out, one| metric(out, one, names));
    event.close();
}

pub(super) fn driver_accumulators(update: &DriverAccumulators, out: &mut Vec<u8>) {
    let mut event = open(out, &format!("{SQL}SparkListenerDriverAccumUpdates"));
    event.plain("executionId", update.id.0);
    event.array("accumUpdates", &update.updates, |out, (id, value)| {
        json::plain(out, format_args!("[{},{value}]", id.0));
    });
    event.close();
}

/// The plan as text, which is all names: its figures stand in the nodes.
fn plan_text(event: &mut Object<'_>, text: &str, names: &Names) {
    if let Some(text) = text::kept(text, names).filter(|text| !text.is_empty()) {
        event.text("physicalPlanDescription", &text);
    }
}

/// Writes a plan without recursion: real ones are hundreds of nodes deep.
fn plan(event: &mut Object<'_>, plan: &SqlPlan<'_>, names: &mut Names) {
    if plan.nodes.is_empty() {
        return;
    }
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); plan.nodes.len()];
    for (row, node) in plan.nodes.iter().enumerate().skip(1) {
        if let Some(of_parent) = node.parent.and_then(|parent| children.get_mut(parent as usize)) {
            of_parent.push(row);
        }
    }
    let out = event.key("sparkPlanInfo");
    // Nodes whose children are being written, each with those that are still to come, the next one last.
    let mut open = vec![begin_node(out, &plan.nodes[0], names, &mut children[0])];
    while let Some(waiting) = open.last_mut() {
        let Some(row) = waiting.pop() else {
            out.extend_from_slice(b"]}");
            open.pop();
            continue;
        };
        if out.last() == Some(&b'}') {
            out.push(b',');
        }
        open.push(begin_node(out, &plan.nodes[row], names, &mut children[row]));
    }
}

/// Writes a node up to its children, and gives these, the first one last.
fn begin_node(out: &mut Vec<u8>, node: &PlanNode<'_>, names: &mut Names, children: &mut Vec<usize>) -> Vec<usize> {
    let name = text::operator(&node.name, names);
    let mut object = Object::open(out);
    object.text("nodeName", &name);
    object.text("simpleString", &text::plan_node(&node.name, &node.text, names));
    if !node.metadata.is_empty() {
        let mut metadata = Object::open(object.key("metadata"));
        for (key, value) in &node.metadata {
            metadata.text(&text::plan_words(key, names), &text::plan_value(key, value, names));
        }
        metadata.close();
    }
    object.array("metrics", &node.metrics, |out, one| metric(out, one, names));
    object.key("children").push(b'[');
    let mut children = std::mem::take(children);
    children.reverse();
    children
}

fn metric(out: &mut Vec<u8>, of: &PlanMetric<'_>, names: &mut Names) {
    let mut metric = Object::open(out);
    metric.text("name", &text::metric(&of.name, names));
    metric.plain("accumulatorId", of.id.0);
    metric.text("metricType", &text::metric_kind(&of.kind, names));
    metric.close();
}
