//! Curves over the scale-out, the cheapest and the fastest configuration, and what to try next.

use std::collections::BTreeMap;

use afterglow_predict::fleet::Candidate;

use super::machines::{Machine, median};
use super::space::{Config, Measured, Space};
use crate::view::{CurveView, Range, TablePoint, TrialView};

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
        cost: price_of_ms(config).map(|price| runtime.scaled(price).into()),
    }
}

/// What a millisecond of the whole configuration costs.
fn price_of_ms(config: &Config<'_>) -> Option<f64> {
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

/// What came of looking for a trial.
#[derive(Debug)]
pub(super) enum Next {
    /// Try this.
    Try(TrialView),
    /// Nothing is expected to gain enough over the best known of this.
    Stop(&'static str),
}

/// The next trial among the sensible points that were not measured.
///
/// What is bettered is the cost of a run, or its runtime where not all candidates have a price.
pub(super) fn next(
    space: &Space,
    measured: &[Measured<'_>],
    points: &[&Predicted<'_>],
    data: Option<f64>,
    stop_below: f64,
) -> Option<Next> {
    let priced = !points.is_empty() && points.iter().all(|(_, point)| point.cost.is_some());
    let of = if priced { "cost" } else { "runtime" };
    let price = |config: &Config<'_>| if priced { price_of_ms(config) } else { Some(1.0) };
    // What the measured configurations take of this data: as measured where it was of this, else as modelled.
    let mut middles: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let here: Vec<(Config<'_>, Option<f64>)> = measured
        .iter()
        .map(|one| {
            let machine = one.config.machine;
            let features = middles.entry(&machine.name).or_insert_with(|| middle(measured, machine)).clone();
            let same = one.config.data == data && one.config.features == features;
            (Config { data, features, ..one.config.clone() }, same.then_some(one.runtime_ms))
        })
        .collect();
    let known = here
        .iter()
        .filter_map(|(config, runtime)| Some(runtime.unwrap_or_else(|| space.predict(config).mid) * price(config)?));
    let best = known.min_by(f64::total_cmp)?;
    let tried = |config: &Config<'_>| {
        let same = |other: &Config<'_>| other.machine.name == config.machine.name && other.nodes == config.nodes;
        here.iter().any(|(other, runtime)| runtime.is_some() && same(other))
    };
    let open: Vec<(f64, &Predicted<'_>)> =
        points.iter().filter(|(config, _)| !tried(config)).filter_map(|one| Some((price(&one.0)?, *one))).collect();
    let candidates: Vec<Candidate> =
        open.iter().map(|(price, one)| Candidate { columns: space.columns(&one.0), price: *price }).collect();
    let Some(trial) = space.fleet.next_trial(&candidates, best, stop_below) else { return Some(Next::Stop(of)) };
    let (_, (_, point)) = open.get(trial.candidate)?;
    Some(Next::Try(TrialView {
        point: point.clone(),
        of: of.to_owned(),
        gain_ratio: trial.gain,
        best,
        trial_cost: trial.cost,
    }))
}
