//! The work of a scenario: the graph's stages with other tasks or other task times.

use crate::demand::Demand;
use crate::graph::{Episode, Graph, Stage};
use crate::growth::{DataGrowth, contention, data_growth, longer, more};
use crate::hardware::PartFactors;

/// Episodes and the times of all tasks that their stages point to.
#[derive(Debug, Clone)]
pub(crate) struct Workload {
    pub(crate) episodes: Vec<Episode>,
    pub(crate) durations: Vec<f64>,
}

impl Workload {
    /// The work as observed.
    pub(crate) fn observed(graph: &Graph) -> Self {
        Self { episodes: graph.episodes.clone(), durations: graph.durations() }
    }

    /// With every part of every task multiplied; `remote`: the share of shuffled bytes that lie on other hosts, over
    /// the observed one.
    pub(crate) fn on(graph: &Graph, factors: &PartFactors, remote: f64) -> Self {
        if factors.is_same() && (remote - 1.0).abs() < 1e-9 {
            return Self::observed(graph);
        }
        let mut durations = vec![0.0; graph.tasks.len()];
        for stage in graph.stages() {
            let factors = factors.with_remote(&graph.tasks[stage.tasks.clone()], remote);
            for at in stage.tasks.clone() {
                durations[at] = graph.tasks[at].demand.weighted(&factors.time);
            }
        }
        Self { episodes: graph.episodes.clone(), durations }
    }

    /// On another number of executors: contention among them, and colder slots.
    pub(crate) fn contend(&mut self, from: u32, to: u32) {
        if from == to {
            return;
        }
        for stage in self.episodes.iter_mut().flat_map(|episode| &mut episode.stages) {
            let times = &mut self.durations[stage.tasks.clone()];
            if times.is_empty() {
                continue;
            }
            let mean = times.iter().sum::<f64>() / times.len() as f64;
            for time in times.iter_mut() {
                *time = contention(*time, from, to);
            }
            stage.wave = (contention(mean + stage.wave, from, to) - contention(mean, from, to)).max(0.0);
        }
    }

    /// Gives a stage other tasks.
    pub(crate) fn replace(&mut self, episode: usize, stage: usize, times: impl IntoIterator<Item = f64>) {
        let from = self.durations.len();
        self.durations.extend(times);
        self.episodes[episode].stages[stage].tasks = from..self.durations.len();
    }

    /// With `scale` times the data. `partitions` gives a stage that reads a shuffle the factor of its task count.
    pub(crate) fn with_data(
        &mut self,
        graph: &Graph,
        factors: &PartFactors,
        scale: f64,
        partitions: impl Fn(&Stage, DataGrowth) -> f64,
    ) {
        for (number, episode) in graph.episodes.iter().enumerate() {
            let kinds = data_growth(graph, &episode.stages);
            for (at, (stage, kind)) in episode.stages.iter().zip(kinds).enumerate() {
                let tasks: Vec<Demand> = graph.tasks[stage.tasks.clone()].iter().map(|task| task.demand).collect();
                if tasks.is_empty() {
                    continue;
                }
                let work = if kind == DataGrowth::Constant { 1.0 } else { scale };
                let count = (tasks.len() as f64 * partitions(stage, kind)).round().max(1.0);
                let each = work * tasks.len() as f64 / count;
                if (each - 1.0).abs() < 1e-9 && count as usize == tasks.len() {
                    continue;
                }
                let times = more(&tasks, count as usize);
                self.replace(number, at, times.iter().map(|task| longer(task, each).weighted(&factors.time)));
            }
        }
    }
}

impl Workload {
    /// Time of all tasks that some stage points to.
    pub(crate) fn durations_in_use(&self) -> f64 {
        self.episodes
            .iter()
            .flat_map(|episode| &episode.stages)
            .map(|stage| self.durations[stage.tasks.clone()].iter().sum::<f64>())
            .sum()
    }
}
