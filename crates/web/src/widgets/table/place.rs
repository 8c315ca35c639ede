//! Which rows are in view.

/// The height of a row in CSS pixels, as `widgets.css` has it.
pub(crate) const ROW: f64 = 32.0;

/// Browsers lose precision beyond some ten million pixels; a longer table scrolls in proportion.
const TALLEST: f64 = 8_000_000.0;

/// Rows drawn above and below the view, so that scrolling shows no gap.
const MARGIN: usize = 4;

/// The rows to draw, and the room above and below them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Place {
    /// The first row drawn.
    pub(crate) from: usize,
    /// The row after the last one drawn.
    pub(crate) to: usize,
    /// Pixels above the first row drawn.
    pub(crate) above: f64,
    /// Pixels below the last row drawn.
    pub(crate) below: f64,
}

/// The place for `rows` rows in a box of `height` pixels that is scrolled down by `scrolled` pixels.
pub(crate) fn place(rows: usize, scrolled: f64, height: f64) -> Place {
    let whole = rows as f64 * ROW;
    let tall = whole.min(TALLEST);
    let fitting = (height.max(ROW) / ROW).ceil() as usize + 1;
    let room = (tall - height).max(0.0);
    let scrolled = scrolled.clamp(0.0, room.max(0.0));
    let first = if whole <= TALLEST {
        (scrolled / ROW).floor() as usize
    } else {
        (scrolled / room * (rows.saturating_sub(fitting - 1)) as f64).floor() as usize
    };
    let from = first.saturating_sub(MARGIN);
    let to = (first + fitting + MARGIN).min(rows);
    let drawn = (to - from.min(to)) as f64 * ROW;
    let above = if whole <= TALLEST { from as f64 * ROW } else { (scrolled - (first - from) as f64 * ROW).max(0.0) };
    Place { from: from.min(to), to, above, below: (tall - above - drawn).max(0.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_rows_of_a_short_table_are_drawn() {
        assert_eq!(place(3, 0.0, 400.0), Place { from: 0, to: 3, above: 0.0, below: 0.0 });
        assert_eq!(place(0, 0.0, 400.0), Place { from: 0, to: 0, above: 0.0, below: 0.0 });
    }

    #[test]
    fn the_room_is_always_that_of_all_rows() {
        for scrolled in [0.0, 33.0, 5_000.0, 1e9] {
            let place = place(10_000, scrolled, 600.0);
            let drawn = (place.to - place.from) as f64 * ROW;
            assert!((place.above + drawn + place.below - 320_000.0).abs() < 1e-6);
            assert!(place.to - place.from < 60);
        }
    }

    #[test]
    fn the_end_of_a_very_long_table_is_reached() {
        let rows = 2_000_000;
        assert_eq!(place(rows, 1e12, 600.0).to, rows);
        assert_eq!(place(rows, 0.0, 600.0).from, 0);
        assert!(place(rows, 4_000_000.0, 600.0).from > rows / 3);
    }
}
