//! The run compressed: what each episode takes at each number of slots, so that one prediction is a few look-ups.

use crate::demand::PARTS;
use crate::graph::Graph;
use crate::model::{Model, Whole};
use crate::prediction::{Bound, Prediction};
use crate::scenario::Scenario;
use crate::slots::CorePlan;
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
    /// Share of each part in each episode's task time.
    shares: Vec<[f32; PARTS]>,
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
                let scenario = Scenario::slots(slots);
                model.whole(&model.workload(&scenario), &model.plan_for(&scenario), true)
            })
            .collect();
        let floor = model.whole(&workload, &CorePlan::constant(u32::MAX >> 1), false).wall;
        Self {
            lengths: wholes.iter().map(|whole| whole.episodes.iter().map(|one| one.1 as f32).collect()).collect(),
            busy: wholes.iter().map(|whole| whole.busy).collect(),
            order: wholes.iter().map(|whole| whole.order_spread).collect(),
            shares: shares(&model.graph),
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
        let factors = scenario.part_factors();
        let mut wall = self.gaps;
        let mut task_factor = 1.0;
        if factors.is_same() {
            let sum = |point: usize| self.lengths[point].iter().map(|&ms| f64::from(ms)).sum::<f64>();
            wall += mix(sum(low), sum(high)) * scale;
            task_factor = scale;
        } else {
            for (episode, shares) in self.shares.iter().enumerate() {
                let factor: f64 = shares.iter().zip(factors.time).map(|(&part, factor)| f64::from(part) * factor).sum();
                let length = mix(f64::from(self.lengths[low][episode]), f64::from(self.lengths[high][episode]));
                wall += length * factor * scale;
                task_factor = factor * scale;
            }
        }
        let whole = Whole {
            wall,
            order_spread: mix(self.order[low], self.order[high]),
            busy: (mix(self.busy[low], self.busy[high]) * task_factor).min(wall),
            episodes: Vec::new(),
        };
        let bound = if whole.busy < 0.5 * whole.wall {
            Bound::Driver
        } else if whole.wall <= 1.1 * self.floor * task_factor {
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

fn shares(graph: &Graph) -> Vec<[f32; PARTS]> {
    let of = |episode: &crate::graph::Episode| {
        let mut sum = [0.0_f64; PARTS];
        for stage in &episode.stages {
            for task in &graph.tasks[stage.tasks.clone()] {
                for (sum, &part) in sum.iter_mut().zip(&task.demand.parts) {
                    *sum += f64::from(part);
                }
            }
        }
        let total = sum.iter().sum::<f64>();
        sum.map(|part| if total > 0.0 { (part / total) as f32 } else { 0.0 })
    };
    graph.episodes.iter().map(of).collect()
}
