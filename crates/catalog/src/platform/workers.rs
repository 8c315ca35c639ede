//! The sizes of workers that serverless platforms sell. Read by hand from their pages
//! ([`READ_BY_HAND`](crate::READ_BY_HAND)).

use afterglow_units::{Bytes, Cores};

use super::Platform;

/// One size of worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkerSize {
    /// The name that stands in a job's settings; empty where cores and memory are stated themselves.
    pub name: &'static str,
    /// Virtual CPUs.
    pub vcpus: Cores,
    /// The least memory that it can have, overhead included.
    pub least: Bytes,
    /// The most memory that it can have.
    pub most: Bytes,
    /// Memory between them comes in steps of this.
    pub step: Bytes,
}

/// What sizes a platform sells, and where it says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkerSizes {
    /// The sizes, the smallest first.
    pub sizes: &'static [WorkerSize],
    /// How many workers a job has at least, its driver included; `None` where no page that was read tells.
    pub fewest: Option<u32>,
    /// The code of the page among [`READ_BY_HAND`](crate::READ_BY_HAND).
    pub source: &'static str,
}

impl WorkerSize {
    /// The least memory of this size that is no less than `memory`; `None` when it cannot have so much.
    pub fn with_memory(&self, memory: Bytes) -> Option<Bytes> {
        let beyond = memory.0.saturating_sub(self.least.0);
        let steps = beyond.div_ceil(self.step.0.max(1));
        let memory = Bytes(self.least.0.saturating_add(steps.saturating_mul(self.step.0)));
        (memory <= self.most).then_some(memory)
    }
}

impl WorkerSizes {
    /// The smallest worker with at least so many virtual CPUs and so much memory, and the memory it then has; `None`
    /// when no size is large enough.
    pub fn at_least(&self, vcpus: Cores, memory: Bytes) -> Option<(WorkerSize, Bytes)> {
        let fits = |size: &&WorkerSize| size.vcpus >= vcpus;
        self.sizes.iter().filter(fits).find_map(|size| size.with_memory(memory).map(|memory| (*size, memory)))
    }
}

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

const fn between(vcpus: u32, least: u64, most: u64, step: u64) -> WorkerSize {
    WorkerSize { name: "", vcpus: Cores(vcpus), least: Bytes(least), most: Bytes(most), step: Bytes(step) }
}

const fn fixed(name: &'static str, vcpus: u32, gib: u64) -> WorkerSize {
    WorkerSize { name, vcpus: Cores(vcpus), least: Bytes(gib * GIB), most: Bytes(gib * GIB), step: Bytes(GIB) }
}

/// EMR Serverless: its "GB" are GiB.
const EMR: &[WorkerSize] = &[
    between(1, 2 * GIB, 8 * GIB, GIB),
    between(2, 4 * GIB, 16 * GIB, GIB),
    between(4, 8 * GIB, 30 * GIB, GIB),
    between(8, 16 * GIB, 60 * GIB, 4 * GIB),
    between(16, 32 * GIB, 120 * GIB, 8 * GIB),
];

/// Glue's G workers, which take 1 DPU for 4 virtual CPUs. The R workers are charged by another unit. A driver and an
/// executor are a worker each, so that two is the least.
const GLUE: &[WorkerSize] = &[
    fixed("G.1X", 4, 16),
    fixed("G.2X", 8, 32),
    fixed("G.4X", 16, 64),
    fixed("G.8X", 32, 128),
    fixed("G.12X", 48, 192),
    fixed("G.16X", 64, 256),
];

/// Dataproc Serverless, standard tier: 1,024 to 7,424 MiB for a core.
const DATAPROC: &[WorkerSize] = &[
    between(4, 4 * 1024 * MIB, 4 * 7424 * MIB, MIB),
    between(8, 8 * 1024 * MIB, 8 * 7424 * MIB, MIB),
    between(16, 16 * 1024 * MIB, 16 * 7424 * MIB, MIB),
];

/// Synapse's memory-optimised nodes. The one with 80 cores stands alone on its hardware and is left out.
const SYNAPSE: &[WorkerSize] = &[
    fixed("Small", 4, 32),
    fixed("Medium", 8, 64),
    fixed("Large", 16, 128),
    fixed("XLarge", 32, 256),
    fixed("XXLarge", 64, 432),
];

/// The sizes of a serverless platform; `None` for platforms that run on machines.
pub fn worker_sizes(platform: Platform) -> Option<WorkerSizes> {
    Some(match platform {
        Platform::EmrServerless => WorkerSizes { sizes: EMR, fewest: None, source: "EMS" },
        Platform::Glue => WorkerSizes { sizes: GLUE, fewest: Some(2), source: "GLU" },
        Platform::DataprocServerless => WorkerSizes { sizes: DATAPROC, fewest: Some(3), source: "DPS" },
        Platform::Synapse => WorkerSizes { sizes: SYNAPSE, fewest: Some(3), source: "SYN" },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use afterglow_units::{Bytes, Cores};

    use super::{GIB, Platform, worker_sizes};
    use crate::source_of;

    #[test]
    fn the_smallest_worker_that_is_large_enough() {
        let find = |platform, vcpus, gib| {
            let found = worker_sizes(platform)?.at_least(Cores(vcpus), Bytes(gib * GIB))?;
            Some((found.0.name, found.0.vcpus.0, found.1.0 / GIB))
        };
        assert_eq!(find(Platform::EmrServerless, 4, 17), Some(("", 4, 17)));
        assert_eq!(find(Platform::EmrServerless, 4, 31), Some(("", 8, 32)));
        assert_eq!(find(Platform::EmrServerless, 8, 1), Some(("", 8, 16)));
        assert_eq!(find(Platform::EmrServerless, 16, 121), None);
        assert_eq!(find(Platform::Glue, 3, 17), Some(("G.2X", 8, 32)));
        assert_eq!(find(Platform::DataprocServerless, 4, 30), Some(("", 8, 30)));
        assert_eq!(find(Platform::Synapse, 64, 432), Some(("XXLarge", 64, 432)));
        assert_eq!(find(Platform::Emr, 4, 16), None);
    }

    #[test]
    fn sizes_grow_and_their_page_is_named() {
        for platform in Platform::ALL.into_iter().filter(|platform| platform.is_serverless()) {
            let all = worker_sizes(platform).expect("serverless platforms have sizes");
            assert!(all.sizes.is_sorted_by_key(|size| (size.vcpus, size.most)), "{platform:?}");
            assert!(all.sizes.iter().all(|size| size.least <= size.most && size.step.0 > 0));
            assert!(source_of(all.source).is_some());
        }
    }
}
