//! One run: its profile, what reading its log came to, and what is derived from it on demand.

use std::cell::OnceCell;

use afterglow_diagnose::Diagnosis;
use afterglow_eventlog::LineReport;
use afterglow_predict::{Model, Refusal, Sketch};
use afterglow_profile::Profile;

use crate::RunCard;
use crate::contract::{FileJson, WarningJson};
use crate::intake::Trail;

/// One run. The model and the diagnosis are made when first asked for, and kept.
pub struct Run {
    pub(crate) name: String,
    pub(crate) files: Vec<FileJson>,
    pub(crate) profile: Profile,
    pub(crate) lines: LineReport,
    pub(crate) warnings: Vec<WarningJson>,
    /// Whether something of the log could not be read, or is known to be missing.
    pub(crate) partial: bool,
    /// How to go on when the log has grown; none where it has its end, or where its reading was stopped.
    pub(crate) trail: Option<Trail>,
    model: OnceCell<Result<Model, Refusal>>,
    /// The compressed run, dear to make and cheap to ask: every advice searches with it.
    sketch: OnceCell<Sketch>,
    diagnosis: OnceCell<Diagnosis>,
    stage_tasks: OnceCell<Vec<Vec<u32>>>,
}

impl Run {
    /// A run that was read.
    pub(crate) fn new(
        name: String,
        files: Vec<FileJson>,
        profile: Profile,
        lines: LineReport,
        warnings: Vec<WarningJson>,
        partial: bool,
        trail: Option<Trail>,
    ) -> Self {
        Self {
            name,
            files,
            profile,
            lines,
            warnings,
            partial,
            trail,
            model: OnceCell::new(),
            sketch: OnceCell::new(),
            diagnosis: OnceCell::new(),
            stage_tasks: OnceCell::new(),
        }
    }

    /// The profile.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Gives the profile away to go on with it. The run is an empty one until it is replaced.
    pub(crate) fn take_for_more(&mut self) -> Option<(Profile, Trail)> {
        let trail = self.trail.take()?;
        Some((std::mem::take(&mut self.profile), trail))
    }

    /// The performance model, or why there is none.
    pub fn model(&self) -> Result<&Model, &Refusal> {
        self.model.get_or_init(|| Model::of(&self.profile)).as_ref()
    }

    /// The compressed form of the model.
    pub(crate) fn sketch(&self, model: &Model) -> &Sketch {
        self.sketch.get_or_init(|| model.sketch())
    }

    /// The diagnosis.
    pub fn diagnosis(&self) -> &Diagnosis {
        self.diagnosis.get_or_init(|| afterglow_diagnose::diagnose(&self.profile, self.model().ok()))
    }

    /// Task rows of each stage row.
    pub(crate) fn tasks_of(&self, stage: usize) -> &[u32] {
        let all = self.stage_tasks.get_or_init(|| self.profile.tasks.by_stage(self.profile.stages.len()));
        all.get(stage).map_or(&[], Vec::as_slice)
    }

    /// Whether something of the log could not be read, or is known to be missing.
    pub fn is_partial(&self) -> bool {
        self.partial
    }

    /// The run's card in the list of runs.
    pub fn card(&self, run: u32) -> RunCard {
        let app = &self.profile.app;
        RunCard {
            run,
            name: if app.name.is_empty() { self.name.clone() } else { app.name.clone() },
            id: app.id.clone(),
            attempt: app.attempt.clone(),
            log: self.name.clone(),
            spark_version: self.profile.log.spark_version.clone(),
            started_ms: app.started.map(|at| at.0),
            wall_ms: app.wall().map(|wall| wall.0 as f64),
            tasks: self.profile.totals.sums.tasks,
            complete: self.profile.log.complete,
            partial: self.partial,
            streaming: !self.profile.streams.is_empty(),
        }
    }
}
