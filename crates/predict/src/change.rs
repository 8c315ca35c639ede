//! The run without one of its ailments, through the same replay.

use afterglow_units::{Interval, StageKey};

use crate::demand::{Demand, PARTS, Part};
use crate::graph::{Graph, Stage};
use crate::growth::repartition;
use crate::workload::Workload;

/// One change to the observed run, on the observed cluster.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The tasks of these stages share their work evenly.
    NoSkew(Vec<StageKey>),
    /// No garbage collection.
    NoGc,
    /// No spill; its time is estimated from bytes.
    NoSpill,
    /// No waiting for shuffle blocks.
    NoFetchWait,
    /// No time writing shuffle blocks.
    NoShuffleWrite,
    /// An infinitely fast network: fetch wait and fetching of big results.
    InfiniteNetwork,
    /// Infinitely fast local disks: shuffle write and spill.
    InfiniteDisk,
    /// The driver loses no time between jobs and after the last one. What it does before the first job stays.
    NoDriverGaps,
    /// The stage's work in `factor` times the partitions.
    Partitions {
        /// The stage.
        stage: StageKey,
        /// New partitions over observed ones.
        factor: f64,
    },
    /// No failed, killed or repeated attempt.
    NoFailures,
    /// These stages do not run.
    NoStage(Vec<StageKey>),
    /// The tasks of a stage take `factor` times as long.
    TasksTake {
        /// The stage.
        stage: StageKey,
        /// New time over observed time.
        factor: f64,
    },
    /// All of these at once.
    Together(Vec<Change>),
}

/// What a change saves.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Saving {
    /// Wall time saved in milliseconds; negative if the change costs time.
    pub saves_ms: Interval,
    /// Task time saved in milliseconds, over all slots.
    pub saves_task_ms: f64,
}

impl Change {
    pub(crate) fn no_failures(&self) -> bool {
        match self {
            Self::NoFailures => true,
            Self::Together(changes) => changes.iter().any(Self::no_failures),
            _ => false,
        }
    }

    pub(crate) fn no_driver_gaps(&self) -> bool {
        match self {
            Self::NoDriverGaps => true,
            Self::Together(changes) => changes.iter().any(Self::no_driver_gaps),
            _ => false,
        }
    }

    /// What the change makes of a stage's tasks; `None` if it leaves them alone.
    fn tasks(&self, stage: &Stage, tasks: &[Demand]) -> Option<Vec<Demand>> {
        match self {
            Self::NoSkew(keys) if names(keys, stage) && tasks.len() > 1 => Some(even(tasks)),
            Self::NoGc => without(tasks, &[Part::Gc]),
            Self::NoSpill => without(tasks, &[Part::Spill]),
            Self::NoFetchWait => without(tasks, &[Part::FetchWait]),
            Self::NoShuffleWrite => without(tasks, &[Part::ShuffleWrite]),
            Self::InfiniteNetwork => without(tasks, &[Part::FetchWait, Part::Result]),
            Self::InfiniteDisk => without(tasks, &[Part::ShuffleWrite, Part::Spill]),
            Self::Partitions { stage: key, factor } if key.id == stage.key.id => {
                let factor = if factor.is_finite() { factor.clamp(1e-6, 1e4) } else { 1.0 };
                Some(repartition(tasks, (tasks.len() as f64 * factor).round() as usize))
            }
            Self::NoStage(keys) if names(keys, stage) => Some(Vec::new()),
            Self::TasksTake { stage: key, factor } if key.id == stage.key.id => {
                let factor = if factor.is_finite() { factor.max(0.0) as f32 } else { 1.0 };
                Some(tasks.iter().map(|task| Demand { parts: task.parts.map(|part| part * factor) }).collect())
            }
            Self::Together(changes) => {
                let mut now: Option<Vec<Demand>> = None;
                for change in changes {
                    if let Some(next) = change.tasks(stage, now.as_deref().unwrap_or(tasks)) {
                        now = Some(next);
                    }
                }
                now
            }
            _ => None,
        }
    }

    /// Applies the change to the tasks; returns the episodes touched and the task time saved.
    pub(crate) fn apply(&self, graph: &Graph, workload: &mut Workload) -> (Vec<usize>, f64) {
        let (mut touched, mut saved) = (Vec::new(), 0.0);
        for (number, episode) in graph.episodes.iter().enumerate() {
            for (at, stage) in episode.stages.iter().enumerate() {
                if !self.concerns(stage) {
                    continue;
                }
                let before: Vec<Demand> = graph.tasks[stage.tasks.clone()].iter().map(|task| task.demand).collect();
                let Some(after) = self.tasks(stage, &before) else { continue };
                saved += before.iter().map(Demand::total).sum::<f64>() - after.iter().map(Demand::total).sum::<f64>();
                if after.is_empty() {
                    let stage = &mut workload.episodes[number].stages[at];
                    (stage.delay, stage.launch, stage.settle) = (0.0, 0.0, 0.0);
                }
                workload.replace(number, at, after.iter().map(Demand::total));
                if touched.last() != Some(&number) {
                    touched.push(number);
                }
            }
        }
        (touched, saved)
    }

    /// Whether the change can touch a stage, before its tasks are looked at.
    fn concerns(&self, stage: &Stage) -> bool {
        match self {
            Self::NoSkew(keys) | Self::NoStage(keys) => names(keys, stage),
            Self::Partitions { stage: key, .. } | Self::TasksTake { stage: key, .. } => key.id == stage.key.id,
            Self::NoFailures | Self::NoDriverGaps => false,
            Self::Together(changes) => changes.iter().any(|change| change.concerns(stage)),
            _ => true,
        }
    }
}

fn names(keys: &[StageKey], stage: &Stage) -> bool {
    keys.iter().any(|key| key.id == stage.key.id)
}

/// The same tasks without some parts; `None` if they have none of them.
fn without(tasks: &[Demand], parts: &[Part]) -> Option<Vec<Demand>> {
    if tasks.iter().all(|task| parts.iter().all(|&part| task.get(part) == 0.0)) {
        return None;
    }
    let cut = |task: &Demand| {
        let mut left = *task;
        for &part in parts {
            left.parts[part as usize] = 0.0;
        }
        left
    };
    Some(tasks.iter().map(cut).collect())
}

/// Every task with the mean demand.
fn even(tasks: &[Demand]) -> Vec<Demand> {
    let mut sum = [0.0_f64; PARTS];
    for task in tasks {
        for (sum, &part) in sum.iter_mut().zip(&task.parts) {
            *sum += f64::from(part);
        }
    }
    let mean = Demand { parts: sum.map(|part| (part / tasks.len() as f64) as f32) };
    vec![mean; tasks.len()]
}
