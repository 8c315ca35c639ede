//! The window of time that is shown, and how it moves.

/// The shortest window, in ms: below it, a log with whole milliseconds has nothing more to show.
const SHORTEST: f64 = 20.0;

/// A window of time, in ms from the run's begin.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Window {
    /// Its start.
    pub(super) from: f64,
    /// Its end.
    pub(super) to: f64,
}

impl Window {
    /// The whole of a run.
    pub(super) fn whole(wall_ms: f64) -> Self {
        Self { from: 0.0, to: wall_ms.max(1.0) }
    }

    /// Its length.
    pub(super) fn length(self) -> f64 {
        (self.to - self.from).max(f64::MIN_POSITIVE)
    }

    /// The window inside the run: it keeps its length if it can.
    #[must_use]
    pub(super) fn inside(self, wall_ms: f64) -> Self {
        let whole = Self::whole(wall_ms);
        let length = self.length().clamp(SHORTEST.min(whole.to), whole.to);
        let from = self.from.clamp(0.0, whole.to - length);
        Self { from, to: from + length }
    }

    /// Moved by a share of its length; later for a positive one.
    #[must_use]
    pub(super) fn moved(self, by: f64) -> Self {
        let ms = by * self.length();
        Self { from: self.from + ms, to: self.to + ms }
    }

    /// Made `factor` times as long; the time `anchor` keeps its place.
    #[must_use]
    pub(super) fn scaled(self, factor: f64, anchor: f64) -> Self {
        Self { from: anchor + (self.from - anchor) * factor, to: anchor + (self.to - anchor) * factor }
    }

    /// Where a time lies in the window: 0 at its start, 1 at its end.
    pub(super) fn place(self, ms: f64) -> f64 {
        (ms - self.from) / self.length()
    }

    /// The time at a place.
    pub(super) fn time(self, place: f64) -> f64 {
        self.from + place * self.length()
    }

    /// What to ask the worker for: a wider window, on a grid, so that small moves ask for nothing new.
    ///
    /// With L the length rounded up to a power of two, it begins on a multiple of L/2 and is 2 L long.
    #[must_use]
    pub(super) fn tile(self) -> Self {
        let length = self.length().log2().ceil().exp2();
        let from = (self.from / (length / 2.0)).floor() * (length / 2.0);
        Self { from: from.max(0.0), to: from + 2.0 * length }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_stays_inside_the_run() {
        let wall = 1000.0;
        assert_eq!(Window { from: -50.0, to: 50.0 }.inside(wall), Window { from: 0.0, to: 100.0 });
        assert_eq!(Window { from: 950.0, to: 1050.0 }.inside(wall), Window { from: 900.0, to: 1000.0 });
        assert_eq!(Window { from: -5e9, to: 5e9 }.inside(wall), Window::whole(wall));
        assert!(Window { from: 5.0, to: 5.0 }.inside(wall).length() >= SHORTEST);
        assert_eq!(Window::whole(2.0).scaled(0.1, 1.0).inside(2.0), Window::whole(2.0), "a run of 2 ms");
    }

    #[test]
    fn zooming_keeps_the_anchor() {
        let window = Window { from: 100.0, to: 300.0 };
        let closer = window.scaled(0.5, 150.0);
        assert_eq!(closer.place(150.0), window.place(150.0));
        assert_eq!(closer.length(), 100.0);
    }

    #[test]
    fn a_tile_covers_its_window() {
        for (from, length) in [(0.0, 1000.0), (123.4, 77.0), (9e6, 12345.6), (10.0, 1024.0)] {
            let window = Window { from, to: from + length };
            let tile = window.tile();
            assert!(tile.from <= window.from && tile.to >= window.to, "{window:?} {tile:?}");
            assert_eq!(window.moved(0.001).tile().length(), tile.length());
        }
    }
}
