//! The run on another type of machine, without a search.

use afterglow_catalog::{Catalog, Instance};
use afterglow_predict::HardwareFactors;
use afterglow_profile::Profile;
use afterglow_units::Bytes;

use crate::current::Current;
use crate::hardware::Reference;
use crate::need::Need;
use crate::query::Hint;

/// How a machine of type `to`, with one task slot a virtual CPU, compares with the machines of the run, slot by slot.
/// Heap is taken to be the same share of the machine's memory as on the run's own type; where that is not known, the
/// same for each slot.
pub fn hardware_on(profile: &Profile, catalog: &Catalog, hint: &Hint, to: &Instance) -> HardwareFactors {
    let current = Current::of(profile, catalog, hint);
    let need = Need::of(profile);
    let machine = current.machine(catalog);
    let had = need.had_per_slot;
    let heap = machine.map_or(had, |from| {
        let per_vcpu = to.memory_per_vcpu().0 as f64 / (from.memory_per_vcpu().0 as f64).max(1.0);
        Bytes((had.0 as f64 * per_vcpu) as u64)
    });
    let reference = Reference::new(catalog, machine, current.slots_of_node(), had);
    reference.factors(to, to.vcpus.0, heap)
}

/// How the machines of another run compare with those of the run, slot by slot; `None` where the run's own are not known.
pub fn hardware_of(
    profile: &Profile,
    catalog: &Catalog,
    hint: &Hint,
    to: &Instance,
    shape: NodeShape,
) -> Option<HardwareFactors> {
    let current = Current::of(profile, catalog, hint);
    let had = Need::of(profile).had_per_slot;
    let reference = Reference::new(catalog, Some(current.machine(catalog)?), current.slots_of_node(), had);
    Some(reference.factors(to, shape.slots, shape.heap_per_slot))
}

/// What a run made of each of its machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeShape {
    /// Task slots.
    pub slots: u32,
    /// Heap of each.
    pub heap_per_slot: Bytes,
}

impl NodeShape {
    /// Of a run, whose workers are counted from its log unless the user says how many there were.
    pub fn of(profile: &Profile, catalog: &Catalog, hint: &Hint) -> Self {
        let slots = Current::of(profile, catalog, hint).slots_of_node();
        Self { slots, heap_per_slot: Need::of(profile).had_per_slot }
    }
}
