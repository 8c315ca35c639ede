//! The work of a scenario: the graph's stages with other tasks or other task times.

use crate::demand::Demand;
use crate::graph::{Episode, Graph, Stage};
use crate::growth::{DataGrowth, MOST_TASKS, cold_tasks, contention, data_growth, fixed, longer, more, repartition};
use crate::hardware::StageFactors;
use crate::partitions::Partitioning;

/// Episodes and the times of all tasks that their stages point to.
#[derive(Debug, Clone)]
pub(crate) struct Workload {
    pub(crate) episodes: Vec<Episode>,
    pub(crate) durations: Vec<f64>,
    /// What the first task of a slot takes longer.
    pub(crate) fresh: f64,
}

/// What a question changes of the tasks themselves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reshaping {
    /// Data over the observed data.
    pub(crate) scale: f64,
    /// What set the number of tasks, and what sets it in the question.
    pub(crate) from: Partitioning,
    pub(crate) to: Partitioning,
    /// Adaptive execution merges shuffle partitions, so that their number follows the data.
    pub(crate) coalesces: bool,
}

impl Reshaping {
    /// The number of tasks that a stage gets.
    fn count(&self, stage: &Stage, kind: DataGrowth) -> f64 {
        let factor = if stage.scans_files {
            self.from.split_factor(&self.to, stage, if kind == DataGrowth::Constant { 1.0 } else { self.scale })
        } else if kind == DataGrowth::MoreTasks || (kind == DataGrowth::LongerTasks && self.coalesces) {
            self.scale
        } else if stage.shuffled && !self.coalesces {
            self.from.shuffle_factor(&self.to, stage)
        } else {
            1.0
        };
        (stage.tasks.len() as f64 * factor).max(1.0)
    }

    /// Whether nothing is asked that changes a task.
    pub(crate) fn is_none(&self, graph: &Graph) -> bool {
        (self.scale - 1.0).abs() < 1e-9
            && (self.from == self.to
                || graph.stages().all(|stage| self.count(stage, DataGrowth::Constant) == stage.tasks.len() as f64))
    }
}

impl Workload {
    /// The work as observed.
    pub(crate) fn observed(graph: &Graph) -> Self {
        Self { episodes: graph.episodes.clone(), durations: graph.durations(), fresh: graph.fresh }
    }

    /// With every part of every task multiplied.
    pub(crate) fn on(graph: &Graph, factors: &StageFactors) -> Self {
        if factors.is_same() {
            return Self::observed(graph);
        }
        let mut on = Self::observed(graph);
        let stages = on.episodes.iter_mut().flat_map(|episode| {
            let together = episode.together;
            episode.stages.iter_mut().map(move |stage| (stage, together))
        });
        for (stage, together) in stages {
            let timing = factors.of(&graph.tasks[stage.tasks.clone()], together);
            let (mut before, mut after) = (0.0, 0.0);
            for at in stage.tasks.clone() {
                before += on.durations[at];
                on.durations[at] = timing.time(&graph.tasks[at].demand);
                after += on.durations[at];
            }
            // Cold code runs on the same hardware as warm code.
            stage.wave *= if before > 0.0 { after / before } else { 1.0 };
        }
        let work = graph.work();
        on.fresh *= if work > 0.0 { on.durations.iter().sum::<f64>() / work } else { 1.0 };
        on
    }

    /// The same on slots that are all warm, in stages whose tasks all get going at once.
    pub(crate) fn warm(&self) -> Self {
        let mut warm = self.clone();
        for stage in warm.episodes.iter_mut().flat_map(|episode| &mut episode.stages) {
            (stage.burst, stage.wave) = (0.0, 0.0);
        }
        warm.fresh = 0.0;
        warm
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

    /// With other data, or the same in other pieces. The factors are those of [`Workload::on`].
    pub(crate) fn reshape(&mut self, graph: &Graph, factors: &StageFactors, to: &Reshaping) {
        let kinds: Vec<Vec<DataGrowth>> =
            graph.episodes.iter().map(|episode| data_growth(graph, &episode.stages)).collect();
        let stages = graph.episodes.iter().zip(&kinds).flat_map(|(episode, kinds)| episode.stages.iter().zip(kinds));
        let all: f64 = stages.map(|(stage, &kind)| to.count(stage, kind)).sum();
        let merged = (MOST_TASKS.max(graph.tasks.len() as f64) / all).min(1.0);
        for (number, episode) in graph.episodes.iter().enumerate() {
            for (at, (stage, &kind)) in episode.stages.iter().zip(&kinds[number]).enumerate() {
                let tasks = &graph.tasks[stage.tasks.clone()];
                if tasks.is_empty() {
                    continue;
                }
                let work = if kind == DataGrowth::Constant { 1.0 } else { to.scale };
                let count = (to.count(stage, kind) * merged).round().max(1.0) as usize;
                let timing = factors.of(tasks, episode.together);
                let demands: Vec<Demand> = tasks.iter().map(|task| task.demand).collect();
                let cold = cold_tasks(stage, tasks);
                // More of the same tasks where the data brings them; else the same data in other pieces.
                let brings = kind == DataGrowth::MoreTasks || (kind == DataGrowth::LongerTasks && to.coalesces);
                let (pieces, each) = if brings {
                    (more(&demands, count), work * demands.len() as f64 / count as f64)
                } else {
                    (repartition(&demands, count), work)
                };
                let after = pieces.iter().enumerate().map(|(at, task)| longer(task, each, fixed(at < cold)));
                let times: Vec<f64> = after.map(|task| timing.time(&task)).collect();
                self.replace(number, at, times);
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
