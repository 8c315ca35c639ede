//! Platforms that sell capacity by units of their own.

use std::sync::Arc;

use afterglow_units::{Bytes, Cores, Millis, Usd, UsdPerHour};

use super::Platform;
use super::fee::FeeRow;
use super::workers::{WorkerSizes, worker_sizes};
use crate::{Catalog, Date};

/// What a serverless platform charges in a region.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerlessRates {
    /// By what it charges.
    pub unit: ServerlessUnit,
    /// The least time that is charged for a worker, also when it lives shorter; `None` where no page that was read tells.
    /// Above it the time is charged as it is.
    pub least_time: Option<Millis>,
    /// The sizes that workers may have.
    pub workers: WorkerSizes,
    /// A GB of shuffle storage for a month (Dataproc Serverless, which charges for it besides its units).
    pub shuffle_gb_month: Option<Usd>,
    /// The day of the figures.
    pub date: Date,
    /// Where they come from.
    pub source: Arc<str>,
    /// What to know about them.
    pub note: Option<Arc<str>>,
}

/// By what a serverless platform charges. Prices are for one unit and an hour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ServerlessUnit {
    /// EMR Serverless: virtual CPUs, memory, and disk beyond 20 GB a worker. x86; its "GB" of memory are GiB.
    VcpuAndMemory {
        /// One virtual CPU.
        vcpu: UsdPerHour,
        /// One GiB of memory.
        memory_gib: UsdPerHour,
        /// One GB of disk beyond the free 20.
        disk_gb: UsdPerHour,
    },
    /// Glue: data processing units of 4 virtual CPUs and 16 GiB. Workers come in whole and half units.
    Dpu(UsdPerHour),
    /// Dataproc Serverless, standard tier: data compute units.
    Dcu(UsdPerHour),
    /// Synapse: virtual cores, memory included (8 GiB each in the memory-optimised family).
    Vcore(UsdPerHour),
}

/// Disk of a worker that EMR Serverless does not charge for, in GB.
const EMR_FREE_DISK_GB: f64 = 20.0;

const A_MINUTE: Millis = Millis(60_000);

impl ServerlessRates {
    /// What one worker of the size costs that lives for `time`, the least time that is charged included.
    pub fn worker_for(&self, vcpus: Cores, memory: Bytes, disk: Bytes, time: Millis) -> Usd {
        let charged = self.least_time.map_or(time, |least| time.max(least));
        Usd(self.worker(vcpus, memory, disk).0 * charged.hours())
    }

    /// What one worker costs.
    ///
    /// Dataproc Serverless reckons 0.6 DCU for a virtual CPU, 0.1 for a GB of memory up to 8 GB a virtual CPU, and
    /// 0.2 for a GB above (Google's pricing page). `disk` counts for EMR Serverless only; shuffle storage of
    /// Dataproc Serverless is charged by the month and left out.
    pub fn worker(&self, vcpus: Cores, memory: Bytes, disk: Bytes) -> UsdPerHour {
        let cores = f64::from(vcpus.0);
        let gib = memory.gib();
        UsdPerHour(match self.unit {
            ServerlessUnit::VcpuAndMemory { vcpu, memory_gib, disk_gb } => {
                let beyond = (disk.0 as f64 / 1e9 - EMR_FREE_DISK_GB).max(0.0);
                vcpu.0 * cores + memory_gib.0 * gib + disk_gb.0 * beyond
            }
            ServerlessUnit::Dpu(price) => price.0 * (cores / 4.0).max(gib / 16.0),
            ServerlessUnit::Dcu(price) => {
                let plain = gib.min(8.0 * cores);
                price.0 * (0.6 * cores + 0.1 * plain + 0.2 * (gib - plain))
            }
            ServerlessUnit::Vcore(price) => price.0 * cores,
        })
    }
}

impl Catalog {
    /// The rates of a serverless platform in a region; `None` when they are not known there.
    pub fn serverless(&self, platform: Platform, region: &str) -> Option<ServerlessRates> {
        let name = match platform {
            Platform::EmrServerless => "emr_serverless",
            Platform::Glue => "glue",
            Platform::DataprocServerless => "dataproc_serverless",
            Platform::Synapse => "synapse_spark",
            _ => return None,
        };
        let find = |metric: &str| {
            self.fees.iter().find(|row| {
                *row.platform == *name
                    && *row.metric == *metric
                    && row.region.as_deref() == Some(region)
                    && row.tier.as_deref() != Some("premium")
            })
        };
        let price = |row: &FeeRow| UsdPerHour(row.value);
        let (unit, row) = match platform {
            Platform::EmrServerless => {
                let (vcpu, memory, disk) = (find("vcpu_hours")?, find("memory_gb_hours")?, find("storage_gb_hours")?);
                let (vcpu_price, memory_gib, disk_gb) = (price(vcpu), price(memory), price(disk));
                (ServerlessUnit::VcpuAndMemory { vcpu: vcpu_price, memory_gib, disk_gb }, vcpu)
            }
            Platform::Glue => find("usd_per_dpu_hour").map(|row| (ServerlessUnit::Dpu(price(row)), row))?,
            Platform::DataprocServerless => {
                find("usd_per_dcu_hour").map(|row| (ServerlessUnit::Dcu(price(row)), row))?
            }
            _ => find("usd_per_vcore_hour").map(|row| (ServerlessUnit::Vcore(price(row)), row))?,
        };
        let least_time = match platform {
            // A minute for a worker (EMR Serverless API Reference, billed resources), for DCUs (Dataproc Serverless
            // pricing) and for a job (AWS analytics whitepaper, cost model of Glue); all read 2026-11-21.
            Platform::EmrServerless | Platform::DataprocServerless | Platform::Glue => Some(A_MINUTE),
            _ => None,
        };
        let (date, source, note) = (row.date, row.source.clone(), row.note.clone());
        let shuffle = find("usd_per_gb_month").filter(|_| platform == Platform::DataprocServerless);
        let (shuffle_gb_month, workers) = (shuffle.map(|row| Usd(row.value)), worker_sizes(platform)?);
        Some(ServerlessRates { unit, least_time, workers, shuffle_gb_month, date, source, note })
    }
}
