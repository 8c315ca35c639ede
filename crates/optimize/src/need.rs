//! What the run needs of a machine: memory, disk, network; and what its log does not tell of it.

use afterglow_profile::{Executor, Profile};
use afterglow_units::Bytes;

use crate::native::Native;

/// Heap that Spark keeps for itself before the shared pool is cut (`RESERVED_SYSTEM_MEMORY_BYTES`).
const RESERVED: u64 = 300 << 20;
/// Head-room on what was seen, unless the policy says otherwise. A rule of thumb.
pub(crate) const HEAD_ROOM: f64 = 1.2;
/// A JVM that collects seldom fills its heap with garbage too; about half of the highest filling is taken to be live.
/// A rule of thumb (G1 begins to mark at 45 %).
const LIVE_SHARE: f64 = 0.5;
/// More GC than this share of run time is memory pressure: the heap that was there counts as needed. A rule of thumb.
const PRESSED: f64 = 0.1;
/// Spark's least overhead of an executor.
const LEAST_OVERHEAD: u64 = 384 << 20;

/// What the run needs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Need {
    /// Heap of a task slot in the run, from its configuration; Spark's default where that is silent.
    pub had_per_slot: Bytes,
    /// Heap that a slot needs, head-room not counted: for what tasks hold and the program's own objects.
    pub heap_per_slot: Bytes,
    /// Heap that an executor needs whatever its slots (broadcast tables), head-room not counted.
    pub heap_per_executor: Bytes,
    /// Heap for cached data, over all executors together.
    pub cached: Bytes,
    /// Memory beside the heap as a share of it: overhead, off-heap pool, Python.
    pub overhead_ratio: f64,
    /// Local disk for shuffle files and spill, over all machines together. Files are kept until the run ends, so
    /// this is all that was written.
    pub disk: Bytes,
    /// Bytes that tasks read from other hosts' shuffle files.
    pub remote: Bytes,
    /// Heap of the driver.
    pub driver: Bytes,
    /// Cores that a task takes.
    pub task_cpus: u32,
    /// What worked beside Spark's own operators.
    pub native: Native,
    /// How [`Self::heap_per_slot`] was come by.
    pub basis: MemoryBasis,
    /// What the log does not tell, in sentences.
    pub unknown: Vec<String>,
}

/// Where the memory need comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MemoryBasis {
    /// From gauges that executors sampled.
    Sampled,
    /// No gauge was sampled, or memory was short: what the run had counts as needed.
    #[default]
    AsConfigured,
}

impl Need {
    /// Reads the need of a run.
    pub fn of(profile: &Profile) -> Self {
        let conf = &profile.conf;
        let mib = Bytes::from_mib(1);
        let local = profile.executors.iter().all(|executor| executor.id == "driver");
        let task_cpus = conf.int("spark.task.cpus").and_then(|n| u32::try_from(n).ok()).unwrap_or(1).max(1);
        let driver = conf.bytes("spark.driver.memory", mib).unwrap_or(Bytes(1 << 30));
        let heap = if local { driver } else { conf.bytes("spark.executor.memory", mib).unwrap_or(Bytes(1 << 30)) };
        let cores = profile.executors.iter().filter_map(|executor| executor.cores).map(|cores| cores.0).max();
        let slots = cores.or(profile.totals.peak_slots.map(|slots| slots.0)).unwrap_or(1).max(1) / task_cpus;
        let slots = slots.max(1);
        let mut need = Self {
            had_per_slot: Bytes(heap.0 / u64::from(slots)),
            heap_per_slot: Bytes(heap.0.saturating_sub(RESERVED) / u64::from(slots)),
            overhead_ratio: overhead_ratio(profile, heap),
            disk: profile.totals.sums.shuffle_write + profile.totals.sums.disk_spilled,
            remote: profile.totals.sums.shuffle_read_remote,
            // A driver that was the whole application says nothing of what a driver alone needs.
            driver: if local { Bytes(driver.0.min(4 << 30)) } else { driver },
            task_cpus,
            native: Native::of(profile),
            ..Self::default()
        };
        need.measure(profile, heap);
        need
    }

