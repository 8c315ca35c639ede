//! An instance type of which a file tells little more than the shape.

use std::sync::Arc;

use afterglow_units::{Bytes, Cores};

use crate::{Arch, Category, Cloud, Cpu, Date, Flags, Instance, Limits, LocalDisk, RemoteDisk, Scores, Sources};

/// No machine has more, in virtual CPUs and in GiB, and none less than a MiB: what claims so is a slip, and would not
/// come back from the tables that a file is reduced to.
const MOST_CORES: u32 = 100_000;
const MEMORY_GIB: std::ops::RangeInclusive<f64> = 1.0 / 1024.0..=1e6;

/// What is impossible about a type's size, if anything.
pub(super) fn impossible(of: &Instance) -> Option<String> {
    let memory = of.memory.gib();
    (of.vcpus.0 == 0 || of.vcpus.0 > MOST_CORES || !MEMORY_GIB.contains(&memory))
        .then(|| format!("no machine has {} virtual CPUs and {memory} GiB of memory", of.vcpus.0))
}

/// A type with everything unknown but its shape. The family is that part of the name which all sizes share.
pub(super) fn bare(cloud: Cloud, name: &str, vcpus: u32, memory: Bytes, source: &'static str) -> Instance {
    let family = match cloud {
        Cloud::Aws => name.split('.').next().unwrap_or(name),
        Cloud::Gcp => name.split('-').next().unwrap_or(name),
        Cloud::Azure | Cloud::OnPremises => name,
    };
    Instance {
        cloud,
        name: Arc::from(name),
        family: Arc::from(family),
        category: Category::General,
        generation: 0,
        arch: Arch::X86_64,
        cpu: Cpu::default(),
        vcpus: Cores(vcpus),
        memory,
        local_disk: LocalDisk::default(),
        network: Limits::default(),
        remote_disk: RemoteDisk::default(),
        accelerator: None,
        scores: Scores::default(),
        flags: Flags::default(),
        available: None,
        date: Date::default(),
        sources: Sources { shape: Some(Arc::from(source)), ..Sources::default() },
    }
}
