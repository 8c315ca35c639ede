//! Spot capacity: what interruptions cost, and the chance to meet a deadline all the same.
//!
//! Interruptions of a node are taken as a Poisson process of rate λ an hour, independent of other nodes (clouds publish
//! monthly rates only, so λ is the reader's to set). Each one loses the tasks that run on the node, in the mean half of
//! one; takes its slots away until a replacement is up; and, unless shuffle files live elsewhere or are moved away in
//! time, makes Spark run again the share of the work so far whose output lay on it.

use afterglow_units::{Interval, Millis};

use crate::model::Model;
use crate::scenario::Scenario;

/// A cluster on spot capacity.
#[derive(Debug, Clone, PartialEq)]
pub struct SpotPlan {
    /// The cluster and the work.
    pub scenario: Scenario,
    /// Nodes that can be interrupted.
    pub nodes: u32,
    /// Interruptions of one node in an hour.
    pub interruptions_per_hour: f64,
    /// From the loss of a node to its replacement at work.
    pub replacement: Millis,
    /// Whether shuffle files outlive their node: decommissioning moves them, or they lie on remote storage.
    pub shuffle_survives: bool,
}

/// What interruptions make of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpotOutcome {
    /// Wall time in ms, interruptions included.
    pub wall: Interval,
    /// Mean number of interruptions in a run.
    pub interruptions: f64,
    /// What one interruption adds to the wall time in the mean, in ms.
    pub each_adds_ms: f64,
    /// Standard deviation of log wall time.
    spread: f64,
}

impl SpotOutcome {
    /// The probability that the run is over in time, 0 to 1.
    pub fn meets(&self, deadline: Millis) -> f64 {
        if deadline.0 == 0 || self.wall.mid <= 0.0 {
            return 0.0;
        }
        let z = (deadline.0 as f64 / self.wall.mid).ln() / self.spread.max(1e-6);
        crate::fleet::normal(z)
    }
}

impl Model {
    /// The run on spot capacity. The expected wall time solves w = w₀ + λ · nodes · w · (cost of one interruption), at
    /// most ten times w₀: beyond that the run never ends on such capacity.
    pub fn on_spot(&self, plan: &SpotPlan) -> SpotOutcome {
        let calm = self.predict(&plan.scenario);
        let nodes = f64::from(plan.nodes.max(1));
        let rate = if plan.interruptions_per_hour.is_finite() { plan.interruptions_per_hour.max(0.0) } else { 0.0 };
        let per_ms = rate * nodes / 3.6e6;
        let tasks = self.task_count().max(1) as f64;
        let half_task = 0.5 * calm.task_ms / tasks;
        // Slots missing for a while: their share of the work is done later by all.
        let away = plan.replacement.0 as f64 / nodes;
        // In the mean half of the run's work is done, and the node holds its share of those outputs.
        let again = if plan.shuffle_survives { 0.0 } else { 0.5 * self.shuffled_share() * calm.wall.mid / nodes };
        let each = half_task + away + again;
        let wall = calm.wall.mid * (1.0 / (1.0 - (per_ms * each).min(0.9)));
        let interruptions = per_ms * wall;
        // A Poisson number of interruptions, each of about its mean cost or twice it.
        let own = (interruptions * 2.0).sqrt() * each / wall;
        let spread = own.hypot(calm.scale_out_error).hypot(calm.hardware_error);
        let reach = (crate::model::NORMAL_REACH * spread).exp();
        let interval = Interval { low: (wall / reach).max(calm.wall.low), mid: wall, high: wall * reach };
        SpotOutcome { wall: interval, interruptions, each_adds_ms: each, spread }
    }

    fn task_count(&self) -> usize {
        self.graph.tasks.len()
    }

    /// Share of task time in stages whose output other stages read.
    fn shuffled_share(&self) -> f64 {
        let writes = self.graph.stages().filter(|stage| stage.bytes.shuffle_write > 0.0);
        let time: f64 = writes
            .map(|stage| self.graph.tasks[stage.tasks.clone()].iter().map(|task| task.demand.total()).sum::<f64>())
            .sum();
        (time / self.graph.work().max(1e-9)).min(1.0)
    }
}
