//! Savings as the performance model replays them.

use afterglow_predict::{Change, Model};
use afterglow_units::Interval;

use crate::finding::Finding;
use crate::saving::between;

/// A replay that is off by more says nothing about changes to the run.
const TRUSTED_REPLAY: f64 = 0.15;

/// The change to the run that undoes a finding altogether, where the model has one.
fn change(finding: &Finding) -> Option<Change> {
    Some(match finding.code {
        "data-skew" => Change::NoSkew(finding.stages.clone()),
        "gc-pressure" => Change::NoGc,
        "spill" => Change::NoSpill,
        "shuffle-fetch-bound" => Change::NoFetchWait,
        "shuffle-write-bound" => Change::NoShuffleWrite,
        "driver-bound" => Change::NoDriverGaps,
        "task-failures" | "retries" | "fetch-failure" | "stage-retry" | "executor-lost" => Change::NoFailures,
        _ => return None,
    })
}

/// Whether a model replays the run well enough to be asked about changes to it.
pub(crate) fn trusted(model: &Model) -> bool {
    model.replay().error_ratio.abs() <= TRUSTED_REPLAY
}

/// Bounds the savings of findings by what the model says that undoing each altogether would save.
///
/// The detector's own estimate schedules one stage; the model schedules all of them, so it knows what else would then
/// be waited for. It only ever lowers an estimate, and only where it replays the run itself well.
pub(crate) fn weigh(findings: &mut [Finding], model: &Model) {
    if !trusted(model) {
        return;
    }
    for finding in findings {
        let (Some(own), Some(change)) = (finding.saves_ms, change(finding)) else { continue };
        // Failures are not in the model's replay as they were; what the log shows of them is the better figure.
        if change == Change::NoFailures || change == Change::NoSpill {
            continue;
        }
        let all = model.counterfactual(&change).saves_ms;
        // Skew on more slots than there were saves up to the detector's high end; the model knows the present ones.
        let high = if finding.code == "data-skew" { own.high } else { own.high.min(all.high.max(0.0)) };
        let mid =
            if finding.code == "data-skew" { 0.5 * (own.low.min(all.mid.max(0.0)) + high) } else { own.mid.min(high) };
        finding.saves_ms = Some(between(own.low.min(all.mid.max(0.0)), mid, high));
    }
}

/// What the first findings save together, if the model has a change for each of them.
pub(crate) fn together(findings: &[&Finding], model: &Model) -> Option<Interval> {
    if !trusted(model) {
        return None;
    }
    let changes: Option<Vec<Change>> = findings.iter().map(|finding| change(finding)).collect();
    let saves = model.counterfactual(&Change::Together(changes?)).saves_ms;
    Some(between(saves.low, saves.mid, saves.high))
}
