//! Stages.

use afterglow_eventlog::event::{StageCompleted, StageInfo, StageSubmitted, Text};
use afterglow_units::StageKey;

use super::Fold;
use crate::table::{Rdd, Stage, StageStatus, UserAccumulator};

impl Fold {
    /// The row of a stage attempt; a new one if it was not heard of.
    pub(super) fn stage_row(&mut self, key: StageKey) -> u32 {
        if let Some((last, row)) = self.last_stage
            && last == key
        {
            return row;
        }
        let rows = self.profile.stages.len() as u32;
        let row = *self.stage_rows.entry(key).or_insert(rows);
        if row == rows {
            self.profile.stages.push(Stage { key, ..Stage::default() });
        }
        self.last_stage = Some((key, row));
        row
    }

    pub(super) fn stage_submitted(&mut self, submitted: &StageSubmitted<'_>) {
        let row = self.stage_row(submitted.info.key) as usize;
        self.stage_info(row, &submitted.info);
        let job = self.job_of(row);
        let stage = &mut self.profile.stages[row];
        stage.job = job.map(|job| self.profile.jobs[job].id).or(stage.job);
        stage.sql = submitted.ties.sql.or_else(|| self.profile.jobs[job?].sql).or(stage.sql);
        stage.pool = submitted.ties.pool.clone().map(Text::into_owned).or_else(|| self.profile.jobs[job?].pool.clone());
        stage.shuffle_partitions = submitted.shuffle_partitions;
    }

    pub(super) fn stage_completed(&mut self, completed: &StageCompleted<'_>) {
        let info = &completed.info;
        let row = self.stage_row(info.key) as usize;
        self.stage_info(row, info);
        let job = self.job_of(row);
        let stage = &mut self.profile.stages[row];
        if stage.job.is_none() {
            stage.job = job.map(|job| self.profile.jobs[job].id);
            stage.sql = stage.sql.or_else(|| self.profile.jobs[job?].sql);
        }
        let failed = info.failure.is_some();
        if stage.status == StageStatus::Running {
            self.profile.totals.stages += 1;
            self.profile.totals.stages_failed += u64::from(failed);
        }
        stage.status = if failed { StageStatus::Failed } else { StageStatus::Succeeded };
        stage.user_accumulators = users(info);
        for accumulable in &info.accumulables {
            let Some(value) = accumulable.value.filter(|&value| value >= 0) else { continue };
            if !stage.accumulators.contains(&accumulable.id) {
                stage.accumulators.push(accumulable.id);
            }
            self.profile.accumulators.entry(accumulable.id).or_default().tasks = Some(value);
        }
    }

    /// What both events of a stage tell; the later one tells more.
    fn stage_info(&mut self, row: usize, info: &StageInfo<'_>) {
        self.seen(info.submitted);
        self.seen(info.completed);
        let stage = &mut self.profile.stages[row];
        stage.name.replace_range(.., &info.name);
        stage.details.replace_range(.., &info.details);
        stage.tasks_announced = info.tasks;
        stage.parents.clone_from(&info.parents);
        stage.submitted = info.submitted.or(stage.submitted);
        stage.completed = info.completed.or(stage.completed);
        stage.failure = info.failure.clone().map(Text::into_owned);
        stage.resource_profile = info.resource_profile.unwrap_or(0);
        stage.rdds = info
            .rdds
            .iter()
            .map(|rdd| Rdd {
                id: rdd.id,
                name: rdd.name.clone().into_owned(),
                scope: rdd.scope.clone().map(Text::into_owned),
                parents: rdd.parents.clone(),
                cached: rdd.cached,
                level: rdd.level,
                partitions: rdd.partitions,
                cached_partitions: rdd.cached_partitions,
                memory: rdd.memory,
                disk: rdd.disk,
            })
            .collect();
    }

    /// The eldest running job that names a stage, else the youngest of all that do.
    fn job_of(&self, row: usize) -> Option<usize> {
        let jobs = self.jobs_of_stage.get(&self.profile.stages[row].key.id)?;
        let running = jobs.iter().copied().find(|&job| self.profile.jobs[job].succeeded.is_none());
        running.or_else(|| jobs.last().copied())
    }
}

/// What of a stage's accumulators may be the user's own. Before Spark 2.0 SQL metrics look the same; the plans that declare
/// them tell them apart.
fn users(info: &StageInfo<'_>) -> Vec<UserAccumulator> {
    let named = info.accumulables.iter().filter(|one| !one.sql && !one.name.is_empty());
    let kept = named.filter_map(|one| {
        let value = one.text.as_deref()?;
        Some(UserAccumulator { id: one.id, name: head(&one.name).to_owned(), value: head(value).to_owned() })
    });
    kept.take(UserAccumulator::MOST).collect()
}

/// The head of a text, cut between characters.
fn head(text: &str) -> &str {
    &text[..text.floor_char_boundary(UserAccumulator::LONGEST.min(text.len()))]
}
