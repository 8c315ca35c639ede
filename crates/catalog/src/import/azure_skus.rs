//! `az vm list-skus -o json`: shapes and disk limits of Azure sizes. Each size comes once for every location.

use std::collections::HashSet;
use std::io::Read;

use afterglow_units::Bytes;
use serde::Deserialize;

use super::{ImportFormat, json, shape};
use crate::issue::Found;
use crate::{Arch, Cloud, Instance, Issue, Limits, LocalDisk, MbPerSecond, Overlay, RemoteDisk};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sku {
    name: String,
    resource_type: String,
    #[serde(default)]
    capabilities: Vec<Capability>,
}

#[derive(Deserialize)]
struct Capability {
    name: String,
    value: String,
}

impl Sku {
    fn number(&self, name: &str) -> Option<f64> {
        self.capabilities.iter().find(|c| c.name == name)?.value.parse().ok().filter(|n: &f64| *n >= 0.0)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.capabilities.iter().find(|c| c.name == name).map(|c| c.value.as_str())
    }
}

pub(super) fn read(from: impl Read) -> Result<Overlay, serde_json::Error> {
    let mut overlay = Overlay { kind: ImportFormat::AzureSkus.what(), ..Overlay::default() };
    let mut seen = HashSet::new();
    let mut wrong = Found::default();
    let issues = json::each(from, "", |at, sku: Sku| {
        if sku.resource_type != "virtualMachines" || !seen.insert(sku.name.clone()) {
            overlay.passed_over += 1;
            return;
        }
        let Some(instance) = instance(&sku) else {
            let what = "no vCPUs or MemoryGB among its capabilities";
            wrong.push(Issue::within(format!("[{at}] {}", sku.name), what));
            return;
        };
        overlay.instances.push(instance);
    })?;
    wrong.extend(issues);
    overlay.issues = wrong.into_issues();
    Ok(overlay)
}

fn instance(sku: &Sku) -> Option<Instance> {
    let memory = Bytes::from_gib(sku.number("MemoryGB")?);
    let mut it = shape::bare(Cloud::Azure, &sku.name, sku.number("vCPUs")? as u32, memory, "az vm list-skus");
    if sku.text("CpuArchitectureType").is_some_and(|arch| arch.eq_ignore_ascii_case("arm64")) {
        it.arch = Arch::Arm64;
    }
    it.cpu.threads_per_core = sku.number("vCPUsPerCore").map(|n| n as u8);
    it.remote_disk = RemoteDisk {
        throughput: Limits {
            baseline: sku.number("UncachedDiskBytesPerSecond").map(|bytes| MbPerSecond(bytes / 1e6)),
            burst: None,
        },
        iops: Limits { baseline: sku.number("UncachedDiskIOPS").map(|n| n as u32), burst: None },
    };
    let nvme = sku.number("NvmeDiskSizeInMiB").filter(|mib| *mib > 0.0);
    let temporary = sku.number("MaxResourceVolumeMB").filter(|mb| *mb > 0.0);
    if let Some(mib) = nvme.or(temporary) {
        it.local_disk = LocalDisk {
            count: None,
            total: Some(Bytes::from_mib(mib as u64)),
            kind: Some(if nvme.is_some() { crate::DiskKind::Nvme } else { crate::DiskKind::TemporarySsd }),
        };
    }
    Some(it)
}
