//! Dynamic allocation: executors that are asked for while tasks wait, and given back when idle.
//!
//! Follows Spark's `ExecutorAllocationManager` and `ExecutorMonitor` (3.5): tasks that wait longer than the backlog
//! timeout make it ask for one executor, then, every sustained timeout, for twice as many as before, up to what the
//! tasks need; an executor that ran nothing for the idle timeout goes, unless it holds shuffle files that are tracked.

use std::collections::VecDeque;

use afterglow_profile::{Conf, Profile};
use afterglow_units::Millis;

use crate::prediction::HeldExecutors;
use crate::scenario::Elastic;

/// The setting that switches it on.
pub(crate) const ENABLED: &str = "spark.dynamicAllocation.enabled";

/// What steers it: the run's settings, with Spark's defaults, and how long a new executor takes to come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Policy {
    /// Cores of an executor.
    pub(crate) cores: u32,
    pub(crate) least: u32,
    pub(crate) initial: u32,
    pub(crate) most: u32,
    /// Cores of all executors at most.
    most_cores: i64,
    /// `executorAllocationRatio`.
    ratio: f64,
    backlog: f64,
    sustained: f64,
    idle: f64,
    /// From the request for an executor to its registration, in ms.
    start_up: f64,
    /// When the first executors came.
    first: f64,
    /// Executors that hold shuffle files stay.
    keeps_shuffles: bool,
    /// Executors that ran tasks stay, since the run caches blocks.
    keeps_blocks: bool,
}

/// More executors than this are not told apart: no cluster has them, and a setting that asks for them is a slip.
const MOST_EXECUTORS: u32 = 100_000;

/// Spark's `schedulerBacklogTimeout`, and its sustained one, in ms.
const BACKLOG: f64 = 1_000.0;

/// Where the log shows no executor that came on request, what the first ones took from the application's start stands
/// for it, up to this. A rule of thumb.
const START_UP_AT_MOST: f64 = 60_000.0;

impl Policy {
    /// The policy of a run with dynamic allocation; `None` for others.
    pub(crate) fn of(profile: &Profile, cores: u32, most: u32) -> Option<Self> {
        let conf = &profile.conf;
        let key = |name: &str| format!("spark.dynamicAllocation.{name}");
        if conf.flag(ENABLED) != Some(true) {
            return None;
        }
        let time = |name: &str, default: f64| millis(conf, &key(name)).unwrap_or(default);
        let count = |name: &str| conf.get(&key(name)).and_then(|text| text.trim().parse::<u32>().ok());
        let least = count("minExecutors").unwrap_or(0);
        let instances = conf.get("spark.executor.instances").and_then(|text| text.trim().parse().ok());
        let backlog = time("schedulerBacklogTimeout", BACKLOG);
        let first = profile.app.begin().and_then(|begin| {
            let added = profile.executors.iter().filter_map(|executor| executor.added).min()?;
            Some((added.0.saturating_sub(begin.0) as f64).max(0.0))
        });
        let initial = least.max(count("initialExecutors").unwrap_or(0)).max(instances.unwrap_or(0));
        let idle = time("executorIdleTimeout", 60_000.0);
        // What an executor holds keeps it: shuffle files that are tracked and that no service serves, cached blocks.
        let stays = |name: &str| millis(conf, &key(name)).is_none_or(|timeout| timeout > idle);
        let tracks = conf.flag("spark.shuffle.service.enabled") != Some(true)
            && conf.flag(&key("shuffleTracking.enabled")).unwrap_or(true);
        Some(Self {
            cores: cores.max(1),
            least: least.min(MOST_EXECUTORS),
            initial,
            most: most.clamp(1, MOST_EXECUTORS),
            most_cores: i64::from(most.max(1)) * i64::from(cores.max(1)),
            ratio: conf
                .float(&key("executorAllocationRatio"))
                .filter(|ratio| (0.01..=1.0).contains(ratio))
                .unwrap_or(1.0),
            backlog,
            sustained: time("sustainedSchedulerBacklogTimeout", backlog),
            idle,
            start_up: start_up(profile, backlog, initial).or(first).unwrap_or(0.0).min(START_UP_AT_MOST),
            first: first.unwrap_or(0.0),
            keeps_shuffles: tracks && stays("shuffleTracking.timeout"),
            keeps_blocks: caches(profile) && stays("cachedExecutorIdleTimeout"),
        })
    }

