//! The confusion table of the detectors: what each labelled run was given, against what was put into it.
//!
//! Reads `../shared/truth/{pathologies,cluster}`; writes the section between the markers in `docs/accuracy.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::rc::Rc;

use afterglow_diagnose::{Diagnosis, detector, diagnose};
use afterglow_eventlog::discover::{Limits, discover};
use afterglow_eventlog::event::Event;
use afterglow_eventlog::source::{BytesInput, Input};
use afterglow_eventlog::{Reading, Sink, read_stream};
use afterglow_predict::Model;
use afterglow_profile::{Fold, Profile};
use serde_json::Value;

use crate::shell::{Outcome, files_under, read, write};

pub(crate) const BEGIN: &str = "<!-- detectors: begin -->";
const END: &str = "<!-- detectors: end -->";

/// Findings that save more than this share of a control run are false alarms.
const ALARM: f64 = 0.05;

/// Writes the confusion table into `docs/accuracy.md`.
pub(crate) fn run(root: &Path) -> Outcome {
    let Some(section) = section(root)? else {
        println!("../shared/truth is not here: nothing to compare with");
        return Ok(());
    };
    println!("{section}");
    let path = root.join("docs/accuracy.md");
    let page = read(&path).unwrap_or_else(|_| "# Accuracy\n".to_owned());
    let block = format!("{BEGIN}\n{section}{END}\n");
    let new = match (page.find(BEGIN), page.find(END)) {
        (Some(from), Some(to)) if from < to => {
            format!("{}{block}{}", &page[..from], page[to + END.len()..].trim_start_matches('\n'))
        }
        _ => format!("{}\n{block}", page.trim_end_matches('\n').to_owned() + "\n"),
    };
    write(&path, new)
}

/// One labelled run.
struct Judged {
    name: String,
    /// Labels for which there is a detector.
    wanted: Vec<String>,
    control: bool,
    top: Vec<&'static str>,
    /// Findings above [`ALARM`].
    alarms: Vec<&'static str>,
}

/// The section in Markdown; `None` without the labelled runs.
pub(crate) fn section(root: &Path) -> Outcome<Option<String>> {
    let mut runs = Vec::new();
    for group in ["pathologies", "cluster"] {
        runs.extend(judged(&root.join("../shared/truth").join(group))?);
    }
    Ok((!runs.is_empty()).then(|| table(&runs)))
}

/// Prints the table of further labelled runs, such as the kit of the truths makes with other seeds. They are no part of
/// the page: who reads it could not make it anew.
pub(crate) fn of_others(folder: &Path) -> Outcome {
    let runs = judged(folder)?;
    if runs.is_empty() {
        return Err(format!("{} has no folder with a truth.json", folder.display()).into());
    }
    println!("{}", table(&runs));
    Ok(())
}

/// The labelled runs of a folder, by name.
fn judged(folder: &Path) -> Outcome<Vec<Judged>> {
    let Ok(cases) = std::fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut cases: Vec<_> = cases.filter_map(Result::ok).map(|case| case.path()).collect();
    cases.sort();
    cases.iter().filter(|case| case.join("truth.json").is_file()).map(|case| judge(case)).collect()
}

fn judge(case: &Path) -> Outcome<Judged> {
    let truth: Value = serde_json::from_str(&read(&case.join("truth.json"))?)?;
    let labels: Vec<String> = truth["labels"]
        .as_array()
        .map(|labels| labels.iter().filter_map(|label| Some(label.as_str()?.replace('_', "-"))).collect())
        .unwrap_or_default();
    let profile = profile(&case.join("log"))?;
    let model = Model::of(&profile).ok();
    let diagnosis: Diagnosis = diagnose(&profile, model.as_ref());
    let wall = profile.app.wall().map_or(1.0, |wall| wall.0 as f64);
    Ok(Judged {
        name: case.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        control: labels.iter().any(|label| label == "healthy-control"),
        wanted: labels.into_iter().filter(|label| detector(label).is_some()).collect(),
        top: diagnosis.findings.iter().take(3).map(|finding| finding.code).collect(),
        alarms: diagnosis
            .findings
            .iter()
            .filter(|finding| finding.value(wall) > ALARM)
            .map(|finding| finding.code)
            .collect(),
    })
}

struct Folding(Fold);

impl Sink for Folding {
    fn event(&mut self, event: &Event<'_>) {
        self.0.event(event);
    }
}

/// The profile of the one log in a folder.
fn profile(folder: &Path) -> Outcome<Profile> {
    let mut inputs: Vec<Rc<dyn Input>> = Vec::new();
    for file in files_under(folder, &[])? {
        let name = file.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
        inputs.push(Rc::new(BytesInput::new(name, std::fs::read(&file)?)));
    }
    let found = discover(&inputs, &Limits::default());
    let log = found.logs.first().ok_or_else(|| format!("no log in {}", folder.display()))?;
    let mut sink = Folding(Fold::default());
    for part in &log.parts {
        let mut stream = part.open()?;
        read_stream(&mut stream, Reading::default(), &mut sink);
    }
    Ok(sink.0.finish())
}

fn table(runs: &[Judged]) -> String {
    let mut text = String::from("\n## Detectors\n\n");
    let (mut wanted, mut hit) = (0, 0);
    let mut by_code: BTreeMap<&str, (u32, u32, u32)> = BTreeMap::new();
    for run in runs {
        for label in &run.wanted {
            wanted += 1;
            let entry = by_code.entry(label).or_default();
            if run.top.contains(&label.as_str()) {
                hit += 1;
                entry.0 += 1;
            } else {
                entry.1 += 1;
            }
        }
        if run.control {
            for alarm in &run.alarms {
                by_code.entry(alarm).or_default().2 += 1;
            }
        }
    }
    let controls: Vec<&Judged> = runs.iter().filter(|run| run.control).collect();
    let most = controls.iter().map(|run| run.alarms.len()).max().unwrap_or(0);
    let share = 100.0 * f64::from(hit) / f64::from(wanted.max(1));
    let _ = writeln!(
        text,
        "{hit} of {wanted} injected causes ({share:.1} %) are among the first three findings of their run. On {} control \
         runs there is at most {most} finding above 5 %.\n",
        controls.len()
    );
    text.push_str("| code | found in the first three | missed | above 5 % on a control |\n|---|---|---|---|\n");
    for (code, (hit, missed, alarms)) in &by_code {
        let _ = writeln!(text, "| `{code}` | {hit} | {missed} | {alarms} |");
    }
    text.push_str("\n| run | injected | first three | above 5 % |\n|---|---|---|---|\n");
    for run in runs {
        let injected = if run.control { "none (control)".to_owned() } else { run.wanted.join(", ") };
        let _ = writeln!(text, "| {} | {injected} | {} | {} |", run.name, run.top.join(", "), run.alarms.len());
    }
    text
}
