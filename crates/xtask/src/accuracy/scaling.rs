//! Waiting-task applications on 1 to 64 slots: every slot count from the log of every other.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use afterglow_predict::{Model, Scenario, Sighting};
use afterglow_units::Millis;

use super::figures::{Errors, HEAD, RULE};
use super::logs::profiles;

struct Case {
    name: String,
    honest: bool,
    model: Model,
    wall: f64,
}

pub(super) fn report(shared: &Path) -> Result<String, Box<dyn Error>> {
    let mut workloads: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for entry in std::fs::read_dir(shared.join("truth/scaling"))? {
        let folder = entry?.path();
        let truth: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(folder.join("truth.json"))?)?;
        for (_, profile) in profiles(&folder.join("log"))? {
            let wall = profile.app.wall().unwrap_or_default().0 as f64;
            workloads.entry(truth["workload"].as_str().unwrap_or_default().to_owned()).or_default().push(Case {
                name: truth["name"].as_str().unwrap_or_default().to_owned(),
                honest: truth["honesty"]["honest"].as_bool().unwrap_or(false),
                model: Model::of(&profile)?,
                wall,
            });
        }
    }
    let (mut all, mut calm, mut parallel) = (Errors::default(), Errors::default(), Errors::default());
    let mut with_others: BTreeMap<usize, Errors> = BTreeMap::new();
    let mut sketch_gap = Errors::default();
    let mut worst: Vec<(f64, String)> = Vec::new();
    let mut rows = String::new();
    for (workload, cases) in &mut workloads {
        cases.sort_by(|a, b| a.name.cmp(&b.name));
        let tiny = workload.starts_with("tiny");
        let mut own = Errors::default();
        for source in cases.iter() {
            let sketch = source.model.sketch();
            for target in cases.iter().filter(|target| target.name != source.name && (target.honest || tiny)) {
                let scenario = Scenario::slots(target.model.observed_slots());
                let wall = source.model.predict(&scenario).wall;
                sketch_gap.add(sketch.predict(&scenario).wall.mid, wall.mid);
                own.add_interval(wall, target.wall);
                if tiny {
                    continue;
                }
                for (count, errors) in [1, 3, usize::MAX].map(|count| (count, calibrated(source, target, cases, count)))
                {
                    if let Some(wall) = errors {
                        with_others.entry(count).or_default().add_interval(wall, target.wall);
                    }
                }
                if source.honest {
                    calm.add_interval(wall, target.wall);
                }
                if workload.starts_with("parallel") {
                    parallel.add_interval(wall, target.wall);
                }
                worst.push(((wall.mid / target.wall - 1.0) * 100.0, format!("{} from {}", target.name, source.name)));
            }
        }
        if !tiny {
            all.merge(&own);
        }
        writeln!(rows, "| {workload}{} | {} |", if tiny { " (apart)" } else { "" }, own.cells())?;
    }
    worst.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    let mut page = String::new();
    writeln!(page, "## Scale-out: applications whose tasks wait\n")?;
    writeln!(
        page,
        "Twelve shapes on `local[1]` to `local[64]` of a machine with two cores; tasks wait for planned times. From one log \
         the wall time of every other slot count is predicted; targets are those whose machine was calm (their own flag), \
         and the truth is the target log's own wall time. Repeats of one unchanged run differ by 1.7 % in the median. \
         The order in which Spark numbers the parents of a stage, and in which threads submit their jobs, is chance: \
         it is what the worst pairs (fan-in, lopsided, diamond) differ by.\n"
    )?;
    writeln!(
        page,
        "| application | {HEAD} |\n| --- | {RULE} |\n{rows}| **all, without tiny tasks** | {} |",
        all.cells()
    )?;
    writeln!(
        page,
        "| of these, from calm logs only | {} |\n| jobs in parallel | {} |\n",
        calm.cells(),
        parallel.cells()
    )?;
    writeln!(page, "Worst: {}.\n", named(&worst, 5))?;
    writeln!(
        page,
        "With other logs of the application beside the one that predicts, those on the numbers of slots nearest to its own \
         and never the target:\n\n| other logs | {HEAD} |\n| --- | {RULE} |"
    )?;
    for (count, errors) in &with_others {
        let name = if *count == usize::MAX { "all".to_owned() } else { format!("{count}, where there are as many") };
        writeln!(page, "| {name} | {} |", errors.cells())?;
    }
    writeln!(page)?;
    writeln!(
        page,
        "The compressed form against exact replay, over the same pairs: median {:.2} %, 95th percentile {:.2} %, worst {:.2} %.",
        sketch_gap.quantile(0.5),
        sketch_gap.quantile(0.95),
        sketch_gap.quantile(1.0)
    )?;
    Ok(page)
}

/// The prediction of a target from a source that some other logs correct; `None` if there are not so many.
fn calibrated(source: &Case, target: &Case, cases: &[Case], count: usize) -> Option<afterglow_units::Interval> {
    let slots = |case: &Case| f64::from(case.model.observed_slots());
    let mut others: Vec<&Case> =
        cases.iter().filter(|case| case.name != source.name && case.name != target.name).collect();
    let far = |case: &Case| (slots(case) / slots(source)).ln().abs();
    others.sort_by(|a, b| far(a).total_cmp(&far(b)));
    if count != usize::MAX && others.len() < count {
        return None;
    }
    let seen: Vec<Sighting> = others
        .into_iter()
        .take(count)
        .map(|case| Sighting {
            scenario: Scenario::slots(case.model.observed_slots()),
            wall: Millis::from_f64(case.wall),
        })
        .collect();
    let scenario = Scenario::slots(target.model.observed_slots());
    Some(source.model.calibrate(&seen).correct(source.model.predict(&scenario)).wall)
}

/// The first few of a list of named errors.
pub(super) fn named(worst: &[(f64, String)], count: usize) -> String {
    worst.iter().take(count).map(|(error, name)| format!("{name} ({error:+.0} %)")).collect::<Vec<_>>().join(", ")
}
