//! What a platform leaves of a machine for executors. All of these are rules of thumb ([`Basis::Rule`]): the
//! platforms' published defaults, which an administrator can change.

use afterglow_units::{Basis, Bytes, Cores};

use super::Platform;
use crate::{Cloud, Instance};

/// The share of a machine that executors may take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Usable {
    /// Memory of all executors on the machine together, each with its overhead.
    pub memory: Bytes,
    /// Cores of all executors on the machine together.
    pub cores: Cores,
    /// Always [`Basis::Rule`].
    pub basis: Basis,
    /// Where the rule is published.
    pub source: &'static str,
}

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// What `platform` leaves of the type for executors; `None` for serverless platforms, which sell workers of fixed
/// shape, and for machines too small to run an executor.
///
/// | platform | memory | cores |
/// | --- | --- | --- |
/// | EMR | three quarters up to 32 GiB, above that all but 8 GiB | all |
/// | Dataproc | four fifths | all |
/// | Databricks | 97 % less 4,800 MB (the heap is four fifths of that) | all |
/// | HDInsight | all but 2 GiB (8 GiB machines) to 64 GiB (512 GiB machines), in steps | all |
/// | plain machines, on-premises | all but 1 GiB | all |
/// | GKE, own Kubernetes | less 25 % of the first 4 GiB, 20 % of the next 4, 10 % of the next 8, 6 % of the next 112, 2 % above, 100 MiB | less 6 %, 1 %, 0.5 %, 0.25 % |
/// | EKS | less 255 MiB, 11 MiB a pod (110 pods, 250 from 30 virtual CPUs), 100 MiB | as GKE |
/// | AKS 1.29 and later | less 20 MB a pod (110) and 50 MB but at most a quarter, 100 MiB | less 60 millicores, then 40, 20, 10 a core |
///
/// On Kubernetes whole cores are counted, so that one core of most machines goes to the system.
pub fn usable(platform: Platform, instance: &Instance) -> Option<Usable> {
    let all = instance.memory.0;
    let (memory, source) = match platform {
        Platform::Emr => (emr(all), "Amazon EMR Release Guide, Hadoop task configuration"),
        Platform::Dataproc => (all / 5 * 4, "Google Cloud, Data Fusion cluster sizing: 12 of 15 GB go to YARN"),
        Platform::Databricks => (
            (all as f64 * 0.97) as u64 - (4800 * MIB).min((all as f64 * 0.97) as u64),
            "Databricks' defaults: a 14 GiB node gets 7,284 MiB of executor heap",
        ),
        Platform::HdInsight => (hortonworks(all), "Hortonworks Data Platform, determining HDP memory settings"),
        Platform::PlainVms | Platform::OnPremises => {
            (all.saturating_sub(GIB), "Apache Spark, standalone mode: SPARK_WORKER_MEMORY")
        }
        Platform::Kubernetes => match instance.cloud {
            Cloud::Aws => (eks(all, instance.vcpus), "Amazon EKS optimised AMI: kube-reserved"),
            Cloud::Azure => (aks(all), "Azure Kubernetes Service, node resource reservations"),
            Cloud::Gcp | Cloud::OnPremises => (gke(all), "Google Kubernetes Engine, plan node sizes"),
        },
        Platform::EmrServerless | Platform::Glue | Platform::DataprocServerless | Platform::Synapse => return None,
    };
    let cores = match platform {
        Platform::Kubernetes => whole_cores(instance.cloud, instance.vcpus),
        _ => instance.vcpus,
    };
    // Spark's smallest executor is 450 MiB of reserved and usable heap plus 384 MiB of overhead.
    let enough = memory >= 834 * MIB && cores.0 > 0;
    enough.then_some(Usable { memory: Bytes(memory), cores, basis: Basis::Rule, source })
}

/// EMR's table of defaults follows this for all types that were looked at: m5.xlarge 12,288 of 16,384 MiB,
/// m5.2xlarge 24,576 of 32,768, m5.4xlarge 57,344 of 65,536, m5.12xlarge 188,416 of 196,608.
fn emr(all: u64) -> u64 {
    (all / 4 * 3).max(all.saturating_sub(8 * GIB))
}

/// Reserved memory by the machine's size, in GiB.
fn hortonworks(all: u64) -> u64 {
    const STEPS: [(u64, u64); 11] =
        [(512, 64), (256, 32), (128, 24), (96, 12), (72, 8), (64, 8), (48, 6), (24, 4), (16, 2), (8, 2), (0, 1)];
    let reserved = STEPS.iter().find(|(from, _)| all >= from * GIB).map_or(1, |(_, reserved)| *reserved);
    all.saturating_sub(reserved * GIB)
}

fn gke(all: u64) -> u64 {
    const BANDS: [(u64, u64); 5] = [(4, 25), (4, 20), (8, 10), (112, 6), (u64::MAX / GIB, 2)];
    let mut rest = all;
    let reserved: u64 = BANDS
        .iter()
        .map(|(gib, percent)| {
            let band = rest.min(gib * GIB);
            rest -= band;
            band / 100 * percent
        })
        .sum();
    all.saturating_sub(reserved + 100 * MIB)
}

fn eks(all: u64, vcpus: Cores) -> u64 {
    let pods = if vcpus.0 < 30 { 110 } else { 250 };
    all.saturating_sub((255 + 11 * pods + 100) * MIB)
}

fn aks(all: u64) -> u64 {
    const PODS: u64 = 110;
    let reserved = ((20 * PODS + 50) * 1_000_000).min(all / 4);
    all.saturating_sub(reserved + 100 * MIB)
}

fn whole_cores(cloud: Cloud, vcpus: Cores) -> Cores {
    let n = u64::from(vcpus.0);
    // Millicores for the first core, the second, each of the third and fourth, each above; in tenths of a millicore.
    let [first, second, next, above] = if cloud == Cloud::Azure { [600, 400, 200, 100] } else { [600, 100, 50, 25] };
    let reserved = first * n.min(1)
        + second * n.saturating_sub(1).min(1)
        + next * n.saturating_sub(2).min(2)
        + above * n.saturating_sub(4);
    Cores(((n * 10_000).saturating_sub(reserved) / 10_000) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_examples_come_out() {
        let gib = |bytes: u64| bytes as f64 / GIB as f64;
        assert_eq!(emr(16 * GIB) / MIB, 12_288);
        assert_eq!(emr(192 * GIB) / MIB, 188_416);
        assert!((gib(gke(150 * GIB)) - 140.1423).abs() < 0.001, "{}", gib(gke(150 * GIB)));
        assert_eq!(eks(16 * GIB, Cores(4)), (16 * 1024 - 255 - 1210 - 100) * MIB);
        assert_eq!(whole_cores(Cloud::Azure, Cores(64)), Cores(63), "740 millicores are reserved of 64 cores");
        assert_eq!(whole_cores(Cloud::Gcp, Cores(4)), Cores(3));
        assert_eq!(hortonworks(128 * GIB) / GIB, 104);
    }
}
