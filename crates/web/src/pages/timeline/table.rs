//! The window of the timeline as a table: each lane, what ran on it, and how busy it was.

use afterglow_engine::view::{Lane, TimelineView};
use leptos::prelude::*;

use super::lanes::{group_name, marks};
use super::window::Window;
use crate::widgets::table::{Column, Source, Table};
use crate::widgets::value::Value;

/// A lane in the window.
#[derive(Debug, Clone)]
struct Line {
    group: String,
    label: String,
    count: u64,
    failed: u64,
    busy_ms: f64,
    busy_ratio: f64,
}

static COLUMNS: [Column<Line>; 6] = [
    Column::text("group", "Executor", 240, |line: &Line| Value::Text(line.group.clone())),
    Column::text("label", "Lane", 160, |line: &Line| Value::Text(line.label.clone())),
    Column::new("count", "Tasks or spans", 128, |line: &Line| Value::Count(line.count as f64)),
    Column::new("failed", "Marks with failures", 160, |line: &Line| Value::Count(line.failed as f64)),
    Column::new("busy_ms", "Busy", 112, |line: &Line| Value::Ms(line.busy_ms)),
    Column::new("busy_ratio", "Share of the window", 160, |line: &Line| Value::Share(line.busy_ratio)),
];

/// The table of the window.
pub(super) fn table(view: &TimelineView, window: Window, run: u32) -> impl IntoView + use<> {
    let lines = view.lanes.iter().map(|lane| line(lane, window)).collect();
    view! { <Table name="Lanes" run=run columns=&COLUMNS source=Source::list(lines, &COLUMNS) short=true /> }
}

fn line(lane: &Lane, window: Window) -> Line {
    let shown = marks(lane, window.from, window.to);
    let busy_ms = shown.iter().map(|mark| mark.to_ms.min(window.to) - mark.from_ms.max(window.from)).sum::<f64>();
    Line {
        group: group_name(lane),
        label: lane.label.clone(),
        count: shown.iter().map(|mark| u64::from(mark.count)).sum(),
        failed: shown.iter().filter(|mark| mark.failed).count() as u64,
        busy_ms: busy_ms.max(0.0),
        busy_ratio: (busy_ms / window.length()).clamp(0.0, 1.0),
    }
}
