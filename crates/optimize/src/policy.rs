//! The house's rules, as one JSON file that can be handed to everybody.
//!
//! ```json
//! {
//!   "clouds": ["aws", "azure"],      "regions": ["eu-central-1", "westeurope"],
//!   "platforms": ["emr", "vms"],     "families": ["m7*", "r7*"],  "deny_families": ["t*"],
//!   "instances": ["*.2xlarge"],      "deny_instances": ["*.metal"],
//!   "architectures": ["x86_64"],     "markets": ["on_demand", "spot"],
//!   "spot": false,                   "max_cores": 512,            "max_workers": 64,
//!   "min_workers": 2,                "min_generation": 6,         "max_usd_per_hour": 40,
//!   "burstable": false, "gpu": false, "bare_metal": false, "confidential": false,
//!   "deadline_probability": 0.9,     "head_room": 1.3,            "startup_seconds": 300,
//!   "link_gbps": 10,
//!   "conf": {"spark.sql.shuffle.partitions": "400"},  "description": "free text"
//! }
//! ```

mod parse;

use std::collections::BTreeMap;

use afterglow_catalog::{Arch, Category, Cloud, Flag, Gbps, Instance, Platform};

use crate::Purchase;

/// The house's rules. Empty lists and `None` allow everything.
#[derive(Debug, Clone, PartialEq, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a rule of the file, under its name there")]
pub struct Policy {
    /// Clouds that may be used.
    pub clouds: Vec<Cloud>,
    /// Regions that may be used.
    pub regions: Vec<String>,
    /// Platforms that may be used.
    pub platforms: Vec<Platform>,
    /// Families that may be used; `*` stands for any letters.
    pub families: Vec<String>,
    /// Families that may not.
    pub deny_families: Vec<String>,
    /// Types that may be used; `*` stands for any letters.
    pub instances: Vec<String>,
    /// Types that may not.
    pub deny_instances: Vec<String>,
    /// Instruction sets that may be used.
    pub architectures: Vec<Arch>,
    /// Ways to pay. Without this list on-demand, spot, mixed and own machines are looked at; reserved ones only when
    /// it names them, since they are bound whether this run uses them or not.
    pub markets: Vec<Purchase>,
    /// `Some(false)`: no worker may be taken back.
    pub spot: Option<bool>,
    /// The most virtual CPUs of all workers together.
    pub max_cores: Option<u32>,
    /// The most workers.
    pub max_workers: Option<u32>,
    /// The fewest workers.
    pub min_workers: Option<u32>,
    /// The oldest generation in the cloud's own counting. Types whose generation is not known are left out.
    pub min_generation: Option<u8>,
    /// The most that the cluster may cost in an hour, in US dollars.
    pub max_usd_per_hour: Option<f64>,
    /// Whether types with CPU credits may be used (no, unless stated).
    pub burstable: bool,
    /// Whether types with GPUs may be used (no, unless stated: Spark alone does not use them).
    pub gpu: bool,
    /// Whether whole hosts may be used (no, unless stated).
    pub bare_metal: bool,
    /// Whether types with memory encryption may be used (no, unless stated).
    pub confidential: bool,
    /// How probable it must be that a deadline is met, 0 to 1.
    pub deadline_probability: Option<f64>,
    /// Head-room on memory that was measured: 1.2 is a fifth more.
    pub head_room: Option<f64>,
    /// What a cluster takes to start, which is paid for.
    pub startup_seconds: Option<f64>,
    /// How wide the line between the own machines and a cloud is, each direction.
    pub link: Option<Gbps>,
    /// Spark properties that are set in every choice.
    pub conf: BTreeMap<String, String>,
}

/// Why a policy was not taken: every field that is wrong, not only the first.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the policy is not used: {}", listed(.problems))]
pub struct PolicyError {
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// One field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field, such as `max_cores` or `clouds[2]`; empty where the text is no JSON object at all.
    pub field: String,
    /// What is wrong with it, and what would be right.
    pub what: String,
}

fn listed(problems: &[Problem]) -> String {
    let one = |p: &Problem| if p.field.is_empty() { p.what.clone() } else { format!("{}: {}", p.field, p.what) };
    problems.iter().map(one).collect::<Vec<_>>().join("; ")
}

