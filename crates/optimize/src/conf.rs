//! The Spark properties of a choice.

use afterglow_predict::Model;
use afterglow_profile::Profile;
use afterglow_units::Bytes;

use crate::choice::Choice;
use crate::policy::Policy;
use crate::ranking::Ranked;
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
) -> Option<u32> {
    let first = ranked.first()?;
    let adaptive = profile.conf.flag("spark.sql.adaptive.enabled").unwrap_or(true)
        && profile.conf.flag("spark.sql.adaptive.coalescePartitions.enabled").unwrap_or(true);
    let shuffles = profile.totals.sums.shuffle_write.0 > 0 && !profile.sql.is_empty();
    if adaptive || !shuffles || profile.tasks.len() > MOST_TASKS || task.policy.conf.contains_key(PARTITIONS) {
        return None;
    }
    let plain = scenario(space, task, &first.found);
    let slots = plain.slots;
    let as_it_was = model.predict(&plain).wall.mid;
    let tried = [1, 2, 3].map(|waves| slots.saturating_mul(waves).max(1));
    let timed = tried.map(|count| (count, model.predict(&plain.clone().conf(PARTITIONS, count.to_string())).wall.mid));
    let (count, wall) = timed.into_iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
    (wall < as_it_was * (1.0 - WORTH_A_CHANGE)).then_some(count)
}

/// What to set for a choice. Settings of the policy come last and so hold.
pub(crate) fn settings(
    profile: &Profile,
    policy: &Policy,
    choice: &Choice,
    partitions: Option<u32>,
) -> Vec<(String, String)> {
    let mut conf: Vec<(String, String)> = Vec::new();
    let mut set = |key: &str, value: String| match conf.iter_mut().find(|(known, _)| known == key) {
        Some(known) => known.1 = value,
        None => conf.push((key.to_owned(), value)),
    };
    set("spark.executor.instances", choice.executors.to_string());
    set("spark.executor.cores", choice.executor_cores.0.to_string());
    set("spark.executor.memory", mebi(choice.executor_memory));
    set("spark.executor.memoryOverhead", mebi(choice.executor_overhead));
    set("spark.driver.memory", mebi(choice.driver_memory));
    if let Some(cpus) = profile.conf.get("spark.task.cpus").filter(|cpus| cpus.trim() != "1") {
        set("spark.task.cpus", cpus.to_owned());
    }
    set("spark.dynamicAllocation.enabled", "false".to_owned());
    if let Some(count) = partitions {
        set(PARTITIONS, count.to_string());
    }
    if choice.market.uses_spot() {
        // Spark 3.1 and later move shuffle files off a machine that is about to go; older versions pass over these.
        set("spark.decommission.enabled", "true".to_owned());
        set("spark.storage.decommission.enabled", "true".to_owned());
        set("spark.storage.decommission.shuffleBlocks.enabled", "true".to_owned());
    }
    for (key, value) in &policy.conf {
        set(key, value.clone());
    }
    conf
}

/// A size in Spark's notation.
pub(crate) fn mebi(size: Bytes) -> String {
    format!("{}m", size.0 >> 20)
}
