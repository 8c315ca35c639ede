//! The model of one run.

use std::sync::OnceLock;

use afterglow_profile::Profile;
use afterglow_units::{Interval, Millis};

use crate::allocation::{Fleet, Policy, caches};
use crate::basis::{coalesces, hosts, refuse};
use crate::change::{Change, Saving};
use crate::clocks::turnaround;
use crate::demand::Demand;
use crate::graph::{Episode, Graph, StageTimes};
use crate::interval::Surroundings;
use crate::limits::Limits;
use crate::normal::REACH;
use crate::order::alternatives;
use crate::partitions::Partitioning;
use crate::prediction::{HeldExecutors, Note, Prediction};
use crate::refusal::Refusal;
use crate::replay::{Replay, StageReplay};
use crate::scenario::Scenario;
use crate::schedule::{Outcome, Setting, run};
use crate::slots::CorePlan;
use crate::workload::Workload;

/// The model of one run, built once from its profile.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "facts of the run, not options")]
pub struct Model {
    pub(crate) graph: Graph,
    /// The run with its failed attempts; `None` if it had none.
    pub(crate) wasteful: Option<Graph>,
    pub(crate) slots: u32,
    /// Cores for each slot.
    pub(crate) slot_cores: f64,
    pub(crate) cores_per_executor: u32,
    /// Hosts of executors that ran tasks; 1 where the log does not tell.
    pub(crate) hosts: u32,
    pub(crate) plan: CorePlan,
    /// When cores came, and the share of them that had come by then.
    pub(crate) arrivals: Vec<(f64, f64)>,
    pub(crate) turnaround: f64,
    pub(crate) surroundings: Surroundings,
    pub(crate) local: bool,
    /// How executors are asked for and given back, under dynamic allocation.
    pub(crate) allocation: Option<Policy>,
    /// What that makes of the run's own executors: the replay with executors as they are asked for, over the replay with
    /// those that came, less 1.
    pub(crate) allocation_error: f64,
    /// Whether executors keep blocks of the run.
    pub(crate) caches: bool,
    pub(crate) complete: bool,
    pub(crate) streaming: bool,
    /// What is wrong with the log or with the model of it, for every prediction to say.
    pub(crate) damage: Vec<Note>,
    /// Other orders of each episode that Spark might have chosen.
    pub(crate) orders: Vec<Vec<Episode>>,
    /// The observed run replayed.
    pub(crate) replay: Replay,
    /// The same without waste.
    pub(crate) baseline: Vec<EpisodeSpan>,
    pub(crate) coalesces: bool,
    /// What set the number of tasks.
    pub(crate) partitioning: Partitioning,
    /// Time of all tasks that are work.
    pub(crate) demand: Demand,
    /// The limits of the run as it was, once they have been asked for.
    pub(crate) limits: OnceLock<Limits>,
}

/// What one replay of a whole run gives.
#[derive(Debug, Clone, Default)]
pub(crate) struct Whole {
    pub(crate) wall: f64,
    /// Relative standard deviation over the orders that chance picks from.
    pub(crate) order_spread: f64,
    /// Time in which a task ran.
    pub(crate) busy: f64,
    pub(crate) episodes: Vec<EpisodeSpan>,
    /// What executors held, where they come and go.
    pub(crate) held: Option<HeldExecutors>,
}

/// One episode of a replay.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct EpisodeSpan {
    pub(crate) start: f64,
    pub(crate) length: f64,
    /// Time in which a task ran.
    pub(crate) busy: f64,
    /// Cores there at its start on which no task had run.
    new: f64,
}

