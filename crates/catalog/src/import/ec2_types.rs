//! `aws ec2 describe-instance-types`: shapes, network, EBS limits, disks and GPUs of AWS types.

use std::io::Read;
use std::sync::Arc;

use afterglow_units::{Bytes, Cores};
use serde::Deserialize;

use super::{ImportFormat, json, shape};
use crate::{
    Accelerator, Arch, Cloud, DiskKind, Flag, Gbps, Instance, Limits, LocalDisk, MbPerSecond, Overlay, RemoteDisk,
};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InstanceType {
    #[serde(rename = "InstanceType")]
    name: String,
    #[serde(rename = "VCpuInfo")]
    vcpus: Vcpus,
    memory_info: Memory,
    processor_info: Option<Processor>,
    instance_storage_info: Option<Storage>,
    ebs_info: Option<Ebs>,
    network_info: Option<Network>,
    gpu_info: Option<Gpus>,
    bare_metal: Option<bool>,
    burstable_performance_supported: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Vcpus {
    #[serde(rename = "DefaultVCpus")]
    default: u32,
    default_cores: Option<u32>,
    default_threads_per_core: Option<u8>,
}

#[derive(Deserialize)]
struct Memory {
    #[serde(rename = "SizeInMiB")]
    mib: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Processor {
    #[serde(default)]
    supported_architectures: Vec<String>,
    sustained_clock_speed_in_ghz: Option<f64>,
}

#[derive(Deserialize)]
struct Storage {
    #[serde(rename = "TotalSizeInGB")]
    gb: Option<f64>,
    #[serde(rename = "Disks", default)]
    disks: Vec<Disk>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Disk {
    count: Option<u32>,
    r#type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ebs {
    ebs_optimized_info: Option<EbsLimits>,
}

#[derive(Deserialize)]
struct EbsLimits {
    #[serde(rename = "BaselineThroughputInMBps")]
    baseline: Option<f64>,
    #[serde(rename = "MaximumThroughputInMBps")]
    most: Option<f64>,
    #[serde(rename = "BaselineIops")]
    baseline_iops: Option<u32>,
    #[serde(rename = "MaximumIops")]
    most_iops: Option<u32>,
}

#[derive(Deserialize)]
struct Network {
    #[serde(rename = "NetworkCards", default)]
    cards: Vec<Card>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Card {
    baseline_bandwidth_in_gbps: Option<f64>,
    peak_bandwidth_in_gbps: Option<f64>,
}

#[derive(Deserialize)]
struct Gpus {
    #[serde(rename = "Gpus", default)]
    kinds: Vec<Gpu>,
    #[serde(rename = "TotalGpuMemoryInMiB")]
    mib: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Gpu {
    name: Option<String>,
    manufacturer: Option<String>,
    count: Option<f64>,
}

pub(super) fn read(from: impl Read) -> Result<Overlay, serde_json::Error> {
    let kind = ImportFormat::Ec2Types.what();
    let mut overlay = Overlay { kind, ..Overlay::default() };
    overlay.issues = json::each(from, "InstanceTypes", |_, found| overlay.instances.push(instance(found)))?;
    Ok(overlay)
}

fn instance(found: InstanceType) -> Instance {
    let memory = Bytes::from_mib(found.memory_info.mib.min(1 << 40));
    let mut it = shape::bare(Cloud::Aws, &found.name, found.vcpus.default, memory, "describe-instance-types");
    it.cpu.physical_cores = found.vcpus.default_cores.map(Cores);
    it.cpu.threads_per_core = found.vcpus.default_threads_per_core;
    if let Some(processor) = found.processor_info {
        it.cpu.clock_ghz = processor.sustained_clock_speed_in_ghz;
        if processor.supported_architectures.iter().any(|arch| arch == "arm64") {
            it.arch = Arch::Arm64;
        }
    }
    it.local_disk = match found.instance_storage_info {
        None => LocalDisk { count: Some(0), total: Some(Bytes(0)), kind: Some(DiskKind::None) },
        Some(storage) => LocalDisk {
            count: storage.disks.iter().try_fold(0u32, |sum, disk| sum.checked_add(disk.count?)),
            total: storage.gb.map(|gb| Bytes((gb * 1e9) as u64)),
            kind: Some(if storage.disks.iter().any(|disk| disk.r#type.as_deref() == Some("hdd")) {
                DiskKind::Hdd
            } else {
                DiskKind::Nvme
            }),
        },
    };
    if let Some(ebs) = found.ebs_info.and_then(|ebs| ebs.ebs_optimized_info) {
        it.remote_disk = RemoteDisk {
            throughput: Limits { baseline: ebs.baseline.map(MbPerSecond), burst: ebs.most.map(MbPerSecond) },
            iops: Limits { baseline: ebs.baseline_iops, burst: ebs.most_iops },
        };
    }
    if let Some(network) = found.network_info.filter(|network| !network.cards.is_empty()) {
        let sum = |of: fn(&Card) -> Option<f64>| network.cards.iter().map(of).sum::<Option<f64>>().map(Gbps);
        it.network =
            Limits { baseline: sum(|c| c.baseline_bandwidth_in_gbps), burst: sum(|c| c.peak_bandwidth_in_gbps) };
    }
    if let Some(gpus) = found.gpu_info {
        let named = gpus.kinds.first();
        let words =
            named.map(|gpu| [gpu.manufacturer.as_deref(), gpu.name.as_deref()].map(|w| w.unwrap_or("")).join(" "));
        it.accelerator = Some(Accelerator {
            model: words.map(|words| Arc::from(words.trim())),
            count: named.and_then(|gpu| gpu.count),
            memory: gpus.mib.map(|mib| Bytes::from_mib(mib.min(1 << 40))),
        });
        it.category = crate::Category::Gpu;
    }
    for (set, flag) in [(found.bare_metal, Flag::BareMetal), (found.burstable_performance_supported, Flag::Burstable)] {
        if set == Some(true) {
            it.flags = it.flags.with(flag);
        }
    }
    it
}
