//! What a question makes of the run: its cores, its tasks and how they come.

use crate::allocation::{ENABLED, Policy};
use crate::hardware::{PartFactors, StageFactors};
use crate::model::Model;
use crate::partitions::Partitioning;
use crate::scenario::{Factor, Scenario};
use crate::slots::CorePlan;
use crate::workload::{Reshaping, Workload};

/// Hosts from which on more of them relieve the shuffle, and how much (fitted on the real-cluster runs of the accuracy
/// page).
const SPREAD_HOSTS: f64 = 6.0;
const SPREAD_POWER: f64 = 0.5;

impl Model {
    /// The cores of a question: as those of the run came, or, under dynamic allocation, up to so many executors as give
    /// its slots. A question that names its executors means ones that stay.
    pub(crate) fn plan_for(&self, scenario: &Scenario) -> CorePlan {
        let cores = self.cores(scenario.slots);
        let per = scenario.cores_per_executor.unwrap_or(self.cores_per_executor).max(1);
        if let Some(elastic) = scenario.elastic {
            return CorePlan::dynamic(Policy::stated(elastic, self.caches).up_to(cores, per));
        }
        if let Some(policy) = self.allocation.filter(|_| self.asks_for_executors(scenario)) {
            return CorePlan::dynamic(policy.up_to(cores, per));
        }
        if scenario.slots == self.slots && scenario.executors.is_none() {
            return CorePlan::like(&self.arrivals, cores, cores);
        }
        CorePlan::like(&self.arrivals, scenario.executors.unwrap_or(cores.div_ceil(per)), cores)
    }

    /// Whether a value of a setting is one that Spark takes, as far as the model follows that setting.
    pub fn understands(&self, key: &str, value: &str) -> bool {
        if key == ENABLED { value.trim().parse::<bool>().is_ok() } else { Partitioning::understands(key, value) }
    }

    /// Whether dynamic allocation is part of a question: the run had it, and neither executors nor a setting end it.
    pub(crate) fn asks_for_executors(&self, scenario: &Scenario) -> bool {
        let ended = |(key, value): &(String, String)| key == ENABLED && value.trim().eq_ignore_ascii_case("false");
        scenario.elastic.is_none()
            && self.allocation.is_some()
            && scenario.executors.is_none()
            && !scenario.conf.iter().any(ended)
    }

    /// Cores that give so many slots.
    fn cores(&self, slots: u32) -> u32 {
        (f64::from(slots.max(1)) * self.slot_cores).round() as u32
    }

    pub(crate) fn workload(&self, scenario: &Scenario) -> Workload {
        let factors = self.factors(scenario);
        let graph = &self.graph;
        let executors = scenario.executors.unwrap_or_else(|| self.executors(scenario.slots));
        let mut workload = Workload::on(graph, &factors);
        let reshaping = Reshaping {
            scale: scenario.scale(),
            from: self.partitioning,
            to: self.partitioning.asked(scenario, self.cores(scenario.slots)),
            coalesces: self.coalesces,
        };
        if !reshaping.is_none(graph) {
            workload.reshape(graph, &factors, &reshaping);
        }
        if !self.local {
            workload.contend(self.executors(self.slots), executors);
        }
        workload
    }

    /// The factors of a scenario.
    pub(crate) fn factors(&self, scenario: &Scenario) -> StageFactors {
        let executors = scenario.executors.unwrap_or_else(|| self.executors(scenario.slots));
        StageFactors {
            parts: PartFactors::of(&scenario.hardware),
            remote: self.remote(executors),
            shared_heap: (self.shares_heap(scenario) && scenario.slots != self.slots)
                .then_some((self.slots, scenario.slots)),
        }
    }

    /// Whether all slots of a question share the one heap of local mode.
    pub(crate) fn shares_heap(&self, scenario: &Scenario) -> bool {
        self.local && scenario.executors.is_none() && scenario.hardware.memory_per_slot == Factor::SAME
    }

    /// The load of the network on so many executors, over the observed one. The share of remote bytes is (h - 1) / h on
    /// h hosts, as hash partitions spread evenly; from a few hosts on it hardly grows, and each host more brings disks
    /// and page cache to serve the same bytes from. 1 where a single host was seen: its log says nothing of a network.
    fn remote(&self, executors: u32) -> f64 {
        let hosts = f64::from(self.hosts);
        if self.hosts < 2 {
            return 1.0;
        }
        let per_host = (f64::from(self.executors(self.slots)) / hosts).max(1.0);
        let others = (f64::from(executors) / per_host).round().max(1.0);
        let share = |hosts: f64| {
            let remote = ((hosts - 1.0) / hosts).min((SPREAD_HOSTS - 1.0) / SPREAD_HOSTS);
            remote / (hosts.max(SPREAD_HOSTS) / SPREAD_HOSTS).powf(SPREAD_POWER)
        };
        share(others) / share(hosts)
    }

    /// Executors that give so many slots, of the observed size.
    pub(crate) fn executors(&self, slots: u32) -> u32 {
        self.cores(slots).div_ceil(self.cores_per_executor.max(1))
    }

    /// Whether a setting of a question moves the number of some stage's tasks.
    pub(crate) fn follows(&self, key: &str) -> bool {
        (key == ENABLED && self.allocation.is_some())
            || self.graph.stages().any(|stage| self.partitioning.follows(key, stage, self.coalesces))
    }
}
