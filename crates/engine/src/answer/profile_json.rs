//! `afterglow.profile/1`.

use afterglow_profile::{Stage, StageStatus, Sums};
use afterglow_units::Interval;

use afterglow_diagnose::{Gap, Unit};

use super::findings::Bill;
use crate::Machines;
use crate::contract::{AppJson, Finding, LogJson, ProfileJson, Saves, StageJson, Totals};
use crate::run::Run;

impl Run {
    /// The contract's profile.
    pub fn profile_json(&self) -> ProfileJson {
        self.profile_json_on(&Machines::default())
    }

    /// The contract's profile, with the findings' savings in money by machines that the user names.
    pub fn profile_json_on(&self, machines: &Machines) -> ProfileJson {
        let profile = &self.profile;
        let bill = Bill::of(self, machines);
        let findings =
            |found: &[afterglow_diagnose::Finding]| found.iter().map(|one| finding(one, bill.as_ref())).collect();
        ProfileJson {
            schema: "afterglow.profile/1".to_owned(),
            log: LogJson {
                files: self.files.clone(),
                spark_version: profile.log.spark_version.clone(),
                platform: self.profile.platform().map(str::to_owned),
                complete: profile.log.complete && !self.partial,
                lines: self.lines.lines,
                lines_rejected: self.lines.rejected,
                warnings: self.warnings.clone(),
            },
            app: AppJson {
                id: profile.app.id.clone(),
                name: (!profile.app.name.is_empty()).then(|| profile.app.name.clone()),
                attempt: profile.app.attempt.clone(),
                started_ms: profile.app.started.map(|at| at.0),
                wall_ms: profile.app.wall().map(|wall| wall.0),
            },
            totals: totals(self),
            stages: profile.stages.iter().map(stage).collect(),
            findings: findings(&self.diagnosis().findings),
            hints: findings(&self.diagnosis().hints),
            cannot_say: self.diagnosis().quality.iter().map(Gap::sentences).collect(),
            fine: self.diagnosis().negatives.iter().map(|negative| negative.text.clone()).collect(),
            made_of: None,
        }
    }
}

/// The contract's totals.
pub(crate) fn totals(run: &Run) -> Totals {
    let totals = &run.profile.totals;
    let sums = &totals.sums;
    Totals {
        jobs: totals.jobs,
        jobs_failed: totals.jobs_failed,
        stages: totals.stages,
        stages_failed: totals.stages_failed,
        tasks: sums.tasks,
        tasks_failed: sums.failed,
        tasks_killed: sums.killed,
        tasks_speculative: sums.speculative,
        executors_added: totals.executors_added,
        executors_removed: totals.executors_removed,
        sql_executions: totals.sql_executions,
        streaming_batches: totals.streaming_batches,
        peak_slots: totals.peak_slots.map(|slots| slots.0),
        task_run_ms: sums.run.0,
        task_cpu_ms: cpu(sums),
        task_gc_ms: sums.gc.0,
        input_bytes: sums.input.0,
        output_bytes: sums.output.0,
        shuffle_read_bytes: sums.shuffle_read().0,
        shuffle_write_bytes: sums.shuffle_write.0,
        memory_spilled_bytes: sums.memory_spilled.0,
        disk_spilled_bytes: sums.disk_spilled.0,
        driver_only_ms: totals.driver_only.map(|time| time.0),
        slot_idle_ratio: totals.slot_idle,
    }
}

/// CPU time, where it was measured: no task runs without any.
fn cpu(sums: &Sums) -> Option<u64> {
    (sums.cpu_ns > 0 || sums.run.0 == 0).then_some(sums.cpu().0)
}

/// The word for how a stage stands.
pub(crate) fn status_word(status: StageStatus) -> &'static str {
    match status {
        StageStatus::Running => "running",
        StageStatus::Succeeded => "succeeded",
        StageStatus::Failed => "failed",
    }
}

fn stage(stage: &Stage) -> StageJson {
    let sums = &stage.sums;
    StageJson {
        id: stage.key.id.0,
        attempt: stage.key.attempt,
        name: stage.name.clone(),
        status: status_word(stage.status).to_owned(),
        tasks: sums.tasks,
        tasks_failed: sums.failed,
        wall_ms: stage.span().map(|(from, to)| to.since(from).0),
        task_run_ms: sums.run.0,
        task_cpu_ms: cpu(sums),
        task_gc_ms: sums.gc.0,
        input_bytes: sums.input.0,
        output_bytes: sums.output.0,
        shuffle_read_bytes: sums.shuffle_read().0,
        shuffle_write_bytes: sums.shuffle_write.0,
        memory_spilled_bytes: sums.memory_spilled.0,
        disk_spilled_bytes: sums.disk_spilled.0,
    }
}

impl From<Interval> for Saves {
    fn from(interval: Interval) -> Self {
        Self { low: interval.low, mid: interval.mid, high: interval.high }
    }
}

fn finding(finding: &afterglow_diagnose::Finding, bill: Option<&Bill>) -> Finding {
    let figures = finding.evidence.iter().map(|evidence| {
        // The contract counts all sizes in bytes.
        let unit = if evidence.unit == Unit::Memory { Unit::Bytes } else { evidence.unit };
        format!("{}: {} {}", evidence.label, evidence.value, unit.word())
    });
    Finding {
        code: finding.code.to_owned(),
        title: finding.title.to_owned(),
        basis: finding.basis.word().to_owned(),
        stages: finding.stages.iter().map(|key| key.id.0).collect(),
        saves_ms: finding.saves_ms.map(Saves::from),
        saves_usd: bill.and_then(|bill| bill.saves(finding)).map(Saves::from),
        saves_ratio: finding.saves_share.map(Saves::from),
        evidence: [finding.what.clone(), finding.why.clone()].into_iter().chain(figures).collect(),
        advice: finding.fix.clone(),
    }
}