impl Model {
    /// Builds the model.
    ///
    /// # Errors
    /// When the log has no basis for one; see [`Refusal`].
    pub fn of(profile: &Profile) -> Result<Self, Refusal> {
        refuse(profile)?;
        let slots = profile.totals.peak_slots.map_or_else(|| profile.most_at_once(), |cores| cores.0).max(1);
        let plan = CorePlan::observed(profile, slots);
        let mut graph = Graph::of(profile, false, &plan);
        let tasks = profile.tasks.len();
        if graph.tasks.is_empty() || graph.work() <= 0.0 {
            return Err(Refusal::NoTaskTime { tasks, wall: profile.app.wall().unwrap_or_default() });
        }
        let wasteful = (graph.waste > 0.0).then(|| Graph::of(profile, true, &plan));
        let local = profile.executors.iter().all(|executor| executor.id == "driver");
        if local {
            run_together(&mut graph);
        }
        let slot_cores = (plan.most() as f64 / f64::from(slots)).clamp(1.0, 1024.0);
        let arrivals = plan.arrivals();
        let per_executor: Vec<u32> = profile.executors.iter().filter_map(|executor| Some(executor.cores?.0)).collect();
        let orders = graph.episodes.iter().enumerate().map(|(at, one)| alternatives(one, at as u64)).collect();
        let mut model = Self {
            slots,
            slot_cores,
            cores_per_executor: if local { u32::MAX } else { per_executor.into_iter().max().unwrap_or(1).max(1) },
            hosts: hosts(profile),
            arrivals,
            turnaround: turnaround(profile),
            surroundings: if local { Surroundings::LOCAL } else { Surroundings::CLUSTER },
            local,
            allocation: None,
            allocation_error: 0.0,
            caches: caches(profile),
            complete: profile.log.complete,
            streaming: !profile.streams.is_empty(),
            damage: Vec::new(),
            orders,
            replay: Replay { observed: Millis(0), modelled: Millis(0), error_ratio: 0.0, stages: Vec::new() },
            baseline: Vec::new(),
            coalesces: coalesces(profile),
            partitioning: Partitioning::observed(profile, plan.most().clamp(1, i64::from(u32::MAX)) as u32),
            plan,
            demand: graph.demand(),
            limits: OnceLock::new(),
            graph,
            wasteful,
        };
        model.allocation = Policy::of(profile, model.cores_per_executor, model.executors(slots)).filter(|_| !local);
        model.replay = model.replay_observed();
        if model.replay.error_ratio.abs() > REPLAY_FAILS {
            let Replay { observed, modelled, .. } = model.replay;
            return Err(Refusal::ReplayFails { observed, modelled });
        }
        model.damage = model.damage_of(profile);
        let workload = Workload::observed(&model.graph);
        model.baseline = model.whole(&workload, &model.plan, false).episodes;
        if model.allocation.is_some() {
            let own = model.whole(&workload, &model.plan_for(&Scenario::slots(slots)), false).wall;
            let known = model.whole(&workload, &model.plan, false).wall;
            model.allocation_error = own / known.max(1.0) - 1.0;
        }
        Ok(model)
    }

    /// The model of a run that is known only by its task times on `slots` executors of one slot, without driver time.
    pub fn of_task_times(stages: &[StageTimes], slots: u32) -> Self {
        let mut graph = Graph::of_times(stages);
        let slots = slots.max(1);
        let plan = CorePlan::constant(slots);
        let mut model = Self {
            orders: graph.episodes.iter().map(|_| Vec::new()).collect(),
            graph: graph.clone(),
            wasteful: None,
            slots,
            slot_cores: 1.0,
            cores_per_executor: 1,
            hosts: 1,
            arrivals: plan.arrivals(),
            turnaround: 0.0,
            surroundings: Surroundings::CLUSTER,
            local: false,
            allocation: None,
            allocation_error: 0.0,
            caches: false,
            complete: true,
            streaming: false,
            damage: Vec::new(),
            replay: Replay { observed: Millis(0), modelled: Millis(0), error_ratio: 0.0, stages: Vec::new() },
            baseline: Vec::new(),
            coalesces: false,
            partitioning: Partitioning::observed(&Profile::default(), slots),
            demand: graph.demand(),
            limits: OnceLock::new(),
            plan,
        };
        let whole = model.whole(&Workload::observed(&graph), &model.plan, false);
        graph.wall = whole.wall;
        model.baseline = whole.episodes;
        model.graph = graph;
        model.replay = model.replay_observed();
        model
    }

