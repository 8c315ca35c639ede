//! A run reduced to what the advice for another run of its program learns from it.

use afterglow_catalog::Rates;
use afterglow_optimize::{Current, Hint, NodeShape, bill};
use serde::{Deserialize, Serialize};

use crate::run::Run;
use crate::{Digest, Machines};

/// What was seen of another run. Small enough to be handed from one worker to another.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Seen {
    /// What it did.
    pub digest: Digest,
    /// Its workers' type as `cloud:type`, where its log or the user tells.
    pub machine: Option<String>,
    /// Task slots of one of its machines.
    pub slots_of_machine: u32,
    /// Heap of each of them, in bytes.
    pub heap_of_slot: u64,
    /// What it cost, where that is known.
    pub cost_usd: Option<f64>,
}

impl Run {
    /// What the advice for another run of the program learns from this one.
    pub fn seen(&self, machines: &Machines) -> Seen {
        let catalog = self.house.catalog();
        let hint = Hint { instance: machines.instance.clone(), region: machines.region.clone(), ..Hint::default() };
        let current = Current::of(&self.profile, catalog, &hint);
        let shape = NodeShape::of(&self.profile, catalog, &hint);
        // What is wrong with the rates is told where a cluster is advised by them.
        let rates = self.house.rates(machines.rates.as_deref());
        let own = rates.map(|text| catalog.with_rates(&Rates::parse(text).0).0);
        Seen {
            digest: self.digest(),
            slots_of_machine: shape.slots,
            heap_of_slot: shape.heap_per_slot.0,
            machine: current.machine(catalog).map(afterglow_catalog::Instance::id),
            cost_usd: bill(&self.profile, own.as_ref().unwrap_or(catalog), &hint).map(|money| money.total.0),
        }
    }
}
