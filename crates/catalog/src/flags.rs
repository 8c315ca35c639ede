//! Peculiarities of instance types that a choice must respect.

use afterglow_units::Bytes;

/// One peculiarity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum Flag {
    /// CPU time is a credit that runs out: no type for hours of full load.
    Burstable = 1,
    /// A whole host without a hypervisor: minutes to start.
    BareMetal = 1 << 1,
    /// Memory encryption; dearer and a little slower.
    Confidential = 1 << 2,
    /// The family runs on several processors, so a measured score may not be that of the machine one gets.
    SeveralCpuPlatforms = 1 << 3,
    /// Reaches full CPU only most of the time (AWS flex families).
    Flex = 1 << 4,
    /// Less than one hardware thread of its own.
    SharedCpu = 1 << 5,
    /// Takes no premium disks (Azure sizes without `s`).
    StandardDisksOnly = 1 << 6,
    /// Its accelerator is no GPU.
    AcceleratorNotGpu = 1 << 7,
    /// Not sold any more by 2026-01.
    Inactive = 1 << 8,
    /// In Amazon EMR's list of supported types of 2025-07.
    Emr = 1 << 9,
    /// The network figure is the maximum that leaves the machine, not a sustained rate (Google Cloud).
    NetworkIsMaximum = 1 << 10,
    /// The network burst figure needs the paid Tier 1 option (Google Cloud).
    BurstIsTier1 = 1 << 11,
}

/// The words of `instances.csv` and what they mean.
const WORDS: [(&str, Flag); 12] = [
    ("burstable_cpu", Flag::Burstable),
    ("bare_metal", Flag::BareMetal),
    ("confidential", Flag::Confidential),
    ("several_cpu_platforms", Flag::SeveralCpuPlatforms),
    ("flex", Flag::Flex),
    ("shared_cpu", Flag::SharedCpu),
    ("standard_disks_only", Flag::StandardDisksOnly),
    ("accelerator_not_gpu", Flag::AcceleratorNotGpu),
    ("inactive_2026_01", Flag::Inactive),
    ("emr_2025_07", Flag::Emr),
    ("gcp_net_is_max_egress", Flag::NetworkIsMaximum),
    ("burst=tier1", Flag::BurstIsTier1),
];

/// A set of [`Flag`]s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags {
    bits: u16,
    extra_temporary_gib: u16,
}

impl Flags {
    /// Reads the words of `instances.csv`, separated by blanks, `;` or `|`. Unknown words are passed over.
    pub fn parse(words: &str) -> Self {
        let mut flags = Self::default();
        for word in words.split([' ', ';', '|']) {
            if let Some((_, flag)) = WORDS.iter().find(|(w, _)| *w == word) {
                flags.bits |= *flag as u16;
            } else if let Some(size) = word.strip_prefix("plus_scsi_temp_").and_then(|w| w.strip_suffix("gib")) {
                flags.extra_temporary_gib = size.parse().unwrap_or(0);
            }
        }
        flags
    }

    /// The words that [`Flags::parse`] reads, separated by blanks.
    pub fn words(self) -> String {
        let set = WORDS.iter().filter(|(_, flag)| self.has(*flag)).map(|(word, _)| (*word).to_owned());
        let disk = Some(self.extra_temporary_gib).filter(|size| *size > 0);
        set.chain(disk.map(|size| format!("plus_scsi_temp_{size}gib"))).collect::<Vec<_>>().join(" ")
    }

    /// Whether `flag` is set.
    pub const fn has(self, flag: Flag) -> bool {
        self.bits & flag as u16 != 0
    }

    /// The same set with `flag`.
    #[must_use]
    pub const fn with(self, flag: Flag) -> Self {
        Self { bits: self.bits | flag as u16, ..self }
    }

    /// A temporary SCSI disk beside the NVMe ones (some Azure types); 0 when there is none.
    pub const fn extra_temporary_disk(self) -> Bytes {
        Bytes((self.extra_temporary_gib as u64) << 30)
    }
}

#[cfg(test)]
mod tests {
    use super::{Bytes, Flag, Flags};

    #[test]
    fn words_are_read_with_either_separator() {
        let flags = Flags::parse("gcp_net_is_max_egress;burst=tier1 bare_metal plus_scsi_temp_160gib nonsense");
        assert!(flags.has(Flag::NetworkIsMaximum) && flags.has(Flag::BurstIsTier1) && flags.has(Flag::BareMetal));
        assert!(!flags.has(Flag::Burstable));
        assert_eq!(flags.extra_temporary_disk(), Bytes(160 << 30));
        assert_eq!(Flags::parse(&flags.words()), flags);
    }
}
