//! How the run would scale.

use std::collections::HashMap;

use afterglow_catalog::{Catalog, Instance};
use afterglow_optimize::{Hint, hardware_on};
use afterglow_predict::{Model, Prediction, Scenario};
use afterglow_units::{StageKey, order};

use super::siblings;
use crate::PredictQuery;
use crate::run::Run;
use crate::view::{LimitsView, PointView, ReplayView, ScalingView, StageReplayView};

/// Predicted points for a query, behind the replay of the run as it was.
///
/// # Errors
/// A sentence that says which word of the query is wrong.
pub(super) fn scaling(run: &Run, query: &PredictQuery) -> Result<ScalingView, String> {
    let catalog = run.house.catalog();
    let machines = machines(catalog, &query.instances)?;
    let model = match run.model() {
        Ok(model) => model,
        Err(refusal) => return Ok(ScalingView { refused: Some(refusal.to_string()), ..ScalingView::default() }),
    };
    for (key, value) in &query.conf {
        if !model.understands(key, value) {
            return Err(format!("{value:?} is no value of {key}"));
        }
    }
    let scales = if query.data_scale.is_empty() { vec![1.0] } else { query.data_scale.clone() };
    let scenario = |machine: Option<&Instance>, scale: f64| {
        let hardware =
            machine.map(|machine| hardware_on(&run.profile, catalog, &Hint::default(), machine)).unwrap_or_default();
        let scenario = Scenario::slots(model.observed_slots()).data_scale(scale).hardware(hardware);
        query.conf.iter().fold(scenario, |scenario, (key, value)| scenario.conf(key.clone(), value.clone()))
    };
    let as_it_was = query.conf.is_empty() && query.instances.is_empty() && scales[0] == 1.0;
    let limits = if as_it_was { model.limits() } else { model.limits_of(&scenario(machines[0], scales[0])) };
    let slots = if query.slots.is_empty() {
        default_slots(model.observed_slots(), limits.knee_slots)
    } else {
        query.slots.clone()
    };
    let (calibration, others) = siblings::calibrated(run, model, &query.others);
    let mut assumptions = Vec::new();
    let mut points = Vec::new();
    for machine in &machines {
        for &scale in &scales {
            let mut scenario = scenario(*machine, scale);
            for &count in &slots {
                scenario.slots = count.max(1);
                let prediction = calibration.correct(model.predict(&scenario));
                for note in &prediction.notes {
                    let text = note.text();
                    if !assumptions.contains(&text) {
                        assumptions.push(text);
                    }
                }
                points.push(point(&prediction, machine.map(Instance::id)));
            }
        }
    }
    // Whatever the rows reach is no less than the floor, also where other runs moved them.
    let first = points.iter().filter(|point| point.data_scale == scales[0] && point.instance == points[0].instance);
    let shortest = first.map(|point| point.wall_ms.mid).fold(limits.infinite_slots.0 as f64, f64::min);
    Ok(ScalingView {
        replay: replay(run).unwrap_or_default(),
        replay_stages: replay_stages(run, model),
        points,
        limits: LimitsView {
            critical_path_ms: shortest.min(limits.critical_path.0 as f64),
            driver_only_ms: shortest.min(limits.driver_only.0 as f64),
            measured_driver_only_ms: run.profile.totals.driver_only.map(|time| time.0 as f64),
            infinite_slots_ms: shortest,
            knee_slots: Some(limits.knee_slots),
        },
        others,
        assumptions,
        refused: None,
    })
}

/// The machines of a query; one `None`, the hardware of the run itself, if it names none.
fn machines<'c>(catalog: &'c Catalog, names: &[String]) -> Result<Vec<Option<&'c Instance>>, String> {
    if names.is_empty() {
        return Ok(vec![None]);
    }
    names.iter().map(|name| machine(catalog, Some(name))).collect()
}

/// The machine of a name, if there is one.
pub(super) fn machine<'c>(catalog: &'c Catalog, name: Option<&str>) -> Result<Option<&'c Instance>, String> {
    let Some(name) = name else { return Ok(None) };
    let found = catalog.find_id(name);
    found.map(Some).ok_or_else(|| format!("the catalogue has no instance {name:?}; name one as aws:m7g.2xlarge"))
}

/// The model against the observed run.
pub(super) fn replay(run: &Run) -> Option<ReplayView> {
    let model = run.model().ok()?;
    let replay = model.replay();
    Some(ReplayView {
        slots: model.observed_slots(),
        slots_seen: run.profile.totals.peak_slots.is_none(),
        observed_ms: replay.observed.0 as f64,
        modelled_ms: replay.modelled.0 as f64,
        error_ratio: replay.error_ratio,
    })
}

/// So many stages are shown beside each other at most.
const STAGES_SHOWN: usize = 50;

/// The stages whose modelled time is furthest from the observed one.
fn replay_stages(run: &Run, model: &Model) -> Vec<StageReplayView> {
    let names: HashMap<StageKey, &str> =
        run.profile.stages.iter().map(|stage| (stage.key, stage.name.as_str())).collect();
    let mut stages: Vec<StageReplayView> = model
        .replay()
        .stages
        .iter()
        .map(|stage| StageReplayView {
            id: stage.key.id.0,
            attempt: stage.key.attempt,
            name: names.get(&stage.key).copied().unwrap_or_default().to_owned(),
            observed_ms: stage.observed.0 as f64,
            modelled_ms: stage.modelled.0 as f64,
        })
        .collect();
    let far = |stage: &StageReplayView| (stage.modelled_ms - stage.observed_ms).abs();
    order::largest_first(&mut stages, far);
    stages.truncate(STAGES_SHOWN);
    stages
}

pub(super) fn point(prediction: &Prediction, instance: Option<String>) -> PointView {
    PointView {
        slots: prediction.slots,
        data_scale: prediction.data_scale,
        instance,
        wall_ms: prediction.wall.into(),
        bound_by: prediction.bound_by.word().to_owned(),
        busy_ratio: prediction.slot_busy_ratio,
        scale_out_error: prediction.scale_out_error,
        hardware_error: prediction.hardware_error,
    }
}

/// A knee beyond this many times the observed slots is not drawn: it would leave no room for the rest of the curve.
const KNEE_SHOWN: u32 = 4;

/// From a quarter of the observed slots to four times them, and the knee, each number once.
fn default_slots(observed: u32, knee: u32) -> Vec<u32> {
    let mut slots: Vec<u32> = [0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0]
        .map(|k| ((f64::from(observed) * k).round() as u32).max(1))
        .to_vec();
    slots.push(knee.clamp(1, observed.saturating_mul(KNEE_SHOWN)));
    slots.sort_unstable();
    slots.dedup();
    slots
}
