//! Every complete log with two slots or more, replayed on its own cluster.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use afterglow_predict::Model;

use super::figures::Errors;
use super::logs::{files, profiles};
use super::scaling::named;

pub(super) fn report(shared: &Path) -> Result<String, Box<dyn Error>> {
    let mut page = String::new();
    writeln!(page, "## Replay: the run on its own cluster\n")?;
    writeln!(page, "| logs | runs | median % | 90th % | worst % |\n| --- | ---: | ---: | ---: | ---: |")?;
    let mut notes = String::new();
    for folder in ["logs", "truth/cluster", "truth/pathologies", "truth/workloads", "truth/tpch"] {
        let mut errors = Errors::default();
        let mut worst: Vec<(f64, String)> = Vec::new();
        let mut refused = 0;
        // By file or rolled folder, so that no more than one log is in memory.
        for file in units(&shared.join(folder))? {
            let Ok(found) = profiles(&file) else { continue };
            for (name, profile) in found {
                if !profile.log.complete || profile.totals.peak_slots.is_none_or(|slots| slots.0 < 2) {
                    continue;
                }
                let Ok(model) = Model::of(&profile) else {
                    refused += 1;
                    continue;
                };
                let replay = model.replay();
                errors.add(replay.modelled.0 as f64, replay.observed.0 as f64);
                worst.push((replay.error_ratio * 100.0, format!("`{}`", name.rsplit('/').next().unwrap_or(&name))));
            }
        }
        worst.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
        writeln!(
            page,
            "| {folder} | {} | {:.2} | {:.2} | {:.1} |",
            errors.count(),
            errors.quantile(0.5),
            errors.quantile(0.9),
            errors.quantile(1.0)
        )?;
        writeln!(notes, "- {folder}: worst {}; {refused} refused.", named(&worst, 3))?;
    }
    writeln!(page, "\n{notes}")?;
    writeln!(page, "Why, as far as the logs tell; the others are not explained:\n")?;
    for (name, why) in EXPLAINED {
        writeln!(page, "- `{name}`: {why}.")?;
    }
    writeln!(page)?;
    Ok(page)
}

/// Why some of the worst are off, as far as their logs tell.
const EXPLAINED: [(&str, &str); 4] = [
    (
        "app-20231025121456-0004-eventLog-finished-exec-removed",
        "cut by hand: two tasks, years away from the run's eight seconds",
    ),
    ("sample_etl_job.json", "made by hand: a stage of 50 s whose tasks end after 12"),
    (
        "app-20261121004438-0003.zstd",
        "the run with speculation; the error is all in the stage that has copies, whose launch the model does not wait for",
    ),
    ("local-1795221246848.zstd", "tasks of milliseconds: the driver's launches rule"),
];

/// Files that may be logs, and folders of rolled ones.
fn units(path: &Path) -> Result<Vec<std::path::PathBuf>, Box<dyn Error>> {
    let mut units: Vec<std::path::PathBuf> = Vec::new();
    for file in files(path)? {
        let text = file.to_string_lossy();
        if [".csv", ".md", ".txt", "truth.json", "plan.json", "marks.jsonl", "result.json", "history_rest.json"]
            .iter()
            .any(|end| text.ends_with(end))
        {
            continue;
        }
        let rolled = file
            .ancestors()
            .find(|folder| folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("eventlog_v2_")));
        let unit = rolled.unwrap_or(&file).to_owned();
        if units.last() != Some(&unit) {
            units.push(unit);
        }
    }
    Ok(units)
}
