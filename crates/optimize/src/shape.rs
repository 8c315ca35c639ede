//! Executors on a machine: how many, with how many cores and how much memory.

use afterglow_catalog::{Instance, Platform, Usable};
use afterglow_units::{Bytes, Cores, order};

use crate::native::gpus;
use crate::need::Need;

/// The executors of one machine, all alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shape {
    /// Executors on a machine.
    pub(crate) executors: u32,
    /// Cores of each.
    pub(crate) cores: Cores,
    /// Task slots of each.
    pub(crate) slots: u32,
    /// Heap of each.
    pub(crate) heap: Bytes,
    /// Memory of each beside the heap.
    pub(crate) overhead: Bytes,
}

/// Cores of an executor that are tried. Four or five is the usual advice (more share one JVM's collector and HDFS
/// client, fewer waste overhead); eight and sixteen need fewer JVMs. A rule of thumb.
const CORES: [u32; 5] = [5, 4, 8, 16, 2];
/// Shapes that are evaluated for one machine.
const MOST: usize = 3;
/// YARN's application master needs a container of its own on some worker.
const MASTER_CONTAINER: u64 = 1 << 30;

impl Shape {
    /// Task slots of a machine.
    pub(crate) fn slots_of_node(&self) -> u32 {
        self.executors * self.slots
    }

    pub(crate) fn heap_per_slot(&self) -> Bytes {
        Bytes(self.heap.0 / u64::from(self.slots.max(1)))
    }

    /// Whether the memory is enough on a cluster of so many workers: cached data is spread over all of them.
    pub(crate) fn fits(&self, need: &Need, workers: u32, head_room: f64) -> bool {
        self.heap >= need.heap(self.slots, self.executors.saturating_mul(workers), head_room)
    }

    /// Executors for a machine of which `usable` is left, best first: most slots, then executors of about five cores.
    /// Where the memory is short, fewer slots than cores are used.
    pub(crate) fn all(platform: Platform, usable: &Usable, need: &Need, head_room: f64) -> Vec<Self> {
        let cores = usable.cores.0;
        let memory = memory(platform, usable);
        // Databricks runs one executor on a machine.
        let counts: Vec<u32> = if platform == Platform::Databricks {
            vec![1]
        } else {
            let mut counts: Vec<u32> = CORES.iter().map(|each| (cores / each).max(1)).collect();
            counts.sort_unstable();
            counts.dedup();
            counts
        };
        let mut shapes: Vec<Self> =
            counts.into_iter().filter_map(|count| Self::one(count, cores, memory, need, head_room)).collect();
        order::by_key(&mut shapes, |shape| (std::cmp::Reverse(shape.slots_of_node()), shape.cores.0.abs_diff(5)));
        shapes.truncate(MOST);
        shapes
    }

    /// One executor for each GPU, which it has to itself.
    pub(crate) fn of_gpus(
        instance: &Instance,
        platform: Platform,
        usable: &Usable,
        need: &Need,
        head_room: f64,
    ) -> Vec<Self> {
        let executors = gpus(instance).max(1);
        Self::one(executors, usable.cores.0, memory(platform, usable), need, head_room).into_iter().collect()
    }

    fn one(executors: u32, cores: u32, memory: u64, need: &Need, head_room: f64) -> Option<Self> {
        let (heap, overhead) = need.split(Bytes(memory / u64::from(executors)))?;
        // With endless executors cached data needs nothing: the search asks again for each number of workers.
        let mut slots = cores / executors / need.task_cpus;
        while slots > 0 && heap < need.heap(slots, u32::MAX, head_room) {
            slots -= 1;
        }
        (slots > 0).then_some(Self { executors, cores: Cores(slots * need.task_cpus), slots, heap, overhead })
    }
}

/// Memory of a machine for executors.
fn memory(platform: Platform, usable: &Usable) -> u64 {
    match platform {
        Platform::Emr | Platform::Dataproc | Platform::HdInsight => usable.memory.0.saturating_sub(MASTER_CONTAINER),
        _ => usable.memory.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterglow_units::Basis;

    fn usable(cores: u32, gib: u64) -> Usable {
        Usable { memory: Bytes(gib << 30), cores: Cores(cores), basis: Basis::Rule, source: "" }
    }

    fn need(gib_per_slot: u64) -> Need {
        Need { heap_per_slot: Bytes(gib_per_slot << 30), overhead_ratio: 0.1, task_cpus: 1, ..Need::default() }
    }

    #[test]
    fn every_core_is_a_slot_where_memory_allows() {
        let shapes = Shape::all(Platform::PlainVms, &usable(16, 60), &need(1), 1.2);
        assert!(shapes.iter().all(|shape| shape.executors * shape.slots <= 16 && shape.fits(&need(1), 3, 1.2)));
        assert_eq!(shapes[0].slots_of_node(), 16);
    }

    #[test]
    fn slots_are_given_up_where_memory_is_short() {
        let shapes = Shape::all(Platform::PlainVms, &usable(16, 30), &need(4), 1.2);
        assert!(!shapes.is_empty());
        assert!(shapes.iter().all(|shape| shape.slots_of_node() <= 6 && shape.fits(&need(4), 1, 1.2)), "{shapes:?}");
        assert!(Shape::all(Platform::PlainVms, &usable(16, 3), &need(4), 1.2).is_empty());
    }

    #[test]
    fn databricks_has_one_executor_on_a_machine() {
        let shapes = Shape::all(Platform::Databricks, &usable(8, 24), &need(1), 1.2);
        assert_eq!((shapes.len(), shapes[0].executors), (1, 1));
    }
}
