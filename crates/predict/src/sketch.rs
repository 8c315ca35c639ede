//! The run compressed: what each episode takes at each number of slots, so that one prediction is a few look-ups.

use crate::demand::PARTS;
use crate::estimate::{DRIVER_BINDS, NEAR_FLOOR};
use crate::graph::{Episode, Graph};
use crate::hardware::StageFactors;
use crate::model::{EpisodeSpan, Model, Whole};
use crate::prediction::{Bound, Prediction};
use crate::scenario::Scenario;
use crate::workload::Workload;

/// Grid points lie this far apart above the first ones, which are all there.
const STEP: f64 = 1.12;
const ALL_UP_TO: u32 = 16;

/// A compressed run. Build once with [`Model::sketch`], ask often.
#[derive(Debug, Clone)]
pub struct Sketch {
    model: std::sync::Arc<Model>,
    /// On executors of their own memory.
    apart: Grid,
    /// On slots that share the one heap of local mode, where the run was one.
    shared: Option<Grid>,
    /// What the task time of each episode is made of.
    shares: Vec<Shares>,
    gaps: f64,
    work: f64,
    floor: f64,
    floor_bound: Bound,
    resource_bound: Bound,
}

impl Model {
    /// The compressed form, for searching.
    pub fn sketch(&self) -> Sketch {
        Sketch::of(self)
    }
}

impl Sketch {
    fn of(model: &Model) -> Self {
        Self {
            apart: Grid::of(model, |slots| Scenario {
                executors: Some(model.executors(slots)),
                ..Scenario::slots(slots)
            }),
            shared: model.local.then(|| Grid::of(model, Scenario::slots)),
            shares: model.graph.episodes.iter().map(|episode| Shares::of(&model.graph, episode)).collect(),
            gaps: model.graph.episodes.iter().map(|episode| episode.gap).sum::<f64>() + model.graph.tail,
            work: model.graph.work(),
            floor: model.floor(&Workload::observed(&model.graph)),
            floor_bound: model.floor_bound(),
            resource_bound: model.resource_bound(),
            model: std::sync::Arc::new(model.clone()),
        }
    }

    /// What each episode takes, in ms: the driver's time before it, its jobs, and to the last one the time behind them.
    /// They add up to the middle of [`Self::predict`].
    pub fn episodes(&self, scenario: &Scenario) -> Vec<f64> {
        let mut walls: Vec<f64> = self
            .times(scenario)
            .zip(&self.model.graph.episodes)
            .map(|(times, episode)| episode.gap + times.after())
            .collect();
        if let Some(last) = walls.last_mut() {
            *last += self.model.graph.tail;
        }
        walls
    }

    /// Predicts by look-up. Between two grid points the time is taken to be linear in their inverse, as work spread
    /// over slots is; hardware and data multiply each episode by the weighted factor of its parts.
    pub fn predict(&self, scenario: &Scenario) -> Prediction {
        let (mut wall, mut busy, mut before) = (self.gaps, 0.0, 0.0);
        for times in self.times(scenario) {
            wall += times.after();
            busy += times.running_after;
            before += times.running;
        }
        let task_factor = if before > 0.0 { busy / before } else { scenario.scale() };
        let (grid, _) = self.grid(scenario);
        let (low, high, share) = grid.place(f64::from(scenario.slots.max(1)));
        let order_spread = mix(grid.order[low], grid.order[high], share);
        let whole = Whole { wall, order_spread, busy: busy.min(wall), ..Whole::default() };
        let bound = if whole.busy < DRIVER_BINDS * whole.wall {
            Bound::Driver
        } else if whole.wall <= NEAR_FLOOR * self.floor * task_factor {
            self.floor_bound
        } else {
            self.resource_bound
        };
        self.model.prediction(scenario, &whole, self.work * task_factor, bound)
    }

    /// Each episode on the cluster of a question.
    fn times(&self, scenario: &Scenario) -> impl Iterator<Item = Changed> {
        let scale = scenario.scale();
        let (grid, factors) = self.grid(scenario);
        let (low, high, share) = grid.place(f64::from(scenario.slots.max(1)));
        let at = grid.episodes[low].iter().zip(&grid.episodes[high]);
        at.zip(&self.shares).map(move |((low, high), shares)| {
            let running = mix(f64::from(low.busy), f64::from(high.busy), share);
            let length = mix(f64::from(low.length), f64::from(high.length), share);
            Changed { length, running, running_after: running * shares.factor(&factors) * scale }
        })
    }