    /// The policy of a question that states it, with Spark's defaults where it is silent; `caches`: the run keeps
    /// blocks.
    pub(crate) fn stated(elastic: Elastic, caches: bool) -> Self {
        let least = elastic.least.min(MOST_EXECUTORS);
        Self {
            cores: 1,
            least,
            initial: least,
            most: MOST_EXECUTORS,
            most_cores: i64::MAX,
            ratio: 1.0,
            backlog: BACKLOG,
            sustained: BACKLOG,
            idle: elastic.idle.0 as f64,
            start_up: elastic.start_up.0 as f64,
            first: 0.0,
            keeps_shuffles: elastic.keeps_shuffles,
            // Spark's `cachedExecutorIdleTimeout` is endless.
            keeps_blocks: caches,
        }
    }

    /// The same with up to so many cores on executors of so many each; of the last one only some may count.
    pub(crate) fn up_to(self, cores: u32, per_executor: u32) -> Self {
        let per = per_executor.max(1);
        let most = cores.div_ceil(per).clamp(1, MOST_EXECUTORS);
        Self { most, most_cores: i64::from(cores.max(1)), cores: per, ..self }
    }
}

/// Whether a run keeps blocks of RDDs or tables in its executors.
pub(crate) fn caches(profile: &Profile) -> bool {
    profile.stages.iter().flat_map(|stage| &stage.rdds).any(|rdd| rdd.cached_partitions > 0)
}

/// A time of a setting in milliseconds; a bare number is seconds.
fn millis(conf: &Conf, key: &str) -> Option<f64> {
    conf.millis(key, Millis(1_000)).map(|time| time.0 as f64)
}

/// The median, over the stages behind whose submission an executor came, of how long the first one took from when it
/// must have been asked for. Executors that came sooner were asked for by something before.
fn start_up(profile: &Profile, backlog: f64, initial: u32) -> Option<f64> {
    let mut submitted: Vec<i64> = profile.stages.iter().filter_map(|stage| Some(stage.submitted?.0)).collect();
    submitted.sort_unstable();
    let mut added: Vec<i64> = profile.executors.iter().filter_map(|executor| Some(executor.added?.0)).collect();
    added.sort_unstable();
    // The first ones were asked for with the application, not by its tasks.
    let asked = added.get(initial.max(1) as usize..)?;
    let mut waits: Vec<f64> = submitted
        .iter()
        .enumerate()
        .filter_map(|(at, &from)| {
            let until = submitted.get(at + 1).copied().unwrap_or(i64::MAX);
            let next = *asked[asked.partition_point(|&time| time <= from)..].first()?;
            (next < until).then(|| (next - from) as f64 - backlog)
        })
        .filter(|&wait| wait >= 0.0)
        .collect();
    waits.sort_by(f64::total_cmp);
    waits.get(waits.len() / 2).copied()
}

/// The executors at an instant of a replay.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fleet {
    policy: Policy,
    present: u32,
    /// Since when those that run nothing do so, the longest first.
    idle: VecDeque<f64>,
    /// How many may not go since they hold shuffle files.
    pinned: u32,
    /// When those asked for come.
    coming: VecDeque<f64>,
    target: u32,
    /// How many are asked for next.
    step: u32,
    ask_at: Option<f64>,
    /// Time of all executors together until `since`, and how many were given back.
    held: f64,
    since: f64,
    released: u32,
}

