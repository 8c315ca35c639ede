//! A plan drawn as a graph, with the time of each node as heat, and the same nodes as an indented list.

use std::sync::Arc;

use afterglow_engine::view::NodeView;
use leptos::prelude::*;

use super::node;
use super::tree::{Layout, NODE_HEIGHT, NODE_WIDTH, layout};
use crate::words::format;

/// Steps of heat, from none to most; `charts.css` has a colour for each.
const HEATS: f64 = 5.0;

/// The graph, and beside it what the chosen node did: the first one, if it is named, else the one that took longest.
pub(super) fn plan(nodes: &[NodeView], first: Option<u32>, run: u32) -> impl IntoView + use<> {
    if nodes.is_empty() {
        return view! { <p class="empty">"The log has no plan for this execution."</p> }.into_any();
    }
    let nodes: Arc<[NodeView]> = nodes.into();
    let hottest =
        nodes.iter().map(|node| node.time_ratio.unwrap_or(0.0)).enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
    let first = first.map(|node| node as usize).filter(|node| *node < nodes.len());
    let chosen = RwSignal::new(first.or(hottest.map(|(at, _)| at)).unwrap_or(0));
    let parents: Vec<Option<usize>> = nodes.iter().map(|node| node.parent).collect();
    let layout = layout(&parents);
    let boxes = nodes.iter().enumerate().map(|(at, node)| node_box(node, at, &layout, chosen)).collect_view();
    let edges = edges(&nodes, &layout);
    let outline = outline(&nodes, chosen);
    let detail = {
        let nodes = Arc::clone(&nodes);
        move || nodes.get(chosen.get()).map(|node| node::detail(node, run))
    };
    let region = NodeRef::<leptos::html::Div>::new();
    let corner = layout.corners.get(chosen.get_untracked()).copied();
    // A plan may be wider than the page: what is looked at first is brought into the middle.
    Effect::new(move |_| {
        if let (Some(region), Some((x, y))) = (region.get(), corner) {
            region.set_scroll_left((x + NODE_WIDTH / 2.0) as i32 - region.client_width() / 2);
            region.set_scroll_top((y + NODE_HEIGHT / 2.0) as i32 - region.client_height() / 2);
        }
    });
    let view_box = format!("0 0 {} {}", layout.width, layout.height);
    view! {
        <div class="plan">
            <div class="plan-graph" node_ref=region tabindex="0" role="region" aria-label="Plan as a graph; sources on top">
                <svg class="plan-svg" viewBox=view_box width=layout.width.to_string() height=layout.height.to_string() aria-hidden="true">
                    {edges}
                    {boxes}
                </svg>
            </div>
            <div class="plan-side">
                <div class="card plan-detail" aria-live="polite">{detail}</div>
                <details class="more" open=true>
                    <summary><h3>"All nodes"</h3></summary>
                    {outline}
                </details>
            </div>
        </div>
    }
    .into_any()
}

fn edges(nodes: &[NodeView], layout: &Layout) -> impl IntoView + use<> {
    let line = |at: usize, node: &NodeView| {
        let (from, to) = (layout.corners.get(at)?, layout.corners.get(node.parent?)?);
        let (x1, y1) = (from.0 + NODE_WIDTH / 2.0, from.1 + NODE_HEIGHT);
        let (x2, y2) = (to.0 + NODE_WIDTH / 2.0, to.1);
        let middle = f64::midpoint(y1, y2);
        let path = format!("M{x1} {y1}C{x1} {middle} {x2} {middle} {x2} {y2}");
        let rows = node.rows.map(|rows| {
            let text =
                if rows == 1 { "1 row".to_owned() } else { format!("{} rows", format::short_count(rows as f64)) };
            view! { <text class="edge-text" x=(x1 + 6.0).to_string() y=(y1 + 15.0).to_string()>{text}</text> }
        });
        Some(view! { <path class="edge" d=path /> {rows} })
    };
    nodes.iter().enumerate().filter_map(|(at, node)| line(at, node)).collect_view()
}

fn node_box(node: &NodeView, at: usize, layout: &Layout, chosen: RwSignal<usize>) -> impl IntoView + use<> {
    let (x, y) = layout.corners.get(at).copied().unwrap_or_default();
    let heat = heat(node.time_ratio);
    let name = format::clipped(&node.name, 22);
    let share = node.time_ratio.map(|ratio| format!("{} of the task time", format::share(ratio))).unwrap_or_default();
    let is_chosen = move || (chosen.get() == at).to_string();
    view! {
        <g
            class="plan-node"
            data-kind=node.kind.clone()
            data-heat=heat
            data-chosen=is_chosen
            transform=format!("translate({x} {y})")
            on:click=move |_| chosen.set(at)
        >
            <title>{format::clipped(&node.detail, 400)}</title>
            <rect width=NODE_WIDTH.to_string() height=NODE_HEIGHT.to_string() rx="6" />
            <text class="node-name" x="12" y="24">{name}</text>
            <text class="node-share" x="12" y="43">{share}</text>
        </g>
    }
}

fn heat(ratio: Option<f64>) -> String {
    // The square root parts the small shares, which are most of them.
    format!("{:.0}", (ratio.unwrap_or(0.0).clamp(0.0, 1.0).sqrt() * HEATS).ceil())
}

/// The nodes as buttons, indented by depth: the graph for the keyboard and for screen readers.
fn outline(nodes: &[NodeView], chosen: RwSignal<usize>) -> impl IntoView + use<> {
    let mut depth = vec![0usize; nodes.len()];
    for (at, node) in nodes.iter().enumerate() {
        depth[at] = node.parent.filter(|parent| *parent < at).map_or(0, |parent| depth[parent] + 1);
    }
    let rows = nodes.iter().enumerate().map(|(at, node)| {
        let share = node.time_ratio.map(format::share).unwrap_or_default();
        // A chain of a hundred nodes must not walk out of the page.
        let indent = format!("{}px", depth[at].min(16) * 12);
        view! {
            <li>
                <button
                    type="button"
                    class="outline-row"
                    aria-pressed=move || (chosen.get() == at).to_string()
                    on:click=move |_| chosen.set(at)
                >
                    <span class="outline-name" style:padding-left=indent>{format::clipped(&node.name, 80)}</span>
                    <span class="numbers quiet-text">{share}</span>
                </button>
            </li>
        }
    });
    view! { <ol class="outline">{rows.collect_view()}</ol> }
}
