//! Other runs of a run's program, as questions to its model.

use std::collections::BTreeSet;

use afterglow_diagnose::Digest;
use afterglow_predict::{Calibration, HardwareFactors, Model, Prediction, Scenario, Sighting};
use afterglow_units::Millis;

use crate::Seen;
use crate::run::Run;
use crate::view::OthersView;

/// Amounts of data this close together are the same, and need no other tasks.
const SAME_DATA: f64 = 0.02;

/// What the other runs that were given teach the model of a run, and how it moves its own figures.
pub(super) fn calibrated(run: &Run, model: &Model, others: &[Digest]) -> (Calibration, OthersView) {
    if others.is_empty() {
        return (model.calibrate(&[]), OthersView::default());
    }
    let own = Digest::of(&run.profile);
    // Each run once, and the run itself not at all.
    let mut known = BTreeSet::from([own.run.as_str()]);
    let (fit, unfit): (Vec<&Digest>, Vec<&Digest>) =
        others.iter().filter(|other| known.insert(&other.run)).partition(|other| calibrates(&own, other));
    let seen: Vec<Sighting> = fit
        .iter()
        .map(|other| Sighting { scenario: about(&own, other), wall: Millis::from_f64(other.wall_ms) })
        .collect();
    let calibration = model.calibrate(&seen);
    let plain = run.own(model, false).clone();
    let with = calibration.correct(plain.clone());
    let width = |prediction: &Prediction| (prediction.wall.high / prediction.wall.low.max(f64::MIN_POSITIVE)).ln();
    let view = OthersView {
        used: calibration.runs() as u32,
        passed_over: unfit.len() as u32,
        shift: with.wall.mid / plain.wall.mid.max(f64::MIN_POSITIVE),
        width: width(&with) / width(&plain).max(f64::MIN_POSITIVE),
    };
    (calibration, view)
}

/// Another run of a run's program as the advice is to learn from it.
pub(super) struct Sibling<'a> {
    pub(super) seen: &'a Seen,
    pub(super) sighting: Sighting,
}

/// The other runs of the same program, each once, as questions to the model of a run; `hardware`: how the machines of
/// one compare with the run's own, slot by slot, where both are known.
pub(super) fn siblings<'a>(
    run: &Run,
    others: &'a [Seen],
    hardware: impl Fn(&Seen) -> Option<HardwareFactors>,
) -> Vec<Sibling<'a>> {
    if others.is_empty() {
        return Vec::new();
    }
    let own = Digest::of(&run.profile);
    let mut known = BTreeSet::from([own.run.clone()]);
    let fit = others.iter().filter(|seen| known.insert(seen.digest.run.clone()) && calibrates(&own, &seen.digest));
    fit.map(|seen| {
        let scenario = about(&own, &seen.digest).hardware(hardware(seen).unwrap_or_default());
        Sibling { seen, sighting: Sighting { scenario, wall: Millis::from_f64(seen.digest.wall_ms) } }
    })
    .take(MOST)
    .collect()
}

/// So many other runs are learned from and shown: each costs a replay.
const MOST: usize = 12;

/// Whether another run measures the same program in a way that the model can be asked about.
pub(crate) fn calibrates(own: &Digest, other: &Digest) -> bool {
    let asks_alike = own.dynamic == other.dynamic && own.executors.is_some() == other.executors.is_some();
    other.whole && asks_alike && own.does_same_work(other) && own.is_same_program(other)
}

/// Input over the run's own input; 1 where one of them read none that Spark counts.
fn data_scale(own: &Digest, other: &Digest) -> f64 {
    let scale = other.input_bytes / own.input_bytes;
    if own.input_bytes > 0.0 && other.input_bytes > 0.0 && (scale - 1.0).abs() > SAME_DATA { scale } else { 1.0 }
}

/// The settings that move numbers of tasks, with Spark's defaults.
const FOLLOWED: [(&str, &str); 2] =
    [("spark.sql.shuffle.partitions", "200"), ("spark.sql.files.maxPartitionBytes", "128m")];

/// Another run as a question to the own one's model.
fn about(own: &Digest, other: &Digest) -> Scenario {
    let mut scenario = Scenario::slots(other.slots as u32).data_scale(data_scale(own, other));
    // Under dynamic allocation the slots are the most there may be; named executors would stay.
    scenario.executors = other.executors.filter(|_| !other.dynamic);
    for (key, default) in FOLLOWED {
        if own.settings.contains_key(key) || other.settings.contains_key(key) {
            scenario = scenario.conf(key, other.settings.get(key).map_or(default, String::as_str));
        }
    }
    scenario
}
