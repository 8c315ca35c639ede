//! What another job took, or would take, at the configurations of a search.

use super::belief::{self, Seen, Shape};
use super::place::{Candidate, Place, Tried};
use super::shapes;

/// One context of another job (one amount of data, one set of parameters) over the candidates of a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Elsewhere {
    /// Logarithms of its runtimes, by candidate.
    pub(super) log_runtimes: Vec<f64>,
    /// Which of them were measured; the others are modelled from hardware.
    pub(super) measured: Vec<bool>,
}

/// Of more runs than this, only some say what the others would take: the work grows with their square.
const MOST_RUNS: usize = 96;

impl Elsewhere {
    /// From its runs, whose configurations need not be candidates; `None` if none is usable.
    pub fn of(runs: &[Tried], candidates: &[Candidate]) -> Option<Self> {
        let runs: Vec<&Tried> = runs.iter().filter(|run| run.is_usable()).collect();
        if runs.is_empty() || !candidates.iter().all(Candidate::is_usable) {
            return None;
        }
        let own = |one: &Candidate| runs.iter().find(|run| run.place == one.place).map(|run| run.runtime.ln());
        let own: Vec<Option<f64>> = candidates.iter().map(own).collect();
        let measured = own.iter().map(Option::is_some).collect();
        if let Some(log_runtimes) = own.iter().copied().collect() {
            return Some(Self { log_runtimes, measured });
        }
        let step = runs.len().div_ceil(MOST_RUNS);
        let some: Vec<&Tried> = runs.into_iter().step_by(step).collect();
        let places: Vec<Place> =
            candidates.iter().map(|one| one.place).chain(some.iter().map(|run| run.place)).collect();
        let seen: Vec<Seen> = some
            .iter()
            .enumerate()
            .map(|(at, run)| Seen { place: candidates.len() + at, log_runtime: run.runtime.ln(), spread: run.spread })
            .collect();
        let shapes: Vec<Shape> = shapes::surfaces(&places, shapes::SOME)
            .into_iter()
            .map(|surface| Shape { log_weight: 0.0, surface })
            .collect();
        let told = belief::expected(&places, &shapes, &seen);
        let log_runtimes = own.into_iter().zip(told).map(|(own, told)| own.unwrap_or(told)).collect();
        Some(Self { log_runtimes, measured })
    }
}
