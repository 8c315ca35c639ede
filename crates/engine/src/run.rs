//! One run: its profile, what reading its log came to, and what is derived from it on demand.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use afterglow_diagnose::Diagnosis;
use afterglow_eventlog::LineReport;
use afterglow_eventlog::discover::Log;
use afterglow_predict::{Model, Prediction, Refusal, Scenario, Sketch};
use afterglow_profile::Profile;

use crate::away::session::SessionNote;
use crate::contract::{FileJson, WarningJson};
use crate::house::InForce;
use crate::intake::Trail;
use crate::{RunCard, Sort, TaskFilter, Trust};

/// Task rows in an order, and what was asked for.
pub(crate) type OrderedTasks = (TaskFilter, Option<Sort>, Rc<[u32]>);

/// A longer text names no zone.
const LONGEST_ZONE: usize = 64;

/// Where a run was read from, to be read once more.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origin {
    /// The log, and the name and stored bytes of each of its files.
    pub(crate) log: String,
    pub(crate) parts: Vec<(String, u64)>,
    pub(crate) trust: Trust,
    /// How far each part was read, in plain bytes, and the events until there; no more parts than were begun.
    pub(crate) read: Vec<(u64, u64)>,
    /// The key under which names were replaced, if they were.
    pub(crate) key: Option<Vec<u8>>,
    /// What a session's file says beside the log.
    pub(crate) note: Option<SessionNote>,
}

impl Origin {
    pub(crate) fn of(log: &Log, trust: Trust) -> Self {
        let parts = log.parts.iter().map(|part| (part.name.clone(), part.stored_bytes)).collect();
        Self { log: log.name.clone(), parts, trust, ..Self::default() }
    }

    /// Whether this is the log.
    pub(crate) fn is(&self, log: &Log) -> bool {
        let found = log.parts.iter().map(|part| (part.name.as_str(), part.stored_bytes));
        self.log == log.name && found.eq(self.parts.iter().map(|(name, bytes)| (name.as_str(), *bytes)))
    }
}

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
    /// Where it was read from.
    pub(crate) origin: Origin,
    /// The rules, rates and prices under which it is answered about.
    pub(crate) house: Rc<InForce>,
    model: OnceCell<Result<Model, Refusal>>,
    /// The compressed run, dear to make and cheap to ask: every advice searches with it.
    sketch: OnceCell<Sketch>,
    /// The run on its own cluster, by the whole model and by the compressed one: what every question is set against.
    own: [OnceCell<Prediction>; 2],
    diagnosis: OnceCell<Diagnosis>,
    stage_tasks: OnceCell<Vec<Vec<u32>>>,
    /// The task rows that were asked for last, so that scrolling in them does not sort them again.
    pub(crate) ordered_tasks: RefCell<Option<OrderedTasks>>,
}

impl Run {
    /// A run that was read.
    #[expect(clippy::too_many_arguments, reason = "what reading came to, once, and nowhere else")]
    pub(crate) fn new(
        name: String,
        files: Vec<FileJson>,
        profile: Profile,
        lines: LineReport,
        warnings: Vec<WarningJson>,
        partial: bool,
        trail: Option<Trail>,
        origin: Origin,
    ) -> Self {
        Self {
            name,
            files,
            profile,
            lines,
            warnings,
            partial,
            trail,
            origin,
            house: Rc::default(),
            model: OnceCell::new(),
            sketch: OnceCell::new(),
            own: [OnceCell::new(), OnceCell::new()],
            diagnosis: OnceCell::new(),
            stage_tasks: OnceCell::new(),
            ordered_tasks: RefCell::default(),
        }
    }

    /// What the page and the command line call it: the application's name, or the log's.
    pub fn name(&self) -> &str {
        let name = self.profile.app.name.trim();
        if name.is_empty() { &self.name } else { name }
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

    /// The run predicted on its own cluster, `quick` by the compressed model; made once, as the run does not change.
    pub(crate) fn own(&self, model: &Model, quick: bool) -> &Prediction {
        let scenario = Scenario::slots(model.observed_slots());
        self.own[usize::from(quick)]
            .get_or_init(|| if quick { self.sketch(model).predict(&scenario) } else { model.predict(&scenario) })
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

    /// The zone that the run's settings name.
    fn zone(&self) -> Option<String> {
        let conf = &self.profile.conf;
        let named = conf.spark.get("spark.sql.session.timeZone").or_else(|| conf.system.get("user.timezone"))?.trim();
        (!named.is_empty() && named.len() <= LONGEST_ZONE).then(|| named.to_owned())
    }

    /// The run's card in the list of runs.
    pub fn card(&self, run: u32) -> RunCard {
        let app = &self.profile.app;
        RunCard {
            run,
            name: self.name().to_owned(),
            id: app.id.clone(),
            attempt: app.attempt.clone(),
            user: app.user.clone(),
            log: self.name.clone(),
            spark_version: self.profile.log.spark_version.clone(),
            started_ms: app.started.map(|at| at.0),
            wall_ms: app.wall().map(|wall| wall.0 as f64),
            tasks: self.profile.totals.sums.tasks,
            complete: self.profile.log.complete,
            partial: self.partial,
            streaming: !self.profile.streams.is_empty(),
            zone: self.zone(),
            session: self.origin.note.clone(),
        }
    }
}
