//! Every detector on small profiles made by hand: it speaks of the one that has its ailment, and is silent about one
//! close to it that has not.

use std::collections::BTreeSet;

use afterglow_diagnose::{Diagnosis, Finding, detectors, diagnose};
use afterglow_predict::Model;
use afterglow_profile::Profile;
use afterglow_units::{Basis, Cores, Interval};

use detectors::kit::Case;

mod detectors {
    pub(crate) mod conf;
    pub(crate) mod conf_cluster;
    pub(crate) mod driver;
    pub(crate) mod elasticity;
    mod exact;
    pub(crate) mod executors;
    pub(crate) mod failures;
    pub(crate) mod jobs;
    pub(crate) mod kit;
    pub(crate) mod losses;
    pub(crate) mod memory;
    pub(crate) mod partitions;
    pub(crate) mod shuffle;
    pub(crate) mod skew;
    pub(crate) mod spill;
    pub(crate) mod sql_cache;
    pub(crate) mod sql_files;
    pub(crate) mod sql_join;
    pub(crate) mod sql_plan;
    pub(crate) mod straggler;
    pub(crate) mod streaming;
    pub(crate) mod time;
    pub(crate) mod utilisation;
}

const CASES: &[&[Case]] = &[
    detectors::driver::CASES,
    detectors::utilisation::CASES,
    detectors::executors::CASES,
    detectors::jobs::CASES,
    detectors::skew::CASES,
    detectors::straggler::CASES,
    detectors::partitions::CASES,
    detectors::spill::CASES,
    detectors::memory::CASES,
    detectors::time::CASES,
    detectors::shuffle::CASES,
    detectors::failures::CASES,
    detectors::losses::CASES,
    detectors::elasticity::CASES,
    detectors::sql_files::CASES,
    detectors::sql_join::CASES,
    detectors::sql_cache::CASES,
    detectors::sql_plan::CASES,
    detectors::streaming::CASES,
    detectors::conf::CASES,
    detectors::conf_cluster::CASES,
];

fn cases() -> impl Iterator<Item = &'static Case> {
    CASES.iter().flat_map(|group| group.iter())
}

fn diagnosed(profile: &Profile) -> Diagnosis {
    diagnose(profile, Model::of(profile).ok().as_ref())
}

/// What a detector said, be it a finding or a hint.
fn said<'d>(diagnosis: &'d Diagnosis, code: &str) -> Option<&'d Finding> {
    diagnosis.findings.iter().chain(&diagnosis.hints).find(|finding| finding.code == code)
}

/// What is wrong with a finding, whatever it is about.
fn fault(finding: &Finding, wall: f64) -> Option<&'static str> {
    if [&finding.what, &finding.why, &finding.fix].iter().any(|sentence| sentence.trim().is_empty()) {
        return Some("has an empty sentence");
    }
    let can_be = |saves: Option<Interval>, most: f64| {
        saves.is_none_or(|it| 0.0 <= it.low && it.low <= it.mid && it.mid <= it.high && it.high <= most)
    };
    (!can_be(finding.saves_ms, wall) || !can_be(finding.saves_share, 1.0)).then_some("saves what cannot be")
}

#[test]
fn every_detector_speaks() {
    let mut failures = Vec::new();
    for case in cases() {
        let profile = (case.ill)();
        let diagnosis = diagnosed(&profile);
        let wall = profile.app.wall().map_or(0.0, |wall| wall.0 as f64);
        match said(&diagnosis, case.code).map(|finding| fault(finding, wall)) {
            Some(None) => {}
            Some(Some(fault)) => failures.push(format!("{} {fault}", case.code)),
            None => failures.push(format!("{} is silent", case.code)),
        }
    }
    assert!(failures.is_empty(), "{}", failures.join(", "));
}

#[test]
fn every_detector_stays_silent_without_its_cause() {
    let speaks = |case: &&Case| said(&diagnosed(&(case.well)()), case.code).is_some();
    let spoke: Vec<&str> = cases().filter(speaks).map(|case| case.code).collect();
    assert!(spoke.is_empty(), "speak without a cause: {}", spoke.join(", "));
}

/// What a finding says that rests on slots which the log does not tell.
const TAKEN: &str = "tasks at one time, taken for the slots";

fn guessed(finding: &Finding) -> bool {
    finding.evidence.iter().any(|evidence| evidence.label == TAKEN)
}

/// The ailing run of a case, from a log that does not tell the cores of executors.
fn without_cores(case: &Case) -> Profile {
    let mut profile = (case.ill)();
    profile.executors.iter_mut().for_each(|executor| executor.cores = None);
    profile.totals.peak_slots = None;
    profile
}

#[test]
fn what_other_slots_would_change_says_what_was_taken_for_them() {
    let mut faults = BTreeSet::new();
    for case in cases() {
        let mut profile = without_cores(case);
        let (untold, seen) = (diagnose(&profile, None), profile.most_at_once().max(1));
        let mut on = |slots: u32| {
            profile.totals.peak_slots = Some(Cores(slots));
            diagnose(&profile, None)
        };
        // There were as many slots as were seen in use, or more.
        let (few, many) = (on(seen), on(64));
        for finding in untold.findings.iter().chain(&untold.hints) {
            let saves = |of: &Diagnosis| said(of, finding.code).map(|found| (found.saves_ms, found.saves_share));
            let differs = matches!((saves(&few), saves(&many)), (Some(few), Some(many)) if few != many);
            if differs && !guessed(finding) || guessed(finding) && finding.basis != Basis::Rule {
                faults.insert(finding.code);
            }
        }
    }
    assert!(faults.is_empty(), "rest on slots and do not say so: {faults:?}");
}

#[test]
fn every_detector_has_a_case() {
    let known: BTreeSet<&str> = detectors().map(|detector| detector.code).collect();
    let covered: BTreeSet<&str> = cases().map(|case| case.code).collect();
    let missing: Vec<_> = known.difference(&covered).collect();
    let unknown: Vec<_> = covered.difference(&known).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "without a case: {missing:?}; no detector: {unknown:?}");
}
