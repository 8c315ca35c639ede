//! Growth with data: TPC-H queries 1, 6 and 18 at four scale factors.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use afterglow_predict::{Model, Scenario, Sighting};

use super::figures::{Errors, HEAD, RULE};
use super::logs::profiles;

struct Case {
    scale_factor: f64,
    /// Bytes of input that the tasks read.
    input: f64,
    model: Model,
}

impl Case {
    /// Another run as a question to this one's model.
    fn about(&self, other: &Self) -> Scenario {
        Scenario::slots(other.model.observed_slots()).data_scale(other.input / self.input)
    }
}

pub(super) fn report(shared: &Path) -> Result<String, Box<dyn Error>> {
    let mut by_slots: BTreeMap<u32, Vec<Case>> = BTreeMap::new();
    for entry in std::fs::read_dir(shared.join("truth/tpch"))? {
        let folder = entry?.path();
        let truth: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(folder.join("truth.json"))?)?;
        if truth["workload"] != "tpch-three" {
            continue;
        }
        let scale_factor = truth["injected"]["scale_factor"].as_str().unwrap_or_default().parse()?;
        for (_, profile) in profiles(&folder.join("log"))? {
            let model = Model::of(&profile)?;
            let input = profile.totals.sums.input.0 as f64;
            by_slots.entry(model.observed_slots()).or_default().push(Case { scale_factor, input, model });
        }
    }
    let (mut one, mut fitted) = (Errors::default(), Errors::default());
    let mut rows = String::new();
    for (slots, cases) in &mut by_slots {
        cases.sort_by(|a, b| a.scale_factor.total_cmp(&b.scale_factor));
        for source in cases.iter() {
            for target in cases.iter().filter(|target| target.scale_factor != source.scale_factor) {
                let truth = target.model.observed().0 as f64;
                let plain = source.model.predict(&source.about(target));
                let seen: Vec<Sighting> = cases
                    .iter()
                    .filter(|case| case.scale_factor != source.scale_factor && case.scale_factor != target.scale_factor)
                    .map(|case| Sighting { scenario: source.about(case), wall: case.model.observed() })
                    .collect();
                let with = source.model.calibrate(&seen).correct(plain.clone());
                one.add_interval(plain.wall, truth);
                fitted.add_interval(with.wall, truth);
                let error = |wall: f64| (wall / truth - 1.0) * 100.0;
                writeln!(
                    rows,
                    "| {slots} | {} → {} | {:+.0} | {:+.0} |",
                    source.scale_factor,
                    target.scale_factor,
                    error(plain.wall.mid),
                    error(with.wall.mid)
                )?;
            }
        }
    }
    let mut page = String::new();
    writeln!(page, "## Growth with data\n")?;
    writeln!(
        page,
        "TPC-H queries 1, 6 and 18 at scale factors 0.1 to 1 on one and on two slots, by the bytes that their tasks read. One log \
         alone takes work to be proportional; the two other scale factors on the same slots fit the growth. The \
         machine was busy with other runs at times, which both have as noise.\n"
    )?;
    writeln!(page, "| from | {HEAD} |\n| --- | {RULE} |")?;
    writeln!(page, "| one log | {} |\n| with two others | {} |\n", one.cells(), fitted.cells())?;
    writeln!(
        page,
        "| slots | scale factor | one log, error % | with two others, error % |\n| ---: | --- | ---: | ---: |"
    )?;
    page.push_str(&rows);
    Ok(page)
}
