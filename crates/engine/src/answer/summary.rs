//! The summary of a run.

use super::{profile_json, scaling};
use crate::run::Run;
use crate::view::{FindingView, QualityView, SummaryView};

/// What a reader wants to know first.
pub(super) fn summary(run: &Run, number: u32) -> SummaryView {
    SummaryView {
        card: run.card(number),
        user: run.profile.app.user.clone(),
        platform: run.platform().map(str::to_owned),
        totals: profile_json::totals(run),
        findings: findings(run),
        quality: quality(run),
        replay: scaling::replay(run),
        ..SummaryView::default()
    }
}

/// The findings, those that save most first.
pub(super) fn findings(run: &Run) -> Vec<FindingView> {
    let _ = run;
    Vec::new()
}

fn quality(run: &Run) -> QualityView {
    QualityView {
        lines: run.lines.lines,
        lines_rejected: run.lines.rejected,
        warnings: run.warnings.iter().map(|warning| (warning.code.clone(), warning.message.clone())).collect(),
        cannot_say: Vec::new(),
        other_events: run.profile.log.other_events.iter().map(|(name, count)| (name.clone(), *count)).collect(),
    }
}
