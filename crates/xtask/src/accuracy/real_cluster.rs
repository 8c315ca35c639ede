//! TPC-DS query 26 at 3 to 24 executors of a real cluster.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use afterglow_predict::{Model, Scenario, Sighting};

use super::figures::{Errors, HEAD, RULE};
use super::logs::profiles;

/// The first campaign had up to this many executors.
const FIRST_CAMPAIGN: u32 = 12;

/// Other runs are picked this far apart; prime to their number, so that each comes once.
const STEP: usize = 31;

pub(super) fn report(shared: &Path) -> Result<String, Box<dyn Error>> {
    let folder = shared.join("truth/realcluster/tpcds-q26");
    let table = std::fs::read_to_string(folder.join("runs.csv"))?;
    let mut runs = Vec::new();
    let mut walls: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [executors, log, _, cores, _, wall] = cells[..] else { continue };
        let (executors, cores, wall): (u32, u32, f64) = (executors.parse()?, cores.parse()?, wall.parse()?);
        walls.entry(executors).or_default().push(wall * 1e3);
        for (_, profile) in profiles(&folder.join(log))? {
            runs.push((executors, cores, Model::of(&profile)?));
        }
    }
    let (mut inside, mut all, mut replay) = (Errors::default(), Errors::default(), Errors::default());
    let mut with_others: BTreeMap<usize, Errors> = BTreeMap::new();
    for (at, (from, cores, model)) in runs.iter().enumerate() {
        replay.add(model.replay().modelled.0 as f64, model.replay().observed.0 as f64);
        for (&to, walls) in walls.iter().filter(|(to, _)| *to != from) {
            let truth = walls.iter().sum::<f64>() / walls.len() as f64;
            let wall = model.predict(&Scenario::slots(to * cores)).wall;
            all.add_interval(wall, truth);
            for count in [1, 3, 8] {
                // Spread over the table, the same in every run; none at the target's own count.
                let others = (1..runs.len()).map(|step| &runs[(at + step * STEP) % runs.len()]);
                let seen: Vec<Sighting> = others
                    .filter(|other| other.0 != to && other.0 != *from)
                    .take(count)
                    .map(|other| Sighting { scenario: Scenario::slots(other.0 * other.1), wall: other.2.observed() })
                    .collect();
                let wall = model.calibrate(&seen).correct(model.predict(&Scenario::slots(to * cores))).wall;
                with_others.entry(count).or_default().add_interval(wall, truth);
            }
            if (to <= FIRST_CAMPAIGN) == (*from <= FIRST_CAMPAIGN) {
                inside.add_interval(wall, truth);
            }
        }
    }
    let mut page = String::new();
    writeln!(page, "## Scale-out: one query on a real cluster\n")?;
    writeln!(
        page,
        "TPC-DS query 26, Spark 1.6 on HDInsight, {} runs at 3 to 24 executors in two campaigns; from each run the mean wall \
         time at every other count. Repeats differ by 5 %. Plain list scheduling has a median of 5.9 and a mean of 8.9 \
         inside a campaign, 8.5 and 10.1 over all, 95th percentile 24.\n",
        runs.len()
    )?;
    writeln!(
        page,
        "| pairs of | {HEAD} |\n| --- | {RULE} |\n| one campaign | {} |\n| all | {} |\n",
        inside.cells(),
        all.cells()
    )?;
    writeln!(page, "With other runs of the table beside the one that predicts, none at the count asked for:\n")?;
    writeln!(page, "| other runs | {HEAD} |\n| --- | {RULE} |")?;
    for (count, errors) in &with_others {
        writeln!(page, "| {count} | {} |", errors.cells())?;
    }
    writeln!(page)?;
    writeln!(page, "Replay error: median {:.1} %, worst {:.1} %.", replay.quantile(0.5), replay.quantile(1.0))?;
    Ok(page)
}
