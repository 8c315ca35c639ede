//! Jobs.

use std::collections::HashSet;

use super::{length, since_begin};
use crate::run::Run;
use crate::view::{JobRow, JobsView};

/// All jobs.
pub(super) fn jobs(run: &Run) -> JobsView {
    let ran: HashSet<_> = run.profile.stages.iter().map(|stage| stage.key.id).collect();
    let rows = run.profile.jobs.iter().map(|job| JobRow {
        id: job.id.0,
        name: job.name.clone(),
        description: job.description.clone(),
        group: job.group.clone(),
        tags: job.tags.clone(),
        status: match job.succeeded {
            None => "running",
            Some(true) => "succeeded",
            Some(false) => "failed",
        }
        .to_owned(),
        submitted_ms: since_begin(&run.profile, job.submitted),
        wall_ms: length(job.submitted, job.completed),
        stages: job.stages.iter().map(|stage| stage.0).collect(),
        stages_run: job.stages.iter().filter(|stage| ran.contains(stage)).count(),
        sql: job.sql.map(|sql| sql.0),
        error: job.error.clone(),
    });
    JobsView { rows: rows.collect() }
}
