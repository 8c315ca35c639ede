//! C3O (Will et al. 2020), the published protocol: random 90/10 splits, with all contexts or within one.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use afterglow_predict::fleet::{Fleet, PastRun};

use super::{Table, median};
use crate::accuracy::figures::Errors;

const SPLITS: usize = 300;

/// A job of the protocol: name, machine, feature columns, and those of them that make a context.
type Job = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

const JOBS: [Job; 5] = [
    ("sort", "c4.2xlarge", &["data_size_MB"], &[]),
    ("grep", "m4.2xlarge", &["data_size_MB", "p_occurrence"], &["p_occurrence"]),
    ("sgd", "r4.2xlarge", &["observations", "features", "iterations"], &["iterations"]),
    ("kmeans", "r4.2xlarge", &["observations", "features", "k"], &["k"]),
    ("pagerank", "r4.2xlarge", &["links", "pages", "convergence_criterion"], &["pages", "convergence_criterion"]),
];

pub(super) fn report(shared: &Path) -> Result<String, Box<dyn Error>> {
    let mut page = String::new();
    writeln!(
        page,
        "C3O, mean error in % over {SPLITS} random 90/10 splits (published: all contexts 2.51, one context 5.20):\n"
    )?;
    writeln!(page, "| job | all contexts | inside % | one context | inside % |\n| --- | ---: | ---: | ---: | ---: |")?;
    let (mut global, mut local) = (Vec::new(), Vec::new());
    for job in &JOBS {
        let all = splits(shared, job, false)?;
        let one = if job.3.is_empty() { None } else { Some(splits(shared, job, true)?) };
        let cells = one.as_ref().map_or("- | -".to_owned(), |one| format!("{:.2} | {:.0}", one.0, one.1));
        writeln!(page, "| {} | {:.2} | {:.0} | {cells} |", job.0, all.0, all.1)?;
        global.push(all.0);
        local.extend(one.map(|one| one.0));
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
    writeln!(page, "| **mean** | **{:.2}** | | **{:.2}** | |\n", mean(&global), mean(&local))?;
    Ok(page)
}

/// Mean over splits of the mean error, and the share inside the interval, in percent.
fn splits(shared: &Path, (job, machine, features, context): &Job, local: bool) -> Result<(f64, f64), Box<dyn Error>> {
    let table = Table::read(&shared.join(format!("tables/c3o/{job}.tsv")), '\t')?;
    let mut repeats: BTreeMap<String, (String, Vec<f64>, Vec<f64>)> = BTreeMap::new();
    for row in table.rows() {
        let small = ["sgd", "kmeans"].contains(job) && row.number("instance_count") <= 2.0;
        if row.text("machine_type") != *machine || small || (*job == "sort" && row.text("line_length") != "100") {
            continue;
        }
        let used: Vec<&str> = features.iter().copied().filter(|name| !local || !context.contains(name)).collect();
        let columns = ["instance_count"].iter().chain(&used).map(|name| row.number(name)).collect();
        let group =
            if local { context.iter().map(|name| row.text(name)).collect::<Vec<_>>().join("|") } else { String::new() };
        let entry = repeats.entry(row.key_without(&["gross_runtime"])).or_insert((group, columns, Vec::new()));
        entry.2.push(row.number("gross_runtime"));
    }
    let mut groups: BTreeMap<String, Vec<PastRun>> = BTreeMap::new();
    for (group, columns, runtimes) in repeats.into_values() {
        groups.entry(group).or_default().push(PastRun { columns, runtime: median(runtimes) });
    }
    let groups: Vec<Vec<PastRun>> = groups.into_values().collect();
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    let mut sum = 0.0;
    let mut all = Errors::default();
    for split in 0..SPLITS {
        let group = &groups[split % groups.len()];
        let mut order: Vec<usize> = (0..group.len()).collect();
        for last in (1..order.len()).rev() {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            order.swap(last, (random % (last as u64 + 1)) as usize);
        }
        let (test, train) = order.split_at(group.len().div_ceil(10));
        let train: Vec<PastRun> = train.iter().map(|&at| group[at].clone()).collect();
        let fleet = Fleet::fit(&train)?;
        let mut errors = Errors::default();
        for &at in test {
            errors.add_interval(fleet.predict(&group[at].columns), group[at].runtime);
        }
        sum += errors.mean();
        all.merge(&errors);
    }
    Ok((sum / SPLITS as f64, all.coverage()))
}
