//! The RDDs of a stage drawn as a graph, what is read on top, as the plan of a query is drawn.

use afterglow_engine::view::RddNode;
use leptos::prelude::*;

use super::super::sql::tree::{Layout, NODE_HEIGHT, NODE_WIDTH, layout};
use crate::words::{format, stage as words};

/// The graph; one RDD alone needs none.
pub(super) fn rdds(nodes: &[RddNode]) -> impl IntoView + use<> {
    (nodes.len() > 1).then(|| {
        let readers: Vec<Option<usize>> = nodes.iter().map(|node| node.feeds.first().copied()).collect();
        let layout = layout(&readers);
        let edges = nodes.iter().enumerate().flat_map(|(at, node)| node.feeds.iter().map(move |&to| (at, to)));
        let edges = edges.filter_map(|(from, to)| edge(from, to, &layout)).collect_view();
        let boxes = nodes.iter().enumerate().map(|(at, node)| node_box(node, at, &layout)).collect_view();
        let view_box = format!("0 0 {} {}", layout.width, layout.height);
        let cut = (nodes.len() == RddNode::MOST).then(|| view! { <p class="quiet-text">{words::RDDS_CUT}</p> });
        view! {
            <div class="plan-graph" tabindex="0" role="region" aria-label=words::RDDS_LABEL>
                <svg class="plan-svg" viewBox=view_box width=layout.width.to_string() height=layout.height.to_string() aria-hidden="true">
                    {edges}
                    {boxes}
                </svg>
            </div>
            {cut}
        }
    })
}

fn edge(from: usize, to: usize, layout: &Layout) -> Option<impl IntoView + use<>> {
    let (from, to) = (layout.corners.get(from)?, layout.corners.get(to)?);
    let (x1, y1) = (from.0 + NODE_WIDTH / 2.0, from.1 + NODE_HEIGHT);
    let (x2, y2) = (to.0 + NODE_WIDTH / 2.0, to.1);
    let middle = f64::midpoint(y1, y2);
    Some(view! { <path class="edge" d=format!("M{x1} {y1}C{x1} {middle} {x2} {middle} {x2} {y2}") /> })
}

fn node_box(node: &RddNode, at: usize, layout: &Layout) -> impl IntoView + use<> {
    let (x, y) = layout.corners.get(at).copied().unwrap_or_default();
    let name = node.scope.as_deref().unwrap_or(&node.name);
    view! {
        <g class="plan-node" data-heat="0" transform=format!("translate({x} {y})")>
            <title>{words::rdd_title(node)}</title>
            <rect width=NODE_WIDTH.to_string() height=NODE_HEIGHT.to_string() rx="6" />
            <text class="node-name" x="12" y="24">{format::clipped(name, 22)}</text>
            <text class="node-share" x="12" y="43">{words::rdd_about(node)}</text>
        </g>
    }
}
