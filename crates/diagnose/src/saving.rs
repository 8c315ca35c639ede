//! Intervals of savings.

use afterglow_units::Interval;

/// An interval from its parts, put in order and not below 0.
pub(crate) fn between(low: f64, mid: f64, high: f64) -> Interval {
    let low = low.max(0.0);
    let mid = mid.max(low);
    Interval { low, mid, high: high.max(mid) }
}

/// A saving that is known up to a fifth either way.
pub(crate) fn about(mid: f64) -> Interval {
    between(mid * 0.8, mid, mid * 1.2)
}
