//! The plain tables as the types of the domain.

use std::sync::Arc;

use afterglow_units::{Bytes, Cores, Usd};

use super::column::{Numbers, Texts};
use super::name;
use super::tables::Table;
use crate::estimate::RegionRatio;
use crate::instance::{Accelerator, Arch, Category, Cpu, DiskKind, LocalDisk, RemoteDisk, Sources};
use crate::platform::FeeRow;
use crate::{Cloud, Date, Flags, Gbps, Instance, Limits, MbPerSecond, Scores, StorageKind, StorageProduct};

pub(super) fn join_names(lines: &Texts, sizes: &Texts, rows: usize) -> Vec<Arc<str>> {
    let text = |of: &Texts, row| of.get(row).unwrap_or_else(|| Arc::from(""));
    (0..rows).map(|row| Arc::from(name::join(&text(lines, row), &text(sizes, row)))).collect()
}

/// The instances of a table in the form of `instances.csv`; the share-alike columns may be empty.
pub(crate) fn instances(free: &mut Table, bound: &mut Table, names: Vec<Arc<str>>) -> Vec<Instance> {
    let (cloud, family, category) = (free.texts("cloud"), free.texts("family"), free.texts("category"));
    let (generation, arch, vendor) = (free.numbers("generation"), free.texts("arch"), free.texts("cpu_vendor"));
    let (clock, vcpus, memory) = (free.numbers("cpu_clock_ghz"), free.numbers("vcpus"), free.numbers("memory_gib"));
    let (disks, disks_bound) = (free.numbers("local_disk_count"), bound.numbers("local_disk_count"));
    let (disk_total, disk_kind) = (free.numbers("local_disk_total_gib"), free.texts("local_disk_kind"));
    let network = pair(free, "network_gbps_baseline", "network_gbps_burst");
    let remote = pair(free, "remote_disk_mbps_baseline", "remote_disk_mbps_burst");
    let iops = pair(free, "remote_disk_iops_baseline", "remote_disk_iops_burst");
    let (gpu, gpus, gpu_memory) =
        (free.texts("gpu_model"), free.numbers("gpu_count"), free.numbers("gpu_memory_gib_total"));
    let (flags, date) = (free.texts("flags"), free.texts("hw_date"));
    let sources = ["src_shape", "src_cpu", "src_disk", "src_net", "src_gpu", "src_bench"].map(|name| free.texts(name));
    let (model, cores, threads) =
        (bound.texts("cpu_model"), bound.numbers("physical_cores"), bound.numbers("threads_per_core"));
    let measured = bound.texts("bench_date");
    let coremark = free.numbers("coremark_multi");
    let scores = ["cpu_score_single", "cpu_score_multi", "passmark_single", "passmark_multi", "stressng_single"]
        .map(|name| bound.numbers(name));
    let (stress_all, read, zstd) =
        (bound.numbers("stressng_multi"), bound.numbers("mem_read_mbps"), bound.numbers("zstd1_mbps_1thread"));

    let whole = |of: &Numbers, row| of.get(row).map(|n| n as u32);
    let gib = |of: &Numbers, row| of.get(row).map(Bytes::from_gib);
    let instance = |(row, name): (usize, Arc<str>)| Instance {
        cloud: cloud.get(row).and_then(|word| Cloud::parse(&word)).unwrap_or(Cloud::OnPremises),
        name,
        family: family.get(row).unwrap_or_else(|| Arc::from("")),
        category: category.get(row).and_then(|word| Category::parse(&word)).unwrap_or_default(),
        generation: whole(&generation, row).unwrap_or(0) as u8,
        arch: if arch.get(row).as_deref() == Some("arm64") { Arch::Arm64 } else { Arch::X86_64 },
        cpu: Cpu {
            vendor: vendor.get(row),
            model: model.get(row),
            clock_ghz: clock.get(row),
            physical_cores: whole(&cores, row).map(Cores),
            threads_per_core: whole(&threads, row).map(|n| n as u8),
        },
        vcpus: Cores(whole(&vcpus, row).unwrap_or(0)),
        memory: gib(&memory, row).unwrap_or_default(),
        local_disk: LocalDisk {
            count: whole(&disks, row).or_else(|| whole(&disks_bound, row)),
            total: gib(&disk_total, row),
            kind: disk_kind.get(row).and_then(|word| DiskKind::parse(&word)),
        },
        network: limits(&network, row, Gbps),
        remote_disk: RemoteDisk {
            throughput: limits(&remote, row, MbPerSecond),
            iops: limits(&iops, row, |n| n as u32),
        },
        accelerator: (gpu.get(row).is_some() || gpus.get(row).is_some_and(|n| n > 0.0)).then(|| Accelerator {
            model: gpu.get(row),
            count: gpus.get(row),
            memory: gib(&gpu_memory, row),
        }),
        scores: Scores {
            geekbench_single: scores[0].get(row),
            geekbench_all: scores[1].get(row),
            passmark_single: scores[2].get(row),
            passmark_all: scores[3].get(row),
            stressng_single: scores[4].get(row),
            stressng_all: stress_all.get(row),
            coremark_all: coremark.get(row),
            memory_read: read.get(row).map(MbPerSecond),
            zstd1_single: zstd.get(row).map(MbPerSecond),
            measured: measured.get(row).and_then(|text| Date::parse(&text)),
        },
        flags: flags.get(row).map(|words| Flags::parse(&words)).unwrap_or_default(),
        available: None,
        date: date.get(row).and_then(|text| Date::parse(&text)).unwrap_or_default(),
        sources: Sources {
            shape: sources[0].get(row),
            cpu: sources[1].get(row),
            disk: sources[2].get(row),
            network: sources[3].get(row),
            accelerator: sources[4].get(row),
            scores: sources[5].get(row),
        },
    };
    names.into_iter().enumerate().map(instance).collect()
}

