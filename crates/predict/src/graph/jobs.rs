//! Jobs into episodes, and what each job waited for.

use std::collections::HashMap;

use afterglow_profile::Profile;
use afterglow_units::{JobId, StageId};

use super::draft::Draft;
use super::{Episode, Graph, Job};

/// Events this close together by the driver's clock may be written in either order.
const SAME_INSTANT_MS: f64 = 1.0;

/// When a job ran.
pub(super) struct JobTimes {
    pub(super) id: JobId,
    pub(super) start: f64,
    pub(super) end: f64,
    /// The driver's thread, as far as the log tells it.
    pub(super) lane: Option<String>,
}

/// A job's place.
#[derive(Clone, Copy)]
struct Place {
    episode: usize,
    job: usize,
}

/// Puts jobs (sorted by start) and stages into episodes.
pub(super) fn place(graph: &mut Graph, profile: &Profile, drafts: Vec<Draft>, jobs: &[JobTimes]) {
    let mut places: HashMap<JobId, Place> = HashMap::new();
    let mut ended = 0.0_f64;
    let mut inside: Vec<usize> = Vec::new();
    for (at, job) in jobs.iter().enumerate() {
        if graph.episodes.is_empty() || job.start + SAME_INSTANT_MS >= ended {
            let gap = (job.start - ended).max(0.0);
            graph.episodes.push(Episode::at(job.start, gap));
            inside.clear();
        }
        let number = graph.episodes.len() - 1;
        let episode = &mut graph.episodes[number];
        let (after, from) = waits_for(jobs, &inside, at, episode.start);
        let after = after.map(|before| places[&jobs[before].id].job).into_iter().collect();
        let gap = (job.start - from).max(0.0);
        let slot = episode.push_job(Job { after, gap, close: job.end - job.start, stages: Vec::new() }, job.end);
        places.insert(job.id, Place { episode: number, job: slot });
        ended = ended.max(job.end);
        inside.push(at);
    }
    graph.tail = (graph.wall - ended).max(0.0);
    place_stages(graph, profile, drafts, &places, jobs);
}

/// What a job waited for: of the jobs of its episode that had ended, the last one of its own lane, else the last one;
/// and the instant at which that happened.
fn waits_for(jobs: &[JobTimes], inside: &[usize], at: usize, start: f64) -> (Option<usize>, f64) {
    let job = &jobs[at];
    let before = || inside.iter().copied().filter(|&other| jobs[other].end <= job.start + SAME_INSTANT_MS);
    let last = |a: &usize, b: &usize| jobs[*a].end.total_cmp(&jobs[*b].end);
    let own = before().filter(|&other| job.lane.is_some() && jobs[other].lane == job.lane).max_by(last);
    match own.or_else(|| before().max_by(last)) {
        Some(other) => (Some(other), jobs[other].end),
        None => (None, start),
    }
}

fn place_stages(
    graph: &mut Graph,
    profile: &Profile,
    mut drafts: Vec<Draft>,
    places: &HashMap<JobId, Place>,
    jobs: &[JobTimes],
) {
    let starts: HashMap<JobId, &JobTimes> = jobs.iter().map(|job| (job.id, job)).collect();
    drafts.sort_by(|a, b| a.stage.submitted.total_cmp(&b.stage.submitted).then(a.stage.rank.cmp(&b.stage.rank)));
    let makers = makers(profile, &drafts);
    // Where the stages placed so far stand: by stage id, all attempts.
    let mut placed: HashMap<StageId, Vec<(usize, usize, f64)>> = HashMap::new();
    for draft in drafts {
        let (Some(&place), Some(job)) = (places.get(&draft.job), starts.get(&draft.job)) else { continue };
        let mut stage = draft.stage;
        stage.job = place.job;
        let mut from = job.start;
        let mut parent_ids = vec![draft.id];
        for &row in &draft.rows {
            parent_ids.extend(profile.stages[row].parents.iter().copied());
            let rdds = &profile.stages[row].rdds;
            let own = |id: i64| rdds.iter().any(|rdd| rdd.id == id);
            let read = rdds.iter().flat_map(|rdd| rdd.parents.iter().copied()).filter(|&id| !own(id));
            parent_ids.extend(read.filter_map(|id| makers.get(&id).copied()));
        }
        parent_ids.sort_unstable();
        parent_ids.dedup();
        for id in parent_ids {
            for &(episode, slot, completed) in placed.get(&id).into_iter().flatten() {
                if episode == place.episode && completed <= stage.submitted + SAME_INSTANT_MS {
                    stage.parents.push(slot);
                    from = from.max(completed);
                }
            }
        }
        stage.delay = (stage.submitted - from).max(0.0);
        let episode = &mut graph.episodes[place.episode];
        let slot = episode.stages.len();
        let owner = &mut episode.jobs[place.job];
        owner.stages.push(slot);
        placed.entry(draft.id).or_default().push((place.episode, slot, stage.completed));
        episode.stages.push(stage);
    }
    for (job, place) in jobs.iter().filter_map(|job| Some((job, places.get(&job.id)?))) {
        let episode = &mut graph.episodes[place.episode];
        let last =
            episode.jobs[place.job].stages.iter().map(|&slot| episode.stages[slot].completed).fold(job.start, f64::max);
        episode.jobs[place.job].close = (job.end - last).max(0.0);
    }
}

/// The stage that made each RDD: the first one that has it among its own.
fn makers(profile: &Profile, drafts: &[Draft]) -> HashMap<i64, StageId> {
    let mut makers = HashMap::new();
    for draft in drafts {
        for &row in &draft.rows {
            for rdd in &profile.stages[row].rdds {
                makers.entry(rdd.id).or_insert(draft.id);
            }
        }
    }
    makers
}
