//! What a profile must have to be modelled, and what it says of its cluster.

use std::collections::BTreeSet;

use afterglow_profile::{Profile, StageStatus};

use crate::refusal::Refusal;

/// Why no model can be made of a profile, if so.
pub(crate) fn refuse(profile: &Profile) -> Result<(), Refusal> {
    let tasks = profile.tasks.len();
    if tasks == 0 {
        return Err(if profile.log.compacted { Refusal::Compacted } else { Refusal::NoTasks });
    }
    if profile.app.wall().is_none_or(|wall| wall.0 == 0) {
        return Err(Refusal::NoTime);
    }
    if !profile.stages.iter().any(|stage| stage.status == StageStatus::Succeeded) {
        return Err(Refusal::NoFinishedStage { tasks });
    }
    let backwards = profile.log.tasks_backwards;
    if backwards * 20 > tasks as u64 {
        return Err(Refusal::ClockJumps { backwards, tasks });
    }
    Ok(())
}

pub(crate) fn hosts(profile: &Profile) -> u32 {
    let ran = profile.executors.iter().filter(|executor| executor.first_launch.is_some());
    let hosts: BTreeSet<&str> = ran.map(|executor| executor.host.as_str()).filter(|host| !host.is_empty()).collect();
    hosts.len().max(1) as u32
}

/// Whether adaptive execution merges small shuffle partitions, so that their number follows the data.
pub(crate) fn coalesces(profile: &Profile) -> bool {
    profile.adaptive()
        && profile.conf.flag("spark.sql.adaptive.coalescePartitions.enabled").unwrap_or(true)
        && !profile.sql.is_empty()
}
