//! The Spark properties of a choice.

use afterglow_predict::Model;
use afterglow_profile::Profile;
use afterglow_units::Bytes;

use crate::advised::{self, Advised};
use crate::choice::Choice;
use crate::found::Ranked;
use crate::native::Native;
use crate::policy::Policy;
use crate::replay::scenario;
use crate::search::Task;
use crate::space::Space;

const PARTITIONS: &str = "spark.sql.shuffle.partitions";
/// A partition count is changed only if the replay says that it takes this share of the time away.
const WORTH_A_CHANGE: f64 = 0.03;
/// Runs with more tasks are not replayed again for this.
const MOST_TASKS: usize = 200_000;

/// A shuffle partition count that makes the first choice faster, by exact replay; `None` where the log's own is as good,
/// or where adaptive execution sets it anyway.
pub(crate) fn partitions(
    profile: &Profile,
    model: &Model,
    space: &Space<'_>,
    task: &Task<'_>,
    ranked: &[Ranked],
) -> Option<Repartition> {
    let first = ranked.first()?;
    let shuffles = profile.totals.sums.shuffle_write.0 > 0 && !profile.sql.is_empty();
    if model.coalesces() || !shuffles || profile.tasks.len() > MOST_TASKS || task.policy.conf.contains_key(PARTITIONS) {
        return None;
    }
    let plain = scenario(space, task, &first.found);
    let slots = plain.slots;
    let as_it_was = model.predict(&plain).wall.mid;
    let tried = [1, 2, 3].map(|waves| slots.saturating_mul(waves).max(1));
    let timed = tried.map(|count| (count, model.predict(&plain.clone().conf(PARTITIONS, count.to_string())).wall.mid));
    let (count, wall) = timed.into_iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
    (wall < as_it_was * (1.0 - WORTH_A_CHANGE)).then_some(Repartition { count, wall, as_it_was })
}

/// A shuffle partition count that makes a choice faster, with the replayed times in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Repartition {
    count: u32,
    wall: f64,
    as_it_was: f64,
}

impl Repartition {
    /// What it is worth, as a sentence.
    pub(crate) fn why(&self) -> String {
        let time = afterglow_units::shown::duration;
        format!(
            "{PARTITIONS} = {}: the replay takes {} with it and {} with the run's own number; the figures above are \
             without it.",
            self.count,
            time(self.wall),
            time(self.as_it_was)
        )
    }
}

/// What to set for a choice. Settings of the policy come last and so hold.
pub(crate) fn settings(
    profile: &Profile,
    policy: &Policy,
    choice: &Choice,
    partitions: Option<&Repartition>,
) -> Vec<(String, String)> {
    let mut conf: Vec<(String, String)> = Vec::new();
    let mut set = |key: &str, value: String| match conf.iter_mut().find(|(known, _)| known == key) {
        Some(known) => known.1 = value,
        None => conf.push((key.to_owned(), value)),
    };
    set("spark.executor.instances", choice.executors.to_string());
    set("spark.executor.cores", choice.executor_cores.0.to_string());
    set("spark.executor.memory", mebi(choice.executor_memory));
    let beside = Beside::of(profile, choice);
    set("spark.executor.memoryOverhead", mebi(beside.overhead));
    if beside.off_heap.0 > 0 {
        set("spark.memory.offHeap.enabled", "true".to_owned());
        set("spark.memory.offHeap.size", mebi(beside.off_heap));
    }
    if beside.python.0 > 0 {
        set("spark.executor.pyspark.memory", mebi(beside.python));
    }
    // What the log does not tell of the driver is left as the platform has it.
    if profile.conf.get("spark.driver.memory").is_some() {
        set("spark.driver.memory", mebi(choice.driver_memory));
    }
    if let Some(cpus) = profile.conf.get("spark.task.cpus").filter(|cpus| cpus.trim() != "1") {
        set("spark.task.cpus", cpus.to_owned());
    }
    for (key, value) in gpu_settings(profile) {
        set(key, value.to_owned());
    }
    set("spark.dynamicAllocation.enabled", "false".to_owned());
    if let Some(partitions) = partitions {
        set(PARTITIONS, partitions.count.to_string());
    }
    if choice.market.uses_spot() {
        // Spark 3.1 and later move shuffle files off a machine that is about to go; older versions pass over these.
        set("spark.decommission.enabled", "true".to_owned());
        set("spark.storage.decommission.enabled", "true".to_owned());
        set("spark.storage.decommission.shuffleBlocks.enabled", "true".to_owned());
    }
    set(advised::KEY, Advised::value(choice));
    for (key, value) in &policy.conf {
        set(key, value.clone());
    }
    conf
}

