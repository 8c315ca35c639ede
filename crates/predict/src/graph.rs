//! The run reduced to what can be scheduled again: episodes of jobs, jobs of stages, stages of tasks.
//!
//! All times are milliseconds as `f64`; instants count from the start of the application. An **episode** is a set of
//! jobs between two instants at which no job ran: whatever the driver starts after such an instant it starts because
//! everything before has ended, so episodes follow each other with the driver's own time between them.

mod build;
mod burst;
mod draft;
mod idle;
mod jobs;
mod table;
mod tasks;
mod wave;

pub use table::StageTimes;
pub(crate) use wave::cold;

use afterglow_units::StageKey;

use crate::demand::{Demand, PARTS};

/// The whole run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Graph {
    pub(crate) episodes: Vec<Episode>,
    /// From the end of the last job to the end of the application.
    pub(crate) tail: f64,
    /// All tasks, those of a stage beside each other in the order of their launch.
    pub(crate) tasks: Vec<Task>,
    /// Observed wall time.
    pub(crate) wall: f64,
    /// Milliseconds of failed, killed and superseded attempts.
    pub(crate) waste: f64,
    /// What the first task of a slot takes longer, in ms.
    pub(crate) fresh: f64,
    /// Whether jobs of different pools compete (`spark.scheduler.mode=FAIR`).
    pub(crate) fair: bool,
    /// Names of the pools, in the order of [`Stage::pool`].
    pub(crate) pools: usize,
}

/// Jobs that may overlap.
#[derive(Debug, Clone, Default)]
pub(crate) struct Episode {
    /// Driver time from the end of the episode before (or of the application's start) to this one's start.
    pub(crate) gap: f64,
    pub(crate) jobs: Vec<Job>,
    pub(crate) stages: Vec<Stage>,
    /// Observed start.
    pub(crate) start: f64,
    /// Observed end.
    pub(crate) end: f64,
    /// The most tasks that would run together if slots were without end; known in local mode only, where it matters.
    pub(crate) together: usize,
}

/// One job of an episode; indexes are within the episode.
#[derive(Debug, Clone, Default)]
pub(crate) struct Job {
    /// The jobs whose end it waits for; none: it waits for the episode's start.
    pub(crate) after: Vec<usize>,
    /// From there to its start.
    pub(crate) gap: f64,
    /// From the end of its last stage (or from its start, if it has none) to its end.
    pub(crate) close: f64,
    pub(crate) stages: Vec<usize>,
}

/// One stage of an episode, or one attempt of it where waste is replayed; indexes are within the episode.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stage {
    pub(crate) key: StageKey,
    pub(crate) job: usize,
    /// The stages whose end it waits for, beside the start of its job.
    pub(crate) parents: Vec<usize>,
    /// From there to its submission.
    pub(crate) delay: f64,
    /// From its submission to its first launch, as far as slots were free.
    pub(crate) launch: f64,
    /// What a task of the first wave takes longer to get going: many launches at once, cold code. Mean, in ms.
    pub(crate) burst: f64,
    /// How many tasks that first wave had.
    pub(crate) burst_size: usize,
    /// What the first task of a slot in this stage takes longer than the others. Mean, in ms.
    pub(crate) wave: f64,
    /// From the last finish of a task to its completion.
    pub(crate) settle: f64,
    /// Its tasks in [`Graph::tasks`].
    pub(crate) tasks: std::ops::Range<usize>,
    /// Cores that a task holds.
    pub(crate) cpus: u32,
    pub(crate) pool: usize,
    /// Rank among all stages for a FIFO scheduler: job id, then stage id.
    pub(crate) rank: (i64, i64),
    /// Observed submission.
    pub(crate) submitted: f64,
    /// Observed completion.
    pub(crate) completed: f64,
    /// Whether it reads shuffled data.
    pub(crate) shuffled: bool,
    /// Whether it scans files through Spark SQL, which cuts them by size and parallelism.
    pub(crate) scans_files: bool,
    /// Bytes that its tasks read from outside (input), by shuffle, and wrote by shuffle.
    pub(crate) bytes: StageBytes,
}

/// Bytes of a stage.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct StageBytes {
    pub(crate) input: f64,
    pub(crate) shuffle_read: f64,
    pub(crate) shuffle_write: f64,
}

/// One task.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Task {
    pub(crate) demand: Demand,
    /// Whether it was the first that its slot ran in this application.
    pub(crate) fresh: bool,
    /// Whether it was the first that its slot ran of its stage.
    pub(crate) first_in_stage: bool,
    /// Its launch.
    pub(crate) launched: f64,
    /// Bytes it read, as input and by shuffle.
    pub(crate) bytes: f32,
}

impl Graph {
    /// All stages.
    pub(crate) fn stages(&self) -> impl Iterator<Item = &Stage> {
        self.episodes.iter().flat_map(|episode| &episode.stages)
    }

    /// Time of all tasks together.
    pub(crate) fn work(&self) -> f64 {
        self.tasks.iter().map(|task| task.demand.total()).sum()
    }

    /// The same by parts.
    pub(crate) fn demand(&self) -> Demand {
        let mut sum = [0.0_f64; PARTS];
        for task in &self.tasks {
            for (sum, &part) in sum.iter_mut().zip(&task.demand.parts) {
                *sum += f64::from(part);
            }
        }
        Demand { parts: sum.map(|part| part as f32) }
    }

    /// The time of each task as observed.
    pub(crate) fn durations(&self) -> Vec<f64> {
        self.tasks.iter().map(|task| task.demand.total()).collect()
    }
}