impl Policy {
    /// The names of all rules.
    pub const FIELDS: &'static [&'static str] = &parse::FIELDS;

    /// Reads a policy file.
    ///
    /// # Errors
    /// Names every field that is unknown, of the wrong kind, or out of range.
    pub fn parse(json: &str) -> Result<Self, PolicyError> {
        parse::policy(json)
    }

    pub(crate) fn allows_cloud(&self, cloud: Cloud) -> bool {
        self.clouds.is_empty() || self.clouds.contains(&cloud)
    }

    pub(crate) fn allows_region(&self, region: &str) -> bool {
        self.regions.is_empty() || self.regions.iter().any(|allowed| allowed.eq_ignore_ascii_case(region))
    }

    pub(crate) fn allows_platform(&self, platform: Platform) -> bool {
        self.platforms.is_empty() || self.platforms.contains(&platform)
    }

    pub(crate) fn allows_purchase(&self, purchase: Purchase) -> bool {
        if purchase.uses_spot() && self.spot == Some(false) {
            return false;
        }
        match purchase {
            Purchase::Reserved1y | Purchase::Reserved3y => self.markets.contains(&purchase),
            _ => self.markets.is_empty() || self.markets.contains(&purchase),
        }
    }

    /// Whether a type may be used for workers of a run on Spark's own operators.
    pub(crate) fn allows(&self, instance: &Instance) -> bool {
        self.names_allow(instance) && self.kind_allows(instance) && (self.gpu || !accelerated(instance))
    }

    /// The same for a run that worked on GPUs: without them it is another run.
    pub(crate) fn allows_with_gpu(&self, instance: &Instance) -> bool {
        self.names_allow(instance) && self.kind_allows(instance)
    }

    fn names_allow(&self, instance: &Instance) -> bool {
        let any = |patterns: &[String], name: &str| patterns.iter().any(|pattern| matches(pattern, name));
        let named = !self.instances.is_empty() && any(&self.instances, &instance.name);
        (self.instances.is_empty() || named)
            && (named || self.families.is_empty() || any(&self.families, &instance.family))
            && !any(&self.deny_families, &instance.family)
            && !any(&self.deny_instances, &instance.name)
    }

    fn kind_allows(&self, instance: &Instance) -> bool {
        let flags = instance.flags;
        (self.architectures.is_empty() || self.architectures.contains(&instance.arch))
            && self
                .min_generation
                .is_none_or(|oldest| instance.cloud == Cloud::OnPremises || instance.generation >= oldest)
            && (self.burstable || !(flags.has(Flag::Burstable) || flags.has(Flag::SharedCpu)))
            && (self.bare_metal || !flags.has(Flag::BareMetal))
            && (self.confidential || !flags.has(Flag::Confidential))
            && !flags.has(Flag::Inactive)
    }
}

/// Whether part of the price is for an accelerator.
fn accelerated(instance: &Instance) -> bool {
    instance.accelerator.as_ref().is_some_and(|a| a.count != Some(0.0))
        || matches!(instance.category, Category::Gpu | Category::Accelerator)
}

/// Whether `name` has the form of `pattern`, in which `*` stands for any letters; letter case does not matter.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let pattern = pattern.to_ascii_lowercase();
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_from_end_to_end() {
        for (pattern, name, expected) in [
            ("m7*", "m7g.large", true),
            ("m7g", "m7gd", false),
            ("*.metal*", "m7g.metal-24xl", true),
            ("*", "", true),
            ("Standard_D*s_v5", "standard_d8ds_v5", true),
            ("a*a", "a", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn reserved_machines_are_used_only_when_named() {
        let open = Policy::default();
        assert!(open.allows_purchase(Purchase::Spot) && !open.allows_purchase(Purchase::Reserved1y));
        let firm = Policy { spot: Some(false), ..Policy::default() };
        assert!(!firm.allows_purchase(Purchase::Mixed) && firm.allows_purchase(Purchase::OnDemand));
        let bound = Policy { markets: vec![Purchase::Reserved3y], ..Policy::default() };
        assert!(bound.allows_purchase(Purchase::Reserved3y) && !bound.allows_purchase(Purchase::OnDemand));
    }
}
