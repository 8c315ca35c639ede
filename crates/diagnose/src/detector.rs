//! What a detector is: its words, its thresholds, and a function of the facts.

use afterglow_predict::Model;
use afterglow_units::Basis;

use crate::facts::Facts;
use crate::finding::Finding;
use crate::plan::Plans;

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
    /// The model, where there is one.
    pub(crate) model: Option<&'a Model>,
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
