//! An instance type of which a file tells little more than the shape.

use std::sync::Arc;

use afterglow_units::{Bytes, Cores};

use crate::{
    Arch, Category, Cloud, Cpu, Date, Flags, Gbps, Instance, Limits, LocalDisk, MbPerSecond, RemoteDisk, Scores,
    Sources,
};

/// No machine has more, in virtual CPUs and in GiB, and none less than a MiB: what claims so is a slip, and would not
/// come back from the tables that a file is reduced to.
const MOST_CORES: u32 = 100_000;
const MEMORY_GIB: std::ops::RangeInclusive<f64> = 1.0 / 1024.0..=1e6;

/// Figures of this and more do not come back from tables of types.
const BEYOND: f64 = 1e9;

/// What is impossible about a type's size, if anything.
pub(super) fn impossible(of: &Instance) -> Option<String> {
    let memory = of.memory.gib();
    (of.vcpus.0 == 0 || of.vcpus.0 > MOST_CORES || !MEMORY_GIB.contains(&memory))
        .then(|| format!("no machine has {} virtual CPUs and {memory} GiB of memory", of.vcpus.0))
}

/// Takes those figures from a type that are beyond what a table of types holds, and tells how many there were.
pub(super) fn without_impossible(of: &mut Instance) -> usize {
    let mut taken = 0;
    let mut only = |figure: &mut Option<f64>| {
        let possible = figure.filter(|n| (0.0..BEYOND).contains(n));
        taken += usize::from(figure.is_some() != possible.is_some());
        *figure = possible;
    };
    only(&mut of.cpu.clock_ghz);
    for limit in [&mut of.network.baseline, &mut of.network.burst] {
        let mut bare = limit.map(|rate| rate.0);
        only(&mut bare);
        *limit = bare.map(Gbps);
    }
    for limit in [&mut of.remote_disk.throughput.baseline, &mut of.remote_disk.throughput.burst] {
        let mut bare = limit.map(|rate| rate.0);
        only(&mut bare);
        *limit = bare.map(MbPerSecond);
    }
    let Limits { baseline, burst } = &mut of.remote_disk.iops;
    for count in [baseline, burst, &mut of.local_disk.count] {
        let mut bare = count.map(f64::from);
        only(&mut bare);
        *count = count.filter(|_| bare.is_some());
    }
    let mut cores = of.cpu.physical_cores.map(|cores| f64::from(cores.0));
    only(&mut cores);
    of.cpu.physical_cores = of.cpu.physical_cores.filter(|_| cores.is_some());
    let gpus = of.accelerator.as_mut();
    let (count, memory) = gpus.map(|gpu| (&mut gpu.count, &mut gpu.memory)).unzip();
    count.into_iter().for_each(&mut only);
    for size in memory.into_iter().chain([&mut of.local_disk.total]) {
        let mut gib = size.map(Bytes::gib);
        only(&mut gib);
        *size = size.filter(|_| gib.is_some());
    }
    taken
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
