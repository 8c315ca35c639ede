//! One question about another cluster, answered fast enough to follow a slider.

use afterglow_optimize::{Hint, hardware_on};
use afterglow_predict::{Factor, HardwareFactors, Model, Note, Prediction, Scenario};

use super::{scaling, siblings};
use crate::WhatIfQuery;
use crate::run::Run;
use crate::view::WhatIfView;

const SHUFFLE_PARTITIONS: &str = "spark.sql.shuffle.partitions";
/// Spark's default of it.
const DEFAULT_PARTITIONS: u32 = 200;

/// Runs of more tasks take the whole model longer than a slider can wait.
const SLOW_FROM: u64 = 30_000;
const QUICK: &str =
    "Answered from the compressed run, which may be some percent off the whole model of the table below.";

/// How little is known of what more of a resource does, as relative standard deviations: the same as for a machine type
/// that has more of it.
const MEMORY_SPREAD: f64 = 0.1;
const NETWORK_SPREAD: f64 = 0.3;

/// The run as it would have been.
///
/// # Errors
/// A sentence that says which word of the query is wrong.
pub(super) fn what_if(run: &Run, query: &WhatIfQuery) -> Result<WhatIfView, String> {
    let named = query.instance.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let machine = scaling::machine(run.house.catalog(), named)?;
    let model = match run.model() {
        Ok(model) => model,
        Err(refusal) => return Ok(WhatIfView { refused: Some(refusal.to_string()), ..WhatIfView::default() }),
    };
    let hardware = machine.map(|machine| {
        let hint = Hint {
            instance: query.machines.instance.clone(),
            region: query.machines.region.clone(),
            ..Hint::default()
        };
        hardware_on(&run.profile, run.house.catalog(), &hint, machine)
    });
    let mut hardware = hardware.unwrap_or_default();
    hardware.memory_per_slot = more(hardware.memory_per_slot, query.memory, MEMORY_SPREAD);
    hardware.network_per_slot = more(hardware.network_per_slot, query.network, NETWORK_SPREAD);
    let partitions = run.profile.conf.get(SHUFFLE_PARTITIONS).and_then(|count| count.trim().parse().ok());
    let partitions: u32 = partitions.unwrap_or(DEFAULT_PARTITIONS);
    let mut asked = Scenario::slots(query.slots.unwrap_or(model.observed_slots()))
        .data_scale(query.data_scale.unwrap_or(1.0))
        .hardware(hardware);
    if let Some(count) = query.partitions.filter(|count| *count != partitions) {
        asked = asked.conf(SHUFFLE_PARTITIONS, count.max(1).to_string());
    }
    let (calibration, _) = siblings::calibrated(run, model, &query.others);
    // Both sides of the comparison by the same means; the compressed model is a few percent off the whole one, so it
    // answers only where that would take too long.
    let quick = run.profile.totals.sums.tasks > SLOW_FROM && asked.conf.is_empty() && !is_dynamic(run);
    let own = calibration.correct(run.own(model, quick).clone());
    let point = calibration.correct(predicted(run, model, &asked, quick));
    Ok(WhatIfView {
        own: own.wall.into(),
        own_slots: own.slots,
        slots_seen: run.profile.totals.peak_slots.is_none(),
        partitions,
        assumptions: quick.then(|| QUICK.to_owned()).into_iter().chain(point.notes.iter().map(Note::text)).collect(),
        point: scaling::point(&point, machine.map(afterglow_catalog::Instance::id)),
        refused: None,
    })
}

/// By the compressed model, which does not follow settings or executors that come and go; else by the whole one.
fn predicted(run: &Run, model: &Model, scenario: &Scenario, quick: bool) -> Prediction {
    if quick { run.sketch(model).predict(scenario) } else { model.predict(scenario) }
}

fn is_dynamic(run: &Run) -> bool {
    run.profile.conf.flag("spark.dynamicAllocation.enabled") == Some(true)
}

fn more(factor: Factor, times: Option<f64>, spread: f64) -> Factor {
    match times.filter(|times| times.is_finite() && *times > 0.0 && *times != HardwareFactors::SAME.core_speed.ratio) {
        Some(times) => Factor::new(factor.ratio * times, factor.spread.hypot(spread)),
        None => factor,
    }
}
