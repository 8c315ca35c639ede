//! Names of series that tools are documented to write, with what they count.
//!
//! | tool | names from |
//! | --- | --- |
//! | CloudWatch | AWS, "CloudWatch metrics that are available for your instances" and "Metrics collected by the CloudWatch agent" (2026-11) |
//! | sar, sadf | sysstat's manual page sar(1), versions 10 to 12 |
//! | Prometheus | node_exporter's collectors, the node mixin's recording rules, cAdvisor's metrics |
//! | Ganglia | gmond's default modules; memory in KiB, network in bytes a second |

use super::meaning::{Kind, Meaning, Per};
use super::unit::Unit;

const BYTES: Unit = Unit::Bytes { decimal: 1.0, binary: 1.0 };
/// The kernel's kilobyte.
const KIB: Unit = Unit::Bytes { decimal: 1024.0, binary: 1024.0 };
/// Disks are counted in sectors of 512 bytes, whatever their own size is.
const SECTORS: Unit = Unit::Bytes { decimal: 512.0, binary: 512.0 };

/// What a name in lower case is known to be. `ganglia` tells Ganglia's files from those of CloudWatch's agent, which has
/// some of the same names in bytes.
#[allow(clippy::match_same_arms, reason = "in groups, by the tool that writes the names")]
pub(super) fn known(name: &str, ganglia: bool) -> Option<Meaning> {
    use Kind::{
        Cores, CpuBusy, CpuIdle, CpuIrq, CpuNice, CpuSoft, CpuSteal, CpuSystem, CpuUser, CpuWait, Disk, DiskRead,
        DiskWrite, MemAvailable, MemBuffers, MemCache, MemFree, MemTotal, MemUsed, NetIn, NetOut,
    };
    use Unit::{Percent, Share};
    let gauge = |kind: Kind, unit: Unit| (kind, Some(unit), Per::Gauge);
    let own = if ganglia { KIB } else { BYTES };
    let (kind, unit, per) = match name {
        // CloudWatch.
        "cpuutilization" | "cpu_usage_active" => gauge(CpuBusy, Percent),
        "networkin" => (NetIn, Some(BYTES), Per::Period),
        "networkout" => (NetOut, Some(BYTES), Per::Period),
        "diskreadbytes" | "ebsreadbytes" => (DiskRead, Some(BYTES), Per::Period),
        "diskwritebytes" | "ebswritebytes" => (DiskWrite, Some(BYTES), Per::Period),
        "mem_used_percent" => gauge(MemUsed, Percent),
        "mem_available_percent" => gauge(MemAvailable, Percent),
        "mem_used" => gauge(MemUsed, own),
        "mem_available" => gauge(MemAvailable, own),
        "mem_total" => gauge(MemTotal, own),
        "mem_free" => gauge(MemFree, own),
        "mem_cached" => gauge(MemCache, own),
        "mem_buffered" | "mem_buffers" => gauge(MemBuffers, own),
        "cpu_usage_idle" => gauge(CpuIdle, Percent),
        "cpu_usage_iowait" => gauge(CpuWait, Percent),
        "cpu_usage_steal" => gauge(CpuSteal, Percent),
        "cpu_usage_user" => gauge(CpuUser, Percent),
        "cpu_usage_system" => gauge(CpuSystem, Percent),
        // sar.
        "%user" | "%usr" => gauge(CpuUser, Percent),
        "%nice" => gauge(CpuNice, Percent),
        "%system" | "%sys" => gauge(CpuSystem, Percent),
        "%irq" => gauge(CpuIrq, Percent),
        "%soft" => gauge(CpuSoft, Percent),
        "%iowait" => gauge(CpuWait, Percent),
        "%steal" => gauge(CpuSteal, Percent),
        "%idle" => gauge(CpuIdle, Percent),
        "kbmemfree" => gauge(MemFree, KIB),
        "kbavail" => gauge(MemAvailable, KIB),
        "kbmemused" => gauge(MemUsed, KIB),
        "%memused" => gauge(MemUsed, Percent),
        "kbcached" => gauge(MemCache, KIB),
        "kbbuffers" => gauge(MemBuffers, KIB),
        "rxkb/s" => gauge(NetIn, KIB),
        "txkb/s" => gauge(NetOut, KIB),
        "rkb/s" => gauge(DiskRead, KIB),
        "wkb/s" => gauge(DiskWrite, KIB),
        "rd_sec/s" | "bread/s" => gauge(DiskRead, SECTORS),
        "wr_sec/s" | "bwrtn/s" => gauge(DiskWrite, SECTORS),
        // Ganglia.
        "cpu_user" => gauge(CpuUser, Percent),
        "cpu_system" => gauge(CpuSystem, Percent),
        "cpu_nice" => gauge(CpuNice, Percent),
        "cpu_idle" => gauge(CpuIdle, Percent),
        "cpu_wio" => gauge(CpuWait, Percent),
        "cpu_steal" => gauge(CpuSteal, Percent),
        "cpu_intr" => gauge(CpuIrq, Percent),
        "cpu_sintr" => gauge(CpuSoft, Percent),
        "cpu_num" | "machine_cpu_cores" | "instance:node_num_cpu:sum" => (Cores, None, Per::Gauge),
        "bytes_in" => gauge(NetIn, BYTES),
        "bytes_out" => gauge(NetOut, BYTES),
        // Prometheus.
        "node_cpu_seconds_total" => (CpuUser, Some(Share), Per::Counter),
        "container_cpu_usage_seconds_total" => (CpuBusy, Some(Unit::Cores(1.0)), Per::Counter),
        "node_memory_memtotal_bytes" | "machine_memory_bytes" => gauge(MemTotal, BYTES),
        "node_memory_memavailable_bytes" => gauge(MemAvailable, BYTES),
        "node_memory_memfree_bytes" => gauge(MemFree, BYTES),
        "node_memory_cached_bytes" => gauge(MemCache, BYTES),
        "node_memory_buffers_bytes" => gauge(MemBuffers, BYTES),
        "container_memory_working_set_bytes" => gauge(MemUsed, BYTES),
        "node_network_receive_bytes_total" | "container_network_receive_bytes_total" => {
            (NetIn, Some(BYTES), Per::Counter)
        }
        "node_network_transmit_bytes_total" | "container_network_transmit_bytes_total" => {
            (NetOut, Some(BYTES), Per::Counter)
        }
        "node_disk_read_bytes_total" | "container_fs_reads_bytes_total" => (DiskRead, Some(BYTES), Per::Counter),
        "node_disk_written_bytes_total" | "container_fs_writes_bytes_total" => (DiskWrite, Some(BYTES), Per::Counter),
        "disk_throughput" => gauge(Disk, BYTES),
        _ => return rule(name).map(|(kind, unit)| Meaning { kind, unit: Some(unit), per: Per::Gauge, sure: true }),
    };
    Some(Meaning { kind, unit, per, sure: true })
}

