//! What monitoring saw of machines.

use afterglow_units::{Bytes, Cores, Timestamp};

/// What a machine has and a job uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// Cores that compute. Its amounts are cores, or shares of the machine where nobody tells how many it has.
    Cpu,
    /// Memory in use, caches of files left out where the data tells them apart. Its amounts are bytes, or shares.
    Memory,
    /// The busier of the two directions. Its amounts are bytes a second.
    Network,
    /// Reading and writing together. Its amounts are bytes a second.
    Disk,
}

impl Resource {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Cpu, Self::Memory, Self::Network, Self::Disk];

    /// The word used in JSON and on the page.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Memory => "memory",
            Self::Network => "network",
            Self::Disk => "disk",
        }
    }

    /// Its place in a list of all.
    pub(super) const fn place(self) -> usize {
        self as usize
    }
}

/// How busy the processor was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Load {
    /// A share of the machine's cores, 0 to 1.
    Share(f64),
    /// Cores in use.
    Cores(f64),
}

/// How full the memory was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fill {
    /// A share of the machine's memory, 0 to 1.
    Share(f64),
    /// Bytes in use.
    Bytes(f64),
    /// Bytes that are left, of all that the machine has.
    Left(f64),
}

/// What was seen of a machine at one time, or on average since the sample before. `None` is not known.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sample {
    /// When.
    pub at: Timestamp,
    /// The processor.
    pub cpu: Option<Load>,
    /// The memory.
    pub memory: Option<Fill>,
    /// The network, in bytes a second of the busier direction.
    pub network: Option<f64>,
    /// The disks, in bytes a second, reading and writing together.
    pub disk: Option<f64>,
}

impl Sample {
    /// A time of which nothing is known.
    pub fn at(at: Timestamp) -> Self {
        Self { at, ..Self::default() }
    }
}

/// A machine with its samples.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Host {
    /// Its name in the data; empty where the data has none.
    pub name: String,
    /// In the order of time.
    pub samples: Vec<Sample>,
    /// Its virtual CPUs, where the data tells.
    pub cores: Option<Cores>,
    /// Its memory, where the data tells.
    pub memory: Option<Bytes>,
}
