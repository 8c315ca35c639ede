//! Curves over the scale-out, the cheapest and the fastest configuration.

use super::machines::{Machine, median};
use super::space::{Config, Measured, Space};
use crate::view::{CurveView, Range, TablePoint};

/// Curves reach from the least measured scale-out to this many times the greatest.
const REACH: f64 = 4.0;
/// Configurations to take or to try lie up to this many times the greatest measured scale-out: beyond it, a prediction is
/// worth showing but not worth money.
pub(super) const SENSIBLE: f64 = 2.0;
/// Points of a curve, at most, besides the measured ones.
const POINTS: usize = 16;
/// Curves for more machine types than this are not made.
pub(super) const MOST_CURVES: usize = 12;

/// A configuration with its prediction.
pub(super) type Predicted<'a> = (Config<'a>, TablePoint);

/// A point of the view.
pub(super) fn point(space: &Space, config: &Config<'_>) -> TablePoint {
    let runtime = space.predict(config);
    TablePoint {
        machine: config.machine.shown(),
        nodes: config.nodes,
        data: config.data,
        runtime_ms: runtime.into(),
        // At scale-outs beyond all sense a price is no number any more.
        cost: price_of_ms(config)
            .map(|price| runtime.scaled(price))
            .filter(|cost| cost.high.is_finite())
            .map(Range::from),
    }
}

/// What a millisecond of the whole configuration costs.
pub(super) fn price_of_ms(config: &Config<'_>) -> Option<f64> {
    Some(config.machine.unit_price? * config.nodes / 3.6e6)
}

/// The middle of the features that were measured with a machine type, or of all where none was.
pub(super) fn middle(measured: &[Measured<'_>], machine: &Machine) -> Vec<f64> {
    let mut those: Vec<&Measured<'_>> = measured.iter().filter(|one| one.config.machine.name == machine.name).collect();
    if those.is_empty() {
        those = measured.iter().collect();
    }
    let count = those.first().map_or(0, |one| one.config.features.len());
    let feature = |at: usize| median(those.iter().map(|one| one.config.features[at]).collect());
    (0..count).map(|at| feature(at).unwrap_or_default()).collect()
}

/// Predictions over the scale-out, one list for each machine type.
pub(super) fn curves<'a>(
    space: &Space,
    measured: &[Measured<'_>],
    machines: &'a [Machine],
    data: Option<f64>,
) -> Vec<Vec<Predicted<'a>>> {
    let curve = |machine: &'a Machine| {
        let features = middle(measured, machine);
        let config = |nodes| Config { machine, nodes, data, features: features.clone() };
        let predicted = scale_outs(measured, machine).into_iter().map(config).map(|config| {
            let point = point(space, &config);
            (config, point)
        });
        predicted.filter(|(_, point)| is_finite(point)).collect()
    };
    machines.iter().take(MOST_CURVES).map(curve).collect()
}

/// The same for the view.
pub(super) fn curve_view(curve: &[Predicted<'_>]) -> CurveView {
    let machine = curve.first().and_then(|(config, _)| config.machine.shown());
    CurveView { machine, points: curve.iter().map(|(_, point)| point.clone()).collect() }
}

/// Whether all ends of the interval are numbers.
pub(super) fn is_finite(point: &TablePoint) -> bool {
    let Range { low, mid, high } = point.runtime_ms;
    [low, mid, high].iter().all(|value| value.is_finite())
}

/// Whole scale-outs evenly apart in their logarithm, and those that were measured with the machine type.
fn scale_outs(measured: &[Measured<'_>], machine: &Machine) -> Vec<f64> {
    let (low, high) = range(measured);
    let top = high * REACH;
    let step = (top / low).ln() / (POINTS - 1) as f64;
    let mut all: Vec<f64> = (0..POINTS).map(|at| (low * (step * at as f64).exp()).round().clamp(low, top)).collect();
    let own = measured.iter().filter(|one| one.config.machine.name == machine.name);
    all.extend(own.map(|one| one.config.nodes).take(POINTS * 4));
    all.sort_by(f64::total_cmp);
    all.dedup();
    all
}

fn range(measured: &[Measured<'_>]) -> (f64, f64) {
    let nodes = || measured.iter().map(|one| one.config.nodes);
    (nodes().fold(f64::INFINITY, f64::min), nodes().fold(0.0, f64::max))
}

/// The points of the curves that one would take.
pub(super) fn sensible<'p, 'a>(curves: &'p [Vec<Predicted<'a>>], measured: &[Measured<'_>]) -> Vec<&'p Predicted<'a>> {
    let most = range(measured).1 * SENSIBLE;
    curves.iter().flatten().filter(|(config, _)| config.nodes <= most).collect()
}

/// The point with the least of a figure.
pub(super) fn least(points: &[&Predicted<'_>], of: impl Fn(&TablePoint) -> Option<f64>) -> Option<TablePoint> {
    let known = points.iter().filter_map(|(_, point)| Some((of(point)?, point)));
    known.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, point)| point.clone())
}
