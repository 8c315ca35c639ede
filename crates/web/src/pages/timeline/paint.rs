//! Drawing on the canvas: only the lanes and the marks in view.

use afterglow_engine::view::{Lane, Mark, TimelineView};
use web_sys::CanvasRenderingContext2d as Canvas;

use super::lanes::{Row, group_name, marks, visible};
use super::lit::Lit;
use super::tracks::{self, Place};
use super::window::Window;
use crate::charts::colour::token;
use crate::charts::ticks::time_ticks;
use crate::words::format;

/// Height of the axis above the lanes.
pub(super) const AXIS: f64 = 24.0;
/// How much of a mark is seen that a search has not found.
const DIM: f64 = 0.2;
/// Width of an event's mark, in pixels: it has no length.
const EVENT: f64 = 4.0;
/// About how many pixels a letter takes.
const LETTER: f64 = 6.6;

/// The colours of the page at this moment.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Palette {
    ink: String,
    /// Of names.
    pub(super) quiet: String,
    /// Of lines.
    pub(super) line: String,
    /// The ground.
    pub(super) surface: String,
    accent: String,
    band: String,
    bad: String,
    warn: String,
    driver: String,
    parts: Vec<String>,
}

impl Palette {
    /// Reads the tokens. To be done anew when light and dark change.
    pub(super) fn read() -> Self {
        Self {
            ink: token("--ink"),
            quiet: token("--ink-quiet"),
            line: token("--line"),
            surface: token("--surface"),
            accent: token("--accent"),
            band: token("--band"),
            bad: token("--bad"),
            warn: token("--warn"),
            driver: token("--ink-quiet"),
            // Not the fifth: it is close to the colour of failures.
            parts: [1, 2, 3, 4, 6, 7, 8].map(|part| token(&format!("--part-{part}"))).into(),
        }
    }

    /// The colour of a part.
    pub(super) fn part(&self, at: usize) -> &str {
        self.parts.get(at).map_or("", String::as_str)
    }

    fn of(&self, lane: &Lane, mark: &Mark) -> &str {
        if lane.kind == "executor" {
            // Lost, came, went as was wanted: the accent is too near to the colour of failures.
            return match (mark.failed, mark.stage) {
                (true, _) => &self.warn,
                (false, 1) => &self.quiet,
                (false, _) => &self.ink,
            };
        }
        if mark.failed {
            return &self.bad;
        }
        if lane.kind == "driver" {
            return &self.driver;
        }
        let number = if mark.stage >= 0 { mark.stage } else { mark.id };
        let place = number.rem_euclid(self.parts.len().max(1) as i64) as usize;
        self.parts.get(place).map_or("", String::as_str)
    }
}

/// What is drawn, and where.
pub(super) struct Scene<'a> {
    /// The answer of the worker.
    pub(super) view: &'a TimelineView,
    /// Where the lanes lie.
    pub(super) rows: &'a [Row],
    /// The window of time.
    pub(super) window: Window,
    /// What a search has found.
    pub(super) lit: Option<&'a Lit>,
    /// A range of time that is being chosen, or was.
    pub(super) chosen: Option<(f64, f64)>,
    /// Pixels by which the lanes are scrolled.
    pub(super) scrolled: f64,
    /// Size in CSS pixels.
    pub(super) width: f64,
    /// Size in CSS pixels.
    pub(super) height: f64,
    /// Room for names at the left.
    pub(super) gutter: f64,
}

