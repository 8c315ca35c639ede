//! Stages.

use afterglow_eventlog::event::{Accumulable, StageCompleted, StageInfo, StageSubmitted, Text};
use afterglow_units::StageKey;
use afterglow_units::shown::first_bytes;

use super::Fold;
use crate::table::{Rdd, SqlExecution, Stage, StageStatus, UserAccumulator};

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
        let before = self.profile.app.last_event;
        let stage = &mut self.profile.stages[row];
        // Before Spark 2 only the completion tells when a stage was submitted; until then it is as late as what the log
        // told before. By its first launch it would seem to have waited on nothing but the driver.
        stage.submitted = stage.submitted.or(before);
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
        let plan = stage.sql.and_then(|sql| self.sql_rows.get(&sql)).map(|&row| &self.profile.sql[row]);
        let most = UserAccumulator::MOST.min(UserAccumulator::MOST_OF_RUN.saturating_sub(self.user_accumulators));
        stage.user_accumulators = users(info, plan, most);
        self.user_accumulators += stage.user_accumulators.len();
        for accumulable in &info.accumulables {
            let Some(value) = accumulable.value.filter(|&value| value >= 0) else { continue };
            stage.accumulators.push(accumulable.id);
            self.profile.accumulators.entry(accumulable.id).or_default().tasks = Some(value);
        }
        stage.accumulators.sort_unstable();
        stage.accumulators.dedup();
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

/// What of a stage's accumulators may be the user's own. Before Spark 2.0 SQL metrics look the same; the plan that declares
/// them tells them apart.
fn users(info: &StageInfo<'_>, plan: Option<&SqlExecution>, most: usize) -> Vec<UserAccumulator> {
    let declared = |id| plan.is_some_and(|plan| plan.metrics.binary_search_by_key(&id, |metric| metric.id).is_ok());
    let own = |one: &&Accumulable<'_>| !one.sql && !one.name.is_empty() && !declared(one.id);
    let named = info.accumulables.iter().filter(own);
    let kept = named.filter_map(|one| {
        let value = one.text.as_deref()?;
        let head = |text| first_bytes(text, UserAccumulator::LONGEST).to_owned();
        Some(UserAccumulator { id: one.id, name: head(&one.name), value: head(value) })
    });
    kept.take(most).collect()
}
