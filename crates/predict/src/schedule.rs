//! List scheduling of one episode's stages on slots that come and go, as Spark's scheduler does it.
//!
//! A stage is submitted when its parents are complete; its tasks are launched in order, on whatever slot is free, the
//! stage with the lowest rank first (FIFO: job, then stage) or, under FAIR, one of the pool that runs the fewest tasks.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use crate::allocation::{Fleet, Load};
use crate::graph::{Episode, cold};
use crate::slots::{CoreChange, CorePlan};

/// What the scheduler needs beside the episode.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'a> {
    /// The time of every task of the graph.
    pub(crate) durations: &'a [f64],
    pub(crate) plan: &'a CorePlan,
    /// From a task's end to the next launch on its slot.
    pub(crate) turnaround: f64,
    /// What the first task of a slot takes longer.
    pub(crate) fresh: f64,
    /// Cores there at the start of the episode on which no task has run yet.
    pub(crate) new: f64,
    /// Pools compete.
    pub(crate) fair: bool,
    pub(crate) pools: usize,
    /// The executors as the episode before left them, under dynamic allocation; the plan is then not used.
    pub(crate) fleet: Option<&'a Fleet>,
}

/// What came out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outcome {
    /// When the last job ended.
    pub(crate) end: f64,
    /// Submission and completion of each stage of the episode.
    pub(crate) spans: Vec<(f64, f64)>,
    /// Cores on which still no task has run.
    pub(crate) new: f64,
    /// Time in which at least one task ran.
    pub(crate) busy: f64,
    /// The most tasks that ran at once.
    pub(crate) together: usize,
    /// The executors at its end, under dynamic allocation.
    pub(crate) fleet: Option<Fleet>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// Cores come or go.
    Cores(i64),
    /// Dynamic allocation asks for executors, gets or loses some.
    Fleet,
    /// A task of a stage ends.
    Task(usize),
    /// A stage's first tasks can be launched.
    Open(usize),
    /// A stage is complete.
    Stage(usize),
    /// A job starts.
    Start(usize),
    /// A job ends.
    End(usize),
}

/// An instant that can be ordered: never NaN.
#[derive(Debug, Clone, Copy, PartialEq)]
struct At(f64);

impl Eq for At {}
impl PartialOrd for At {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for At {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

struct Run<'a> {
    episode: &'a Episode,
    setting: Setting<'a>,
    queue: BinaryHeap<Reverse<(At, u64, Event)>>,
    /// Changes of the cores that are still to come.
    changes: &'a [CoreChange],
    sequence: u64,
    free: i64,
    /// Cores that are there, and those of them on which no task has run in this application.
    slots: i64,
    new: f64,
    /// Tasks launched, and tasks ended, by stage.
    launched: Vec<usize>,
    ended: Vec<usize>,
    /// Parents (and the job's start) that a stage waits for.
    waits: Vec<usize>,
    children: Vec<Vec<usize>>,
    /// Jobs that a job waits for; stages that a job waits for.
    job_waits: Vec<usize>,
    job_stages: Vec<usize>,
    followers: Vec<Vec<usize>>,
    /// Stages with tasks to launch, by rank.
    open: BTreeSet<((i64, i64), usize)>,
    running: Vec<usize>,
    outcome: Outcome,
    busy_since: Option<f64>,
    tasks_running: usize,
    /// Those of them that write shuffle files.
    writing: usize,
    /// Cores that a task of the episode holds, at most.
    cpus: u32,
    /// When the fleet is to be looked at next.
    fleet_at: f64,
}

/// Runs an episode that starts at `start`.
pub(crate) fn run(episode: &Episode, start: f64, setting: Setting<'_>) -> Outcome {
    let stages = episode.stages.len();
    let mut fleet = setting.fleet.cloned();
    let mut new = setting.new;
    let (cores, changes) = match &mut fleet {
        Some(fleet) => {
            let came = fleet.rest_until(start);
            new = (new + came as f64).min(fleet.cores() as f64);
            (fleet.cores(), &[][..])
        }
        None => setting.plan.from(start),
    };
    let mut run = Run {
        episode,
        setting,
        queue: BinaryHeap::new(),
        changes,
        sequence: 0,
        free: cores,
        slots: cores,
        new,
        launched: vec![0; stages],
        ended: vec![0; stages],
        waits: episode.stages.iter().map(|stage| stage.parents.len() + 1).collect(),
        children: vec![Vec::new(); stages],
        job_waits: episode.jobs.iter().map(|job| job.after.len()).collect(),
        job_stages: episode.jobs.iter().map(|job| job.stages.len()).collect(),
        followers: vec![Vec::new(); episode.jobs.len()],
        open: BTreeSet::new(),
        running: vec![0; setting.pools.max(1)],
        outcome: Outcome { end: start, spans: vec![(start, start); stages], fleet, ..Outcome::default() },
        busy_since: None,
        tasks_running: 0,
        writing: 0,
        cpus: episode.stages.iter().map(|stage| stage.cpus).max().unwrap_or(1),
        fleet_at: f64::INFINITY,
    };
    for (child, stage) in episode.stages.iter().enumerate() {
        for &parent in &stage.parents {
            run.children[parent].push(child);
        }
    }
    for (follower, job) in episode.jobs.iter().enumerate() {
        for &before in &job.after {
            run.followers[before].push(follower);
        }
        if job.after.is_empty() {
            run.push(start + job.gap, Event::Start(follower));
        }
    }
    run.await_cores();
    run.tend(start);
    run.go();
    run.outcome.new = run.new;
    run.outcome
}

impl Run<'_> {
    fn push(&mut self, at: f64, event: Event) {
        self.sequence += 1;
        self.queue.push(Reverse((At(at), self.sequence, event)));
    }

