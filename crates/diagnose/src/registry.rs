//! All detectors, as a table.

use afterglow_predict::Model;
use afterglow_profile::Profile;
use afterglow_units::Basis;

use crate::detector::{Case, Detector, Group};
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

/// Detectors that compare work with the slots there were, and so say nothing where the log does not tell them. (What
/// looks at slots over time finds nothing then by itself: see [`Facts::busy`].)
const NEED_SLOTS: &[&str] = &[
    "last-wave",
    "single-task-stage",
    "too-few-partitions",
    "past-the-knee",
    "missing-executors",
    "fixed-size-cheaper",
    "queued-behind-others",
    "locality-wait",
    "dynamic-allocation",
];

/// What all detectors say of a profile, unsorted and unfiltered.
pub(crate) fn run(facts: &Facts<'_>, profile: &Profile, model: Option<&Model>) -> Vec<Finding> {
    let plans = Plans::of(profile);
    let case = Case { facts, plans: &plans, model };
    let mut findings = Vec::new();
    // Without the ends of tasks nobody knows when executors were at work, and when they waited.
    let untold = profile.lacks_task_ends();
    let can_tell = |detector: &&Detector| {
        (facts.slots_known || !NEED_SLOTS.contains(&detector.code)) && !(untold && detector.group == Group::Utilisation)
    };
    for detector in detectors().filter(can_tell) {
        for finding in (detector.find)(&case) {
            // What is set already is no advice.
            let mut finding = finding;
            finding.settings.retain(|setting| setting.from.as_deref() != Some(setting.to.as_str()));
            let mut basis = finding.own_basis.unwrap_or(detector.basis);
            // A figure that rests on a guess is no better than a rule of thumb, and says what was taken.
            if finding.of_slots && !facts.slots_known {
                basis = Basis::Rule;
                finding = finding.count("tasks at one time, taken for the slots", facts.slots);
            }
            findings.push(Finding { code: detector.code, title: detector.title, basis, ..finding });
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_slots_is_a_detector() {
        let none: Vec<&&str> = NEED_SLOTS.iter().filter(|code| detector(code).is_none()).collect();
        assert!(none.is_empty(), "{none:?}");
    }
}
