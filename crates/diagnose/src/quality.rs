//! The log itself, before anything else: what is missing, and what therefore cannot be said.

mod cluster;
mod events;
mod figures;

use afterglow_profile::Profile;

use crate::facts::Facts;

/// Something that the log lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// A stable code.
    pub code: &'static str,
    /// What is missing.
    pub missing: String,
    /// What cannot be said, or only with care, because of it.
    pub unsaid: &'static str,
}

impl Gap {
    /// What is missing, and what therefore cannot be said.
    pub fn sentences(&self) -> String {
        format!("{} {}", self.missing, self.unsaid)
    }
}

/// The gaps found so far.
#[derive(Default)]
struct Gaps(Vec<Gap>);

impl Gaps {
    /// Adds a gap where something is missing.
    fn add(&mut self, missing: bool, code: &'static str, text: String, unsaid: &'static str) {
        if missing {
            self.0.push(Gap { code, missing: text, unsaid });
        }
    }
}

/// What a log lacks, the gravest first.
pub(crate) fn gaps(facts: &Facts<'_>) -> Vec<Gap> {
    let mut gaps = Gaps::default();
    events::look(facts, &mut gaps);
    figures::look(facts, &mut gaps);
    cluster::look(facts, &mut gaps);
    gaps.0
}

/// What a profile's log lacks, the gravest first.
pub fn log_gaps(profile: &Profile) -> Vec<Gap> {
    gaps(&Facts::of(profile))
}
