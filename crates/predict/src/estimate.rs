//! From a replayed time to an answer: what binds, how sure it is, what it rests on.

use crate::demand::Part;
use crate::hardware::PartFactors;
use crate::interval::Doubt;
use crate::model::{Model, Whole};
use crate::normal::REACH;
use crate::partitions::Partitioning;
use crate::prediction::{Bound, Note, Prediction};
use crate::scenario::Scenario;
use crate::workload::Workload;

/// The driver binds where tasks run in less than this share of the time.
pub(crate) const DRIVER_BINDS: f64 = 0.5;

/// The floor binds where the time is within this factor of it.
pub(crate) const NEAR_FLOOR: f64 = 1.1;

impl Model {
    /// What binds, from shares of the replayed time.
    pub(crate) fn bound(&self, whole: &Whole, workload: &Workload) -> Bound {
        if whole.busy < DRIVER_BINDS * whole.wall {
            return Bound::Driver;
        }
        if whole.wall <= NEAR_FLOOR * self.floor(workload) { self.floor_bound() } else { self.resource_bound() }
    }

    pub(crate) fn floor_bound(&self) -> Bound {
        // Would even tasks shorten the chain by a quarter? Then single tasks bind, not the chain.
        let (mut longest, mut mean) = (0.0, 0.0);
        for stage in self.graph.stages().filter(|stage| !stage.tasks.is_empty()) {
            let times = self.graph.tasks[stage.tasks.clone()].iter().map(|task| task.demand.total());
            let (sum, max) = times.fold((0.0, 0.0_f64), |(sum, max), time| (sum + time, max.max(time)));
            longest += max;
            mean += sum / stage.tasks.len() as f64;
        }
        if mean < 0.5 * longest { Bound::LongestTask } else { Bound::CriticalPath }
    }

    pub(crate) fn resource_bound(&self) -> Bound {
        let demand = self.demand;
        let half = 0.5 * demand.total();
        if demand.get(Part::FetchWait) > half {
            Bound::Network
        } else if demand.get(Part::ShuffleWrite) + demand.get(Part::Spill) > half {
            Bound::Disk
        } else {
            Bound::Slots
        }
    }

    pub(crate) fn prediction(&self, scenario: &Scenario, whole: &Whole, task_ms: f64, bound_by: Bound) -> Prediction {
        let busy_ratio = (whole.busy / whole.wall.max(1.0)).min(1.0);
        let doubt = self.doubt(scenario, whole.order_spread, busy_ratio);
        let slot_time = f64::from(scenario.slots.max(1)) * whole.wall;
        Prediction {
            slots: scenario.slots.max(1),
            data_scale: scenario.scale(),
            wall: doubt.around(whole.wall, 0.0),
            bound_by,
            slot_busy_ratio: if slot_time > 0.0 { (task_ms / slot_time).min(1.0) } else { 0.0 },
            busy_ratio,
            task_ms,
            scale_out_error: doubt.scale_out(),
            order_error: doubt.order,
            hardware_error: doubt.hardware,
            held: whole.held,
            notes: self.notes(scenario),
        }
    }

    pub(crate) fn doubt(&self, scenario: &Scenario, order: f64, busy_share: f64) -> Doubt {
        let folds = (f64::from(scenario.slots.max(1)) / f64::from(self.slots)).ln().abs();
        let data_folds = scenario.scale().ln().abs();
        let factors = PartFactors::of(&scenario.hardware);
        let demand = self.demand;
        let total = demand.total().max(1e-9);
        let hardware = Part::ALL
            .iter()
            .map(|&part| demand.get(part) / total * factors.time[part as usize] * factors.spread[part as usize])
            .sum::<f64>();
        let allocation = if self.asks_for_executors(scenario) { self.allocation_error } else { 0.0 };
        Doubt {
            repeat: self.surroundings.repeat,
            replay: self.replay.error_ratio.hypot(allocation) / REACH,
            distance: busy_share
                * (self.surroundings.per_fold * folds).hypot(self.surroundings.per_data_fold * data_folds),
            order,
            hardware: busy_share * hardware,
        }
    }

    fn notes(&self, scenario: &Scenario) -> Vec<Note> {
        let mut notes = Vec::new();
        if !self.complete {
            notes.push(Note::LogIncomplete);
        }
        if self.graph.waste > 0.0 {
            notes.push(Note::WasteLeftOut(self.graph.waste as u64));
        }
        notes.extend(self.damage.iter().cloned());
        if self.streaming {
            notes.push(Note::Streaming);
        }
        if self.slots == 1 && scenario.slots > 1 {
            notes.push(Note::OneSlot);
        }
        if !self.local && self.executors(scenario.slots) != self.executors(self.slots) {
            notes.push(Note::GrowthAssumed);
        }
        if scenario.elastic.is_none() && self.allocation.is_some() {
            notes.push(if self.asks_for_executors(scenario) { Note::DynamicReplayed } else { Note::FixedCluster });
        }
        if (scenario.scale() - 1.0).abs() > 1e-9 {
            notes.push(Note::DataAssumed);
            if !self.coalesces {
                notes.push(Note::PartitionsKept);
            }
        }
        if scenario.hardware.memory_per_slot.ratio < 0.75 || scenario.scale() > 1.5 {
            notes.push(Note::MemoryCliff);
        }
        for (key, _) in &scenario.conf {
            match key.as_str() {
                key if self.follows(key) => {
                    if Partitioning::knows(key) && !notes.contains(&Note::OtherPieces) {
                        notes.push(Note::OtherPieces);
                    }
                }
                "spark.sql.autoBroadcastJoinThreshold" | "spark.sql.adaptive.autoBroadcastJoinThreshold" => {
                    notes.push(Note::PlanMayChange);
                }
                known if Partitioning::knows(known) => notes.push(Note::ConfWithoutEffect(known.to_owned())),
                other => notes.push(Note::ConfIgnored(other.to_owned())),
            }
        }
        notes
    }
}