    fn measure(&mut self, profile: &Profile, heap: Bytes) {
        let sampled = || profile.executors.iter().filter_map(|e| e.peaks.filter(|p| p.heap.0 > 0).map(|p| (e, p)));
        if sampled().next().is_none() {
            self.unknown.push(
                "How much memory the executors used was not logged, so every slot is given at least the heap that it had."
                    .into(),
            );
            return;
        }
        let sums = &profile.totals.sums;
        if sums.gc.0 as f64 > PRESSED * sums.run.0 as f64 && sums.run.0 > 0 {
            self.unknown.push(
                "Garbage collection took more than a tenth of the run time, so the heap is not made smaller.".into(),
            );
            return;
        }
        let fraction = profile.conf.float("spark.memory.fraction").filter(|f| *f > 0.05 && *f <= 1.0).unwrap_or(0.6);
        let pooled = |bytes: Bytes| bytes.0 as f64 / fraction;
        let caches = profile.stages.iter().flat_map(|stage| &stage.rdds).any(|rdd| rdd.cached);
        let (mut per_slot, mut shared, mut cached) = (0.0_f64, 0.0_f64, 0.0_f64);
        for (executor, peaks) in sampled() {
            let storage = pooled(peaks.on_heap_storage);
            let pool = pooled(peaks.on_heap_unified.max(peaks.on_heap_execution));
            let live = pool.max(LIVE_SHARE * peaks.heap.0 as f64);
            per_slot = per_slot.max((live - storage).max(0.0) / f64::from(self.slots_of(executor)));
            if caches { cached += storage } else { shared = shared.max(storage) }
        }
        // What the run had was enough for it, so it bounds what is asked for.
        let had = (heap.0.saturating_sub(RESERVED)) as f64 / self.had_slots(heap);
        self.heap_per_slot = Bytes(per_slot.min(had) as u64);
        self.heap_per_executor = Bytes(shared as u64);
        self.cached = Bytes(cached as u64);
        self.basis = MemoryBasis::Sampled;
    }

    fn had_slots(&self, heap: Bytes) -> f64 {
        (heap.0 as f64 / self.had_per_slot.0.max(1) as f64).max(1.0)
    }

    fn slots_of(&self, executor: &Executor) -> u32 {
        (executor.cores.map_or(1, |cores| cores.0) / self.task_cpus).max(1)
    }

    /// The least heap of an executor with `slots` task slots, one of `executors`, with `head_room` (1.2: a fifth more).
    pub fn heap(&self, slots: u32, executors: u32, head_room: f64) -> Bytes {
        let slots = f64::from(slots.max(1));
        let needed = slots * self.heap_per_slot.0 as f64
            + self.heap_per_executor.0 as f64
            + self.cached.0 as f64 / f64::from(executors.max(1));
        let padded = match self.basis {
            MemoryBasis::Sampled => needed * head_room.max(1.0),
            // What the run had holds its own head-room.
            MemoryBasis::AsConfigured => needed,
        };
        Bytes((padded as u64 + RESERVED).max(1 << 30))
    }

    /// Splits a container into heap and the rest; `None` where it is too small for any executor.
    pub fn split(&self, container: Bytes) -> Option<(Bytes, Bytes)> {
        let heap = (container.0 as f64 / (1.0 + self.overhead_ratio)) as u64;
        let overhead = (container.0 - heap.min(container.0)).max(LEAST_OVERHEAD);
        // Whole MiB, so that what is written down is what was reckoned with.
        let heap = container.0.saturating_sub(overhead) >> 20 << 20;
        (heap >= 512 << 20).then_some((Bytes(heap), Bytes(overhead >> 20 << 20)))
    }

    /// Local disk of each of `workers` machines, twice what was written, in steps of 10 GiB.
    pub fn disk_of_worker(&self, workers: u32) -> Bytes {
        let each = 2.0 * self.disk.gib() / f64::from(workers.max(1));
        Bytes::from_gib((each / 10.0).ceil() * 10.0)
    }
}

