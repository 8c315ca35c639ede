//! What is asked.

use afterglow_catalog::{Cloud, Platform, Rates};
use afterglow_predict::Sighting;
use afterglow_units::{Millis, Usd};

use crate::{Goal, Policy};

/// A question. The default one asks for the cheapest cluster that is no slower than the run was, on the run's own cloud or, where its log does not
/// tell that, on any of the three.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Clouds to look at; empty for the three public ones, and the user's own machines where rates name some.
    pub clouds: Vec<Cloud>,
    /// Regions to look at; empty for one a cloud: that of the run, else the one with the most prices.
    pub regions: Vec<String>,
    /// The application must end within this, cluster start-up not counted.
    pub deadline: Option<Millis>,
    /// The run may cost this at most.
    pub budget: Option<Usd>,
    /// What to strive for.
    pub goal: Goal,
    /// The house's rules.
    pub policy: Option<Policy>,
    /// The user's own prices and machines.
    pub rates: Option<Rates>,
    /// What the run ran on, where the log does not tell.
    pub hint: Hint,
    /// Other runs of the program as questions to the run's model: they correct its times.
    pub others: Vec<Sighting>,
}

/// What the user says about the observed run. It comes before what the log seems to tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hint {
    /// The workers' type, with or without its cloud: `aws:m5.2xlarge`, `m5.2xlarge`.
    pub instance: Option<String>,
    /// The region.
    pub region: Option<String>,
    /// The platform.
    pub platform: Option<Platform>,
    /// The number of workers; counted from the log's hosts otherwise.
    pub workers: Option<u32>,
}
