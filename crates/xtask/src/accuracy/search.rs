//! The advice's search against an exhaustive one by exact replay, on spaces small enough for it.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use afterglow_catalog::Catalog;
use afterglow_optimize::{Audit, Goal, Hint, Policy, Query, advise, audit};
use afterglow_predict::Model;
use afterglow_profile::Profile;
use afterglow_units::{Millis, Usd};

use super::logs::{files, profiles};

/// Runs that are looked at, every third of those that qualify, so that no folder makes up the most of them.
const RUNS: usize = 40;
/// Types of different make, so that hardware counts.
const POLICY: &str = r#"{"clouds": ["aws"], "regions": ["us-east-1"], "platforms": ["vms"], "max_workers": 12,
    "instances": ["m5.xlarge", "m5.2xlarge", "c5.2xlarge", "r6i.xlarge", "m7g.2xlarge", "m7g.4xlarge", "c6a.4xlarge"]}"#;

/// A run that is looked at.
struct Run {
    name: String,
    profile: Profile,
    model: Model,
}

/// One goal over all runs.
#[derive(Default)]
struct Row {
    asked: u32,
    same: u32,
    within: u32,
    worst: f64,
    worst_of: String,
    wrong: Vec<String>,
}

/// Measures, and writes the section.
pub(super) fn report(shared: &Path) -> Result<String, Box<dyn Error>> {
    let runs = runs(shared)?;
    let mut clusters = 0;
    let mut page = String::from("## The advice's search\n\n");
    let mut rows = String::new();
    for (goal, question) in [
        (Goal::Cheapest, "cheapest, no slower than the run"),
        (Goal::Fastest, "fastest, for at most twice the least cost"),
        (Goal::Balanced, "least product of time and cost"),
    ] {
        let mut row = Row { worst: 1.0, ..Row::default() };
        for Run { name, profile, model } in &runs {
            let audit = match asked(profile, model, goal) {
                Ok(Some(audit)) => audit,
                Ok(None) => continue,
                Err(wrong) => {
                    row.wrong.push(format!("{name}: {wrong}"));
                    continue;
                }
            };
            clusters = clusters.max(audit.clusters);
            row.asked += 1;
            row.same += u32::from(audit.same);
            row.within += u32::from(audit.ratio <= 1.02);
            if audit.ratio > row.worst {
                (row.worst, row.worst_of) = (audit.ratio, format!("{name}: {} for {}", audit.winner, audit.best));
            }
        }
        writeln!(
            rows,
            "| {question} | {} | {} | {} | {:.4} | {} |",
            row.asked,
            row.within,
            row.same,
            row.worst,
            if row.worst_of.is_empty() { "-" } else { &row.worst_of }
        )?;
        for wrong in row.wrong {
            writeln!(rows, "| wrong | | | | | {wrong} |")?;
        }
    }
    writeln!(
        page,
        "{} runs of the shared logs and truths with 20 to 5,000 tasks and over two seconds, taken to have run on m5.2xlarge. \
         The space: seven types of AWS, 1 to 12 workers, all executor shapes and markets, at most {clusters} clusters a run. \
         Each of them is replayed exactly; the winner of the search is compared with the best of them, both by exact \
         replay. The goal is: within 2 % of the best in all, the same winner in 18 of 20.\n",
        runs.len()
    )?;
    writeln!(page, "| goal | runs with an answer | within 2 % | same winner | worst ratio | worst |")?;
    writeln!(page, "| --- | ---: | ---: | ---: | ---: | --- |")?;
    page.push_str(&rows);
    Ok(page)
}

fn asked(profile: &Profile, model: &Model, goal: Goal) -> Result<Option<Audit>, String> {
    let hint = Hint { instance: Some("aws:m5.2xlarge".into()), region: Some("us-east-1".into()), ..Hint::default() };
    let policy = Policy::parse(POLICY).map_err(|error| error.to_string())?;
    let query = Query { hint, policy: Some(policy), goal, ..Query::default() };
    let query = match goal {
        Goal::Cheapest => Query { deadline: Some(model.observed()), ..query },
        Goal::Fastest => {
            let endless = Query { deadline: Some(Millis(u64::MAX >> 12)), goal: Goal::Cheapest, ..query.clone() };
            let least = advise(profile, model, Catalog::builtin(), &endless);
            let least = least.choices.first().map_or(0.0, |choice| choice.cost.mid);
            Query { budget: Some(Usd(2.0 * least)), ..query }
        }
        Goal::Balanced => query,
    };
    audit(profile, model, Catalog::builtin(), &query)
}

fn runs(shared: &Path) -> Result<Vec<Run>, Box<dyn Error>> {
    let mut seen = std::collections::BTreeSet::new();
    let mut all = Vec::new();
    for folder in ["logs", "truth/tpch", "truth/workloads", "truth/cluster"] {
        for path in files(&shared.join(folder))? {
            if std::fs::metadata(&path)?.len() > 30 << 20 {
                continue;
            }
            let name = path.strip_prefix(shared).unwrap_or(&path).to_string_lossy().into_owned();
            for (_, profile) in profiles(&path).unwrap_or_default() {
                if !(20..5_000).contains(&profile.tasks.len()) || !seen.insert(profile.app.id.clone()) {
                    continue;
                }
                let Ok(model) = Model::of(&profile) else { continue };
                if model.observed().0 > 2_000 {
                    all.push(Run { name: name.clone(), profile, model });
                }
            }
        }
    }
    let step = (all.len() / RUNS).max(1);
    Ok(all.into_iter().step_by(step).take(RUNS).collect())
}
