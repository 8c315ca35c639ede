//! TPC-H task times at nine executor counts (Mao et al., SIGCOMM 2019): from the times at one count the makespan at
//! another, against list scheduling of the times measured there.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;

use afterglow_predict::{Model, Scenario, StageTimes};
use serde_json::Value;

use super::figures::{Errors, HEAD, RULE};

/// Pairs of executor counts, and the error of plain replay.
const PAIRS: [(u32, u32, f64); 11] = [
    (5, 10, 8.8),
    (10, 20, 12.1),
    (10, 40, 25.9),
    (10, 100, 44.4),
    (20, 40, 18.4),
    (20, 100, 39.5),
    (40, 80, 21.2),
    (40, 100, 28.3),
    (20, 10, 17.8),
    (20, 5, 32.3),
    (40, 10, 56.2),
];

pub(super) fn report(shared: &Path) -> Result<String, Box<dyn Error>> {
    let mut queries: Vec<Value> = Vec::new();
    for size in ["2g", "10g", "50g"] {
        let file = std::fs::File::open(shared.join(format!("tables/decima_tpch/tpch_{size}.json.gz")))?;
        let mut text = String::new();
        flate2::read::GzDecoder::new(file).read_to_string(&mut text)?;
        let Value::Object(all) = serde_json::from_str(&text)? else { continue };
        queries.extend(all.into_iter().map(|(_, query)| query));
    }
    let mut page = String::new();
    writeln!(page, "## Growth of task times with the cluster\n")?;
    writeln!(
        page,
        "{} query runs of TPC-H at 2 to 100 executors of one core; only the task times at one count are used. The growth with \
         slots that the model uses was set on this set and on the real cluster above: other sizes are the test.\n",
        queries.len()
    )?;
    writeln!(page, "| executors | plain replay, mean % | {HEAD} | bias % |\n| --- | ---: | {RULE} | ---: |")?;
    for (from, to, plain) in PAIRS {
        let mut errors = Errors::default();
        for query in &queries {
            let truth = makespan(&merged(&stages(query, to)), to);
            let known = stages(query, from);
            if truth > 0.0 && makespan(&merged(&known), from) > 0.0 {
                errors.add_interval(Model::of_task_times(&known, from).predict(&Scenario::slots(to)).wall, truth);
            }
        }
        writeln!(page, "| {from} → {to} | {plain} | {} | {:+.1} |", errors.cells(), errors.bias())?;
    }
    Ok(page)
}

fn makespan(stages: &[StageTimes], slots: u32) -> f64 {
    Model::of_task_times(stages, slots).observed().0 as f64
}

/// All tasks of one kind: plain list scheduling.
fn merged(stages: &[StageTimes]) -> Vec<StageTimes> {
    let all = |stage: &StageTimes| [&stage.fresh[..], &stage.first_wave, &stage.rest].concat();
    stages
        .iter()
        .map(|stage| StageTimes { parents: stage.parents.clone(), rest: all(stage), ..StageTimes::default() })
        .collect()
}

/// The stages of a query in an order in which parents come first.
fn stages(query: &Value, executors: u32) -> Vec<StageTimes> {
    let count = query["adj"].as_array().map_or(0, Vec::len);
    let feeds = |from: usize, to: usize| query["adj"][from][to].as_f64().unwrap_or(0.0) != 0.0;
    let mut order: Vec<usize> = Vec::new();
    while let Some(next) =
        (0..count).find(|at| !order.contains(at) && (0..count).all(|from| !feeds(from, *at) || order.contains(&from)))
    {
        order.push(next);
    }
    let times = |stage: &Value, kind: &str| -> Vec<f64> {
        stage[kind][executors.to_string()].as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
    };
    let of = |&at: &usize| {
        let stage = &query["stages"][at];
        let fresh = times(stage, "fresh_durations");
        let mut first_wave = times(stage, "first_wave");
        for time in &fresh {
            if let Some(place) = first_wave.iter().position(|other| other == time) {
                first_wave.swap_remove(place);
            }
        }
        let parents = order.iter().enumerate().filter(|(_, from)| feeds(**from, at)).map(|(place, _)| place).collect();
        StageTimes { parents, fresh, first_wave, rest: times(stage, "rest_wave") }
    };
    order.iter().map(of).collect()
}
