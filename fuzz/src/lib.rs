//! What the fuzz targets call.

mod ways_in;

/// Holds some bytes to the law of a target.
///
/// # Panics
/// If it does not hold, or there is no target of that name.
pub fn hold(target: &str, data: &[u8]) {
    ways_in::hold(target, data);
}
