//! Round places on an axis.

/// At most about `wanted` round values in `low..=high`: steps of 1, 2 or 5 times a power of ten.
pub(crate) fn round_ticks(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    step_ticks(low, high, decimal_step(span(low, high) / wanted.max(1) as f64))
}

/// As [`round_ticks`] for milliseconds: above a second the steps are those of a clock.
pub(crate) fn time_ticks(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    const CLOCK: [f64; 22] = [
        1e3,
        2e3,
        5e3,
        10e3,
        15e3,
        30e3,
        60e3,
        120e3,
        300e3,
        600e3,
        900e3,
        1_800e3,
        3_600e3,
        7_200e3,
        10_800e3,
        21_600e3,
        43_200e3,
        86_400e3,
        172_800e3,
        432_000e3,
        864_000e3,
        2_592_000e3,
    ];
    let least = span(low, high) / wanted.max(1) as f64;
    let step = if least < 500.0 {
        decimal_step(least)
    } else {
        CLOCK.into_iter().find(|step| *step >= least).unwrap_or_else(|| decimal_step(least))
    };
    step_ticks(low, high, step)
}

fn span(low: f64, high: f64) -> f64 {
    if high > low && (high - low).is_finite() { high - low } else { 0.0 }
}

fn decimal_step(least: f64) -> f64 {
    if least <= 0.0 {
        return 0.0;
    }
    let power = 10f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|digit| digit * power).find(|step| *step >= least * 0.999).unwrap_or(power)
}

fn step_ticks(low: f64, high: f64, step: f64) -> Vec<f64> {
    if step <= 0.0 {
        return vec![low];
    }
    let (first, last) = ((low / step).ceil(), (high / step + 1e-9).floor());
    // The guard stands for axes so far from zero that a step is lost in the precision of the numbers.
    let places = (last - first + 1.0).clamp(0.0, 1000.0) as usize;
    (0..places).map(|place| (first + place as f64) * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(round_ticks(0.0, 10.0, 5), vec![0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        assert_eq!(round_ticks(0.0, 0.9, 3), vec![0.0, 0.5]);
        assert_eq!(time_ticks(0.0, 60_000.0, 4), vec![0.0, 15_000.0, 30_000.0, 45_000.0, 60_000.0]);
        assert_eq!(time_ticks(0.0, 100.0, 5), vec![0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
    }

    #[test]
    fn an_axis_without_length_has_one_tick() {
        assert_eq!(round_ticks(3.0, 3.0, 5), vec![3.0]);
        assert_eq!(round_ticks(0.0, f64::INFINITY, 5), vec![0.0]);
        assert!(time_ticks(1e300, 1.1e300, 5).len() <= 1000);
    }
}