fn pair(table: &mut Table, baseline: &str, burst: &str) -> [Numbers; 2] {
    [table.numbers(baseline), table.numbers(burst)]
}

fn limits<T>(pair: &[Numbers; 2], row: usize, unit: impl Fn(f64) -> T) -> Limits<T> {
    Limits { baseline: pair[0].get(row).map(&unit), burst: pair[1].get(row).map(&unit) }
}

pub(super) fn ratios(mut table: Table) -> Vec<RegionRatio> {
    let (family, region, date) = (table.texts("family"), table.texts("region"), table.texts("date"));
    let (ratio, spread) = (table.numbers("price_ratio_to_us_east_1"), table.numbers("spread"));
    let row = |row| {
        Some(RegionRatio {
            family: family.get(row)?,
            region: region.get(row)?,
            ratio: ratio.get(row)?,
            spread: spread.get(row).unwrap_or(0.0),
            date: date.get(row).and_then(|text| Date::parse(&text)).unwrap_or_default(),
        })
    };
    (0..table.rows).filter_map(row).collect()
}

pub(super) fn fees(mut table: Table) -> Vec<FeeRow> {
    let mut texts = |name| table.texts(name);
    let (platform, cloud, region) = (texts("platform"), texts("cloud"), texts("region"));
    let (key, tier) = (texts("key"), texts("tier"));
    let (metric, date, source, note) = (texts("metric"), texts("date"), texts("source"), texts("note"));
    let value = table.numbers("value");
    let row = |row| {
        Some(FeeRow {
            platform: platform.get(row)?,
            cloud: cloud.get(row),
            region: region.get(row),
            key: key.get(row),
            tier: tier.get(row),
            metric: metric.get(row)?,
            value: value.get(row)?,
            date: date.get(row).and_then(|text| Date::parse(&text)).unwrap_or_default(),
            source: source.get(row).unwrap_or_else(|| Arc::from("")),
            note: note.get(row),
        })
    };
    (0..table.rows).filter_map(row).collect()
}

pub(super) fn storage(mut table: Table) -> Vec<StorageProduct> {
    let mut texts = |name| table.texts(name);
    let (cloud, region, kind, product) = (texts("cloud"), texts("region"), texts("kind"), texts("product"));
    let (date, source, licence, note) = (texts("date"), texts("source"), texts("licence"), texts("note"));
    let mut numbers = |name| table.numbers(name);
    let (gib, iops, mbps) =
        (numbers("usd_per_gib_month"), numbers("usd_per_iops_month"), numbers("usd_per_mbps_month"));
    let (free_iops, free_mbps) = (numbers("free_iops"), numbers("free_mbps"));
    let (max_iops, max_mbps, max_gib) = (numbers("max_iops"), numbers("max_mbps"), numbers("max_gib"));
    let row = |row| {
        Some(StorageProduct {
            cloud: Cloud::parse(&cloud.get(row)?)?,
            region: region.get(row),
            kind: if kind.get(row).as_deref() == Some("object") { StorageKind::Object } else { StorageKind::Block },
            product: product.get(row)?,
            per_gib_month: gib.get(row).map(Usd),
            per_iops_month: iops.get(row).map(Usd),
            free_iops: free_iops.get(row).map(|n| n as u32),
            per_mbps_month: mbps.get(row).map(Usd),
            free_throughput: free_mbps.get(row).map(MbPerSecond),
            max_iops: max_iops.get(row).map(|n| n as u32),
            max_throughput: max_mbps.get(row).map(MbPerSecond),
            max_size: max_gib.get(row).map(Bytes::from_gib),
            date: date.get(row).and_then(|text| Date::parse(&text)).unwrap_or_default(),
            source: source.get(row).unwrap_or_else(|| Arc::from("")),
            licence: licence.get(row).unwrap_or_else(|| Arc::from("")),
            note: note.get(row),
        })
    };
    (0..table.rows).filter_map(row).collect()
}
