//! The whole diagnosis of a run.

use afterglow_predict::Model;
use afterglow_profile::Profile;
use afterglow_units::{Interval, order};

use crate::breakdown::{Part, breakdown};
use crate::counterfactual;
use crate::facts::Facts;
use crate::failure::{Cause, failures};
use crate::finding::Finding;
use crate::memory::{ExecutorMemory, executor_memory};
use crate::negative::{Negative, negatives};
use crate::plan::{NativeShare, native_share};
use crate::quality::{Gap, gaps};
use crate::registry;
use crate::verdict::verdict;

/// What there is to say of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// What the log lacks, the gravest first: to be read before anything else.
    pub quality: Vec<Gap>,
    /// What ran, where the time went, what to do first.
    pub verdict: [String; 3],
    /// Findings, those that save most first; a risk is among them even if it saves nothing.
    pub findings: Vec<Finding>,
    /// What is worth knowing although the log cannot tell what it would save.
    pub hints: Vec<Finding>,
    /// What is not the matter.
    pub negatives: Vec<Negative>,
    /// The wall time in parts that add up to it.
    pub breakdown: Vec<Part>,
    /// Memory by executor.
    pub memory: Vec<ExecutorMemory>,
    /// Why things failed, the costliest first.
    pub failures: Vec<Cause>,
    /// What a native engine could take; `None` without SQL.
    pub native: Option<NativeShare>,
    /// Wall time that fixing the three greatest findings together would save, ms: less than their sum, as they
    /// overlap.
    pub top_three_together: Option<Interval>,
}

/// Diagnoses a run. With a model, savings that it can replay are taken from it.
pub fn diagnose(profile: &Profile, model: Option<&Model>) -> Diagnosis {
    let facts = Facts::of(profile);
    let (mut findings, mut hints) = (Vec::new(), Vec::new());
    if !profile.tasks.is_empty() || !profile.jobs.is_empty() {
        let mut all = registry::run(&facts, profile, model);
        if let Some(model) = model {
            counterfactual::weigh(&mut all, model);
        }
        for mut finding in all {
            bound(&mut finding, facts.wall);
            let worth = finding.saves_ms.is_some_and(|saves| saves.mid >= facts.floor())
                || finding.saves_share.is_some_and(|saves| saves.mid >= crate::thresholds::RAISE_SHARE);
            if worth || finding.risk {
                findings.push(finding);
            } else if finding.saves_ms.is_none() && finding.saves_share.is_none() {
                hints.push(finding);
            }
        }
    }
    // The code settles ties, so that the order never depends on anything else.
    order::by(&mut findings, |a, b| b.value(facts.wall).total_cmp(&a.value(facts.wall)).then(a.code.cmp(b.code)));
    order::by_key(&mut hints, |hint| hint.code);
    let parts = breakdown(&facts);
    Diagnosis {
        quality: gaps(&facts),
        verdict: verdict(&facts, &findings, &parts),
        negatives: negatives(&facts, &findings, model),
        memory: executor_memory(profile),
        failures: failures(profile),
        native: native_share(profile),
        top_three_together: together(&findings, facts.wall, model),
        breakdown: parts,
        findings,
        hints,
    }
}

/// No saving is longer than the run; a risk that costs nothing yet has none.
fn bound(finding: &mut Finding, wall: f64) {
    finding.saves_ms = finding.saves_ms.filter(|saves| !finding.risk || saves.high >= 1.0);
    if let Some(saves) = &mut finding.saves_ms {
        *saves = Interval { low: saves.low.min(wall), mid: saves.mid.min(wall), high: saves.high.min(wall) };
    }
    if let Some(saves) = &mut finding.saves_share {
        *saves = Interval { low: saves.low.min(1.0), mid: saves.mid.min(1.0), high: saves.high.min(1.0) };
    }
}

/// What the first three save together, as if each took its share of what the others leave. Findings about the same
/// stages overlap fully: of those the greatest counts.
fn together(findings: &[Finding], wall: f64, model: Option<&Model>) -> Option<Interval> {
    let mut apart: Vec<&Finding> = Vec::new();
    for finding in findings.iter().filter(|finding| finding.saves_ms.is_some()).take(3) {
        let same = apart
            .iter()
            .any(|other| !finding.stages.is_empty() && finding.stages.iter().all(|stage| other.stages.contains(stage)));
        if !same {
            apart.push(finding);
        }
    }
    if apart.is_empty() {
        return None;
    }
    if let Some(replayed) = model.and_then(|model| counterfactual::together(&apart, model)) {
        // Each finding's own saving holds as well: together they save no less than the greatest, no more than all.
        let own = || apart.iter().filter_map(|finding| finding.saves_ms);
        let within = |part: fn(&Interval) -> f64| {
            let greatest = own().map(|saves| part(&saves)).fold(0.0, f64::max);
            part(&replayed).clamp(greatest, own().map(|saves| part(&saves)).sum::<f64>().max(greatest))
        };
        return Some(Interval { low: within(|s| s.low), mid: within(|s| s.mid), high: within(|s| s.high) });
    }
    let left = |part: fn(&Interval) -> f64| {
        let left: f64 = apart
            .iter()
            .filter_map(|finding| finding.saves_ms.as_ref())
            .map(|saves| 1.0 - (part(saves) / wall).min(1.0))
            .product();
        wall * (1.0 - left)
    };
    Some(Interval { low: left(|saves| saves.low), mid: left(|saves| saves.mid), high: left(|saves| saves.high) })
}
