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
    /// Numbers of slots, rising.
    grid: Vec<u32>,
    /// Each episode at each grid point, in ms: `episodes[point][episode]`.
    episodes: Vec<Vec<Times>>,
    /// The spread that chance orders add, at each grid point.
    order: Vec<f64>,
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
        let most = model.most_useful_slots().max(model.slots);
        let mut grid = Vec::new();
        let mut at = 1_u32;
        while at < most {
            grid.push(at);
            at = if at < ALL_UP_TO { at + 1 } else { ((f64::from(at) * STEP) as u32).max(at + 1) };
        }
        grid.extend([most, model.slots]);
        grid.sort_unstable();
        grid.dedup();
        let workload = Workload::observed(&model.graph);
        let wholes: Vec<Whole> = grid
            .iter()
            .map(|&slots| {
                // With the executors named, so that the share of a common heap is left to the factors of a question.
                let scenario = Scenario { executors: Some(model.executors(slots)), ..Scenario::slots(slots) };
                model.whole(&model.workload(&scenario), &model.plan_for(&scenario), true)
            })
            .collect();
        let floor = model.floor(&workload);
        Self {
            episodes: wholes.iter().map(|whole| whole.episodes.iter().map(Times::of).collect()).collect(),
            order: wholes.iter().map(|whole| whole.order_spread).collect(),
            shares: model.graph.episodes.iter().map(|episode| Shares::of(&model.graph, episode)).collect(),
            gaps: model.graph.episodes.iter().map(|episode| episode.gap).sum::<f64>() + model.graph.tail,
            work: model.graph.work(),
            floor,
            floor_bound: model.floor_bound(),
            resource_bound: model.resource_bound(),
            grid,
            model: std::sync::Arc::new(model.clone()),
        }
    }

    /// Predicts by look-up. Between two grid points the time is taken to be linear in their inverse, as work spread
    /// over slots is; hardware and data multiply each episode by the weighted factor of its parts.
    pub fn predict(&self, scenario: &Scenario) -> Prediction {
        let slots = scenario.slots.max(1);
        let scale = scenario.scale();
        let (low, high, share) = self.place(f64::from(slots));
        let mix = |a: f64, b: f64| a + (b - a) * share;
        let factors = self.model.factors(scenario);
        let (mut wall, mut busy, mut before) = (self.gaps, 0.0, 0.0);
        let at = self.episodes[low].iter().zip(&self.episodes[high]);
        for ((low, high), shares) in at.zip(&self.shares) {
            // Only the time in which tasks run follows the hardware; the driver's part of an episode stays.
            let running = mix(f64::from(low.busy), f64::from(high.busy));
            let after = running * shares.factor(&factors) * scale;
            wall += mix(f64::from(low.length), f64::from(high.length)) - running + after;
            busy += after;
            before += running;
        }
        let task_factor = if before > 0.0 { busy / before } else { scale };
        let order_spread = mix(self.order[low], self.order[high]);
        let whole = Whole { wall, order_spread, busy: busy.min(wall), episodes: Vec::new() };
        let bound = if whole.busy < DRIVER_BINDS * whole.wall {
            Bound::Driver
        } else if whole.wall <= NEAR_FLOOR * self.floor * task_factor {
            self.floor_bound
        } else {
            self.resource_bound
        };
        self.model.prediction(scenario, &whole, self.work * task_factor, bound)
    }

    /// The grid points about a number of slots, and how far between them it lies.
    fn place(&self, slots: f64) -> (usize, usize, f64) {
        let last = self.grid.len() - 1;
        let high = self.grid.partition_point(|&point| f64::from(point) < slots).min(last);
        if high == 0 || f64::from(self.grid[high]) <= slots {
            return (high, high, 0.0);
        }
        let (a, b) = (f64::from(self.grid[high - 1]), f64::from(self.grid[high]));
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