    /// Task slots of the observed run: the most that were there at one time; where the log does not tell them, the most
    /// tasks that ran at one time, as [`Note::SlotsSeen`] says beside each prediction.
    pub fn observed_slots(&self) -> u32 {
        self.slots
    }

    /// Whether adaptive execution merges small shuffle partitions, so that their number follows the data.
    pub fn coalesces(&self) -> bool {
        self.coalesces
    }

    /// Observed wall time.
    pub fn observed(&self) -> Millis {
        Millis::from_f64(self.graph.wall)
    }

    /// The run replayed on its own cluster, failed attempts included.
    pub fn replay(&self) -> &Replay {
        &self.replay
    }

    /// Time of all tasks that are work, split into parts.
    pub fn demand(&self) -> Demand {
        self.demand
    }

    /// Predicts by exact replay.
    pub fn predict(&self, scenario: &Scenario) -> Prediction {
        let plan = self.plan_for(scenario);
        let workload = self.workload(scenario);
        let whole = self.whole(&workload, &plan, true);
        self.prediction(scenario, &whole, workload.durations_in_use(), self.bound(&whole, &workload))
    }

    /// Predicts for each number of slots.
    pub fn curve(&self, slots: &[u32]) -> Vec<Prediction> {
        slots.iter().map(|&slots| self.predict(&Scenario::slots(slots))).collect()
    }

    /// What a change to the observed run saves on the observed cluster.
    pub fn counterfactual(&self, change: &Change) -> Saving {
        let mut workload = Workload::observed(&self.graph);
        let (touched, saved_tasks) = change.apply(&self.graph, &mut workload);
        let mut saves = 0.0;
        for episode in touched {
            let before = self.baseline[episode];
            let setting = Setting { new: before.new, ..self.setting(&workload, &self.plan) };
            let after = run(&workload.episodes[episode], before.start, setting);
            saves += before.length - (after.end - before.start);
        }
        if change.no_driver_gaps() {
            saves += self.graph.episodes.iter().skip(1).map(|episode| episode.gap).sum::<f64>() + self.graph.tail;
        }
        let mut saved_tasks = saved_tasks;
        if change.no_failures() && self.wasteful.is_some() {
            let clean = self.whole(&Workload::observed(&self.graph), &self.plan, false).wall;
            saves += self.replay.modelled.0 as f64 - clean;
            saved_tasks += self.graph.waste;
        }
        let doubt = REACH * (SAVING_DOUBT * saves.abs()).hypot(self.replay.error_ratio * saves);
        Saving {
            saves_ms: Interval { low: saves - doubt, mid: saves, high: saves + doubt },
            saves_task_ms: saved_tasks,
        }
    }

    /// Slots beyond which no task finds use for another: the most that stages of one episode can run together.
    pub(crate) fn most_useful_slots(&self) -> u32 {
        let together = |episode: &Episode| episode.stages.iter().map(|stage| stage.tasks.len()).sum::<usize>();
        self.graph.episodes.iter().map(together).max().unwrap_or(1).clamp(1, 1 << 22) as u32
    }

    pub(crate) fn setting<'a>(&self, workload: &'a Workload, plan: &'a CorePlan) -> Setting<'a> {
        Setting {
            durations: &workload.durations,
            plan,
            turnaround: self.turnaround,
            fresh: workload.fresh,
            new: 0.0,
            fair: self.graph.fair,
            pools: self.graph.pools,
            fleet: None,
        }
    }

