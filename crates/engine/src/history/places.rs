//! Machine types and scale-outs as the search for the cheapest takes them.

use std::collections::BTreeMap;

use afterglow_predict::fleet::{Make, Place};

use super::columns::Counts;
use super::machines::Machine;

/// What machine types are to the search: their hardware where all are known, else names.
#[derive(Debug)]
pub(super) struct Places {
    makes: BTreeMap<String, Make>,
    kinds: BTreeMap<String, usize>,
}

impl Places {
    pub(super) fn of(machines: &[&Machine], counts: Counts) -> Self {
        let speeds = machines.iter().all(|one| one.hardware().is_some_and(|hardware| hardware.1.is_some()));
        let make = |machine: &&&Machine| {
            let (cores, speed, memory) = machine.hardware()?;
            // What the scale-out counts: a machine, or one of its cores. How much of a machine an executor has is not told.
            let cores = match counts {
                Counts::Machines => cores,
                Counts::Cores => 1.0,
                Counts::Executors => return None,
            };
            let speed = speed.filter(|_| speeds).unwrap_or(1.0);
            Some((machine.name.clone(), Make { cores, speed, memory: cores * memory }))
        };
        let makes = machines.iter().map(|machine| make(&machine)).collect::<Option<_>>().unwrap_or_default();
        let mut kinds = BTreeMap::new();
        for machine in machines {
            let next = kinds.len();
            kinds.entry(machine.name.clone()).or_insert(next);
        }
        Self { makes, kinds }
    }

    pub(super) fn place(&self, machine: &Machine, nodes: f64) -> Place {
        let make = self.makes.get(&machine.name).copied();
        Place { nodes, make, kind: self.kinds.get(&machine.name).copied().unwrap_or(self.kinds.len()) }
    }
}