impl Scene<'_> {
    /// Where the lanes begin, below the axis and the tracks.
    fn head(&self) -> f64 {
        head(self.view)
    }

    fn x(&self, ms: f64) -> f64 {
        self.gutter + self.window.place(ms) * (self.width - self.gutter)
    }

    /// Draws everything anew.
    pub(super) fn paint(&self, canvas: &Canvas, palette: &Palette) {
        canvas.set_fill_style_str(&palette.surface);
        canvas.fill_rect(0.0, 0.0, self.width, self.height);
        canvas.set_font("12px system-ui, sans-serif");
        canvas.set_text_baseline("middle");
        self.grid(canvas, palette);
        for at in visible(self.rows, self.scrolled, self.scrolled + self.height - self.head()) {
            if let (Some(lane), Some(row)) = (self.view.lanes.get(at), self.rows.get(at)) {
                self.lane(canvas, palette, lane, *row);
            }
        }
        canvas.set_global_alpha(1.0);
        self.names(canvas, palette);
        self.tracks(canvas, palette);
        self.axis(canvas, palette);
        if let Some((from, to)) = self.chosen {
            let (a, b) = (self.x(from.min(to)).max(self.gutter), self.x(from.max(to)).max(self.gutter));
            canvas.set_fill_style_str(&palette.band);
            canvas.fill_rect(a, 0.0, b - a, self.height);
            canvas.set_fill_style_str(&palette.accent);
            for end in [a, b].into_iter().filter(|end| *end >= self.gutter) {
                canvas.fill_rect(end - 1.0, 0.0, 2.0, self.height);
            }
        }
    }

    fn tracks(&self, canvas: &Canvas, palette: &Palette) {
        canvas.set_fill_style_str(&palette.surface);
        canvas.fill_rect(0.0, AXIS, self.width, self.head() - AXIS);
        let place = Place { top: AXIS, gutter: self.gutter, width: self.width, window: self.window };
        tracks::paint(canvas, palette, self.view, &place);
    }

    fn ticks(&self) -> Vec<f64> {
        let wanted = ((self.width - self.gutter) / 110.0).max(2.0) as usize;
        time_ticks(self.window.from, self.window.to, wanted)
    }

    fn grid(&self, canvas: &Canvas, palette: &Palette) {
        canvas.set_fill_style_str(&palette.line);
        for tick in self.ticks() {
            canvas.fill_rect(self.x(tick).round(), AXIS, 1.0, self.height);
        }
    }

    fn lane(&self, canvas: &Canvas, palette: &Palette, lane: &Lane, row: Row) {
        let top = self.head() + row.top - self.scrolled;
        let span = !matches!(lane.kind.as_str(), "slot" | "executor");
        let least = if lane.kind == "executor" { EVENT } else { 1.0 };
        let whole = self.lit.is_none_or(|lit| lit.lane(lane));
        let mut last = "";
        let mut dimmed = false;
        canvas.set_global_alpha(1.0);
        for mark in marks(lane, self.window.from, self.window.to) {
            let seen = whole || self.lit.is_none_or(|lit| lit.mark(lane, mark));
            if seen == dimmed {
                canvas.set_global_alpha(if seen { 1.0 } else { DIM });
                dimmed = !seen;
            }
            let colour = palette.of(lane, mark);
            // Setting a colour parses it; neighbours mostly have the same.
            if colour != last {
                canvas.set_fill_style_str(colour);
                last = colour;
            }
            let from = self.x(mark.from_ms).max(self.gutter);
            let width = (self.x(mark.to_ms).min(self.width) - from).max(least);
            // A hairline between neighbours, where there is room for one.
            let drawn = if width > 3.0 { width - 1.0 } else { width };
            canvas.fill_rect(from, top + 1.0, drawn, row.height - 2.0);
            if span && width > 28.0 && !mark.label.is_empty() {
                label(canvas, palette, &mark.label, (from, top, drawn, row.height));
                last = "";
            }
        }
    }

    fn names(&self, canvas: &Canvas, palette: &Palette) {
        canvas.set_fill_style_str(&palette.surface);
        canvas.fill_rect(0.0, 0.0, self.gutter - 4.0, self.height);
        canvas.set_fill_style_str(&palette.quiet);
        let room = ((self.gutter - 12.0) / LETTER) as usize;
        for at in visible(self.rows, self.scrolled, self.scrolled + self.height - self.head()) {
            let (Some(lane), Some(row)) = (self.view.lanes.get(at), self.rows.get(at)) else { continue };
            if row.first {
                let y = self.head() + row.top - self.scrolled + row.height.max(12.0) / 2.0;
                let name = format::clipped(&group_name(lane), room.max(3));
                let _ = canvas.fill_text_with_max_width(&name, 8.0, y, self.gutter - 14.0);
            }
        }
    }

    fn axis(&self, canvas: &Canvas, palette: &Palette) {
        canvas.set_fill_style_str(&palette.surface);
        canvas.fill_rect(0.0, 0.0, self.width, AXIS);
        canvas.set_fill_style_str(&palette.quiet);
        for tick in self.ticks() {
            let _ = canvas.fill_text(&format::duration(tick), self.x(tick) + 4.0, AXIS / 2.0);
        }
        canvas.set_fill_style_str(&palette.line);
        canvas.fill_rect(0.0, AXIS - 1.0, self.width, 1.0);
    }
}

/// The height above the lanes of a view.
pub(super) fn head(view: &TimelineView) -> f64 {
    AXIS + tracks::height(view)
}

/// A label on a mark: on the ground of the page, so that it can be read on every colour.
fn label(canvas: &Canvas, palette: &Palette, label: &str, (x, y, width, height): (f64, f64, f64, f64)) {
    let room = ((width - 12.0) / LETTER) as usize;
    if room < 3 {
        return;
    }
    let text = format::clipped(label, room);
    let box_width = (text.chars().count() as f64 * LETTER + 6.0).min(width - 4.0);
    canvas.set_fill_style_str(&palette.surface);
    canvas.fill_rect(x + 3.0, y + 2.0, box_width, height - 4.0);
    canvas.set_fill_style_str(&palette.ink);
    // A width beyond the box squeezes the letters a little instead of running over.
    let _ = canvas.fill_text_with_max_width(&text, x + 6.0, y + height / 2.0 + 0.5, (box_width - 6.0).max(1.0));
}

/// The whole run in small: running tasks as an area, slots as a line, and the window.
pub(super) fn overview(canvas: &Canvas, palette: &Palette, view: &TimelineView, window: Window, size: (f64, f64)) {
    let (width, height) = size;
    canvas.set_fill_style_str(&palette.surface);
    canvas.fill_rect(0.0, 0.0, width, height);
    let most = view.slots.iter().chain(&view.concurrency).copied().fold(1.0, f64::max);
    let step = |values: &[f64]| width / values.len().max(1) as f64;
    canvas.set_fill_style_str(palette.parts.first().map_or("", String::as_str));
    for (at, running) in view.concurrency.iter().enumerate() {
        let bar = running / most * (height - 2.0);
        canvas.fill_rect(at as f64 * step(&view.concurrency), height - bar, step(&view.concurrency) + 0.5, bar);
    }
    canvas.set_fill_style_str(&palette.quiet);
    for (at, slots) in view.slots.iter().enumerate().filter(|(_, slots)| **slots > 0.0) {
        canvas.fill_rect(
            at as f64 * step(&view.slots),
            height - slots / most * (height - 2.0),
            step(&view.slots) + 0.5,
            1.5,
        );
    }
    let wall = view.wall_ms.max(1.0);
    let (from, to) = (window.from / wall * width, window.to / wall * width);
    canvas.set_fill_style_str(&palette.band);
    canvas.fill_rect(from, 0.0, to - from, height);
    canvas.set_fill_style_str(&palette.accent);
    canvas.fill_rect(from, 0.0, 2.0, height);
    canvas.fill_rect((to - 2.0).max(from), 0.0, 2.0, height);
}