/// The node mixin's recording rules, such as `instance:node_cpu_utilisation:rate5m`.
fn rule(name: &str) -> Option<(Kind, Unit)> {
    let mut parts = name.split(':');
    let (_, middle) = (parts.next()?, parts.next()?);
    parts.next()?;
    Some(match middle.trim_end_matches("_excluding_lo") {
        "node_cpu_utilisation" | "node_cpu_utilization" => (Kind::CpuBusy, Unit::Share),
        "node_memory_utilisation" | "node_memory_utilization" => (Kind::MemUsed, Unit::Share),
        "node_network_receive_bytes" => (Kind::NetIn, BYTES),
        "node_network_transmit_bytes" => (Kind::NetOut, BYTES),
        _ => return None,
    })
}

/// Whether the columns of a file are Ganglia's: it has names that no other tool has.
pub(super) fn is_ganglia<'a>(mut names: impl Iterator<Item = &'a str>) -> bool {
    const OWN: [&str; 12] = [
        "cpu_wio",
        "bytes_in",
        "bytes_out",
        "pkts_in",
        "pkts_out",
        "load_one",
        "load_five",
        "cpu_num",
        "mem_shared",
        "mem_buffers",
        "proc_run",
        "cpu_aidle",
    ];
    names.any(|name| OWN.iter().any(|own| name.eq_ignore_ascii_case(own)))
}
