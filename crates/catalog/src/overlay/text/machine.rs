//! Instance types with the columns of `instances.csv`.

use std::collections::HashSet;
use std::sync::Arc;

use afterglow_units::Bytes;

use crate::csv::quoted;
use crate::pack::tables::{INSTANCES, INSTANCES_SHARE_ALIKE};
use crate::{DiskKind, Instance};

/// The table; empty without rows.
pub(super) fn write(all: &[Instance]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let free = INSTANCES.iter().map(|(name, _)| *name).filter(|name| !["line", "size"].contains(name));
    let bound = INSTANCES_SHARE_ALIKE.iter().map(|(name, _)| *name);
    // The disk count stands in both tables.
    let mut seen = HashSet::new();
    let columns: Vec<&str> =
        ["instance_type"].into_iter().chain(free).chain(bound).filter(|name| seen.insert(*name)).collect();
    let mut out = columns.join(",") + "\n";
    for instance in all {
        let cells: Vec<String> = columns.iter().map(|name| quoted(&cell(instance, name))).collect();
        out += &cells.join(",");
        out.push('\n');
    }
    out
}

/// The cell of a column; empty for what is not known, and for columns that are none of its.
fn cell(of: &Instance, column: &str) -> String {
    let number = |number: Option<f64>| number.map(millionths).unwrap_or_default();
    let whole = |number: Option<u32>| number.map(|n| n.to_string()).unwrap_or_default();
    let text = |text: &Option<Arc<str>>| text.as_deref().unwrap_or_default().to_owned();
    let gpu = of.accelerator.as_ref();
    let scores = &of.scores;
    match column {
        "instance_type" => of.name.to_string(),
        "cloud" => of.cloud.word().to_owned(),
        "family" => of.family.to_string(),
        "category" => of.category.word().to_owned(),
        "generation" => of.generation.to_string(),
        "arch" => of.arch.word().to_owned(),
        "cpu_vendor" => text(&of.cpu.vendor),
        "cpu_model" => text(&of.cpu.model),
        "cpu_clock_ghz" => number(of.cpu.clock_ghz),
        "physical_cores" => whole(of.cpu.physical_cores.map(|cores| cores.0)),
        "threads_per_core" => whole(of.cpu.threads_per_core.map(u32::from)),
        "vcpus" => of.vcpus.0.to_string(),
        "memory_gib" => gib(of.memory),
        "local_disk_count" => whole(of.local_disk.count),
        "local_disk_total_gib" => of.local_disk.total.map(gib).unwrap_or_default(),
        "local_disk_kind" => of.local_disk.kind.map(DiskKind::word).unwrap_or_default().to_owned(),
        "network_gbps_baseline" => number(of.network.baseline.map(|rate| rate.0)),
        "network_gbps_burst" => number(of.network.burst.map(|rate| rate.0)),
        "remote_disk_mbps_baseline" => number(of.remote_disk.throughput.baseline.map(|rate| rate.0)),
        "remote_disk_mbps_burst" => number(of.remote_disk.throughput.burst.map(|rate| rate.0)),
        "remote_disk_iops_baseline" => whole(of.remote_disk.iops.baseline),
        "remote_disk_iops_burst" => whole(of.remote_disk.iops.burst),
        "gpu_model" => gpu.map(|gpu| text(&gpu.model)).unwrap_or_default(),
        "gpu_count" => number(gpu.and_then(|gpu| gpu.count)),
        "gpu_memory_gib_total" => gpu.and_then(|gpu| gpu.memory).map(gib).unwrap_or_default(),
        "flags" => of.flags.words(),
        "hw_date" => Some(of.date).filter(|date| date.year > 0).map(|date| date.to_string()).unwrap_or_default(),
        "src_shape" => text(&of.sources.shape),
        "src_cpu" => text(&of.sources.cpu),
        "src_disk" => text(&of.sources.disk),
        "src_net" => text(&of.sources.network),
        "src_gpu" => text(&of.sources.accelerator),
        "src_bench" => text(&of.sources.scores),
        "cpu_score_single" => number(scores.geekbench_single),
        "cpu_score_multi" => number(scores.geekbench_all),
        "passmark_single" => number(scores.passmark_single),
        "passmark_multi" => number(scores.passmark_all),
        "stressng_single" => number(scores.stressng_single),
        "stressng_multi" => number(scores.stressng_all),
        "coremark_multi" => number(scores.coremark_all),
        "mem_read_mbps" => number(scores.memory_read.map(|rate| rate.0)),
        "zstd1_mbps_1thread" => number(scores.zstd1_single.map(|rate| rate.0)),
        "bench_date" => scores.measured.map(|date| date.to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}

/// About to a kB.
fn gib(size: Bytes) -> String {
    millionths(size.gib())
}

/// To a millionth: as much as the reader of the table keeps.
fn millionths(number: f64) -> String {
    let text = format!("{number:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
