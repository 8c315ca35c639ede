//! One node of a plan: what it is, its metrics, where it ran.

use afterglow_engine::view::NodeView;
use leptos::prelude::*;

use crate::route::{self, Route, View};
use crate::widgets::value::Value;
use crate::words::format;

/// The panel of the chosen node.
pub(super) fn detail(node: &NodeView, run: u32) -> impl IntoView + use<> {
    let time = Value::maybe(node.time_ratio, Value::Share);
    let rows = Value::maybe(node.rows, |rows| Value::Count(rows as f64));
    let metrics = node.metrics.iter().filter_map(|metric| {
        let value = Value::of_unit(metric.value?, &metric.unit);
        Some(view! { <dt>{metric.name.clone()}</dt><dd class="numbers" title=value.exact()>{value.shown()}</dd> })
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
            <dt title="Estimated from the stages that updated the node's metrics">"Share of the task time"</dt>
            <dd class="numbers">{time.shown()}</dd>
            <dt>"Rows out"</dt>
            <dd class="numbers" title=rows.exact()>{rows.shown()}</dd>
            {metrics.collect_view()}
            {metadata.collect_view()}
        </dl>
        <pre class="wrapped node-detail" tabindex="0">{format::clipped(&node.detail, 4_000)}</pre>
    }
}
