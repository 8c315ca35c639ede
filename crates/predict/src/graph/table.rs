//! A graph out of task times alone, without a log.

use super::wave::split_waves;
use super::{Episode, Graph, Job, Stage, Task};
use crate::demand::{Demand, Part};

/// The task times of one stage, in milliseconds, by how cold the slot was.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StageTimes {
    /// The stages it waits for, as indexes below its own.
    pub parents: Vec<usize>,
    /// Tasks that were the first of the application on their slot.
    pub fresh: Vec<f64>,
    /// Other tasks that were the first of the stage on their slot.
    pub first_wave: Vec<f64>,
    /// The rest.
    pub rest: Vec<f64>,
}

impl Graph {
    /// One job of these stages, without any driver time.
    pub(crate) fn of_times(stages: &[StageTimes]) -> Self {
        let mut graph = Self { pools: 1, ..Self::default() };
        let mut episode = Episode { jobs: vec![Job::default()], ..Episode::default() };
        for (at, times) in stages.iter().enumerate() {
            let from = graph.tasks.len();
            let kinds = [(&times.fresh, true, true), (&times.first_wave, false, true), (&times.rest, false, false)];
            for (times, fresh, first_in_stage) in kinds {
                graph.tasks.extend(times.iter().filter(|time| time.is_finite()).map(|&time| {
                    let mut demand = Demand::default();
                    demand.parts[Part::Other as usize] = time.max(0.0) as f32;
                    Task { demand, fresh, first_in_stage, ..Task::default() }
                }));
            }
            episode.jobs[0].stages.push(at);
            episode.stages.push(Stage {
                parents: times.parents.iter().copied().filter(|&parent| parent < at).collect(),
                tasks: from..graph.tasks.len(),
                cpus: 1,
                rank: (0, at as i64),
                burst_size: 1,
                shuffled: !times.parents.is_empty(),
                ..Stage::default()
            });
        }
        let mut stages: Vec<&mut Stage> = episode.stages.iter_mut().collect();
        graph.fresh = split_waves(&mut stages, &mut graph.tasks);
        graph.episodes.push(episode);
        graph
    }
}
