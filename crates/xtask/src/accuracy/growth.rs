//! Growth with data: TPC-H queries 1, 6 and 18 at four scale factors.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use afterglow_predict::{Model, Prediction, Scenario, Sighting};

use super::figures::{Errors, HEAD, RULE};
use super::logs::profiles;

/// A driver that takes longer to start, in seconds, shares its machine; most take one.
const CALM_START_S: f64 = 10.0;

struct Case {
    scale_factor: f64,
    /// Bytes of input that the tasks read.
    input: f64,
    /// Whether the program was up within [`CALM_START_S`]: the machine had nothing else to do.
    calm: bool,
    model: Model,
}

impl Case {
    /// Another run as a question to this one's model.
    fn about(&self, other: &Self) -> Scenario {
        Scenario::slots(other.model.observed_slots()).data_scale(other.input / self.input)
    }
}

/// Errors from one log, and from the same log with others.
#[derive(Default)]
struct Pair {
    one: Errors,
    fitted: Errors,
}

impl Pair {
    fn add(&mut self, one: &Prediction, fitted: &Prediction, truth: f64) {
        self.one.add_interval(one.wall, truth);
        self.fitted.add_interval(fitted.wall, truth);
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
            let calm = truth["driver_clock"]["context_ready_after_launch_s"].as_f64().is_some_and(|s| s < CALM_START_S);
            let input = profile.totals.sums.input.0 as f64;
            by_slots.entry(model.observed_slots()).or_default().push(Case { scale_factor, input, calm, model });
        }
    }
    let (mut all, mut calm) = (Pair::default(), Pair::default());
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
                all.add(&plain, &with, truth);
                // Every run on these slots is in one of the two predictions.
                if cases.iter().all(|case| case.calm) {
                    calm.add(&plain, &with, truth);
                }
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
         alone takes work to be proportional; the two other scale factors on the same slots fit the growth. A \
         driver that took over {CALM_START_S} s to start was disturbed by other work: one run on two slots, which took three \
         times as long as on one.\n"
    )?;
    writeln!(page, "| from | {HEAD} |\n| --- | {RULE} |")?;
    writeln!(page, "| one log | {} |\n| with two others | {} |", all.one.cells(), all.fitted.cells())?;
    writeln!(
        page,
        "| one log, on slots where no run was disturbed | {} |\n| with two others, there | {} |\n",
        calm.one.cells(),
        calm.fitted.cells()
    )?;
    writeln!(
        page,
        "| slots | scale factor | one log, error % | with two others, error % |\n| ---: | --- | ---: | ---: |"
    )?;
    page.push_str(&rows);
    Ok(page)
}