/// Memory beside the heap over the heap, as the run had it and as Spark would set it, whichever is more.
fn overhead_ratio(profile: &Profile, heap: Bytes) -> f64 {
    let conf = &profile.conf;
    let mib = Bytes::from_mib(1);
    let kubernetes = conf.get("spark.master").is_some_and(|master| master.starts_with("k8s"));
    let python = conf
        .spark
        .keys()
        .any(|key| key.starts_with("spark.pyspark.") || key == "spark.kubernetes.pyspark.pythonVersion");
    // The default is a tenth, and 40 % for programs outside the JVM on Kubernetes (Spark's configuration page).
    let default = if kubernetes && python { 0.4 } else { 0.1 };
    let factor = conf
        .float("spark.executor.memoryOverheadFactor")
        .or_else(|| conf.float("spark.kubernetes.memoryOverheadFactor"))
        .filter(|factor| (0.0..=10.0).contains(factor))
        .unwrap_or(default);
    let set = conf
        .bytes("spark.executor.memoryOverhead", mib)
        .or_else(|| conf.bytes("spark.yarn.executor.memoryOverhead", mib))
        .map_or(factor, |overhead| overhead.0 as f64 / heap.0.max(1) as f64);
    let off_heap = conf.flag("spark.memory.offHeap.enabled").unwrap_or(false);
    let off_heap = if off_heap { conf.bytes("spark.memory.offHeap.size", Bytes(1)) } else { None };
    let workers = conf.bytes("spark.executor.pyspark.memory", mib);
    let beside = off_heap.unwrap_or_default() + workers.unwrap_or_default();
    (set.max(0.1) + beside.0 as f64 / heap.0.max(1) as f64).min(20.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterglow_units::Cores;

    fn run(settings: &[(&str, &str)], cores: u32, peak_heap: u64) -> Profile {
        let mut profile = Profile::default();
        for (key, value) in settings {
            profile.conf.spark.insert((*key).into(), (*value).into());
        }
        let mut executor = Executor { id: "1".into(), cores: Some(Cores(cores)), ..Executor::default() };
        if peak_heap > 0 {
            let peaks = executor.peaks.insert(afterglow_eventlog::event::ExecutorPeaks::default());
            peaks.heap = Bytes(peak_heap);
        }
        profile.executors.push(executor);
        profile
    }

    #[test]
    fn without_gauges_the_run_keeps_what_it_had() {
        let need = Need::of(&run(&[("spark.executor.memory", "8g")], 4, 0));
        assert_eq!(need.basis, MemoryBasis::AsConfigured);
        assert_eq!(need.had_per_slot, Bytes(2 << 30));
        assert_eq!(need.heap(4, 1, 1.2), Bytes(8 << 30));
        assert_eq!(need.unknown.len(), 1);
    }

    #[test]
    fn a_sampled_heap_shrinks_the_need_with_head_room() {
        let need = Need::of(&run(&[("spark.executor.memory", "32g")], 4, 8 << 30));
        assert_eq!(need.basis, MemoryBasis::Sampled);
        // Half of 8 GiB over 4 slots is 1 GiB a slot; 2 slots with a fifth more, and 300 MiB.
        let expected = (2.4 * f64::from(1 << 30)) as u64 + RESERVED;
        assert!(need.heap(2, 1, 1.2).0.abs_diff(expected) < 16);
    }

    #[test]
    fn a_container_is_split_as_spark_splits_it() {
        let need = Need::of(&run(&[("spark.executor.memory", "8g")], 4, 0));
        let (heap, overhead) = need.split(Bytes(11 << 30)).expect("large enough");
        assert_eq!((heap, overhead), (Bytes(10 << 30), Bytes(1 << 30)));
        assert_eq!(need.split(Bytes(600 << 20)), None);
        let python = Need::of(&run(&[("spark.executor.memory", "4g"), ("spark.executor.memoryOverhead", "4g")], 4, 0));
        assert_eq!(python.split(Bytes(8 << 30)), Some((Bytes(4 << 30), Bytes(4 << 30))));
    }
}
