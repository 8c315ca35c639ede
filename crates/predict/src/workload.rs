//! The work of a scenario: the graph's stages with other tasks or other task times.

use crate::demand::Demand;
use crate::graph::{Episode, Graph, Stage};
use crate::growth::{DataGrowth, MOST_TASKS, contention, data_growth, longer, more, repartition};
use crate::hardware::StageFactors;

/// Episodes and the times of all tasks that their stages point to.
#[derive(Debug, Clone)]
pub(crate) struct Workload {
    pub(crate) episodes: Vec<Episode>,
    pub(crate) durations: Vec<f64>,
    /// What the first task of a slot takes longer.
    pub(crate) fresh: f64,
}

/// Another number of shuffle partitions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Partitions {
    /// `spark.sql.shuffle.partitions` of the run.
    pub(crate) configured: u32,
    /// And of the question.
    pub(crate) asked: f64,
}

impl Partitions {
    /// Whether a stage has its number of tasks from the setting.
    pub(crate) fn sets(self, stage: &Stage) -> bool {
        stage.shuffled && stage.tasks.len() == self.configured as usize
    }

    fn factor(self) -> f64 {
        self.asked / f64::from(self.configured)
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

    /// With `scale` times the data, and stages that have the configured number of shuffle partitions on `partitions`
    /// times as many; `coalesces`: their number follows the data. The factors are those of [`Workload::on`].
    pub(crate) fn with_data(
        &mut self,
        graph: &Graph,
        factors: &StageFactors,
        scale: f64,
        partitions: Option<Partitions>,
        coalesces: bool,
    ) {
        let factor = |stage: &Stage| match partitions {
            Some(partitions) if partitions.sets(stage) => partitions.factor(),
            _ => 1.0,
        };
        let kinds: Vec<Vec<DataGrowth>> =
            graph.episodes.iter().map(|episode| data_growth(graph, &episode.stages)).collect();
        let stages = || graph.episodes.iter().zip(&kinds).flat_map(|(episode, kinds)| episode.stages.iter().zip(kinds));
        // Stages that read input get more tasks of the same make; those that read a shuffle get longer ones.
        let grows = |kind| kind == DataGrowth::MoreTasks || (kind == DataGrowth::LongerTasks && coalesces);
        let asked = |stage: &Stage, kind: DataGrowth| {
            let more = if grows(kind) { scale } else { factor(stage) };
            (stage.tasks.len() as f64 * more).max(1.0)
        };
        let all: f64 = stages().map(|(stage, &kind)| asked(stage, kind)).sum();
        let merged = (MOST_TASKS.max(graph.tasks.len() as f64) / all).min(1.0);
        for (number, episode) in graph.episodes.iter().enumerate() {
            for (at, (stage, &kind)) in episode.stages.iter().zip(&kinds[number]).enumerate() {
                let tasks = &graph.tasks[stage.tasks.clone()];
                if tasks.is_empty() {
                    continue;
                }
                let work = if kind == DataGrowth::Constant { 1.0 } else { scale };
                let count = (asked(stage, kind) * merged).round().max(1.0) as usize;
                let timing = factors.of(tasks, episode.together);
                let demands: Vec<Demand> = tasks.iter().map(|task| task.demand).collect();
                let after: Vec<Demand> = if grows(kind) {
                    let each = work * demands.len() as f64 / count as f64;
                    more(&demands, count).iter().map(|task| longer(task, each)).collect()
                } else {
                    repartition(&demands, count).iter().map(|task| longer(task, work)).collect()
                };
                self.replace(number, at, after.iter().map(|task| timing.time(task)));
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
