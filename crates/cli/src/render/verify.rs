//! A verdict on a report.

use afterglow_engine::contract::{CheckedPart, ChosenJson, DifferenceJson, VerifyJson};

use super::format::Page;

/// So many differences are listed; JSON has more.
const LISTED: usize = 50;

/// The verdict, from what it was made of to each place that differs.
pub(crate) fn verdict(told: &VerifyJson) -> String {
    let mut page = Page::default();
    page.line(match told.outcome.as_str() {
        "stands" => "The report stands: every number of it was recomputed, and every word around them.",
        "differs" => "The report does not stand.",
        _ => "The report cannot be judged.",
    });
    for because in &told.because {
        page.wrapped("  ", because);
    }
    page.blank();
    page.line("Made from");
    for part in told.parts.iter().filter(|part| part.report.is_some() || part.here.is_some() || part.what == "house") {
        page.row(&part.what, &held(part));
    }
    for file in &told.files {
        let state = match file.state.as_str() {
            "same" => "the same file",
            "unhashed" => "of this name and size; the report has no hash of it",
            "veiled" => "names are replaced: only the numbers can tell",
            "grown" => "has grown since",
            "different" => "another file of this name was given",
            _ => "not given",
        };
        let given = file.given_as.as_ref().map_or(String::new(), |name| format!(", given as {name}"));
        page.line(&format!("  {}: {} bytes, {state}{given}", file.name, file.bytes));
    }
    if !told.chosen.is_empty() {
        page.blank();
        page.line("Chosen by whoever made it; whether these are true of the run is not judged");
    }
    for ChosenJson { setting, value } in &told.chosen {
        page.row(setting, value);
    }
    if !told.sections.is_empty() {
        page.blank();
        page.line("Numbers that stand");
    }
    for section in &told.sections {
        let of = format!("{} of {}", section.stand, section.numbers);
        let differ = match section.differences {
            0 => String::new(),
            1 => ", 1 place differs".to_owned(),
            many => format!(", {many} places differ"),
        };
        page.row(&section.name, &format!("{of}{differ}"));
    }
    if !told.sections.is_empty() {
        page.row("All", &format!("{} of {}", told.numbers_stand, told.numbers));
    }
    for path in &told.not_judged {
        page.line(&format!("  {path} is not judged: it depends on a clock"));
    }
    if !told.differences.is_empty() {
        page.blank();
        page.line("What differs");
    }
    for DifferenceJson { section, place, report, recomputed } in told.differences.iter().take(LISTED) {
        page.wrapped(
            "  - ",
            &if section == place || place.starts_with(section.as_str()) {
                place.clone()
            } else {
                format!("{section}: {place}")
            },
        );
        let nothing = || "nothing".to_owned();
        page.wrapped("      the report says ", &report.clone().unwrap_or_else(nothing));
        page.wrapped("      recomputed      ", &recomputed.clone().unwrap_or_else(nothing));
    }
    let more = told.differences_total.saturating_sub(told.differences.len().min(LISTED) as u64);
    if more > 0 {
        page.line(&format!("  and {} more", places(more)));
    }
    page.text()
}

fn places(count: u64) -> String {
    if count == 1 { "1 place".to_owned() } else { format!("{count} places") }
}

fn held(part: &CheckedPart) -> String {
    let word = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
    match (part.same, &part.report) {
        (true, None) => "none".to_owned(),
        (true, Some(same)) => format!("{same}, the same here"),
        (false, _) => format!("{} in the report, {} here", word(&part.report), word(&part.here)),
    }
}
