//! The model of one run.

use afterglow_profile::Profile;
use afterglow_units::{Interval, Millis};

use crate::basis::{coalesces, hosts, most_at_once, refuse};
use crate::change::{Change, Saving};
use crate::clocks::turnaround;
use crate::demand::Demand;
use crate::graph::{Episode, Graph, StageTimes, default_cpus};
use crate::growth::DataGrowth;
use crate::hardware::PartFactors;
use crate::interval::Surroundings;
use crate::limits::{Limits, knee};
use crate::order::alternatives;
use crate::prediction::Prediction;
use crate::refusal::Refusal;
use crate::replay::{Replay, StageReplay};
use crate::scenario::Scenario;
use crate::schedule::{Outcome, Setting, run};
use crate::sketch::Sketch;
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
    pub(crate) cpus: u32,
    pub(crate) cores_per_executor: u32,
    /// Hosts of executors that ran tasks; 1 where the log does not tell.
    pub(crate) hosts: u32,
    pub(crate) plan: CorePlan,
    pub(crate) arrivals: Vec<f64>,
    pub(crate) turnaround: f64,
    pub(crate) surroundings: Surroundings,
    pub(crate) local: bool,
    pub(crate) dynamic: bool,
    pub(crate) complete: bool,
    /// Other orders of each episode that Spark might have chosen.
    pub(crate) orders: Vec<Vec<Episode>>,
    /// The observed run replayed.
    pub(crate) replay: Replay,
    /// The same without waste: when each episode starts, and how long it takes.
    pub(crate) baseline: Vec<(f64, f64)>,
    pub(crate) coalesces: bool,
}

/// What one replay of a whole run gives.
#[derive(Debug, Clone, Default)]
pub(crate) struct Whole {
    pub(crate) wall: f64,
    /// Relative standard deviation over the orders that chance picks from.
    pub(crate) order_spread: f64,
    /// Time in which a task ran.
    pub(crate) busy: f64,
    /// Start and length of each episode.
    pub(crate) episodes: Vec<(f64, f64)>,
}

