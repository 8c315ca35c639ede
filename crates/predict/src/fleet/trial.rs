//! The search for the cheapest configuration by trials: which to try next, when to stop, and which to take for a job
//! that never ran.

use super::belief::{self, Seen, Shape};
use super::elsewhere::Elsewhere;
use super::place::{Candidate, Place};
use super::shapes;
use crate::normal::distribution;

/// A run of one of the candidates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run {
    /// The candidate's place in the list.
    pub candidate: usize,
    /// Its runtime, in any unit, above 0.
    pub runtime: f64,
    /// The standard deviation of the logarithm of the runtime where it is a prediction itself; 0 where it was measured.
    pub spread: f64,
}

/// The proposed trial.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trial {
    /// The candidate's place in the list.
    pub candidate: usize,
    /// Expected improvement of the cost of a run, as a share of the best cost known.
    pub gain: f64,
    /// Expected cost of the trial itself.
    pub cost: f64,
}

/// The configuration for a job that never ran.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    /// The candidate's place in the list.
    pub candidate: usize,
    /// What it cost the other jobs over the cheapest candidate of each (1: it was the cheapest): the mean over the jobs.
    pub mean_ratio: f64,
    /// The same for the worst job.
    pub worst_ratio: f64,
    /// The worst job's place in the list.
    pub worst_job: usize,
    /// Share of the jobs, 0 to 1, that did run this configuration; for the others it is modelled.
    pub measured_share: f64,
}

/// Candidates, and what is believed of a job before its first run.
///
/// ```
/// use afterglow_predict::fleet::{Candidate, Place, Run, Search};
///
/// // Ten seconds of driver and 90 of work; a node costs 1 a second.
/// let nodes = [1.0, 2.0, 4.0, 8.0, 16.0];
/// let place = |nodes| Place { nodes, make: None, kind: 0 };
/// let search = Search::over(nodes.map(|nodes| Candidate { place: place(nodes), price: nodes }).to_vec()).unwrap();
/// let run = |candidate: usize| Run { candidate, runtime: 10.0 + 90.0 / nodes[candidate], spread: 0.0 };
/// let trial = search.next(&[run(2), run(4)], 0.05).unwrap();
/// assert_eq!(trial.candidate, 0, "fewer nodes cost less");
/// ```
#[derive(Debug, Clone)]
pub struct Search {
    candidates: Vec<Candidate>,
    places: Vec<Place>,
    shapes: Vec<Shape>,
    jobs: Vec<Vec<Elsewhere>>,
}

impl Search {
    /// A search over these candidates, tried ones among them; `None` if there are none, or one is no configuration
    /// (counts, speeds, memory and prices must be above 0).
    pub fn over(candidates: Vec<Candidate>) -> Option<Self> {
        if candidates.is_empty() || !candidates.iter().all(Candidate::is_usable) {
            return None;
        }
        let places: Vec<Place> = candidates.iter().map(|one| one.place).collect();
        let surfaces = shapes::surfaces(&places, shapes::MANY);
        let log_weight = -(surfaces.len() as f64).ln();
        let shapes = surfaces.into_iter().map(|surface| Shape { log_weight, surface }).collect();
        Some(Self { candidates, places, shapes, jobs: Vec::new() })
    }

    /// Takes other jobs for what this one may be like: for each job, its runs in one or more contexts (data, parameters).
    ///
    /// Jobs count alike, and the contexts of one share its say. With k jobs, a new one is like one of them with
    /// probability k / (k + 1), and else like any shape (Blackwell and MacQueen 1973, with concentration 1).
    #[must_use]
    pub fn knowing(mut self, jobs: Vec<Vec<Elsewhere>>) -> Self {
        let jobs: Vec<Vec<Elsewhere>> = jobs
            .into_iter()
            .map(|contexts| contexts.into_iter().filter(|one| one.log_runtimes.len() == self.places.len()).collect())
            .filter(|contexts: &Vec<Elsewhere>| !contexts.is_empty())
            .collect();
        let of_all = (jobs.len() as f64 + 1.0).ln();
        for shape in &mut self.shapes {
            shape.log_weight -= of_all;
        }
        for contexts in &jobs {
            let log_weight = -of_all - (contexts.len() as f64).ln();
            self.shapes.extend(contexts.iter().map(|one| Shape { log_weight, surface: one.log_runtimes.clone() }));
        }
        self.jobs = jobs;
        self
    }

