//! How another machine compares with the one of the run, for each slot.
//!
//! | factor | formula | spread (relative standard deviation) |
//! | --- | --- | --- |
//! | core speed | Geekbench 6 single core (or its zstd proxy) × √share, `share` = [`SHARED_CORE`] where a virtual CPU is half a core | 0.05 within a family, else 0.15; more across instruction sets, sharing, proxies, several processors |
//! | memory | heap of a slot over that of the run | 0.1 |
//! | network | sustained bandwidth of the machine over its slots, between ⅕ and 5 | 0.3 |
//! | local disk | bandwidth of the machine's disks over its slots, ½ to 2: the page cache hides the rest | 0.3 |
//! | storage | √(core speed × network within ½ to 2): what Spark does not account for may be either | 0.3 |
//!
//! All of it is a rule of thumb. The root is the middle between a core that has its neighbour to itself and one that
//! shares it: how far a run fills the machine is not known beforehand, and both ends lie within the spread.

use afterglow_catalog::{Arch, Catalog, Category, Flag, Instance, ScoreBasis, ZSTD_PROXY_WITHIN};
use afterglow_predict::{Factor, HardwareFactors};
use afterglow_units::Bytes;

use crate::native::Native;

/// Throughput of one hardware thread while the other works too, over that of the thread alone. From the catalogue:
/// CoreMark of all threads against Geekbench of one, types with and without shared cores of the same generation.
const SHARED_CORE: f64 = 0.65;

/// Sequential rate taken for the local flash of one machine, in bytes a second for each virtual CPU: 60 MB/s. Clouds
/// publish it for few types only.
const FLASH_PER_VCPU: f64 = 60e6;
/// What a network volume gives without extra payment (gp3), in bytes a second.
const VOLUME: f64 = 125e6;

/// Tasks on a GPU follow its model, not the cores beside it: as fast on the same model, within this.
const GPU_SPREAD: f64 = 0.3;

/// The machine that others are compared with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reference<'a> {
    /// The type, where it is known.
    instance: Option<&'a Instance>,
    slots_per_node: f64,
    heap_per_slot: f64,
    /// Core speed: of the type, or that of the middle x86 type.
    core: Option<f64>,
    /// Core speed of the middle x86 type.
    average: Option<f64>,
    /// What worked beside Spark's own operators.
    native: Native,
}

impl<'a> Reference<'a> {
    pub(crate) fn new(
        catalog: &Catalog,
        instance: Option<&'a Instance>,
        slots_per_node: u32,
        heap_per_slot: Bytes,
    ) -> Self {
        let average = average(catalog);
        Self {
            instance,
            average,
            native: Native::None,
            slots_per_node: f64::from(slots_per_node.max(1)),
            heap_per_slot: heap_per_slot.0 as f64,
            core: instance.and_then(core).or(average),
        }
    }

    /// Whether the run's own type is known with a score.
    pub(crate) fn is_known(&self) -> bool {
        self.instance.is_some_and(|instance| core(instance).is_some())
    }

    /// The same for a run on such an engine.
    pub(crate) fn with(self, native: Native) -> Self {
        Self { native, ..self }
    }

    /// The speed of an average core over the run's: what stands for a machine that nobody describes.
    pub(crate) fn average_core(&self) -> f64 {
        self.average.zip(self.core).map_or(1.0, |(average, own)| ratio(average, own))
    }

    /// A machine of type `to` with so many slots of so much heap, over the run's.
    pub(crate) fn factors(&self, to: &Instance, slots_per_node: u32, heap_per_slot: Bytes) -> HardwareFactors {
        let slots = f64::from(slots_per_node.max(1));
        let memory = Factor::new(ratio(heap_per_slot.0 as f64, self.heap_per_slot), 0.1);
        if self.instance.is_some_and(|from| from.cloud == to.cloud && from.name == to.name) {
            // The same machine with other executors on it: only the shares of a slot change.
            let share = self.slots_per_node / slots;
            let shared = Factor::new(share.clamp(0.2, 5.0), if (share - 1.0).abs() < 0.01 { 0.0 } else { 0.2 });
            return HardwareFactors {
                core_speed: Factor::SAME,
                memory_per_slot: memory,
                network_per_slot: shared,
                local_disk_per_slot: Factor::new(share.clamp(0.5, 2.0), shared.spread),
                storage_per_slot: Factor::new(share.clamp(0.5, 2.0).sqrt(), shared.spread),
            };
        }
        let core_speed = if self.native == Native::Gpu { Factor::new(1.0, GPU_SPREAD) } else { self.core_speed(to) };
        let network = match self.instance.and_then(network) {
            Some(from) => network(to).map(|to| ratio(to / slots, from / self.slots_per_node).clamp(0.2, 5.0)),
            None => None,
        };
        let network = network.map_or(Factor::new(1.0, 0.5), |ratio| Factor::new(ratio, 0.3));
        let disk = self.instance.map(disk).map(|from| ratio(disk(to) / slots, from / self.slots_per_node));
        let disk = disk.map_or(Factor::new(1.0, 0.5), |ratio| Factor::new(ratio.clamp(0.5, 2.0), 0.3));
        let storage = (core_speed.ratio * network.ratio.clamp(0.5, 2.0)).sqrt();
        HardwareFactors {
            core_speed,
            memory_per_slot: memory,
            network_per_slot: network,
            local_disk_per_slot: disk,
            storage_per_slot: Factor::new(storage, 0.3),
        }
    }

