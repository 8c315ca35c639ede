//! The run compressed: what each episode takes at each number of slots, so that one prediction is a few look-ups.

use crate::demand::{PARTS, Part};
use crate::estimate::{DRIVER_BINDS, NEAR_FLOOR};
use crate::graph::{Episode, Graph};
use crate::hardware::StageFactors;
use crate::model::{Model, Whole};
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
    /// Length of each episode at each grid point, in ms: `lengths[point][episode]`.
    lengths: Vec<Vec<f32>>,
    /// Time in which tasks ran, likewise summed over the episodes, and the spread that chance orders add.
    busy: Vec<f64>,
    order: Vec<f64>,
    /// What the task time of each episode is made of.
    shares: Vec<Shares>,
    gaps: f64,
    work: f64,
    floor: f64,
    floor_bound: Bound,
    resource_bound: Bound,
}

impl Sketch {
    pub(crate) fn of(model: &Model) -> Self {
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
            lengths: wholes.iter().map(|whole| whole.episodes.iter().map(|one| one.length as f32).collect()).collect(),
            busy: wholes.iter().map(|whole| whole.busy).collect(),
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
        let mut wall = self.gaps;
        let task_factor = if factors.parts.is_same() && factors.shared_heap.is_none() {
            let sum = |point: usize| self.lengths[point].iter().map(|&ms| f64::from(ms)).sum::<f64>();
            wall += mix(sum(low), sum(high)) * scale;
            scale
        } else {
            let (mut before, mut after) = (0.0, 0.0);
            for (episode, shares) in self.shares.iter().enumerate() {
                let factor = shares.factor(&factors);
                let length = mix(f64::from(self.lengths[low][episode]), f64::from(self.lengths[high][episode]));
                before += length;
                after += length * factor * scale;
            }
            wall += after;
            if before > 0.0 { after / before } else { scale }
        };
        let whole = Whole {
            wall,
            order_spread: mix(self.order[low], self.order[high]),
            busy: (mix(self.busy[low], self.busy[high]) * task_factor).min(wall),
            episodes: Vec::new(),
        };
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

/// What the task time of an episode is made of, as shares of it.
#[derive(Debug, Clone)]
struct Shares {
    parts: [f32; PARTS],
    /// The number of tasks of each stage, and its share of the episode's collections.
    collecting: Vec<(usize, f32)>,
}

impl Shares {
    fn of(graph: &Graph, episode: &Episode) -> Self {
        let mut sum = [0.0_f64; PARTS];
        let mut collecting = Vec::with_capacity(episode.stages.len());
        for stage in &episode.stages {
            let before = sum[Part::Gc as usize];
            for task in &graph.tasks[stage.tasks.clone()] {
                for (sum, &part) in sum.iter_mut().zip(&task.demand.parts) {
                    *sum += f64::from(part);
                }
            }
            collecting.push((stage.tasks.len(), sum[Part::Gc as usize] - before));
        }
        let share = |part: f64, of: f64| if of > 0.0 { (part / of) as f32 } else { 0.0 };
        let total = sum.iter().sum::<f64>();
        let gc = sum[Part::Gc as usize];
        Self {
            parts: sum.map(|part| share(part, total)),
            collecting: collecting.into_iter().map(|(tasks, time)| (tasks, share(time, gc))).collect(),
        }
    }

    /// By what these factors multiply the time.
    fn factor(&self, factors: &StageFactors) -> f64 {
        let mut time = factors.parts.time;
        if let Some((from, to)) = factors.shared_heap {
            let stage = |tasks: usize| factors.parts.with_shared_heap(tasks, from, to).time[Part::Gc as usize];
            time[Part::Gc as usize] =
                self.collecting.iter().map(|&(tasks, share)| f64::from(share) * stage(tasks)).sum::<f64>();
        }
        self.parts.iter().zip(time).map(|(&part, factor)| f64::from(part) * factor).sum()
    }
}
