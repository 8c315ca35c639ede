//! Jobs.

use afterglow_eventlog::event::{JobEnd, JobStart, Text};

use super::Fold;
use crate::table::Job;

impl Fold {
    pub(super) fn job_start(&mut self, start: &JobStart<'_>) {
        self.profile.totals.jobs += 1;
        self.seen(start.at);
        let row = self.profile.jobs.len();
        let last_stage = start.infos.iter().max_by_key(|info| info.key.id);
        let ties = &start.ties;
        let name = ties.call_site.clone().or_else(|| last_stage.map(|info| info.name.clone())).unwrap_or_default();
        self.profile.jobs.push(Job {
            id: start.id,
            submitted: start.at,
            stages: start.stages.clone(),
            name: name.into_owned(),
            description: ties.description.clone().map(Text::into_owned),
            group: ties.group.clone().map(Text::into_owned),
            tags: ties.tags.as_deref().map(tags).unwrap_or_default(),
            pool: ties.pool.clone().map(Text::into_owned),
            sql: ties.sql,
            sql_root: ties.sql_root,
            batch: ties.batch.clone().map(|(query, batch)| (query.into_owned(), batch)),
            ..Job::default()
        });
        self.job_rows.insert(start.id, row);
        for &stage in &start.stages {
            self.jobs_of_stage.entry(stage).or_default().push(row);
        }
    }

    pub(super) fn job_end(&mut self, end: &JobEnd<'_>) {
        self.seen(end.at);
        let row = *self.job_rows.entry(end.id).or_insert_with(|| {
            // The start was lost or compacted away: the end alone is no `JobStart` and is not counted as one.
            self.profile.jobs.push(Job { id: end.id, ..Job::default() });
            self.profile.jobs.len() - 1
        });
        let job = &mut self.profile.jobs[row];
        job.completed = end.at;
        if !end.succeeded && job.succeeded != Some(false) {
            self.profile.totals.jobs_failed += 1;
        }
        job.succeeded = Some(end.succeeded);
        job.error = end.error.clone().map(Text::into_owned);
    }
}

/// The tags of a job, which Spark writes as one text with commas between them.
fn tags(text: &str) -> Vec<String> {
    const MOST: usize = 100;
    text.split(',').map(str::trim).filter(|tag| !tag.is_empty()).take(MOST).map(str::to_owned).collect()
}
