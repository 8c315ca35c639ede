//! The summary of a run.

use afterglow_diagnose::{Cause, Part};
use afterglow_units::shown;

use super::{findings, profile_json, scaling};
use crate::Machines;
use crate::run::Run;
use crate::view::{CauseView, QualityView, Slice, SummaryView};

/// What a reader wants to know first.
pub(super) fn summary(run: &Run, number: u32, machines: &Machines) -> SummaryView {
    let diagnosis = run.diagnosis();
    SummaryView {
        card: run.card(number),
        user: run.profile.app.user.clone(),
        platform: run.profile.platform().map(str::to_owned),
        verdict: diagnosis
            .verdict
            .iter()
            .filter(|sentence| !sentence.is_empty())
            .map(|one| shown::one_way(one))
            .collect(),
        totals: profile_json::totals(run),
        breakdown: diagnosis.breakdown.iter().map(slice).collect(),
        findings: findings::findings(run, machines),
        hints: findings::hints(run, machines),
        top_three_saves_ms: diagnosis.top_three_together.map(Into::into),
        negatives: diagnosis.negatives.iter().map(|negative| negative.text.clone()).collect(),
        failures: diagnosis.failures.iter().map(cause).collect(),
        quality: quality(run),
        replay: scaling::replay(run),
    }
}

fn cause(cause: &Cause) -> CauseView {
    CauseView {
        text: cause.summary(),
        example: cause.example.clone(),
        of: cause.of.word().to_owned(),
        count: cause.count,
        lost_ms: cause.lost_ms,
        stages: cause.stages.iter().map(|key| (key.id.0, key.attempt)).collect(),
    }
}

/// A part of the wall time. Time without a running task is read off the log; time with running tasks is measured as
/// a whole and divided by what the tasks spent theirs on, which is a model; what spilling took, Spark does not log.
fn slice(part: &Part) -> Slice {
    let basis = match part.code {
        "spill" => "rule",
        "start-up" | "driver" | "planning" | "waiting-in-jobs" => "measured",
        _ => "modelled",
    };
    Slice { key: part.code.to_owned(), label: part.title.to_owned(), ms: part.ms, basis: basis.to_owned() }
}

fn quality(run: &Run) -> QualityView {
    let gaps = &run.diagnosis().quality;
    QualityView {
        lines: run.lines.lines,
        lines_rejected: run.lines.rejected,
        warnings: run.warnings.iter().map(|warning| (warning.code.clone(), warning.message.clone())).collect(),
        cannot_say: gaps.iter().map(afterglow_diagnose::Gap::sentences).collect(),
        other_events: run.profile.log.other_events.iter().map(|(name, count)| (name.clone(), *count)).collect(),
    }
}