/// What the scheduler has to do at an instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Load {
    /// Tasks that wait for a slot, and tasks that run.
    pub(crate) waiting: usize,
    pub(crate) running: usize,
    /// Cores that a task holds.
    pub(crate) cpus: u32,
    /// Whether some of them write shuffle files.
    pub(crate) writes: bool,
}

impl Load {
    pub(crate) const NONE: Self = Self { waiting: 0, running: 0, cpus: 1, writes: false };
}

impl Fleet {
    pub(crate) fn new(policy: Policy) -> Self {
        let initial = policy.initial.min(policy.most);
        Self {
            policy,
            present: 0,
            idle: VecDeque::new(),
            pinned: 0,
            coming: std::iter::repeat_n(policy.first, initial as usize).collect(),
            target: initial,
            step: 1,
            ask_at: None,
            held: 0.0,
            since: 0.0,
            released: 0,
        }
    }

    /// What was held until an instant, which is the run's end.
    pub(crate) fn held_until(&self, end: f64) -> HeldExecutors {
        let executor_ms = self.held + f64::from(self.present) * (end - self.since).max(0.0);
        HeldExecutors { executor_ms, released: self.released, came: self.present + self.released }
    }

    pub(crate) fn cores(&self) -> i64 {
        (i64::from(self.present) * i64::from(self.policy.cores)).min(self.policy.most_cores)
    }

    /// Lets time pass without any task up to an instant; returns how many cores came.
    pub(crate) fn rest_until(&mut self, instant: f64) -> i64 {
        let mut came = 0;
        while let Some(next) = self.next(Load::NONE).filter(|&next| next <= instant) {
            came += self.advance(next, Load::NONE).0;
        }
        came
    }

    /// Brings the executors up to an instant; returns how many cores came and how many went.
    pub(crate) fn advance(&mut self, now: f64, load: Load) -> (i64, i64) {
        self.held += f64::from(self.present) * (now - self.since).max(0.0);
        self.since = self.since.max(now);
        let before = self.cores();
        while self.coming.front().is_some_and(|&at| at <= now) {
            self.coming.pop_front();
            self.present += 1;
            self.idle.push_back(now);
        }
        let came = self.cores() - before;
        // Spark offers slots in turn over all executors, so few tasks keep many of them busy.
        let busy = (load.running as u32).min(self.present);
        // Which ones is chance: over a few tasks each has its turn, so those that were idle longest are taken first.
        while self.idle.len() > (self.present - busy) as usize {
            self.idle.pop_front();
        }
        self.idle.resize((self.present - busy) as usize, now);
        if (load.writes && self.policy.keeps_shuffles) || self.policy.keeps_blocks {
            self.pinned = self.pinned.max(busy);
        }
        self.aim(now, load);
        let before = self.cores();
        while self.may_go() && self.idle.front().is_some_and(|&since| since + self.policy.idle <= now) {
            self.idle.pop_front();
            self.present -= 1;
            self.released += 1;
        }
        (came, before - self.cores())
    }

    /// When something is next to happen if the load stays as it is.
    pub(crate) fn next(&self, load: Load) -> Option<f64> {
        let ask = self.ask_at.filter(|_| self.target < self.needed(load).min(self.policy.most));
        let go = self.idle.front().filter(|_| self.may_go()).map(|since| since + self.policy.idle);
        [ask, self.coming.front().copied(), go].into_iter().flatten().min_by(f64::total_cmp)
    }

    fn may_go(&self) -> bool {
        self.present > self.policy.least.max(self.pinned).max(self.target)
    }

    /// Executors that all tasks together could use.
    fn needed(&self, load: Load) -> u32 {
        let per = (self.policy.cores / load.cpus.max(1)).max(1);
        ((load.waiting + load.running) as f64 * self.policy.ratio / f64::from(per)).ceil() as u32
    }

