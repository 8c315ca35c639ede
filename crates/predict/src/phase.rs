//! The run cut at instants at which no job runs: what each side takes by itself.
//!
//! Between two episodes only the driver works, so an application may end there and another go on: on another cluster,
//! at another time. What the first would have to hand over is for the caller to say.

use std::ops::Range;
use std::sync::OnceLock;

use afterglow_units::{Millis, StageKey};

use crate::graph::{Episode, Graph};
use crate::model::Model;
use crate::workload::Workload;

/// Jobs between two instants at which no job ran.
#[derive(Debug, Clone, Copy)]
pub struct Span<'a> {
    episode: &'a Episode,
}

impl<'a> Span<'a> {
    /// Its stages, each once.
    pub fn stages(self) -> impl Iterator<Item = StageKey> + 'a {
        self.episode.stages.iter().map(|stage| stage.key)
    }

    /// When its first job started, from the application's start.
    pub fn start(self) -> Millis {
        Millis::from_f64(self.episode.start)
    }

    /// When its last job ended, from the application's start.
    pub fn end(self) -> Millis {
        Millis::from_f64(self.episode.end)
    }
}

impl Model {
    /// The run's episodes in their order. A run of which all jobs overlap has one.
    pub fn spans(&self) -> impl Iterator<Item = Span<'_>> {
        self.graph.episodes.iter().map(|episode| Span { episode })
    }

    /// These episodes as an application of their own; the whole run for an empty or foreign range.
    ///
    /// One that does not begin with the first episode starts as the run did: the driver's time before the first job
    /// (the start of the context among it) comes once more, and its executors are as cold as those were.
    #[must_use]
    pub fn phase(&self, episodes: Range<usize>) -> Self {
        let all = self.graph.episodes.len();
        let range = episodes.start..episodes.end.min(all);
        if range.is_empty() || range == (0..all) {
            return self.clone();
        }
        let mut phase = Self {
            graph: self.graph.part(range.clone()),
            wasteful: None,
            orders: self.orders.get(range).map(<[_]>::to_vec).unwrap_or_default(),
            limits: OnceLock::new(),
            ..self.clone()
        };
        phase.demand = phase.graph.demand();
        phase.baseline = phase.whole(&Workload::observed(&phase.graph), &phase.plan, false).episodes;
        phase
    }
}

impl Graph {
    /// Some of the episodes with the tasks of their stages.
    fn part(&self, range: Range<usize>) -> Self {
        let whole_end = range.end == self.episodes.len();
        let again = if range.start == 0 { 0.0 } else { self.episodes.first().map_or(0.0, |first| first.gap) };
        let mut tasks = Vec::new();
        let mut episodes = self.episodes.get(range).map(<[_]>::to_vec).unwrap_or_default();
        for stage in episodes.iter_mut().flat_map(|episode| &mut episode.stages) {
            let from = tasks.len();
            tasks.extend_from_slice(&self.tasks[stage.tasks.clone()]);
            stage.tasks = from..tasks.len();
        }
        if let Some(first) = episodes.first_mut() {
            first.gap += again;
        }
        let tail = if whole_end { self.tail } else { 0.0 };
        let wall = episodes.iter().map(|episode| episode.gap + (episode.end - episode.start)).sum::<f64>() + tail;
        Self { episodes, tail, tasks, wall, waste: 0.0, ..self.clone_frame() }
    }

    /// All but what is cut.
    fn clone_frame(&self) -> Self {
        Self { fresh: self.fresh, fair: self.fair, pools: self.pools, ..Self::default() }
    }
}
