//! How many trials it takes to find a cheap configuration, by the product's own proposals.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use afterglow_predict::fleet::{Run, Search};

use super::costs::{self, Measured};

/// Searches of each table, from first trials that are spread evenly over the price of an hour.
const STARTS: usize = 12;
/// How near to the cheapest is near enough.
const NEAR: [f64; 3] = [1.2, 1.1, 1.0];
/// The expected gain under which the product stops.
const STOP_BELOW: f64 = 0.05;

/// Means over some searches.
#[derive(Default, Clone)]
struct Tally {
    searches: f64,
    /// Trials until a configuration as near as [`NEAR`].
    trials: [f64; NEAR.len()],
    /// Trials when the product stops, and the best of them over the cheapest.
    stopped: f64,
    taken: f64,
    worst: f64,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.searches += other.searches;
        self.trials = std::array::from_fn(|at| self.trials[at] + other.trials[at]);
        self.stopped += other.stopped;
        self.taken += other.taken;
        self.worst = self.worst.max(other.worst);
    }

    /// Its means as one search, so that tables count alike in a mean of them.
    fn mean(&self) -> Self {
        let by = |value: f64| value / self.searches.max(1.0);
        Self {
            searches: 1.0,
            trials: self.trials.map(by),
            stopped: by(self.stopped),
            taken: by(self.taken),
            worst: self.worst,
        }
    }

    fn cells(&self) -> String {
        let [near, nearer, cheapest] = self.trials;
        format!("{near:.2} | {nearer:.2} | {cheapest:.2} | {:.2} | {:.2} | {:.2}", self.stopped, self.taken, self.worst)
    }
}

pub(in crate::accuracy) fn report(shared: &Path) -> Result<String, Box<dyn Error>> {
    let mut page = String::from("## The cheapest configuration by trials\n\n");
    writeln!(
        page,
        "Each table has the runtimes of one job on some configurations (machine type × nodes). Two trials are given: each of \
         {STARTS} configurations spread evenly over the price of an hour in turn, and the one least like it in hardware and number. The \
         next ones are those that `afterglow table` proposes, of a job of which nothing else is known. Counted are all trials, \
         the given ones included, until one cost at most so many times the cheapest; then when the product stops by itself \
         (expected gain under 5 %), and what the best of the trials cost then, over the cheapest. Prices are those of CherryPick's \
         tables, and for C3O on demand of the catalogue. Goal: at most 6 trials to 1.1 × (published for 16 like jobs on 69 \
         configurations: CherryPick 16.5; Ruya, which measures the job's memory first, 6.6). The ranges from which the search starts \
         (model.md, 11) say what jobs may be, and were looked at on these tables as a whole, none of them apart: with other \
         widths, one at a time, CherryPick's mean with one trial given stays between 5.1 and 6.0. Other tables decide.\n"
    )?;
    writeln!(
        page,
        "| table | configurations | to 1.2 × | to 1.1 × | to the cheapest | stops after | taken, mean | worst |"
    )?;
    writeln!(page, "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")?;
    let cherrypick = costs::cherrypick(shared)?;
    for table in &cherrypick {
        let cells = searches(table, 2)?.mean().cells();
        writeln!(page, "| CherryPick {} | {} | {cells} |", table.job, table.candidates.len())?;
    }
    writeln!(page, "| **CherryPick, mean** | | {} |", over(&cherrypick, 2)?.cells())?;
    let c3o = costs::c3o(shared)?;
    let (several, one): (Vec<&Measured>, Vec<&Measured>) = c3o.iter().partition(|table| table.machine_types > 1);
    for (name, tables) in [("several machine types", several), ("one machine type", one)] {
        let sizes = || tables.iter().map(|table| table.candidates.len());
        let (least, most) = (sizes().min().unwrap_or(0), sizes().max().unwrap_or(0));
        let size = if least == most { least.to_string() } else { format!("{least} to {most}") };
        let cells = over(tables.iter().copied(), 2)?.cells();
        writeln!(page, "| C3O, {} contexts on {name} | {size} | {cells} |", tables.len())?;
    }
    writeln!(page, "| **C3O, mean** | | {} |", over(&c3o, 2)?.cells())?;
    writeln!(page, "| CherryPick with one trial given, mean | | {} |", over(&cherrypick, 1)?.cells())?;
    Ok(page)
}

/// The mean over tables.
fn over<'a>(tables: impl IntoIterator<Item = &'a Measured>, given: usize) -> Result<Tally, Box<dyn Error>> {
    let mut tally = Tally::default();
    for table in tables {
        tally.add(&searches(table, given)?.mean());
    }
    Ok(tally.mean())
}

/// Searches from each start; with two trials given, the second is the configuration that is least like the first.
fn searches(table: &Measured, given: usize) -> Result<Tally, Box<dyn Error>> {
    let search = Search::over(table.candidates.clone()).ok_or("no candidates")?;
    let ratios = table.ratios();
    let count = ratios.len();
    let starts = STARTS.min(count);
    let mut tally = Tally::default();
    for start in 0..starts {
        let first = (2 * start + 1) * count / (2 * starts);
        let apart = |at: &usize| table.candidates[*at].place.distance(&table.candidates[first].place);
        let second = (0..count).filter(|at| *at != first).max_by(|a, b| apart(a).total_cmp(&apart(b)));
        let mut runs: Vec<Run> =
            [Some(first), second].into_iter().take(given).flatten().map(|at| table.run(at)).collect();
        let best = |runs: &[Run]| runs.iter().map(|run| ratios[run.candidate]).fold(f64::INFINITY, f64::min);
        let mut stopped = None;
        let mut next = search.next(&runs, 0.0);
        while let Some(trial) = next {
            if trial.gain < STOP_BELOW {
                stopped = stopped.or(Some((runs.len(), best(&runs))));
            }
            if stopped.is_some() && best(&runs) <= 1.0 {
                break;
            }
            runs.push(table.run(trial.candidate));
            next = search.next(&runs, 0.0);
        }
        let (after, taken) = stopped.unwrap_or((count, 1.0));
        let until = |near: f64| runs.iter().position(|run| ratios[run.candidate] <= near).unwrap_or(count) as f64 + 1.0;
        tally.add(&Tally { searches: 1.0, trials: NEAR.map(until), stopped: after as f64, taken, worst: taken });
    }
    Ok(tally)
}
