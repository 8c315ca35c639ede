//! Platforms that sell capacity by their own units: virtual CPUs and memory, or units of both, by the second.

use afterglow_catalog::{Cloud, HOURS_OF_A_MONTH, Platform, ServerlessRates, WorkerSize};
use afterglow_predict::{Factor, HardwareFactors};
use afterglow_units::{Bytes, Cores, Millis, Usd};

use super::{Bill, Case, Tried, WayKind};
use crate::goal::Wall;
use crate::infeasible::usd;
use crate::native::Native;
use crate::search::counts;
use crate::space::name;
use crate::surface::Surface;

/// The platforms, and whose they are.
const SOLD: [(Platform, Cloud); 4] = [
    (Platform::EmrServerless, Cloud::Aws),
    (Platform::Glue, Cloud::Aws),
    (Platform::DataprocServerless, Cloud::Gcp),
    (Platform::Synapse, Cloud::Azure),
];

/// The machines behind them are not told: an average core, with the spread of the market. A rule of thumb.
const UNKNOWN_CORE: f64 = 0.35;
/// A worker that holds what the run needs.
#[derive(Debug, Clone, Copy)]
struct Worker {
    vcpus: Cores,
    memory: Bytes,
    slots: u32,
    heap_per_slot: Bytes,
}

struct Offered {
    platform: Platform,
    region: String,
    worker: Worker,
    workers: u32,
    bill: Bill,
    rates: ServerlessRates,
}

/// The best of the serverless platforms in the places that are looked at.
pub(super) fn serverless(case: Case<'_>, surface: &mut Surface<'_>) -> Tried {
    if let Some(because) = out_of_question(case) {
        return Tried::not(format!("Serverless platforms were not reckoned: {because}"));
    }
    let mut best: Option<Offered> = None;
    let mut searched = 0;
    for (platform, cloud) in SOLD {
        if !case.task.policy.allows_platform(platform) {
            continue;
        }
        for (_, region) in case.space.places.iter().filter(|place| place.0 == cloud) {
            let Some(rates) = case.catalog.serverless(platform, region) else { continue };
            for size in rates.workers.sizes {
                let Some(worker) = fitting(case, *size) else { continue };
                let least = rates.workers.fewest.map_or(1, |fewest| fewest.saturating_sub(1).max(1));
                let least = least.max(case.task.policy.min_workers.unwrap_or(1));
                for workers in counts(least).take_while(|&n| within(case, n, worker)) {
                    searched += 1;
                    let bill = bill(case, surface, &rates, worker, workers);
                    if best.as_ref().is_none_or(|best| case.beats(&bill, &best.bill)) {
                        let (rates, region) = (rates.clone(), region.to_string());
                        best = Some(Offered { platform, region, worker, workers, bill, rates });
                    }
                    if worker.slots.saturating_mul(workers) >= surface.useful_slots() {
                        break;
                    }
                }
            }
        }
    }
    let Some(best) = best else { return Tried { searched, ..Tried::default() } };
    let title = format!(
        "{} in {}: {} of {} vCPU and {:.0} GiB",
        name(best.platform),
        best.region,
        if best.workers == 1 { "1 worker".to_owned() } else { format!("{} workers", best.workers) },
        best.worker.vcpus.0,
        best.worker.memory.gib()
    );
    let each = best.rates.worker(best.worker.vcpus, best.worker.memory, Bytes(0));
    let why = vec![
        format!(
            "Each worker costs {} an hour by the list price of {}, one more of its size for the driver; start-up is not \
             charged.",
            usd(Usd(each.0)),
            best.rates.date
        ),
        "The machines behind it are not published: an average core is taken, with a wide interval (a rule of thumb)."
            .to_owned(),
    ];
    Tried { way: Some(case.way(WayKind::Serverless, title, best.bill, why)), note: None, searched }
}

/// Why none of them can stand for a cluster here, if so.
fn out_of_question(case: Case<'_>) -> Option<&'static str> {
    let policy = case.task.policy;
    if case.task.need.native != Native::None {
        return Some("the run worked on GPUs or with Photon, which they do not have.");
    }
    if case.current.platform == Some(Platform::Kubernetes) && policy.platforms.is_empty() {
        return Some("the run was on Kubernetes, and nobody is moved off it without asking (name them in the policy).");
    }
    let names = !(policy.families.is_empty() && policy.instances.is_empty()) || policy.min_generation.is_some();
    if names || !policy.architectures.is_empty() || policy.max_usd_per_hour.is_some() {
        return Some(
            "the policy has rules on machines or on the cost of an hour, and what runs behind them is not told.",
        );
    }
    None
}

/// The worker of a size with as many slots as its memory holds; `None` if it holds none.
fn fitting(case: Case<'_>, size: WorkerSize) -> Option<Worker> {
    let need = case.task.need;
    for slots in (1..=size.vcpus.0 / need.task_cpus.max(1)).rev() {
        let heap = need.heap(slots, u32::MAX, case.task.head_room());
        let container = Bytes((heap.0 as f64 * (1.0 + need.overhead_ratio)) as u64);
        // What Spark keeps beside a small heap may take one step of memory more.
        let memory = size.with_memory(container).filter(|memory| holds(case, *memory, heap));
        let memory = memory.or_else(|| size.with_memory(container + size.step).filter(|m| holds(case, *m, heap)));
        if let Some(memory) = memory {
            let heap = need.split(memory)?.0;
            return Some(Worker { vcpus: size.vcpus, memory, slots, heap_per_slot: Bytes(heap.0 / u64::from(slots)) });
        }
    }
    None
}

fn holds(case: Case<'_>, memory: Bytes, heap: Bytes) -> bool {
    case.task.need.split(memory).is_some_and(|(split, _)| split >= heap)
}

fn within(case: Case<'_>, workers: u32, worker: Worker) -> bool {
    let policy = case.task.policy;
    policy.max_workers.is_none_or(|most| workers <= most)
        && policy.max_cores.is_none_or(|most| workers.saturating_mul(worker.vcpus.0) <= most)
}

fn bill(case: Case<'_>, surface: &mut Surface<'_>, rates: &ServerlessRates, worker: Worker, workers: u32) -> Bill {
    let core_speed = case.task.reference.average_core();
    let memory = worker.heap_per_slot.0 as f64 / (case.task.need.had_per_slot.0 as f64).max(1.0);
    let hardware = HardwareFactors {
        core_speed: Factor::new(core_speed, UNKNOWN_CORE),
        memory_per_slot: Factor::new(memory, 0.1),
        network_per_slot: Factor::new(1.0, 0.5),
        local_disk_per_slot: Factor::new(1.0, 0.5),
        storage_per_slot: Factor::new(core_speed.sqrt(), 0.3),
    };
    let wall: Wall = surface.wall(worker.slots.saturating_mul(workers), &hardware);
    let disk = case.task.need.disk_of_worker(workers);
    let time = Millis::from_f64(wall.mid);
    let driver = rates.worker_for(worker.vcpus, worker.memory, Bytes(0), time).0;
    let shuffled =
        rates.shuffle_gb_month.map_or(0.0, |gb| gb.0 / HOURS_OF_A_MONTH * case.task.need.disk.0 as f64 / 1e9);
    let usd = f64::from(workers) * rates.worker_for(worker.vcpus, worker.memory, disk, time).0
        + driver
        + shuffled * wall.mid / 3.6e6;
    Bill { wall, usd, spread: wall.spread }
}
