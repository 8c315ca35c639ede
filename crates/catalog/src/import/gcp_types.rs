//! `gcloud compute machine-types list --format=json`: shapes. Each type comes once for every zone.

use std::collections::HashSet;
use std::io::Read;

use afterglow_units::Bytes;
use serde::Deserialize;

use super::{ImportFormat, json, shape};
use crate::{Arch, Cloud, Flag, Overlay};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MachineType {
    name: String,
    guest_cpus: u32,
    memory_mb: u64,
    #[serde(default)]
    is_shared_cpu: bool,
    architecture: Option<String>,
}

pub(super) fn read(from: impl Read) -> Result<Overlay, serde_json::Error> {
    let mut overlay = Overlay { kind: ImportFormat::GcpTypes.what(), ..Overlay::default() };
    let mut seen = HashSet::new();
    overlay.issues = json::each(from, "", |_, found: MachineType| {
        if !seen.insert(found.name.clone()) {
            overlay.passed_over += 1;
            return;
        }
        let memory = Bytes::from_mib(found.memory_mb.min(1 << 40));
        let mut it = shape::bare(Cloud::Gcp, &found.name, found.guest_cpus, memory, "gcloud machine-types");
        if found.architecture.as_deref() == Some("ARM64") {
            it.arch = Arch::Arm64;
        }
        if found.is_shared_cpu {
            it.flags = it.flags.with(Flag::SharedCpu);
        }
        overlay.instances.push(it);
    })?;
    Ok(overlay)
}
