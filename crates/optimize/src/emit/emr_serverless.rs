//! EMR Serverless: an application and a job run on it, as two `aws` commands.

use afterglow_catalog::{Arch, Platform, WorkerSize, worker_sizes};
use afterglow_profile::Profile;
use afterglow_units::{Bytes, Cores};
use serde_json::{Map, Value, json};

use super::{emr, heading, plain_name, quote, spark_line, volume_gib};
use crate::choice::Choice;

/// The least cores of a driver. A rule of thumb.
const DRIVER_CORES: Cores = Cores(2);
/// Settings that move data off machines which are taken back: serverless workers are not.
const OF_SPOT: [&str; 2] = ["spark.decommission.", "spark.storage.decommission."];

/// A worker as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Worker {
    cores: u32,
    gib: u64,
}

impl Worker {
    /// The worker of exactly so many cores that holds this memory; `None` where there is none.
    fn of(cores: Cores, memory: Bytes) -> Option<Self> {
        let size = sizes().iter().find(|size| size.vcpus == cores)?;
        Some(Self { cores: cores.0, gib: size.with_memory(memory)?.0 >> 30 })
    }

    /// The largest worker that is sold.
    fn largest() -> Self {
        sizes().last().map_or(Self { cores: 0, gib: 0 }, |size| Self { cores: size.vcpus.0, gib: size.most.0 >> 30 })
    }

    /// The smallest worker for a driver with this heap and a tenth beside it.
    fn of_driver(heap: Bytes) -> Self {
        let memory = Bytes(heap.0.saturating_add((heap.0 / 10).max(384 << 20)));
        let mut large_enough = sizes().iter().filter(|size| size.vcpus >= DRIVER_CORES);
        large_enough.find_map(|size| Self::of(size.vcpus, memory)).unwrap_or(Self::largest())
    }
}

fn sizes() -> &'static [WorkerSize] {
    worker_sizes(Platform::EmrServerless).map_or(&[], |all| all.sizes)
}

fn executor(choice: &Choice) -> Option<Worker> {
    Worker::of(choice.executor_cores, choice.executor_memory + choice.executor_overhead)
}

/// Whether its executors and driver can be had as serverless workers.
pub(super) fn fits(choice: &Choice) -> bool {
    executor(choice).is_some()
}

pub(super) fn text(choice: &Choice, profile: &Profile) -> String {
    let mut out = quote::comment("#", &heading(choice, profile));
    out.push_str(
        "# The time and cost of this choice are for EMR on machines; serverless is billed by its workers' cores and \
         memory.\n# Put your role and program where the capitals stand.\n",
    );
    let executor = executor(choice).unwrap_or(Worker::largest());
    let driver = Worker::of_driver(choice.driver_memory);
    let region = quote::shell(&choice.region);
    out.push_str(&format!(
        "APPLICATION_ID=$(aws emr-serverless create-application --region {region} \\\n  --query applicationId --output text \
         \\\n  --cli-input-json {})\n",
        quote::shell(&application(choice, profile, executor, driver).to_string())
    ));
    out.push_str(&format!(
        "aws emr-serverless start-job-run --region {region} \\\n  --application-id \"$APPLICATION_ID\" \\\n  \
         --execution-role-arn EXECUTION_ROLE_ARN \\\n  --cli-input-json {}\n",
        quote::shell(&job(choice, profile, driver).to_string())
    ));
    out
}

fn application(choice: &Choice, profile: &Profile, executor: Worker, driver: Worker) -> Value {
    let executors = u64::from(choice.executors);
    let cores = executors * u64::from(executor.cores) + u64::from(driver.cores);
    let memory = executors * executor.gib + driver.gib;
    let disk = (executors + 1) * disk_gib(choice);
    json!({
        "name": plain_name(profile),
        "releaseLabel": release(profile, choice.arch),
        "type": "SPARK",
        "architecture": match choice.arch { Arch::Arm64 => "ARM64", Arch::X86_64 => "X86_64" },
        // What the choice has, and so the most that a job can be billed for at a time.
        "maximumCapacity": {
            "cpu": format!("{cores} vCPU"),
            "memory": format!("{memory} GB"),
            "disk": format!("{disk} GB"),
        },
        "autoStopConfiguration": {"enabled": true, "idleTimeoutMinutes": emr::IDLE_SECONDS / 60},
        "tags": {"afterglow": "sized from an event log"},
    })
}

fn job(choice: &Choice, profile: &Profile, driver: Worker) -> Value {
    let mut properties: Map<String, Value> = emr::properties(choice);
    properties.retain(|key, _| !OF_SPOT.iter().any(|head| key.starts_with(head)));
    let disk = format!("{}G", disk_gib(choice));
    for (key, value) in [
        ("spark.driver.cores", driver.cores.to_string()),
        ("spark.driver.memory", crate::conf::mebi(choice.driver_memory)),
        ("spark.emr-serverless.driver.disk", disk.clone()),
        ("spark.emr-serverless.executor.disk", disk),
    ] {
        // What a policy pins holds.
        properties.entry(key).or_insert(Value::from(value));
    }
    json!({
        "name": plain_name(profile),
        "jobDriver": {"sparkSubmit": {"entryPoint": "PROGRAM"}},
        "configurationOverrides": {
            "applicationConfiguration": [{"classification": "spark-defaults", "properties": properties}],
        },
    })
}

/// The disk of a worker: the share of a machine's volume, within what a worker can have.
fn disk_gib(choice: &Choice) -> u64 {
    let of_machine = u64::from((choice.executors / choice.workers.max(1)).max(1));
    (volume_gib(choice, 20, u64::MAX) / of_machine).clamp(20, 200)
}

/// Serverless begins with EMR 6.6, and with 6.9 on Arm.
fn release(profile: &Profile, arch: Arch) -> &'static str {
    match (spark_line(profile), arch) {
        ("2.4" | "3.0" | "3.1" | "3.2", Arch::Arm64) => "emr-6.9.0",
        ("2.4" | "3.0" | "3.1", Arch::X86_64) => "emr-6.6.0",
        _ => emr::release(profile),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workers_are_of_a_size_that_can_be_had() {
        let of = |cores, gib: u64| Worker::of(Cores(cores), Bytes(gib << 30)).map(|worker| worker.gib);
        assert_eq!(of(4, 1), Some(8), "less than the least memory becomes the least");
        assert_eq!((of(4, 30), of(4, 31)), (Some(30), None));
        assert_eq!((of(8, 17), of(16, 33)), (Some(20), Some(40)), "in steps of 4 and 8");
        assert_eq!(of(5, 10), None);
        assert_eq!(Worker::of_driver(Bytes(20 << 30)), Worker { cores: 4, gib: 22 });
        assert_eq!(Worker::of_driver(Bytes(u64::MAX)), Worker { cores: 16, gib: 120 });
    }
}