/// What a run on GPUs cannot do without, as its log has it.
fn gpu_settings(profile: &Profile) -> impl Iterator<Item = (&str, &str)> {
    const NEEDED: [&str; 5] = [
        "spark.plugins",
        "spark.executor.resource.gpu.",
        "spark.task.resource.gpu.",
        "spark.rapids.",
        "spark.shuffle.manager",
    ];
    let on_gpus = Native::of(profile) == Native::Gpu;
    let all = profile.conf.spark.iter().filter(move |_| on_gpus);
    all.map(|(key, value)| (key.as_ref(), value.as_ref())).filter(|(key, _): &(&str, &str)| {
        NEEDED.iter().any(|needed| if needed.ends_with('.') { key.starts_with(needed) } else { key == needed })
    })
}

/// Settings of a policy that would make other executors than those that were reckoned with.
pub(crate) fn pinned_shape(policy: &Policy) -> Option<String> {
    const SHAPE: [&str; 6] = [
        "spark.executor.instances",
        "spark.executor.cores",
        "spark.executor.memory",
        "spark.executor.memoryOverhead",
        "spark.task.cpus",
        "spark.dynamicAllocation.enabled",
    ];
    let pinned: Vec<&str> = SHAPE.into_iter().filter(|key| policy.conf.contains_key(*key)).collect();
    (!pinned.is_empty()).then(|| {
        format!(
            "The policy pins {}: times and costs here are of other executors, and whether those that are pinned fit a machine \
             was not looked at.",
            pinned.join(", ")
        )
    })
}

/// The memory of an executor beside its heap, in the parts that the run had.
struct Beside {
    off_heap: Bytes,
    python: Bytes,
    overhead: Bytes,
}

impl Beside {
    /// The off-heap pool and Python's memory keep their ratio to the heap; the rest is overhead.
    fn of(profile: &Profile, choice: &Choice) -> Self {
        let conf = &profile.conf;
        let heap = conf.bytes("spark.executor.memory", Bytes::from_mib(1)).filter(|heap| heap.0 > 0);
        let share = |set: Option<Bytes>| match (set, heap) {
            (Some(set), Some(heap)) => set.0 as f64 / heap.0 as f64 * choice.executor_memory.0 as f64,
            _ => 0.0,
        };
        let enabled = conf.flag("spark.memory.offHeap.enabled").unwrap_or(false);
        let off_heap = share(conf.bytes("spark.memory.offHeap.size", Bytes(1)).filter(|_| enabled));
        let python = share(conf.bytes("spark.executor.pyspark.memory", Bytes::from_mib(1)));
        let room = choice.executor_overhead.0 as f64;
        let least = (0.1 * choice.executor_memory.0 as f64).min(room);
        let fits = ((room - least) / (off_heap + python).max(1.0)).min(1.0);
        let (off_heap, python) = ((off_heap * fits) as u64, (python * fits) as u64);
        let overhead = choice.executor_overhead.0.saturating_sub(off_heap + python);
        Self { off_heap: Bytes(off_heap), python: Bytes(python), overhead: Bytes(overhead) }
    }
}

/// A size in Spark's notation.
pub(crate) fn mebi(size: Bytes) -> String {
    format!("{}m", size.0 >> 20)
}