    fn core_speed(&self, to: &Instance) -> Factor {
        let (Some(from), Some(speed)) = (self.core, core(to)) else {
            // Nothing measured on one side: the same speed, with the spread of the whole market.
            return Factor::new(1.0, 0.35);
        };
        let mut spread = 0.15_f64;
        let mut add = |more: f64| spread = spread.hypot(more);
        if to.flags.has(Flag::SeveralCpuPlatforms) {
            add(0.1);
        }
        if is_proxy(to) {
            add(ZSTD_PROXY_WITHIN / 1.28);
        }
        match self.instance {
            Some(known) if known.cloud == to.cloud && known.family == to.family => spread = 0.05,
            Some(known) => {
                if known.arch != to.arch {
                    add(0.08);
                }
                if shares(known) != shares(to) {
                    add(-SHARED_CORE.ln() / 2.0 / 1.28);
                }
                if is_proxy(known) {
                    add(ZSTD_PROXY_WITHIN / 1.28);
                }
            }
            None => add(0.25),
        }
        Factor::new(speed / from, spread)
    }
}

fn ratio(to: f64, from: f64) -> f64 {
    if to > 0.0 && from > 0.0 { to / from } else { 1.0 }
}

fn shares(instance: &Instance) -> bool {
    instance.threads_per_core().is_some_and(|threads| threads > 1)
}

fn is_proxy(instance: &Instance) -> bool {
    instance.cpu_score_per_core().is_some_and(|score| score.basis == ScoreBasis::ZstdProxy)
}

/// Speed of one virtual CPU of a machine that is partly loaded.
pub(crate) fn core(instance: &Instance) -> Option<f64> {
    let alone = instance.cpu_score_per_core()?.score;
    Some(if shares(instance) { alone * SHARED_CORE.sqrt() } else { alone })
}

/// The middle of all x86 types of general use: what "an average core" means where the run's own is not known.
fn average(catalog: &Catalog) -> Option<f64> {
    let general = |i: &&Instance| i.category == Category::General && i.arch == Arch::X86_64;
    let mut scores: Vec<f64> = catalog.instances().iter().filter(general).filter_map(core).collect();
    scores.sort_by(f64::total_cmp);
    scores.get(scores.len() / 2).copied()
}

/// Bytes a second of the machine's network.
pub(crate) fn network(instance: &Instance) -> Option<f64> {
    instance.network.sustained_or_most().map(afterglow_catalog::Gbps::bytes_per_second)
}

/// Bytes a second of the machine's local disk, or of its volume.
fn disk(instance: &Instance) -> f64 {
    if instance.local_disk.included() {
        FLASH_PER_VCPU * f64::from(instance.vcpus.0)
    } else {
        let limit = instance.remote_disk.throughput.sustained_or_most();
        limit.map_or(VOLUME, |limit| limit.bytes_per_second().min(VOLUME))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterglow_catalog::Cloud;

    fn aws(name: &str) -> &'static Instance {
        Catalog::builtin().find(Cloud::Aws, name).expect("in the catalogue")
    }

    #[test]
    fn the_same_machine_is_the_same_hardware() {
        let reference = Reference::new(Catalog::builtin(), Some(aws("m5.2xlarge")), 8, Bytes(1 << 30));
        let factors = reference.factors(aws("m5.2xlarge"), 8, Bytes(1 << 30));
        assert_eq!((factors.core_speed, factors.network_per_slot), (Factor::SAME, Factor::SAME));
        assert_eq!(reference.factors(aws("m5.2xlarge"), 4, Bytes(2 << 30)).network_per_slot.ratio, 2.0);
    }

    #[test]
    fn newer_cores_are_faster_and_doubtful_across_families() {
        let reference = Reference::new(Catalog::builtin(), Some(aws("m5.2xlarge")), 8, Bytes(1 << 30));
        let newer = reference.factors(aws("m7g.2xlarge"), 8, Bytes(1 << 30)).core_speed;
        assert!((1.3..2.2).contains(&newer.ratio), "{newer:?}");
        let bigger = reference.factors(aws("m5.4xlarge"), 16, Bytes(1 << 30)).core_speed;
        assert!((bigger.ratio - 1.0).abs() < 0.1 && bigger.spread < 0.06, "{bigger:?}");
        assert!(newer.spread > 0.2);
        let unknown = Reference::new(Catalog::builtin(), None, 8, Bytes(1 << 30));
        assert!(unknown.factors(aws("m5.2xlarge"), 8, Bytes(1 << 30)).core_speed.spread > 0.25);
    }
}