    /// Replays the whole run; `orders`: over the orders that chance picks from, else in the observed one.
    pub(crate) fn whole(&self, workload: &Workload, plan: &CorePlan, orders: bool) -> Whole {
        let mut setting = self.setting(workload, plan);
        setting.new = plan.arrived(f64::NEG_INFINITY, 0.0);
        let mut whole = Whole::default();
        let mut variance = 0.0;
        let mut now = 0.0;
        let mut fleet = plan.policy().map(Fleet::new);
        for (at, episode) in workload.episodes.iter().enumerate() {
            now += episode.gap;
            let from = now - episode.gap;
            setting.new += plan.arrived(from, now);
            let setting_here = Setting { fleet: fleet.as_ref(), ..setting };
            let mut outcome = run(episode, now, setting_here);
            let others = self.orders.get(at).map_or(&[][..], Vec::as_slice);
            if orders && !others.is_empty() {
                let mut ends = Vec::with_capacity(others.len());
                for other in others {
                    let mut other = other.clone();
                    for (mine, theirs) in other.stages.iter_mut().zip(&episode.stages) {
                        mine.tasks = theirs.tasks.clone();
                    }
                    ends.push(run(&other, now, setting_here).end);
                }
                let mean = ends.iter().sum::<f64>() / ends.len() as f64;
                variance += ends.iter().map(|end| (end - mean).powi(2)).sum::<f64>() / ends.len() as f64;
                outcome.end = mean;
            }
            whole.episodes.push(EpisodeSpan {
                start: now,
                length: outcome.end - now,
                busy: outcome.busy,
                new: setting.new,
            });
            whole.busy += outcome.busy;
            setting.new = outcome.new;
            now = outcome.end;
            fleet = outcome.fleet;
        }
        whole.wall = now + self.graph.tail;
        whole.held = fleet.map(|fleet| fleet.held_until(whole.wall));
        whole.order_spread = if whole.wall > 0.0 { variance.sqrt() / whole.wall } else { 0.0 };
        whole
    }

    fn replay_observed(&self) -> Replay {
        let graph = self.wasteful.as_ref().unwrap_or(&self.graph);
        let workload = Workload::observed(graph);
        let mut setting = self.setting(&workload, &self.plan);
        setting.new = self.plan.arrived(f64::NEG_INFINITY, 0.0);
        let mut stages = Vec::new();
        let mut now = 0.0;
        for episode in &workload.episodes {
            setting.new += self.plan.arrived(now, now + episode.gap);
            now += episode.gap;
            let outcome: Outcome = run(episode, now, setting);
            setting.new = outcome.new;
            stages.extend(episode.stages.iter().zip(&outcome.spans).map(|(stage, span)| StageReplay {
                key: stage.key,
                observed: Millis::from_f64(stage.completed - stage.submitted),
                modelled: Millis::from_f64(span.1 - span.0),
            }));
            now = outcome.end;
        }
        let modelled = now + graph.tail;
        let error_ratio = if graph.wall > 0.0 { modelled / graph.wall - 1.0 } else { 0.0 };
        Replay { observed: Millis::from_f64(graph.wall), modelled: Millis::from_f64(modelled), error_ratio, stages }
    }
}

/// Finds out how many tasks of each episode could run at once.
fn run_together(graph: &mut Graph) {
    let (durations, endless) = (graph.durations(), CorePlan::constant(u32::MAX >> 1));
    let setting = Setting {
        durations: &durations,
        plan: &endless,
        turnaround: 0.0,
        fresh: 0.0,
        new: 0.0,
        fair: false,
        pools: graph.pools,
        fleet: None,
    };
    for episode in &mut graph.episodes {
        episode.together = run(episode, 0.0, setting).together;
    }
}

/// A replay that is off by more than half has no basis to predict from. A rule of thumb.
const REPLAY_FAILS: f64 = 0.5;

/// Relative standard deviation of a counterfactual saving: nobody can measure the run that did not happen, so this
/// stands for the model's simplifications (a rule of thumb).
const SAVING_DOUBT: f64 = 0.2;
