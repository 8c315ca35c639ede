//! Measured speed of instance types, and one comparable figure per core.

use crate::{Arch, Date, Instance, MbPerSecond};

/// Benchmark results of one machine of the type. A sample of one: expect a few per cent of spread between hosts.
///
/// All but `coremark_all` are share-alike data (Spare Cores, CC BY-SA 4.0; see `data/ATTRIBUTION.md`).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Scores {
    /// Geekbench 6, one core. Comparable between x86 and Arm.
    pub geekbench_single: Option<f64>,
    /// Geekbench 6, all cores. Saturates above about 32 virtual CPUs.
    pub geekbench_all: Option<f64>,
    /// PassMark, one thread. Not comparable between x86 and Arm (Arm reads low).
    pub passmark_single: Option<f64>,
    /// PassMark, all threads; the same caution.
    pub passmark_all: Option<f64>,
    /// stress-ng integer division, one thread. Favours AMD Zen and Arm.
    pub stressng_single: Option<f64>,
    /// stress-ng integer division, all threads.
    pub stressng_all: Option<f64>,
    /// CoreMark, all threads. Scales with the virtual CPUs. Not for Azure.
    pub coremark_all: Option<f64>,
    /// Memory read bandwidth, all threads.
    pub memory_read: Option<MbPerSecond>,
    /// zstd level 1 on one thread: the nearest to what Spark's shuffle does.
    pub zstd1_single: Option<MbPerSecond>,
    /// When it was measured.
    pub measured: Option<Date>,
}

/// Speed of one core on the scale of Geekbench 6 single-core, and how it was come by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoreScore {
    /// The score.
    pub score: f64,
    /// How it was come by.
    pub basis: ScoreBasis,
}

/// How a [`CoreScore`] was come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreBasis {
    /// Geekbench 6 was run on the type.
    Geekbench,
    /// From the zstd rate of the type, by [`GEEKBENCH_PER_ZSTD_X86`] or [`GEEKBENCH_PER_ZSTD_ARM`].
    ZstdProxy,
}

/// Geekbench 6 single-core points for each MB/s of zstd level 1 on one thread, x86.
///
/// The median ratio over the types of the catalogue that have both (a test computes it anew). zstd ranks types
/// like Geekbench does: Spearman 0.96 on AWS, 0.92 on Google Cloud, 0.87 on Azure.
pub const GEEKBENCH_PER_ZSTD_X86: f64 = 6.8;

/// The same for Arm.
pub const GEEKBENCH_PER_ZSTD_ARM: f64 = 5.9;

/// Relative error of the zstd proxy that nine types in ten stay within.
pub const ZSTD_PROXY_WITHIN: f64 = 0.18;

impl Instance {
    /// How fast one core is, for scaling task CPU times between types; `None` when nothing was measured.
    ///
    /// Geekbench 6 single-core where it was run, else the zstd rate scaled. It is the speed of a core that has
    /// the machine to itself: on types whose virtual CPUs are hardware threads ([`Instance::threads_per_core`]
    /// is 2), a fully loaded machine gives each virtual CPU less. PassMark and stress-ng are left out on
    /// purpose, since they do not compare Arm with x86 fairly.
    pub fn cpu_score_per_core(&self) -> Option<CoreScore> {
        let measured = self.scores.geekbench_single.map(|score| CoreScore { score, basis: ScoreBasis::Geekbench });
        measured.or_else(|| {
            let factor = match self.arch {
                Arch::X86_64 => GEEKBENCH_PER_ZSTD_X86,
                Arch::Arm64 => GEEKBENCH_PER_ZSTD_ARM,
            };
            let rate = self.scores.zstd1_single?;
            Some(CoreScore { score: rate.0 * factor, basis: ScoreBasis::ZstdProxy })
        })
    }

    /// Hardware threads of a physical core as the guest sees them; `None` when no source tells.
    pub fn threads_per_core(&self) -> Option<u8> {
        self.cpu.threads_per_core
    }

    /// What the whole machine does, for one virtual CPU: CoreMark of all threads over the virtual CPUs.
    ///
    /// Unlike [`Instance::cpu_score_per_core`] this is under full load, so it shows what sharing a core costs.
    /// `None` on Azure and on types that were not measured.
    pub fn coremark_per_vcpu(&self) -> Option<f64> {
        self.scores.coremark_all.map(|all| all / f64::from(self.vcpus.0.max(1)))
    }
}
