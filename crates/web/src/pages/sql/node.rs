//! One node of a plan: what it is, its metrics, where it ran.

use afterglow_engine::view::NodeView;
use leptos::prelude::*;

use crate::route::{self, Route, View};
use crate::widgets::badge;
use crate::widgets::value::Value;
use crate::words::format;

/// The panel of the chosen node.
pub(super) fn detail(node: &NodeView, run: u32) -> impl IntoView + use<> {
    let time = Value::maybe(node.time_ratio, Value::Share);
    let basis = (!node.time_basis.is_empty()).then(|| badge::basis(&node.time_basis));
    let rows = Value::maybe(node.rows, |rows| Value::Count(rows as f64));
    let metrics = node.metrics.iter().filter_map(|metric| {
        let of_unit = |number| Value::of_unit(number, &metric.unit);
        let value = of_unit(metric.value?);
        let by_task = metric.by_task.map(|(min, median, max)| {
            let [min, median, max] = [min, median, max].map(|number| of_unit(number).shown());
            view! { <span class="by-task">{format!("a task {min}, median {median}, to {max}")}</span> }
        });
        Some(view! { <dt>{metric.name.clone()}</dt><dd class="numbers" title=value.exact()>{value.shown()} {by_task}</dd> })
    });
    let metadata = node.metadata.iter().map(|(key, value)| {
        view! { <dt>{key.clone()}</dt><dd title=value.clone()>{format::clipped(value, 300)}</dd> }
    });
    let stages = node.stages.iter().take(12).map(|&id| {
        view! { <a href=route::print(&Route::run(run, View::Stage { id, attempt: 0 }))>{format!("Stage {id}")}</a> }
    });
    view! {
        <h3>{format::clipped(&node.name, 120)}</h3>
        <p class="links">{stages.collect_view()}</p>
        <dl class="facts">
            <dt title="From the node's own timings; without them, its share of the stages that it ran in">"Share of the task time"</dt>
            <dd class="numbers">{time.shown()} " " {basis}</dd>
            <dt>"Rows out"</dt>
            <dd class="numbers" title=rows.exact()>{rows.shown()}</dd>
            {metrics.collect_view()}
            {metadata.collect_view()}
        </dl>
        <pre class="wrapped node-detail" tabindex="0">{format::clipped(&node.detail, 4_000)}</pre>
    }
}