    /// Moves the number that is asked for.
    fn aim(&mut self, now: f64, load: Load) {
        let needed = self.needed(load);
        if needed < self.target {
            (self.target, self.step) = (needed.max(self.policy.least).min(self.policy.most), 1);
            // Requests that have not been served are taken back.
            self.coming.truncate(self.target.saturating_sub(self.present) as usize);
        }
        if load.waiting == 0 {
            (self.ask_at, self.step) = (None, 1);
            return;
        }
        let at = *self.ask_at.get_or_insert(now + self.policy.backlog);
        let greatest = needed.min(self.policy.most);
        if at > now || self.target >= greatest {
            return;
        }
        // There is no ramp up to what is there already.
        let from = self.target.max(self.present).min(greatest);
        let target = from.saturating_add(self.step).min(greatest);
        self.step = if target - from == self.step { self.step.saturating_mul(2) } else { 1 };
        self.target = target;
        self.ask_at = Some(now + self.policy.sustained);
        let there = self.present + self.coming.len() as u32;
        let at = now + self.policy.start_up;
        // The initial ones may still come later.
        let place = self.coming.partition_point(|&other| other <= at);
        let after = self.coming.split_off(place);
        self.coming.extend(std::iter::repeat_n(at, target.saturating_sub(there) as usize));
        self.coming.extend(after);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> Policy {
        let mut profile = Profile::default();
        profile.conf.spark.insert("spark.dynamicAllocation.enabled".into(), "true".into());
        profile.conf.spark.insert("spark.dynamicAllocation.minExecutors".into(), "1".into());
        profile.conf.spark.insert("spark.dynamicAllocation.executorIdleTimeout".into(), "10s".into());
        let policy = Policy::of(&profile, 2, 16).expect("dynamic");
        Policy { start_up: 3_000.0, ..policy }
    }

    #[test]
    fn requests_double_while_tasks_wait() {
        let mut fleet = Fleet::new(policy());
        let busy = Load { waiting: 100, running: 2, ..Load::NONE };
        fleet.advance(0.0, busy);
        let mut came = Vec::new();
        while let Some(next) = fleet.next(busy).filter(|&next| next < 20_000.0) {
            let (cores, _) = fleet.advance(next, busy);
            if cores > 0 {
                came.push((next as i64 / 1_000, cores / 2));
            }
        }
        // Asked for after 1, 2, 3 and 4 s: 1, 2, 4 and 8 more; each comes 3 s later.
        assert_eq!(came, [(4, 1), (5, 2), (6, 4), (7, 8)]);
        assert_eq!(fleet.cores(), 32);
    }

    #[test]
    fn there_is_no_ramp_up_to_what_is_there_and_requests_are_taken_back() {
        let mut fleet = Fleet { present: 5, target: 1, coming: VecDeque::new(), ..Fleet::new(policy()) };
        let busy = Load { waiting: 100, running: 10, ..Load::NONE };
        fleet.advance(0.0, busy);
        fleet.advance(1_000.0, busy);
        assert_eq!((fleet.target, fleet.coming.len()), (6, 1));
        fleet.advance(1_500.0, Load { running: 4, ..Load::NONE });
        assert_eq!((fleet.target, fleet.coming.len()), (2, 0));
    }

    #[test]
    fn idle_executors_go_down_to_the_least_unless_they_hold_shuffles() {
        let mut fleet = Fleet { present: 5, coming: VecDeque::new(), ..Fleet::new(policy()) };
        fleet.advance(0.0, Load { running: 10, ..Load::NONE });
        fleet.advance(1_000.0, Load::NONE);
        fleet.rest_until(9_000.0);
        assert_eq!(fleet.cores(), 10);
        fleet.rest_until(30_000.0);
        assert_eq!(fleet.cores(), 2);
        let mut fleet = Fleet { present: 5, coming: VecDeque::new(), ..Fleet::new(policy()) };
        fleet.advance(0.0, Load { running: 3, writes: true, ..Load::NONE });
        fleet.rest_until(30_000.0);
        assert_eq!(fleet.cores(), 6);
    }
}
