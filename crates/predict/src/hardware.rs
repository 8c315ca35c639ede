//! How each part of a task follows the hardware.
//!
//! | part | follows | formula | source |
//! | --- | --- | --- | --- |
//! | CPU, deserialisation, result | core speed | t / c | Amdahl's law for one core |
//! | launch | the driver | t | not of the executors' hardware |
//! | GC | memory of a slot, core speed | t / (c · m) | collections go with 1 / free heap: Jones, Hosking and Moss, *The Garbage Collection Handbook*, ch. 2 |
//! | fetch wait | network of a slot | t / n | bandwidth-bound transfer: NSDI 2015 (Ousterhout et al.) |
//! | shuffle write | local disk of a slot | t / d | the same |
//! | spill | local disk, memory | t / (d · m), none where the memory is 4 times as much | bytes that do not fit |
//! | the rest | storage of a slot | t / s | the residual as blocked time: NSDI 2015 |

use crate::demand::{Demand, PARTS, Part};
use crate::graph::Task;
use crate::scenario::{Factor, HardwareFactors};

/// Memory this many times the observed one of a slot is taken to end all spill: the in-memory form of spilled data is
/// typically two to four times what is written to disk. A rule of thumb.
const SPILL_ENDS_AT: f64 = 4.0;

/// See [`PartFactors::with_remote`].
const HIDDEN_AT_MOST: f64 = 3.0;

/// The factor by which each part's time is multiplied, and its relative standard deviation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PartFactors {
    pub(crate) time: [f64; PARTS],
    pub(crate) spread: [f64; PARTS],
}

impl PartFactors {
    pub(crate) const SAME: Self = Self { time: [1.0; PARTS], spread: [0.0; PARTS] };

    pub(crate) fn of(hardware: &HardwareFactors) -> Self {
        if *hardware == HardwareFactors::SAME {
            return Self::SAME;
        }
        let core = hardware.core_speed.sane();
        let memory = hardware.memory_per_slot.sane();
        let network = hardware.network_per_slot.sane();
        let disk = hardware.local_disk_per_slot.sane();
        let storage = hardware.storage_per_slot.sane();
        let both = |a: Factor, b: Factor| Factor { ratio: a.ratio * b.ratio, spread: a.spread.hypot(b.spread) };
        let mut all = Self::SAME;
        for part in Part::ALL {
            let per_time = match part {
                Part::Launch => Factor::SAME,
                Part::Deserialize | Part::Cpu | Part::Result => core,
                Part::Gc => both(core, memory),
                Part::FetchWait => network,
                Part::ShuffleWrite => disk,
                Part::Spill => both(disk, memory),
                Part::Other => storage,
            };
            all.time[part as usize] = 1.0 / per_time.ratio;
            all.spread[part as usize] = per_time.spread;
        }
        if memory.ratio >= SPILL_ENDS_AT {
            all.time[Part::Spill as usize] = 0.0;
        }
        all
    }

    /// With the fetch wait of these tasks for `remote` times the share of remote bytes. A transfer overlaps with the
    /// computing of the task that reads it, and only what exceeds it is waited for: W' = max(0, (W + h) r - h), where
    /// the hidden part h of the transfer is the time on the CPU and off it, but not more than three times W, since
    /// the log does not tell how much of that time the transfer took.
    pub(crate) fn with_remote(&self, tasks: &[Task], remote: f64) -> Self {
        let sum = |part: Part| tasks.iter().map(|task| task.demand.get(part)).sum::<f64>();
        let wait = sum(Part::FetchWait);
        if wait <= 0.0 || (remote - 1.0).abs() < 1e-9 {
            return *self;
        }
        let hidden = (sum(Part::Cpu) + sum(Part::Other)).min(HIDDEN_AT_MOST * wait);
        let mut all = *self;
        all.time[Part::FetchWait as usize] *= ((wait + hidden) * remote - hidden).max(0.0) / wait;
        all
    }

    pub(crate) fn is_same(&self) -> bool {
        *self == Self::SAME
    }
}

/// Factors that differ from stage to stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct StageFactors {
    pub(crate) parts: PartFactors,
    /// See [`PartFactors::with_remote`]; 1 for no change.
    pub(crate) remote: f64,
    /// Slots of the one JVM that runs all tasks, before and after.
    pub(crate) shared_heap: Option<(u32, u32)>,
}

impl StageFactors {
    /// The times of a stage of these tasks, in an episode of which at most `together` run at once.
    pub(crate) fn of(&self, tasks: &[Task], together: usize) -> StageTiming {
        let mut timing = StageTiming { parts: self.parts.with_remote(tasks, self.remote), pauses: 0.0 };
        let pauses = self.pauses(together);
        if pauses > 1.0 {
            // More tasks meet a pause, none a longer one: what comes to the sum is spread over all of them.
            let gc: f64 = tasks.iter().map(|task| task.demand.get(Part::Gc)).sum();
            timing.pauses = (pauses - 1.0) * gc / tasks.len().max(1) as f64 * timing.parts.time[Part::Gc as usize];
        } else {
            timing.parts.time[Part::Gc as usize] *= pauses;
        }
        timing
    }

    /// The factors of all stages of an episode, but for what depends on the stage.
    pub(crate) fn in_episode(&self, together: usize) -> PartFactors {
        let mut parts = self.parts;
        parts.time[Part::Gc as usize] *= self.pauses(together);
        parts
    }

    /// By what the time that tasks spend in collections is multiplied, where at most `together` of them run at once. A
    /// collection stops all tasks of its JVM and each of them logs the whole pause, so their sum goes with how many run
    /// together, and the pauses of the JVM stay what they were.
    fn pauses(&self, together: usize) -> f64 {
        let running = |slots: u32| (together as f64).min(f64::from(slots)).max(1.0);
        self.shared_heap.map_or(1.0, |(from, to)| running(to) / running(from))
    }

    pub(crate) fn is_same(&self) -> bool {
        self.parts.is_same() && (self.remote - 1.0).abs() < 1e-9 && self.shared_heap.is_none()
    }
}

/// What becomes of the tasks of one stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct StageTiming {
    parts: PartFactors,
    /// What each task waits for other tasks' collections, in ms.
    pauses: f64,
}

impl StageTiming {
    /// The time of a task.
    pub(crate) fn time(&self, demand: &Demand) -> f64 {
        demand.weighted(&self.parts.time) + self.pauses
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_faster_core_shortens_computing_and_not_the_launch() {
        let hardware = HardwareFactors { core_speed: Factor::new(2.0, 0.1), ..HardwareFactors::SAME };
        let factors = PartFactors::of(&hardware);
        assert_eq!(factors.time[Part::Cpu as usize], 0.5);
        assert_eq!(factors.time[Part::Launch as usize], 1.0);
        assert_eq!(factors.spread[Part::Cpu as usize], 0.1);
        assert!(PartFactors::of(&HardwareFactors::SAME).is_same());
    }
}