    /// Queues the next change of the cores; the ones behind it follow when it has happened.
    fn await_cores(&mut self) {
        if let Some((next, later)) = self.changes.split_first() {
            self.changes = later;
            self.push(next.at, Event::Cores(next.cores));
        }
    }

    fn rank(&self, stage: usize) -> (i64, i64) {
        self.episode.stages[stage].rank
    }

    fn go(&mut self) {
        let mut jobs_left = self.episode.jobs.len();
        let mut now = self.outcome.end;
        while jobs_left > 0 {
            let Some(Reverse((At(at), _, event))) = self.queue.pop() else {
                if self.open.is_empty() {
                    break;
                }
                // All cores have gone for good and tasks wait: the log ends there, and one core stands for the rest.
                self.free = self.free.max(1);
                if !self.launch(now, false) {
                    self.free += 1024;
                    self.launch(now, false);
                }
                continue;
            };
            now = at;
            match event {
                Event::Cores(cores) => {
                    self.free += cores;
                    self.slots += cores;
                    self.new += cores.max(0) as f64;
                    self.await_cores();
                    self.launch(now, false);
                }
                Event::Fleet => {
                    // Of several looks that were planned, the last one holds.
                    if now >= self.fleet_at {
                        self.fleet_at = f64::INFINITY;
                        self.tend(now);
                    }
                }
                Event::Task(stage) => self.task_ended(now, stage),
                Event::Open(stage) => {
                    self.open.insert((self.rank(stage), stage));
                    self.launch(now, false);
                    self.tend(now);
                }
                Event::Stage(stage) => self.stage_ended(now, stage),
                Event::Start(job) => {
                    if self.job_stages[job] == 0 {
                        self.push(now + self.episode.jobs[job].close, Event::End(job));
                    }
                    for at in 0..self.episode.jobs[job].stages.len() {
                        self.parent_done(now, self.episode.jobs[job].stages[at]);
                    }
                }
                Event::End(job) => {
                    jobs_left -= 1;
                    self.outcome.end = self.outcome.end.max(now);
                    for at in 0..self.followers[job].len() {
                        let follower = self.followers[job][at];
                        self.job_waits[follower] -= 1;
                        if self.job_waits[follower] == 0 {
                            self.push(now + self.episode.jobs[follower].gap, Event::Start(follower));
                        }
                    }
                }
            }
        }
        self.outcome.end = self.outcome.end.max(now);
    }

    /// Lets dynamic allocation act on what waits and runs, and plans when it is to act next.
    fn tend(&mut self, now: f64) {
        let Some(mut fleet) = self.outcome.fleet.take() else { return };
        let (came, went) = fleet.advance(now, self.load());
        self.free += came - went;
        self.slots += came - went;
        self.new = (self.new + came as f64).min(self.slots.max(0) as f64);
        if came > 0 && self.launch(now, false) {
            // What it launched no longer waits.
            fleet.advance(now, self.load());
        }
        let next = fleet.next(self.load());
        self.outcome.fleet = Some(fleet);
        if let Some(next) = next.filter(|&next| next < self.fleet_at) {
            self.fleet_at = next;
            self.push(next.max(now), Event::Fleet);
        }
    }