    /// The candidate that was not run and has the greatest expected improvement (Jones, Schonlau and Welch 1998) of the cost
    /// of a run over the best of `runs`; `None` without usable runs, without candidates left, or when that expected gain is
    /// under `stop_below` (a share of the best cost): then trying is not worth it.
    pub fn next(&self, runs: &[Run], stop_below: f64) -> Option<Trial> {
        let usable = |run: &&Run| {
            run.candidate < self.candidates.len() && run.runtime.is_finite() && run.runtime > 0.0 && run.spread >= 0.0
        };
        let runs: Vec<&Run> = runs.iter().filter(usable).collect();
        let prices: Vec<f64> = self.candidates.iter().map(|one| one.price.ln()).collect();
        let log_cost = |run: &&Run| prices[run.candidate] + run.runtime.ln();
        let best = runs.iter().map(log_cost).min_by(f64::total_cmp)?;
        let seen: Vec<Seen> = runs
            .iter()
            .map(|run| Seen { place: run.candidate, log_runtime: run.runtime.ln(), spread: run.spread })
            .collect();
        let count = self.candidates.len();
        let open: Vec<usize> = (0..count).filter(|at| runs.iter().all(|run| run.candidate != *at)).collect();
        let (mut gains, mut costs) = (vec![0.0; count], vec![0.0; count]);
        belief::each(&self.places, &self.shapes, &seen, |view| {
            for &at in &open {
                // Cost is log-normal, so the expected improvement is that of a put option at the best cost.
                let spread = view.spreads[at];
                let over = view.means[at] + prices[at] - best;
                let expected = (over + spread * spread / 2.0).exp();
                let z = -over / spread;
                gains[at] += view.weight * (distribution(z) - expected * distribution(z - spread)).max(0.0);
                costs[at] += view.weight * expected;
            }
        });
        let finite = open.into_iter().filter(|&at| gains[at].is_finite() && costs[at].is_finite());
        let at = finite.max_by(|&a, &b| gains[a].total_cmp(&gains[b]).then(costs[b].total_cmp(&costs[a])))?;
        (gains[at] >= stop_below).then(|| Trial { candidate: at, gain: gains[at], cost: costs[at] * best.exp() })
    }

