//! All detectors, as a table.

use afterglow_predict::Model;
use afterglow_profile::Profile;

use crate::detector::{Case, Detector};
use crate::facts::Facts;
use crate::finding::Finding;
use crate::plan::Plans;
use crate::rules;

/// Every detector, by group.
pub fn detectors() -> impl Iterator<Item = &'static Detector> {
    rules::ALL.iter().flat_map(|group| group.iter())
}

/// The detector of a code.
pub fn detector(code: &str) -> Option<&'static Detector> {
    detectors().find(|detector| detector.code == code)
}

/// What all detectors say of a profile, unsorted and unfiltered.
pub(crate) fn run(facts: &Facts<'_>, profile: &Profile, model: Option<&Model>) -> Vec<Finding> {
    let plans = Plans::of(profile);
    let case = Case { facts, plans: &plans, model };
    let mut findings = Vec::new();
    for detector in detectors() {
        for finding in (detector.find)(&case) {
            // What is set already is no advice.
            let mut finding = finding;
            finding.settings.retain(|setting| setting.from.as_deref() != Some(setting.to.as_str()));
            let basis = finding.own_basis.unwrap_or(detector.basis);
            findings.push(Finding { code: detector.code, title: detector.title, basis, ..finding });
        }
    }
    findings
}
