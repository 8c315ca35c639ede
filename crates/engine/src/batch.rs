//! Several runs of a pipeline in one window of time, each on the first choice of its advice.

use afterglow_optimize::{Leg, Window, place};
use afterglow_units::{Interval, Millis, UsdPerHour};

use crate::view::{AdviceView, BatchLegView, BatchView};

/// The chance to have ended in time, unless somebody asks for another.
const CERTAINTY: f64 = 0.9;

/// Places the runs in their order in a window of UTC such as `22:00-06:00`.
///
/// # Errors
/// A sentence: the window cannot be read, a run has no choice, or by how much the window is too short.
pub fn batch(runs: &[(String, &AdviceView)], window: &str) -> Result<BatchView, String> {
    let window = Window::parse(window)?;
    let legs = runs.iter().map(|(name, advice)| leg(name, advice)).collect::<Result<Vec<_>, _>>()?;
    let batch = place(&legs, window, CERTAINTY).map_err(|unplaced| format!("Nothing is placed: {unplaced}."))?;
    Ok(BatchView {
        legs: batch
            .legs
            .into_iter()
            .map(|leg| BatchLegView {
                name: leg.name,
                start_minute: leg.start_minute,
                takes_ms: leg.takes.0 as f64,
                cost_usd: leg.cost.0,
            })
            .collect(),
        cost_usd: batch.cost.0,
        cost_at_once_usd: batch.cost_at_once.0,
        in_time_probability: batch.in_time_probability,
    })
}

/// What is wrong with the words of a window, if anything.
pub fn window_problem(window: &str) -> Option<String> {
    Window::parse(window).err()
}

fn leg(name: &str, advice: &AdviceView) -> Result<Leg, String> {
    if let Some(because) = &advice.infeasible {
        return Err(format!("There is no cluster for {name} that keeps the limits, so it has no place: {because}"));
    }
    let choice =
        advice.choices.first().ok_or_else(|| format!("There is no cluster for {name}, so it has no place."))?;
    let wall = choice.wall_ms;
    Ok(Leg {
        name: name.to_owned(),
        wall: Interval { low: wall.low, mid: wall.mid, high: wall.high },
        startup: Millis::from_f64(choice.startup_ms),
        usd_per_hour: UsdPerHour(choice.usd_per_hour),
        by_hour: advice
            .when
            .as_ref()
            .filter(|when| when.rank == 1)
            .map(|when| when.cost_by_hour.clone())
            .unwrap_or_default(),
    })
}
