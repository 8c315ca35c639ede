//! What a run on such a cluster, or on none, cannot tell.

use super::Gaps;
use crate::facts::Facts;
use crate::words::count;

pub(super) fn look(facts: &Facts<'_>, gaps: &mut Gaps) {
    let profile = facts.profile;
    gaps.add(
        !facts.slots_known,
        "no-slots",
        format!(
            "The log does not say how many task slots there were. Seen: at most {} at one time.",
            count(facts.slots as u64, "task")
        ),
        "Idle slots and waits cannot be said; predictions take that number for the slots.",
    );
    let untold = profile.executors.iter().filter(|executor| executor.cores.is_none() && executor.tasks > 0).count();
    gaps.add(
        facts.slots_known && untold > 0,
        "some-slots",
        format!("The cores of {} are not in the log.", count(untold as u64, "executor")),
        "They count with the most tasks that ran on them at one time; idle slots and waits cannot be said.",
    );
    let mut cores: Vec<u32> = profile
        .executors
        .iter()
        .filter(|executor| executor.id != "driver")
        .filter_map(|executor| executor.cores)
        .map(|cores| cores.0)
        .collect();
    cores.sort_unstable();
    cores.dedup();
    gaps.add(
        cores.len() > 1,
        "mixed-executors",
        format!("Executors have different numbers of cores ({} kinds).", cores.len()),
        "Figures by executor are not alike.",
    );
    let workers = profile.executors.iter().filter(|executor| executor.id != "driver").count();
    gaps.add(
        facts.local && !profile.tasks.is_empty(),
        "local-mode",
        "Driver and executor were one process (local mode).".into(),
        "Network, executors and their memory cannot be judged.",
    );
    gaps.add(
        !facts.local && workers == 1,
        "one-executor",
        "There was a single executor.".into(),
        "Nothing can be said of the network between executors.",
    );
    gaps.add(
        profile.app.attempt.as_deref().is_some_and(|attempt| attempt != "1"),
        "later-attempt",
        format!("This is attempt {} of the application.", profile.app.attempt.as_deref().unwrap_or_default()),
        "What earlier attempts did is in other logs.",
    );
    let covered = facts.job_time() / facts.wall;
    gaps.add(
        !profile.jobs.is_empty() && covered < 0.7,
        "little-covered",
        format!("Jobs cover {:.0} % of the time.", covered * 100.0),
        "Predictions of the whole run are wide: the rest is the driver's.",
    );
}