    /// The candidate with the least mean cost over the other jobs, each over its own cheapest; `None` where none is known.
    pub fn choice(&self) -> Option<Choice> {
        let prices: Vec<f64> = self.candidates.iter().map(|one| one.price.ln()).collect();
        // By job: the mean over its contexts of the logarithm of cost over the cheapest.
        let over: Vec<Vec<f64>> = self
            .jobs
            .iter()
            .map(|contexts| {
                let mut sums = vec![0.0; prices.len()];
                for one in contexts {
                    let costs: Vec<f64> = one.log_runtimes.iter().zip(&prices).map(|(a, b)| a + b).collect();
                    let least = costs.iter().copied().fold(f64::INFINITY, f64::min);
                    for (sum, cost) in sums.iter_mut().zip(costs) {
                        *sum += (cost - least) / contexts.len() as f64;
                    }
                }
                sums
            })
            .collect();
        let mean = |at: usize| over.iter().map(|job| job[at].exp()).sum::<f64>() / over.len() as f64;
        let candidate = (0..prices.len()).filter(|_| !over.is_empty()).min_by(|&a, &b| mean(a).total_cmp(&mean(b)))?;
        let worst_job = (0..over.len()).max_by(|&a, &b| over[a][candidate].total_cmp(&over[b][candidate]))?;
        let measured = self.jobs.iter().filter(|contexts| contexts.iter().any(|one| one.measured[candidate])).count();
        Some(Choice {
            candidate,
            mean_ratio: mean(candidate),
            worst_ratio: over[worst_job][candidate].exp(),
            worst_job,
            measured_share: measured as f64 / self.jobs.len() as f64,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::super::place::{Make, Tried};
    use super::*;

    fn bare(nodes: f64) -> Place {
        Place { nodes, make: None, kind: 0 }
    }

    fn search(nodes: &[f64]) -> Search {
        Search::over(nodes.iter().map(|&n| Candidate { place: bare(n), price: n }).collect()).unwrap()
    }

    #[test]
    fn trials_stop_when_nothing_is_to_be_gained() {
        let nodes = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0];
        let run = |candidate: usize| Run { candidate, runtime: 10.0 + 90.0 / nodes[candidate], spread: 0.0 };
        let search = search(&nodes);
        let known: Vec<Run> = [1, 2, 3].map(run).to_vec();
        assert_eq!(search.next(&known, 0.03).map(|trial| trial.candidate), Some(0), "one node costs least");
        let known: Vec<Run> = [0, 1, 2, 3].map(run).to_vec();
        assert_eq!(search.next(&known, 0.05), None, "more cost more");
        let all: Vec<Run> = (0..6).map(run).collect();
        assert_eq!(search.next(&all, 0.0), None, "nothing is left");
        assert_eq!(search.next(&[], 0.0), None);
    }

    #[test]
    fn a_need_for_memory_is_looked_for() {
        // 100 GB are read again and again, which takes eight times as long where they do not fit.
        let mut places = Vec::new();
        for (cores, memory, price) in [(8.0, 15.0, 0.4), (8.0, 61.0, 0.53)] {
            for nodes in [1.0, 2.0, 4.0, 6.0, 8.0, 12.0] {
                let make = Some(Make { cores, speed: 1000.0, memory });
                places.push(Candidate { place: Place { nodes, make, kind: 0 }, price: price * nodes });
            }
        }
        let runtime = |place: &Place| {
            let short = if place.nodes * place.make.unwrap().memory < 100.0 { 8.0 } else { 1.0 };
            30.0 + 4000.0 * short / place.nodes
        };
        let cost = |one: &Candidate| one.price * runtime(&one.place);
        let best = places.iter().map(cost).fold(f64::INFINITY, f64::min);
        let search = Search::over(places.clone()).unwrap();
        let run = |candidate: usize| Run { candidate, runtime: runtime(&places[candidate].place), spread: 0.0 };
        let mut runs = vec![run(1)];
        while !runs.iter().any(|run| cost(&places[run.candidate]) <= 1.1 * best) {
            runs.push(run(search.next(&runs, 0.0).unwrap().candidate));
        }
        assert!(runs.len() <= 6, "{runs:?}");
    }

    #[test]
    fn a_job_that_never_ran_takes_what_suits_the_others() {
        let nodes = [2.0, 4.0, 8.0];
        let job = |serial: f64| {
            let runs: Vec<Tried> =
                nodes.iter().map(|&n| Tried { place: bare(n), runtime: serial + 100.0 / n, spread: 0.0 }).collect();
            vec![Elsewhere::of(&runs, &search(&nodes).candidates).unwrap()]
        };
        let choice = search(&nodes).knowing(vec![job(1.0), job(50.0)]).choice().unwrap();
        assert_eq!((choice.candidate, choice.worst_ratio), (0, 1.0), "the serial part costs on every node");
        assert!((choice.measured_share - 1.0).abs() < 1e-12);
        assert_eq!(search(&nodes).choice(), None, "nothing is known");
    }

    #[test]
    fn what_is_no_configuration_is_refused() {
        let candidate = |nodes: f64, price: f64| Candidate { place: bare(nodes), price };
        for bad in [candidate(0.0, 1.0), candidate(f64::NAN, 1.0), candidate(1.0, -1.0), candidate(1.0, f64::INFINITY)]
        {
            assert!(Search::over(vec![candidate(1.0, 1.0), bad]).is_none(), "{bad:?}");
        }
        assert!(Search::over(Vec::new()).is_none());
        let run = Run { candidate: 7, runtime: f64::NAN, spread: 0.0 };
        assert_eq!(search(&[1.0, 2.0]).next(&[run], 0.0), None);
    }
}