impl Model {
    /// Builds the model.
    ///
    /// # Errors
    /// When the log has no basis for one; see [`Refusal`].
    pub fn of(profile: &Profile) -> Result<Self, Refusal> {
        refuse(profile)?;
        let graph = Graph::of(profile, false);
        let tasks = profile.tasks.len();
        if graph.tasks.is_empty() || graph.work() <= 0.0 {
            return Err(Refusal::NoTaskTime { tasks, wall: profile.app.wall().unwrap_or_default() });
        }
        let wasteful = (graph.waste > 0.0).then(|| Graph::of(profile, true));
        let cpus = default_cpus(profile);
        let slots = profile.totals.peak_slots.map_or_else(|| most_at_once(profile), |cores| cores.0).max(1);
        let local = profile.executors.iter().all(|executor| executor.id == "driver");
        let plan = CorePlan::observed(profile, slots);
        let arrivals = plan.arrivals();
        let per_executor: Vec<u32> = profile.executors.iter().filter_map(|executor| Some(executor.cores?.0)).collect();
        let orders = graph.episodes.iter().enumerate().map(|(at, one)| alternatives(one, at as u64)).collect();
        let mut model = Self {
            slots,
            cpus,
            cores_per_executor: if local { u32::MAX } else { per_executor.into_iter().max().unwrap_or(1).max(1) },
            hosts: hosts(profile),
            arrivals,
            turnaround: turnaround(profile),
            surroundings: if local { Surroundings::LOCAL } else { Surroundings::CLUSTER },
            local,
            dynamic: profile.conf.flag("spark.dynamicAllocation.enabled").unwrap_or(false),
            complete: profile.log.complete,
            orders,
            replay: Replay { observed: Millis(0), modelled: Millis(0), error_ratio: 0.0, stages: Vec::new() },
            baseline: Vec::new(),
            coalesces: coalesces(profile),
            plan,
            graph,
            wasteful,
        };
        model.replay = model.replay_observed();
        let workload = Workload::observed(&model.graph);
        model.baseline = model.whole(&workload, &model.plan, false).episodes;
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
            cpus: 1,
            cores_per_executor: 1,
            hosts: 1,
            arrivals: vec![0.0],
            turnaround: 0.0,
            surroundings: Surroundings::CLUSTER,
            local: false,
            dynamic: false,
            complete: true,
            replay: Replay { observed: Millis(0), modelled: Millis(0), error_ratio: 0.0, stages: Vec::new() },
            baseline: Vec::new(),
            coalesces: false,
            plan,
        };
        let whole = model.whole(&Workload::observed(&graph), &model.plan, false);
        graph.wall = whole.wall;
        model.baseline = whole.episodes;
        model.graph = graph;
        model.replay = model.replay_observed();
        model
    }

    /// Task slots of the observed run: the most that were there at one time.
    pub fn observed_slots(&self) -> u32 {
        self.slots
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
        let mut sum = Demand::default();
        for task in &self.graph.tasks {
            sum.add(&task.demand);
        }
        sum
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

    /// The compressed form, for searching.
    pub fn sketch(&self) -> Sketch {
        Sketch::of(self)
    }

    /// What a change to the observed run saves on the observed cluster.
    pub fn counterfactual(&self, change: &Change) -> Saving {
        let mut workload = Workload::observed(&self.graph);
        let (touched, saved_tasks) = change.apply(&self.graph, &mut workload);
        let mut saves = 0.0;
        for episode in touched {
            let (start, length) = self.baseline[episode];
            let after = run(&workload.episodes[episode], start, self.setting(&workload, &self.plan));
            saves += length - (after.end - start);
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
        let doubt = NORMAL_REACH * (SAVING_DOUBT * saves.abs()).hypot(self.replay.error_ratio * saves);
        Saving {
            saves_ms: Interval { low: saves - doubt, mid: saves, high: saves + doubt },
            saves_task_ms: saved_tasks,
        }
    }

    /// What no cluster can beat, and where more slots stop paying.
    pub fn limits(&self) -> Limits {
        let workload = Workload::observed(&self.graph);
        let most = self.most_useful_slots();
        let wall = |slots: u32| self.whole(&workload, &self.plan_for(&Scenario::slots(slots)), true).wall;
        let endless = CorePlan::constant(u32::MAX >> 1);
        let infinite = self.whole(&workload, &endless, false);
        let observed = self.whole(&workload, &self.plan, false);
        let driver_only = observed.wall - observed.busy;
        Limits {
            critical_path: Millis::from_f64(infinite.wall),
            driver_only: Millis::from_f64(driver_only),
            infinite_slots: Millis::from_f64(wall(most)),
            perfect: Millis::from_f64(driver_only + self.graph.work() / f64::from(self.slots)),
            knee_slots: knee(most, wall),
        }
    }

    /// Slots beyond which no task finds use for another: the most that stages of one episode can run together.
    pub(crate) fn most_useful_slots(&self) -> u32 {
        let together = |episode: &Episode| episode.stages.iter().map(|stage| stage.tasks.len()).sum::<usize>();
        self.graph.episodes.iter().map(together).max().unwrap_or(1).clamp(1, 1 << 22) as u32
    }

    pub(crate) fn plan_for(&self, scenario: &Scenario) -> CorePlan {
        let cores = scenario.slots.max(1).saturating_mul(self.cpus);
        if scenario.slots == self.slots && !self.dynamic && scenario.executors.is_none() {
            return CorePlan::like(&self.arrivals, self.arrivals.len() as u32, cores);
        }
        let per = scenario.cores_per_executor.unwrap_or(self.cores_per_executor).max(1);
        CorePlan::like(&self.arrivals, scenario.executors.unwrap_or(cores.div_ceil(per)), cores)
    }

    pub(crate) fn workload(&self, scenario: &Scenario) -> Workload {
        let factors = self.factors(scenario);
        let graph = if scenario.with_waste { self.wasteful.as_ref().unwrap_or(&self.graph) } else { &self.graph };
        let executors = scenario.executors.unwrap_or_else(|| self.executors(scenario.slots));
        let mut workload = Workload::on(graph, &factors, self.remote(executors));
        let scale = scenario.scale();
        let partitions = self.partition_factor(scenario);
        if (scale - 1.0).abs() > 1e-9 || partitions.is_some() {
            let coalesces = self.coalesces;
            workload.with_data(graph, &factors, scale, |_, kind| match kind {
                DataGrowth::MoreTasks => scale.max(f64::EPSILON),
                DataGrowth::LongerTasks if coalesces => scale.max(1e-3),
                DataGrowth::LongerTasks => partitions.unwrap_or(1.0),
                DataGrowth::Constant => 1.0,
            });
        }
        if !self.local {
            workload.contend(self.executors(self.slots), executors);
        }
        workload
    }

    /// The factors of a scenario. In local mode all slots share one heap, so memory of a slot goes with their number.
    pub(crate) fn factors(&self, scenario: &Scenario) -> PartFactors {
        if !self.local || scenario.slots == self.slots {
            return scenario.part_factors();
        }
        let mut hardware = scenario.hardware;
        hardware.memory_per_slot.ratio *= f64::from(self.slots) / f64::from(scenario.slots.max(1));
        PartFactors::of(&hardware)
    }

    /// The load of the network on so many executors, over the observed one. The share of remote bytes is (h - 1) / h on
    /// h hosts, as hash partitions spread evenly; from a few hosts on it hardly grows, and each host more brings disks
    /// and page cache to serve the same bytes from. 1 where a single host was seen: its log says nothing of a network.
    fn remote(&self, executors: u32) -> f64 {
        let hosts = f64::from(self.hosts);
        if self.hosts < 2 {
            return 1.0;
        }
        let per_host = (f64::from(self.executors(self.slots)) / hosts).max(1.0);
        let others = (f64::from(executors) / per_host).round().max(1.0);
        let share = |hosts: f64| {
            let remote = ((hosts - 1.0) / hosts).min((SPREAD_HOSTS - 1.0) / SPREAD_HOSTS);
            remote / (hosts.max(SPREAD_HOSTS) / SPREAD_HOSTS).powf(SPREAD_POWER)
        };
        share(others) / share(hosts)
    }

    /// Executors that give so many slots, of the observed size.
    fn executors(&self, slots: u32) -> u32 {
        slots.max(1).saturating_mul(self.cpus).div_ceil(self.cores_per_executor.max(1))
    }

    /// The factor of the shuffle partition count that a scenario's configuration asks for.
    fn partition_factor(&self, scenario: &Scenario) -> Option<f64> {
        let (_, value) = scenario.conf.iter().rev().find(|(key, _)| key == "spark.sql.shuffle.partitions")?;
        let asked: f64 = value.trim().parse().ok().filter(|asked| *asked >= 1.0)?;
        let widths = self.graph.stages().filter(|stage| stage.shuffled).map(|stage| stage.tasks.len());
        let observed = widths.max().filter(|&width| width > 0)?;
        Some(asked / observed as f64)
    }

    pub(crate) fn setting<'a>(&self, workload: &'a Workload, plan: &'a CorePlan) -> Setting<'a> {
        Setting {
            durations: &workload.durations,
            plan,
            turnaround: self.turnaround,
            fresh: self.graph.fresh,
            new: 0.0,
            fair: self.graph.fair,
            pools: self.graph.pools,
            ranks: None,
        }
    }

    /// Replays the whole run; `orders`: over the orders that chance picks from, else in the observed one.
    pub(crate) fn whole(&self, workload: &Workload, plan: &CorePlan, orders: bool) -> Whole {
        let mut setting = self.setting(workload, plan);
        setting.new = plan.arrived(f64::NEG_INFINITY, 0.0);
        let mut whole = Whole::default();
        let mut variance = 0.0;
        let mut now = 0.0;
        for (at, episode) in workload.episodes.iter().enumerate() {
            now += episode.gap;
            let from = now - episode.gap;
            setting.new += plan.arrived(from, now);
            let mut outcome = run(episode, now, setting);
            let others = self.orders.get(at).map_or(&[][..], Vec::as_slice);
            if orders && !others.is_empty() {
                let mut ends = Vec::with_capacity(others.len());
                for other in others {
                    let mut other = other.clone();
                    for (mine, theirs) in other.stages.iter_mut().zip(&episode.stages) {
                        mine.tasks = theirs.tasks.clone();
                    }
                    ends.push(run(&other, now, setting).end);
                }
                let mean = ends.iter().sum::<f64>() / ends.len() as f64;
                variance += ends.iter().map(|end| (end - mean).powi(2)).sum::<f64>() / ends.len() as f64;
                outcome.end = mean;
            }
            whole.episodes.push((now, outcome.end - now));
            whole.busy += outcome.busy;
            setting.new = outcome.new;
            now = outcome.end;
        }
        whole.wall = now + self.graph.tail;
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

/// Hosts from which on more of them relieve the shuffle, and how much (fitted on the real-cluster runs of the accuracy
/// page).
const SPREAD_HOSTS: f64 = 6.0;
const SPREAD_POWER: f64 = 0.5;

/// Deviations that an 80 % interval reaches to each side.
pub(crate) const NORMAL_REACH: f64 = 1.281_551_6;

/// Relative standard deviation of a counterfactual saving: nobody can measure the run that did not happen, so this
/// stands for the model's simplifications (a rule of thumb).
const SAVING_DOUBT: f64 = 0.2;