    fn load(&self) -> Load {
        let waiting = self.open.iter().map(|&(_, stage)| self.episode.stages[stage].tasks.len() - self.launched[stage]);
        Load { waiting: waiting.sum(), running: self.tasks_running, cpus: self.cpus, writes: self.writing > 0 }
    }

    fn parent_done(&mut self, now: f64, stage: usize) {
        self.waits[stage] -= 1;
        if self.waits[stage] > 0 {
            return;
        }
        let facts = &self.episode.stages[stage];
        let submitted = now + facts.delay;
        self.outcome.spans[stage].0 = submitted;
        if facts.tasks.is_empty() {
            self.push(submitted + facts.settle, Event::Stage(stage));
        } else {
            self.push(submitted + facts.launch, Event::Open(stage));
        }
    }

    fn task_ended(&mut self, now: f64, stage: usize) {
        let facts = &self.episode.stages[stage];
        self.free += i64::from(facts.cpus);
        self.ended[stage] += 1;
        self.running[facts.pool] -= 1;
        self.tasks_running -= 1;
        self.writing -= usize::from(facts.bytes.shuffle_write > 0.0);
        if self.ended[stage] == facts.tasks.len() {
            self.push(now + facts.settle, Event::Stage(stage));
        }
        self.launch(now, true);
        self.tend(now);
        if self.tasks_running == 0
            && let Some(since) = self.busy_since.take()
        {
            self.outcome.busy += now - since;
        }
    }

    fn stage_ended(&mut self, now: f64, stage: usize) {
        self.outcome.spans[stage].1 = now;
        for at in 0..self.children[stage].len() {
            self.parent_done(now, self.children[stage][at]);
        }
        let job = self.episode.stages[stage].job;
        self.job_stages[job] -= 1;
        if self.job_stages[job] == 0 {
            self.push(now + self.episode.jobs[job].close, Event::End(job));
        }
    }

    /// Launches what fits; `refill`: on slots that tasks have just left. Says whether anything was launched.
    fn launch(&mut self, now: f64, refill: bool) -> bool {
        let mut any = false;
        while self.free > 0 {
            let Some((rank, stage)) = self.next() else { break };
            let facts = &self.episode.stages[stage];
            let cpus = i64::from(facts.cpus);
            if cpus > self.free {
                break;
            }
            let count = facts.tasks.len() - self.launched[stage];
            // Under FAIR every launch changes whose turn it is; under FIFO a stage takes all it can.
            let count = if self.setting.fair { 1 } else { count.min((self.free / cpus) as usize) };
            let burst = if refill || facts.burst <= 0.0 || self.ended[stage] > 0 {
                0.0
            } else {
                facts.burst * (count as f64 / facts.burst_size as f64).min(1.0)
            };
            let new = self.take_new(stage, count);
            for _ in 0..count {
                let task = self.launched[stage];
                let first = task < self.slots as usize / facts.cpus.max(1) as usize;
                let time = self.setting.durations[facts.tasks.start + task];
                let warm = time + if first { cold(facts.wave, time) } else { 0.0 };
                let duration = burst + warm + new * cold(self.setting.fresh, warm);
                let wait = if refill { self.setting.turnaround.max(-duration) } else { 0.0 };
                self.push(now + wait + duration, Event::Task(stage));
                self.launched[stage] += 1;
            }
            self.free -= cpus * count as i64;
            self.running[facts.pool] += count;
            self.tasks_running += count;
            self.writing += if facts.bytes.shuffle_write > 0.0 { count } else { 0 };
            self.outcome.together = self.outcome.together.max(self.tasks_running);
            any = true;
            if self.launched[stage] == facts.tasks.len() {
                self.open.remove(&(rank, stage));
            }
        }
        if any && self.busy_since.is_none() {
            self.busy_since = Some(now);
        }
        any
    }

    /// Takes new slots for `count` tasks; returns the share of these tasks that gets one, on average: the scheduler
    /// picks slots by chance.
    fn take_new(&mut self, stage: usize, count: usize) -> f64 {
        if self.setting.fresh <= 0.0 || self.new <= 0.0 {
            return 0.0;
        }
        let slots = f64::from(self.episode.stages[stage].cpus) * count as f64;
        let met = (slots * self.new / (self.free as f64).max(slots)).min(self.new);
        self.new -= met;
        met / slots
    }

    fn next(&self) -> Option<((i64, i64), usize)> {
        if !self.setting.fair || self.setting.pools < 2 {
            return self.open.first().copied();
        }
        self.open.iter().min_by_key(|(rank, stage)| (self.running[self.episode.stages[*stage].pool], *rank)).copied()
    }
}
