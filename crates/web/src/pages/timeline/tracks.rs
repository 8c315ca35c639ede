//! The tracks above the lanes: running tasks with the slots there were, and execution memory.

use afterglow_engine::view::TimelineView;
use web_sys::CanvasRenderingContext2d as Canvas;

use super::paint::Palette;
use super::window::Window;
use crate::words::{format, tables};

/// Height of one track.
const TRACK: f64 = 40.0;
/// Room above the area of a track.
const ROOM: f64 = 4.0;

/// Where the tracks are drawn.
pub(super) struct Place {
    /// The top of the first.
    pub(super) top: f64,
    /// Room for names at the left.
    pub(super) gutter: f64,
    /// The right end.
    pub(super) width: f64,
    /// The window of time.
    pub(super) window: Window,
}

/// The height of the tracks that a view has: without logged peaks there is no track of memory.
pub(super) fn height(view: &TimelineView) -> f64 {
    if view.execution_bytes.is_empty() { TRACK } else { 2.0 * TRACK }
}

/// Draws the tracks.
pub(super) fn paint(canvas: &Canvas, palette: &Palette, view: &TimelineView, place: &Place) {
    let most_running = most(&view.concurrency).max(most(&view.slots));
    place.area(canvas, palette.part(0), view, &view.concurrency, (0.0, most_running));
    place.line(canvas, &palette.quiet, view, &view.slots, most_running);
    place.name(canvas, palette, 0.0, place.named(tables::RUNNING, tables::RUNNING_SHORT), &format::count(most_running));
    if !view.execution_bytes.is_empty() {
        let most = most(&view.execution_bytes);
        place.area(canvas, palette.part(2), view, &view.execution_bytes, (TRACK, most));
        place.name(canvas, palette, TRACK, place.named(tables::MEMORY, tables::MEMORY_SHORT), &format::memory(most));
    }
}

/// What the tracks say at a time, in words.
pub(super) fn describe(view: &TimelineView, at: f64) -> String {
    let value = |values: &[f64]| values.get(point(view, values.len(), at)).copied();
    let running = format::plain((value(&view.concurrency).unwrap_or(0.0) * 10.0).round() / 10.0);
    let slots = value(&view.slots).filter(|slots| *slots > 0.0);
    let slots = slots.map(|slots| format!(" on {} slots", format::count(slots))).unwrap_or_default();
    let memory = value(&view.execution_bytes)
        .map(|bytes| format!("; their peaks of execution memory sum up to {}", format::memory(bytes)))
        .unwrap_or_default();
    format!("At {}: {running} tasks run{slots}{memory}", format::duration(at))
}

fn most(values: &[f64]) -> f64 {
    values.iter().copied().fold(0.0, f64::max)
}

/// The number of the point at a time.
fn point(view: &TimelineView, points: usize, at: f64) -> usize {
    let share = (at - view.from_ms) / (view.to_ms - view.from_ms).max(f64::MIN_POSITIVE);
    ((share * points as f64).max(0.0) as usize).min(points.saturating_sub(1))
}

impl Place {
    /// The name that there is room for.
    fn named(&self, name: &'static str, short: &'static str) -> &'static str {
        if self.gutter > 100.0 { name } else { short }
    }

    fn x(&self, ms: f64) -> f64 {
        self.gutter + self.window.place(ms) * (self.width - self.gutter)
    }

    /// The points in the window: left end, right end, value.
    fn points<'v>(
        &self,
        view: &TimelineView,
        values: &'v [f64],
    ) -> impl Iterator<Item = (f64, f64, f64)> + use<'v, '_> {
        let step = (view.to_ms - view.from_ms) / values.len().max(1) as f64;
        let first = if values.is_empty() { 0 } else { point(view, values.len(), self.window.from) };
        let begin = view.from_ms;
        let shown = values.iter().enumerate().skip(first).map(move |(at, value)| {
            let from = begin + at as f64 * step;
            (self.x(from).max(self.gutter), self.x(from + step).min(self.width), *value)
        });
        shown.take_while(|(from, _, _)| *from < self.width)
    }

    fn area(&self, canvas: &Canvas, colour: &str, view: &TimelineView, values: &[f64], (top, most): (f64, f64)) {
        canvas.set_fill_style_str(colour);
        let bottom = self.top + top + TRACK;
        for (from, to, value) in self.points(view, values) {
            let height = value / most.max(f64::MIN_POSITIVE) * (TRACK - ROOM);
            canvas.fill_rect(from, bottom - height, to - from + 0.5, height);
        }
    }

    fn line(&self, canvas: &Canvas, colour: &str, view: &TimelineView, values: &[f64], most: f64) {
        canvas.set_fill_style_str(colour);
        let bottom = self.top + TRACK;
        for (from, to, value) in self.points(view, values).filter(|(_, _, value)| *value > 0.0) {
            let height = value / most.max(f64::MIN_POSITIVE) * (TRACK - ROOM);
            canvas.fill_rect(from, bottom - height, to - from + 0.5, 1.5);
        }
    }

    fn name(&self, canvas: &Canvas, palette: &Palette, top: f64, name: &str, most: &str) {
        let top = self.top + top;
        canvas.set_fill_style_str(&palette.surface);
        canvas.fill_rect(0.0, top, self.gutter - 4.0, TRACK);
        canvas.set_fill_style_str(&palette.quiet);
        // The letters are squeezed rather than cut; a refusal leaves the place empty.
        let _ = canvas.fill_text_with_max_width(name, 8.0, top + 13.0, self.gutter - 14.0);
        let _ = canvas.fill_text_with_max_width(&format!("up to {most}"), 8.0, top + 29.0, self.gutter - 14.0);
        canvas.set_fill_style_str(&palette.line);
        canvas.fill_rect(0.0, top + TRACK - 1.0, self.width, 1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_its_point() {
        let view = TimelineView { from_ms: 100.0, to_ms: 200.0, ..TimelineView::default() };
        assert_eq!([99.0, 100.0, 149.9, 150.0, 200.0, 900.0].map(|at| point(&view, 4, at)), [0, 0, 1, 2, 3, 3]);
    }

    #[test]
    fn no_memory_is_no_track() {
        let mut view = TimelineView { concurrency: vec![2.0], to_ms: 10.0, ..TimelineView::default() };
        assert_eq!(height(&view), TRACK);
        assert_eq!(describe(&view, 5.0), "At 5 ms: 2 tasks run");
        view.execution_bytes = vec![1024.0];
        assert_eq!(height(&view), 2.0 * TRACK);
    }
}
