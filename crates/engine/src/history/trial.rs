//! What to try next, by the search over all configurations that one would take.

use afterglow_units::order;
use std::collections::BTreeMap;

use afterglow_predict::fleet::{Candidate, Run, Search};
use afterglow_predict::normal::REACH;

use super::choice::{Predicted, middle, price_of_ms};
use super::columns::Counts;
use super::jobs::Other;
use super::machines::Machine;
use super::places::Places;
use super::space::{Config, Measured, Space};
use crate::view::TrialView;

/// More runs than this are not looked at: the cheapest are.
const MOST_RUNS: usize = 96;

/// What came of looking for a trial.
#[derive(Debug)]
pub(super) enum Next {
    /// Try this.
    Try(TrialView),
    /// Nothing is expected to gain enough over the best known of this.
    Stop(&'static str),
}

/// The data and the gain that a trial is wanted for.
pub(super) struct Wanted<'a> {
    pub(super) data: Option<f64>,
    pub(super) stop_below: f64,
    pub(super) counts: Counts,
    /// Other jobs, which this one may be like.
    pub(super) others: &'a [Other<'a>],
}

/// The next trial among the sensible points that were not measured.
///
/// What is bettered is the cost of a run, or its runtime where not all candidates have a price.
pub(super) fn next(
    space: &Space,
    measured: &[Measured<'_>],
    points: &[&Predicted<'_>],
    wanted: &Wanted<'_>,
) -> Option<Next> {
    let priced = !points.is_empty() && points.iter().all(|(_, point)| point.cost.is_some());
    let of = if priced { "cost" } else { "runtime" };
    let price = |config: &Config<'_>| if priced { price_of_ms(config) } else { Some(1.0) };
    let known = known(space, measured, wanted.data, price);
    let own = known.iter().map(|one| one.config.machine).chain(points.iter().map(|one| one.0.machine));
    let machines: Vec<&Machine> = own.chain(wanted.others.iter().flat_map(Other::machines)).collect();
    let places = Places::of(&machines, wanted.counts);
    let tried = |config: &Config<'_>| known.iter().any(|one| same(&one.config, config));
    let open: Vec<&Predicted<'_>> = points.iter().filter(|(config, _)| !tried(config)).copied().collect();
    let configs = known.iter().map(|one| &one.config).chain(open.iter().map(|one| &one.0));
    let candidates: Vec<Candidate> = configs
        .map(|config| Some(Candidate { place: places.place(config.machine, config.nodes), price: price(config)? }))
        .collect::<Option<_>>()?;
    let runs: Vec<Run> = known
        .iter()
        .enumerate()
        .map(|(candidate, one)| Run { candidate, runtime: one.runtime_ms, spread: one.spread })
        .collect();
    let others = wanted.others.iter().map(|job| job.elsewhere(&places, &candidates)).collect();
    let search = Search::over(candidates)?.knowing(others);
    let Some(trial) = search.next(&runs, wanted.stop_below) else { return Some(Next::Stop(of)) };
    let (_, point) = open.get(trial.candidate.checked_sub(known.len())?)?;
    Some(Next::Try(TrialView {
        point: point.clone(),
        of: of.to_owned(),
        gain_ratio: trial.gain,
        best: known.iter().map(|one| one.cost).min_by(f64::total_cmp)?,
        trial_cost: trial.cost,
    }))
}

/// A configuration that was measured, as it would be with the data in question.
struct Known<'a> {
    config: Config<'a>,
    runtime_ms: f64,
    /// Deviation of the logarithm of the runtime where that is modelled.
    spread: f64,
    /// In what is to be bettered.
    cost: f64,
}

/// What the measured configurations take of this data: as measured where it was of this, else as modelled.
fn known<'a>(
    space: &Space,
    measured: &[Measured<'a>],
    data: Option<f64>,
    price: impl Fn(&Config<'_>) -> Option<f64>,
) -> Vec<Known<'a>> {
    let mut middles: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let mut all: Vec<Known<'a>> = measured
        .iter()
        .filter_map(|one| {
            let machine = one.config.machine;
            let features = middles.entry(&machine.name).or_insert_with(|| middle(measured, machine)).clone();
            let here = one.config.data == data && one.config.features == features;
            let config = Config { data, features, ..one.config.clone() };
            let modelled = space.predict(&config);
            let (runtime_ms, spread) =
                if here { (one.runtime_ms, 0.0) } else { (modelled.mid, (modelled.high / modelled.mid).ln() / REACH) };
            let cost = runtime_ms * price(&config)?;
            (cost.is_finite() && cost > 0.0 && spread.is_finite()).then_some(Known { config, runtime_ms, spread, cost })
        })
        .collect();
    // Of one configuration what was measured goes before what is modelled.
    order::by(&mut all, |a, b| a.spread.total_cmp(&b.spread).then(a.cost.total_cmp(&b.cost)));
    let mut kept: Vec<Known<'a>> = Vec::new();
    for one in all {
        if kept.len() < MOST_RUNS && !kept.iter().any(|other| same(&other.config, &one.config)) {
            kept.push(one);
        }
    }
    kept
}

fn same(a: &Config<'_>, b: &Config<'_>) -> bool {
    a.machine.name == b.machine.name && a.nodes == b.nodes
}
