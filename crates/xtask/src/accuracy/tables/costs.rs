//! Measured tables as searches see them: configurations with their hardware, price and runtime.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use afterglow_catalog::{Catalog, Market};
use afterglow_predict::fleet::{Candidate, Make, Place, Run, Tried};

use super::{Table, median};

/// Rows by configuration: runtimes in s, and the price of a machine for an hour where the table has it.
type Rows = BTreeMap<(String, u32), (Vec<f64>, Option<f64>)>;

/// One job in one context (data and parameters): all configurations that it was run on.
pub(super) struct Measured {
    /// The job's name in its set.
    pub(super) job: String,
    /// In the order of what an hour of the whole configuration costs.
    pub(super) candidates: Vec<Candidate>,
    /// In s, by candidate.
    pub(super) runtimes: Vec<f64>,
    pub(super) machine_types: usize,
}

impl Measured {
    fn of(job: &str, rows: Rows) -> Result<Self, Box<dyn Error>> {
        let mut names: Vec<String> = rows.keys().map(|key| key.0.clone()).collect();
        names.dedup();
        let mut all = Vec::new();
        for ((name, nodes), (runtimes, price)) in rows {
            let known = Catalog::builtin().find_id(&name).ok_or(format!("the catalogue has no {name}"))?;
            let speed = known.cpu_score_per_core().ok_or(format!("nobody measured {name}"))?.score;
            let cores = f64::from(known.vcpus.0);
            let make = Some(Make { cores, speed, memory: known.memory.gib() });
            let hourly = price.or_else(|| listed(&name)).ok_or(format!("{name} has no price"))?;
            let nodes = f64::from(nodes);
            let candidate = Candidate { place: Place { nodes, make, kind: 0 }, price: hourly * nodes / 3600.0 };
            all.push((candidate, median(runtimes)));
        }
        all.sort_by(|a, b| a.0.price.total_cmp(&b.0.price));
        let (candidates, runtimes) = all.into_iter().unzip();
        Ok(Self { job: job.to_owned(), candidates, runtimes, machine_types: names.len() })
    }

    /// Cost over that of the cheapest, by candidate.
    pub(super) fn ratios(&self) -> Vec<f64> {
        let costs: Vec<f64> = self.candidates.iter().zip(&self.runtimes).map(|(one, time)| one.price * time).collect();
        let least = costs.iter().copied().fold(f64::INFINITY, f64::min);
        costs.into_iter().map(|cost| cost / least).collect()
    }

    pub(super) fn run(&self, candidate: usize) -> Run {
        Run { candidate, runtime: self.runtimes[candidate], spread: 0.0 }
    }

    pub(super) fn tried(&self) -> Vec<Tried> {
        let one = |(one, &runtime): (&Candidate, &f64)| Tried { place: one.place, runtime, spread: 0.0 };
        self.candidates.iter().zip(&self.runtimes).map(one).collect()
    }
}

/// On demand in the main region, in US dollars an hour.
fn listed(name: &str) -> Option<f64> {
    let catalog = Catalog::builtin();
    let known = catalog.find_id(name)?;
    let region = catalog.regions(known.cloud).next()?;
    Some(catalog.price(known, &region.name, Market::OnDemand)?.usd_per_hour.0)
}

/// CherryPick's five jobs, with the prices of the table.
pub(super) fn cherrypick(shared: &Path) -> Result<Vec<Measured>, Box<dyn Error>> {
    let one = |job: &&str| {
        let table = Table::read(&shared.join(format!("tables/cherrypick/CP_{job}.csv")), ',')?;
        let mut rows = Rows::new();
        for row in table.rows().filter(|row| row.number("num_machines") > 0.0 && row.number("time") > 0.0) {
            let key = (row.text("vm_name").to_owned(), row.number("num_machines") as u32);
            let entry = rows.entry(key).or_default();
            entry.0.push(row.number("time"));
            entry.1 = Some(row.number("vm_cost"));
        }
        Measured::of(job, rows)
    };
    ["terasort", "tpcds", "spark", "tpch", "kmeans"].iter().map(one).collect()
}

/// C3O's jobs, one for each context, medians of repeats, with the catalogue's prices on demand.
pub(super) fn c3o(shared: &Path) -> Result<Vec<Measured>, Box<dyn Error>> {
    const OF_THE_CLUSTER: [&str; 5] = ["instance_count", "machine_type", "slots", "memory", "gross_runtime"];
    let mut all = Vec::new();
    for job in ["sort", "grep", "sgd", "kmeans", "pagerank"] {
        let table = Table::read(&shared.join(format!("tables/c3o/{job}.tsv")), '\t')?;
        let mut contexts: BTreeMap<String, Rows> = BTreeMap::new();
        for row in table.rows().filter(|row| row.number("instance_count") > 0.0 && row.number("gross_runtime") > 0.0) {
            let key = (row.text("machine_type").to_owned(), row.number("instance_count") as u32);
            let context = contexts.entry(row.key_without(&OF_THE_CLUSTER)).or_default();
            context.entry(key).or_default().0.push(row.number("gross_runtime"));
        }
        for rows in contexts.into_values().filter(|rows| rows.len() > 1) {
            all.push(Measured::of(job, rows)?);
        }
    }
    Ok(all)
}
