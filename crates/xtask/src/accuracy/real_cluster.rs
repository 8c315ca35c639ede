//! TPC-DS query 26 at 3 to 24 executors of a real cluster.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use afterglow_predict::{Model, Scenario};

use super::figures::{Errors, HEAD, RULE};
use super::logs::profiles;

/// The first campaign had up to this many executors.
const FIRST_CAMPAIGN: u32 = 12;

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
    for (from, cores, model) in &runs {
        replay.add(model.replay().modelled.0 as f64, model.replay().observed.0 as f64);
        for (&to, walls) in walls.iter().filter(|(to, _)| *to != from) {
            let truth = walls.iter().sum::<f64>() / walls.len() as f64;
            let wall = model.predict(&Scenario::slots(to * cores)).wall;
            all.add_interval(wall, truth);
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
    writeln!(page, "Replay error: median {:.1} %, worst {:.1} %.", replay.quantile(0.5), replay.quantile(1.0))?;
    Ok(page)
}