    /// The grid that a question is looked up in, and by what its hardware multiplies the parts of task time.
    fn grid(&self, scenario: &Scenario) -> (&Grid, StageFactors) {
        let mut factors = self.model.factors(scenario);
        // What sharing a heap does is in its grid already.
        match &self.shared {
            Some(shared) if self.model.shares_heap(scenario) => {
                factors.shared_heap = None;
                (shared, factors)
            }
            _ => (&self.apart, factors),
        }
    }
}

fn mix(a: f64, b: f64, share: f64) -> f64 {
    a + (b - a) * share
}

/// An episode at a number of slots, and the part of it in which tasks run before and after the change of hardware and
/// data; in ms.
struct Changed {
    length: f64,
    running: f64,
    running_after: f64,
}

impl Changed {
    /// Only the time in which tasks run follows the hardware; the driver's part of an episode stays.
    fn after(&self) -> f64 {
        self.length - self.running + self.running_after
    }
}

/// What each episode takes at some numbers of slots.
#[derive(Debug, Clone)]
struct Grid {
    /// Numbers of slots, rising.
    slots: Vec<u32>,
    /// Each episode at each of them, in ms: `episodes[point][episode]`.
    episodes: Vec<Vec<Times>>,
    /// The spread that chance orders add, at each of them.
    order: Vec<f64>,
}

impl Grid {
    /// Replays the run as it was on each number of slots that makes a difference; `on` is the question about one.
    fn of(model: &Model, on: impl Fn(u32) -> Scenario) -> Self {
        let most = model.most_useful_slots().max(model.slots);
        let mut slots = Vec::new();
        let mut at = 1_u32;
        while at < most {
            slots.push(at);
            at = if at < ALL_UP_TO { at + 1 } else { ((f64::from(at) * STEP) as u32).max(at + 1) };
        }
        slots.extend([most, model.slots]);
        slots.sort_unstable();
        slots.dedup();
        let wholes = slots.iter().map(|&slots| {
            let scenario = on(slots);
            model.whole(&model.workload(&scenario), &model.plan_for(&scenario), true)
        });
        let (episodes, order) =
            wholes.map(|whole| (whole.episodes.iter().map(Times::of).collect(), whole.order_spread)).unzip();
        Self { slots, episodes, order }
    }

    /// The grid points about a number of slots, and how far between them it lies.
    fn place(&self, slots: f64) -> (usize, usize, f64) {
        let last = self.slots.len() - 1;
        let high = self.slots.partition_point(|&point| f64::from(point) < slots).min(last);
        if high == 0 || f64::from(self.slots[high]) <= slots {
            return (high, high, 0.0);
        }
        let (a, b) = (f64::from(self.slots[high - 1]), f64::from(self.slots[high]));
        (high - 1, high, (1.0 / a - 1.0 / slots) / (1.0 / a - 1.0 / b))
    }
}

/// An episode at one number of slots, in ms.
#[derive(Debug, Clone, Copy)]
struct Times {
    length: f32,
    /// Time in which a task ran.
    busy: f32,
}

impl Times {
    fn of(span: &EpisodeSpan) -> Self {
        Self { length: span.length as f32, busy: span.busy.min(span.length) as f32 }
    }
}

/// What the task time of an episode is made of, as shares of it.
#[derive(Debug, Clone)]
struct Shares {
    parts: [f32; PARTS],
    together: usize,
}

impl Shares {
    fn of(graph: &Graph, episode: &Episode) -> Self {
        let mut sum = [0.0_f64; PARTS];
        for task in episode.stages.iter().flat_map(|stage| &graph.tasks[stage.tasks.clone()]) {
            for (sum, &part) in sum.iter_mut().zip(&task.demand.parts) {
                *sum += f64::from(part);
            }
        }
        let total = sum.iter().sum::<f64>();
        let parts = sum.map(|part| if total > 0.0 { (part / total) as f32 } else { 0.0 });
        Self { parts, together: episode.together }
    }

    /// By what these factors multiply the time.
    fn factor(&self, factors: &StageFactors) -> f64 {
        let time = factors.in_episode(self.together).time;
        self.parts.iter().zip(time).map(|(&part, factor)| f64::from(part) * factor).sum()
    }
}
