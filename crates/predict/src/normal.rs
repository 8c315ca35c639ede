//! The standard normal distribution, behind intervals and chances.

/// Deviations that an 80 % interval reaches to each side: the 90th percentile.
pub const REACH: f64 = 1.281_551_6;

/// The standard normal distribution function, by formula 26.2.17 of Abramowitz and Stegun, *Handbook of Mathematical
/// Functions* (error below 7.5e-8).
pub fn distribution(x: f64) -> f64 {
    const B: [f64; 5] = [0.319_381_530, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];
    let t = 1.0 / (1.0 + 0.231_641_9 * x.abs());
    let series = B.iter().rev().fold(0.0, |sum, b| (sum + b) * t);
    let upper = (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt() * series;
    if x >= 0.0 { 1.0 - upper } else { upper }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_its_known_points() {
        for (x, p) in [(0.0, 0.5), (REACH, 0.9), (-REACH, 0.1), (1.959_964, 0.975)] {
            assert!((distribution(x) - p).abs() < 1e-6, "{x}");
        }
    }
}
