//! One context, only the scale-out differs: leave one out, and extrapolate upwards.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use afterglow_predict::fleet::{Fleet, PastRun};

use super::{Table, median};
use crate::accuracy::figures::Errors;

pub(super) fn report(shared: &Path) -> Result<String, Box<dyn Error>> {
    let mut page = String::new();
    writeln!(
        page,
        "One context at a time, from the scale-out alone. Left out: each one between the ends, from the others. Upwards: the \
         lower half (at least three) predicts the rest. In brackets the best of Ernest's and Amdahl's forms.\n"
    )?;
    writeln!(page, "| table | left out, mean % | median % | inside % | upwards, mean % | median % | inside % |")?;
    writeln!(page, "| --- | ---: | ---: | ---: | ---: | ---: | ---: |")?;
    let mut c3o = Vec::new();
    for job in ["sort", "grep", "sgd", "kmeans", "pagerank"] {
        let table = Table::read(&shared.join(format!("tables/c3o/{job}.tsv")), '\t')?;
        let left = ["instance_count", "slots", "memory", "gross_runtime"];
        c3o.extend(contexts(&table, &left, "instance_count", "gross_runtime").into_values());
    }
    row(&mut page, "C3O (5.29; 10.2)", &c3o)?;
    let mut cherrypick = Vec::new();
    for job in ["terasort", "tpcds", "spark", "tpch", "kmeans"] {
        let table = Table::read(&shared.join(format!("tables/cherrypick/CP_{job}.csv")), ',')?;
        let left = ["num_machines", "time", "exp_id", "config_id", "num", "machine_id"];
        cherrypick.extend(contexts(&table, &left, "num_machines", "time").into_values());
    }
    row(&mut page, "CherryPick (9.4; 18.3)", &cherrypick)?;
    writeln!(page, "\nBell, from 4 to 16 nodes to 20 to 60, mean error in % (best simple model in brackets):\n")?;
    writeln!(page, "| job | error | inside % | led by |\n| --- | ---: | ---: | --- |")?;
    for (job, best) in [("grep.spark", 8.5), ("pagerank.spark", 16.2), ("wordcount.flink", 4.0)] {
        let table = Table::read(&shared.join(format!("tables/bell/{job}.csv")), ',')?;
        for runs in contexts(&table, &["Nodes", "Runtime"], "Nodes", "Runtime").into_values() {
            let (train, test): (Vec<PastRun>, Vec<PastRun>) = runs.into_iter().partition(|run| run.columns[0] <= 16.0);
            let fleet = Fleet::fit(&train)?;
            let mut errors = Errors::default();
            for run in &test {
                errors.add_interval(fleet.predict(&run.columns), run.runtime);
            }
            writeln!(
                page,
                "| {job} ({best}) | {:.1} | {:.0} | {} |",
                errors.mean(),
                errors.coverage(),
                fleet.leader().0
            )?;
        }
    }
    Ok(page)
}

/// Runs by context, medians of repeats, sorted by scale-out.
fn contexts(table: &Table, left_out: &[&str], scale_out: &str, runtime: &str) -> BTreeMap<String, Vec<PastRun>> {
    let mut repeats: BTreeMap<String, BTreeMap<u64, Vec<f64>>> = BTreeMap::new();
    for row in table.rows().filter(|row| row.number(scale_out) > 0.0 && row.number(runtime) > 0.0) {
        let context = repeats.entry(row.key_without(left_out)).or_default();
        context.entry(row.number(scale_out) as u64).or_default().push(row.number(runtime));
    }
    let runs = |counts: BTreeMap<u64, Vec<f64>>| {
        counts.into_iter().map(|(n, times)| PastRun { columns: vec![n as f64], runtime: median(times) }).collect()
    };
    repeats.into_iter().map(|(context, counts)| (context, runs(counts))).collect()
}

fn row(page: &mut String, name: &str, contexts: &[Vec<PastRun>]) -> Result<(), Box<dyn Error>> {
    let (mut left_out, mut upwards) = (Errors::default(), Errors::default());
    for runs in contexts.iter().filter(|runs| runs.len() >= 4) {
        for at in 1..runs.len() - 1 {
            let mut train = runs.clone();
            let test = train.remove(at);
            left_out.add_interval(Fleet::fit(&train)?.predict(&test.columns), test.runtime);
        }
        let (train, test) = runs.split_at(runs.len().div_ceil(2).max(3).min(runs.len()));
        for run in test {
            upwards.add_interval(Fleet::fit(train)?.predict(&run.columns), run.runtime);
        }
    }
    let cells =
        |errors: &Errors| format!("{:.2} | {:.2} | {:.0}", errors.mean(), errors.quantile(0.5), errors.coverage());
    writeln!(page, "| {name} | {} | {} |", cells(&left_out), cells(&upwards))?;
    Ok(())
}
