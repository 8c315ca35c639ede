//! Which of several stages or jobs goes first, where Spark leaves it to chance.
//!
//! The parents of a stage get their ids in the order of a hash set, so their order under FIFO differs from run to run
//! of the same program; jobs that several threads submit at one moment race. A prediction is the mean over such
//! orders, and their spread goes into its interval. The replay of the run itself keeps the order that it had.

use crate::graph::Episode;

/// Jobs that start this close together, with nothing to wait for, race. A rule of thumb.
const RACE_MS: f64 = 1_000.0;

/// Pairs of orders tried, each with its reverse; fewer where an episode has many tasks.
const PAIRS: std::ops::RangeInclusive<usize> = 2..=16;
const TASKS_IN_ALL: usize = 100_000;

/// Episodes with more stages than this keep the order that was observed: the spread of a sum of many is small.
const MAX_STAGES: usize = 400;

/// A small deterministic generator (SplitMix64, Steele, Lea and Flood, OOPSLA 2014).
#[derive(Debug, Clone)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Below `bound`, which must not be 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    /// Shuffles; `reverse` gives the reverse of what it would else be.
    fn shuffle<T>(&mut self, items: &mut [T], reverse: bool) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
        if reverse {
            items.reverse();
        }
    }
}

/// The episode in other orders that Spark might have chosen; empty if there is no choice.
pub(crate) fn alternatives(episode: &Episode, seed: u64) -> Vec<Episode> {
    let racing = racing(episode);
    let siblings = episode.stages.len() <= MAX_STAGES && has_siblings(episode);
    if racing.len() < 2 && !siblings {
        return Vec::new();
    }
    let tasks = episode.stages.iter().map(|stage| stage.tasks.len()).sum::<usize>().max(1);
    let pairs = (TASKS_IN_ALL / tasks).clamp(*PAIRS.start(), *PAIRS.end());
    (0..2 * pairs)
        .map(|number| {
            let (mut random, reverse) = (Random(seed ^ (number as u64 / 2) << 32), number % 2 == 1);
            let mut other = episode.clone();
            if racing.len() > 1 {
                race(&mut other, &racing, &mut random, reverse);
            }
            if siblings {
                renumber(&mut other, &mut random, reverse);
            }
            other
        })
        .collect()
}

/// Jobs that start within a moment of each other at the beginning of the episode.
fn racing(episode: &Episode) -> Vec<usize> {
    let first = episode.jobs.iter().filter(|job| job.after.is_empty()).map(|job| job.gap).fold(f64::INFINITY, f64::min);
    let mut racing: Vec<usize> = (0..episode.jobs.len())
        .filter(|&at| episode.jobs[at].after.is_empty() && episode.jobs[at].gap - first <= RACE_MS)
        .collect();
    racing.sort_by(|&a, &b| episode.jobs[a].gap.total_cmp(&episode.jobs[b].gap));
    racing
}

/// Whether some job has two stages that neither waits for the other.
fn has_siblings(episode: &Episode) -> bool {
    episode.jobs.iter().any(|job| {
        let mut roots = 0;
        for &stage in &job.stages {
            let own = episode.stages[stage]
                .parents
                .iter()
                .filter(|&&parent| episode.stages[parent].job == episode.stages[stage].job);
            roots += usize::from(own.count() == 0);
        }
        roots > 1
    })
}

/// Deals the starts and the ids of racing jobs out anew.
fn race(episode: &mut Episode, racing: &[usize], random: &mut Random, reverse: bool) {
    let id = |episode: &Episode, job: usize| {
        episode.jobs[job].stages.iter().map(|&stage| episode.stages[stage].rank.0).min().unwrap_or(i64::MAX)
    };
    let places: Vec<(f64, i64)> = racing.iter().map(|&job| (episode.jobs[job].gap, id(episode, job))).collect();
    let mut dealt = racing.to_vec();
    random.shuffle(&mut dealt, reverse);
    for (&job, &(gap, rank)) in dealt.iter().zip(&places) {
        episode.jobs[job].gap = gap;
        for at in 0..episode.jobs[job].stages.len() {
            let stage = episode.jobs[job].stages[at];
            episode.stages[stage].rank.0 = rank;
        }
    }
}

/// Numbers the stages of each job anew, parents before children and each child's parents in a random order.
fn renumber(episode: &mut Episode, random: &mut Random, reverse: bool) {
    for job in 0..episode.jobs.len() {
        let stages = episode.jobs[job].stages.clone();
        let mut ids: Vec<i64> = stages.iter().map(|&stage| episode.stages[stage].rank.1).collect();
        ids.sort_unstable();
        let mut is_parent = vec![false; episode.stages.len()];
        for &stage in &stages {
            for &parent in &episode.stages[stage].parents {
                is_parent[parent] = true;
            }
        }
        let mut roots: Vec<usize> = stages.iter().copied().filter(|&stage| !is_parent[stage]).collect();
        random.shuffle(&mut roots, reverse);
        let mut seen = vec![false; episode.stages.len()];
        let mut order = Vec::with_capacity(stages.len());
        // Depth first without recursion: a stage is numbered when it is met the second time.
        let mut stack: Vec<(usize, bool)> = roots.into_iter().map(|stage| (stage, false)).collect();
        while let Some((stage, parents_done)) = stack.pop() {
            if parents_done {
                order.push(stage);
                continue;
            }
            if std::mem::replace(&mut seen[stage], true) || episode.stages[stage].job != job {
                continue;
            }
            stack.push((stage, true));
            let mut parents = episode.stages[stage].parents.clone();
            random.shuffle(&mut parents, reverse);
            stack.extend(parents.into_iter().map(|parent| (parent, false)));
        }
        for (stage, id) in order.into_iter().zip(ids) {
            episode.stages[stage].rank.1 = id;
        }
    }
}
