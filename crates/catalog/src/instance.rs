//! One instance type: what the machine is made of.

use std::sync::Arc;

use afterglow_units::{Bytes, Cores};

use crate::{Cloud, Date, Flags, Gbps, Limits, MbPerSecond, Scores};

/// A machine that can be rented or that stands in the user's rack. `None` means that no source tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// Who rents it out.
    pub cloud: Cloud,
    /// The name as the cloud writes it, such as `m7g.2xlarge`, `n2-standard-8`, `Standard_D8ds_v5`.
    pub name: Arc<str>,
    /// The family, such as `m7g`, `n2`, `Dds_v5`.
    pub family: Arc<str>,
    /// What it is sold for.
    pub category: Category,
    /// The generation in the cloud's own counting; 0 when not known.
    pub generation: u8,
    /// The instruction set.
    pub arch: Arch,
    /// The processor.
    pub cpu: Cpu,
    /// Virtual CPUs: hardware threads on most x86 types, whole cores on Arm and some AMD types.
    pub vcpus: Cores,
    /// Memory.
    pub memory: Bytes,
    /// Disks inside the host, lost when the machine stops.
    pub local_disk: LocalDisk,
    /// Network bandwidth.
    pub network: Limits<Gbps>,
    /// What all attached remote disks (EBS, Premium SSD) may move together.
    pub remote_disk: RemoteDisk,
    /// GPUs or other accelerators.
    pub accelerator: Option<Accelerator>,
    /// Measured speed.
    pub scores: Scores,
    /// Peculiarities.
    pub flags: Flags,
    /// How many there are; `None` for as many as one wants. Only the user's own machines are counted.
    pub available: Option<u32>,
    /// The day of the hardware facts.
    pub date: Date,
    /// Where the facts come from.
    pub sources: Sources,
}

/// What a type is sold for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Category {
    /// Balanced.
    #[default]
    General,
    /// Little memory per core.
    Compute,
    /// Much memory per core.
    Memory,
    /// Large local disks.
    Storage,
    /// With GPUs.
    Gpu,
    /// For tightly coupled simulation.
    Hpc,
    /// With accelerators that are no GPUs.
    Accelerator,
}

impl Category {
    /// The word used in files and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Compute => "compute",
            Self::Memory => "memory",
            Self::Storage => "storage",
            Self::Gpu => "gpu",
            Self::Hpc => "hpc",
            Self::Accelerator => "accelerator",
        }
    }

    /// Reads the word; `None` for an unknown one.
    pub fn parse(word: &str) -> Option<Self> {
        use Category::{Accelerator, Compute, General, Gpu, Hpc, Memory, Storage};
        [General, Compute, Memory, Storage, Gpu, Hpc, Accelerator].into_iter().find(|c| c.word() == word)
    }
}

/// An instruction set. Native libraries in a job must exist for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Arch {
    /// Intel and AMD.
    #[default]
    X86_64,
    /// Graviton, Axion, Cobalt, Ampere.
    Arm64,
}

impl Arch {
    /// The word used in files and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "arm64",
        }
    }
}

/// The processor of a type, as far as it is known. Families flagged
/// [`Flag::SeveralCpuPlatforms`](crate::Flag) may land on another one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cpu {
    /// `intel`, `amd`, `aws` or `arm`.
    pub vendor: Option<Arc<str>>,
    /// The model name. (Share-alike data, see `data/ATTRIBUTION.md`.)
    pub model: Option<Arc<str>>,
    /// The clock in GHz as the cloud publishes it, mostly the turbo one.
    pub clock_ghz: Option<f64>,
    /// Physical cores. (Share-alike data.)
    pub physical_cores: Option<Cores>,
    /// Hardware threads of a physical core. (Share-alike data.)
    pub threads_per_core: Option<u8>,
}

/// The disks inside the host.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LocalDisk {
    /// How many. (Share-alike data for AWS and Azure.)
    pub count: Option<u32>,
    /// All together.
    pub total: Option<Bytes>,
    /// What kind.
    pub kind: Option<DiskKind>,
}

impl LocalDisk {
    /// Whether a shuffle can go to a disk that comes with the machine.
    pub fn included(&self) -> bool {
        self.total.is_some_and(|total| total.0 > 0) && self.kind != Some(DiskKind::AttachableLocalSsd)
    }
}

/// The kinds of disk inside a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DiskKind {
    /// There is none.
    None,
    /// NVMe flash.
    Nvme,
    /// Azure's temporary SSD.
    TemporarySsd,
    /// Google's local SSD, sold separately in units of 375 GiB (see the storage prices).
    AttachableLocalSsd,
    /// Spinning disks.
    Hdd,
}

impl DiskKind {
    /// The word of `instances.csv`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Nvme => "nvme",
            Self::TemporarySsd => "ssd_temp",
            Self::AttachableLocalSsd => "attachable_375gib_local_ssd",
            Self::Hdd => "hdd",
        }
    }

    /// Reads the word of `instances.csv`; `None` for an unknown one.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "none" => Self::None,
            "nvme" => Self::Nvme,
            "ssd_temp" => Self::TemporarySsd,
            "attachable_375gib_local_ssd" => Self::AttachableLocalSsd,
            "hdd" => Self::Hdd,
            _ => return None,
        })
    }
}

/// What the attached remote disks of one machine may move together.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RemoteDisk {
    /// Throughput.
    pub throughput: Limits<MbPerSecond>,
    /// Operations a second.
    pub iops: Limits<u32>,
}

/// The GPUs or other accelerators of a type.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Accelerator {
    /// The model.
    pub model: Option<Arc<str>>,
    /// How many; below 1 for a share of one.
    pub count: Option<f64>,
    /// The memory of all together.
    pub memory: Option<Bytes>,
}

/// Which source tells what; the codes are explained by [`crate::source_of`]. `None` where nothing is known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sources {
    /// Cores and memory.
    pub shape: Option<Arc<str>>,
    /// The processor.
    pub cpu: Option<Arc<str>>,
    /// Local and remote disks.
    pub disk: Option<Arc<str>>,
    /// The network.
    pub network: Option<Arc<str>>,
    /// Accelerators.
    pub accelerator: Option<Arc<str>>,
    /// Benchmarks.
    pub scores: Option<Arc<str>>,
}

impl Instance {
    /// Memory for each virtual CPU.
    pub fn memory_per_vcpu(&self) -> Bytes {
        Bytes(self.memory.0 / u64::from(self.vcpus.0.max(1)))
    }

    /// The name with its cloud, such as `aws:m7g.2xlarge`: the form that the command line takes.
    pub fn id(&self) -> String {
        format!("{}:{}", self.cloud, self.name)
    }

    /// Whether it carries GPUs that Spark's accelerators can use.
    pub fn has_gpu(&self) -> bool {
        self.category == Category::Gpu && self.accelerator.as_ref().is_some_and(|a| a.count != Some(0.0))
    }
}
