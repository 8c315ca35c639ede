//! All detectors, as a table.

use afterglow_profile::Profile;
use afterglow_units::Basis;

use crate::facts::Facts;
use crate::finding::Finding;
use crate::plan::Plans;
use crate::rules;

/// A detector: what the documentation, the page and the engine know of it, and its function.
pub struct Detector {
    /// The stable code.
    pub code: &'static str,
    /// A short title.
    pub title: &'static str,
    /// Where its figures come from.
    pub basis: Basis,
    /// What it belongs to.
    pub group: Group,
    /// When it speaks.
    pub threshold: &'static str,
    /// Where the threshold comes from.
    pub source: &'static str,
    /// What the log must have.
    pub needs: &'static str,
    /// When it is wrong.
    pub mistaken: &'static str,
    pub(crate) find: fn(&Case<'_>) -> Vec<Finding>,
}

/// What a detector looks at.
pub(crate) struct Case<'a> {
    pub(crate) facts: &'a Facts<'a>,
    pub(crate) plans: &'a Plans<'a>,
}

impl<'a> std::ops::Deref for Case<'a> {
    type Target = Facts<'a>;
    fn deref(&self) -> &Facts<'a> {
        self.facts
    }
}

/// The groups of detectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Utilisation and scaling.
    Utilisation,
    /// Skew, stragglers, partitioning.
    Skew,
    /// Memory, spill, collections, sizing.
    Memory,
    /// Where task time goes: shuffle, serialisation, waiting.
    Time,
    /// Failures, waste, executors that come and go.
    Failures,
    /// Query plans and storage.
    Sql,
    /// Structured Streaming.
    Streaming,
    /// Configuration.
    Configuration,
}

impl Group {
    /// A heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Utilisation => "Utilisation and scaling",
            Self::Skew => "Skew, stragglers, partitioning",
            Self::Memory => "Memory, spill, collections, sizing",
            Self::Time => "Where task time goes",
            Self::Failures => "Failures, waste, executors that come and go",
            Self::Sql => "Query plans and storage",
            Self::Streaming => "Structured Streaming",
            Self::Configuration => "Configuration",
        }
    }
}

/// Every detector, by group.
pub fn detectors() -> impl Iterator<Item = &'static Detector> {
    rules::ALL.iter().flat_map(|group| group.iter())
}

/// The detector of a code.
pub fn detector(code: &str) -> Option<&'static Detector> {
    detectors().find(|detector| detector.code == code)
}

/// What all detectors say of a profile, unsorted and unfiltered.
pub(crate) fn run(facts: &Facts<'_>, profile: &Profile) -> Vec<Finding> {
    let plans = Plans::of(profile);
    let case = Case { facts, plans: &plans };
    let mut findings = Vec::new();
    for detector in detectors() {
        for finding in (detector.find)(&case) {
            findings.push(Finding { code: detector.code, title: detector.title, basis: detector.basis, ..finding });
        }
    }
    findings
}
