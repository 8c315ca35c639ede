//! What was found, with its evidence; what is fine; what cannot be said.

use afterglow_units::shown;

use super::super::document::{Block, Document, Table};
use super::{basis, text};
use crate::view::{EvidenceView, FindingView, SummaryView};

/// The findings, and what is worth knowing; with all figures behind them, or in short.
pub(super) fn findings(document: &mut Document, summary: &SummaryView, whole: bool) {
    let hints = "Worth knowing, though the log cannot tell what it would save";
    for (heading, findings) in [("Findings", &summary.findings), (hints, &summary.hints)] {
        if findings.is_empty() {
            continue;
        }
        document.heading(heading);
        if heading == "Findings"
            && let Some(range) = summary.top_three_saves_ms
        {
            let told = shown::interval(shown::duration, range);
            document.text(format!("The first three that save time would together save {told}."));
        }
        for finding in findings {
            one(document, finding, whole);
        }
    }
}

fn one(document: &mut Document, finding: &FindingView, whole: bool) {
    document.blocks.push(Block::Point { title: finding.title.clone(), remark: saving(finding) });
    document.text(format!("{} {}", finding.what, finding.why));
    if !finding.advice.is_empty() {
        document.blocks.push(Block::Strong(finding.advice.clone()));
    }
    let settings = finding
        .settings
        .iter()
        .map(|setting| vec![setting.key.clone(), text(setting.from.as_ref()), setting.to.clone()]);
    let head = vec!["Setting", "Now", "Advised"];
    document.table(Table { head, rows: settings.collect(), numbers: usize::MAX, ..Table::default() });
    if !whole {
        return;
    }
    let mut evidence: Vec<(String, String)> =
        finding.evidence.iter().map(|figure| (figure.label.clone(), worded(figure))).collect();
    evidence.extend(concerned(finding));
    document.table(Table::of_pairs(evidence));
    let told = &finding.told;
    if !told.threshold.is_empty() {
        let wrong =
            if told.mistaken.is_empty() { String::new() } else { format!(" Mistaken where: {}.", told.mistaken) };
        document.blocks.push(Block::Small(format!("Said when: {} ({}).{wrong}", told.threshold, told.source)));
    }
}

/// What a finding saves, in time, of cores and memory, and in money; and on what basis it is said.
fn saving(finding: &FindingView) -> String {
    let parts = [
        finding.saves_ms.map(|range| format!("saves {}", shown::interval(shown::duration, range))),
        finding.saves_share.map(|range| format!("saves {} of cores and memory", shown::interval(shown::share, range))),
        finding.saves_usd.map(|range| format!("saves {}", shown::interval(shown::usd, range))),
        Some(basis(&finding.basis).to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn worded(figure: &EvidenceView) -> String {
    match figure.unit.as_str() {
        "ms" => shown::duration(figure.value),
        "bytes" => shown::bytes(figure.value),
        "memory" => shown::memory(figure.value),
        "ratio" => shown::share(figure.value),
        "usd" => shown::usd(figure.value),
        _ => shown::count(figure.value),
    }
}

/// The stages, executions and executors that a finding is about.
fn concerned(finding: &FindingView) -> Vec<(String, String)> {
    const MOST: usize = 12;
    let joined = |all: Vec<String>| {
        let more = all.len().saturating_sub(MOST);
        let shown = all.into_iter().take(MOST).collect::<Vec<_>>().join(", ");
        if more > 0 { format!("{shown} and {more} more") } else { shown }
    };
    let stages = finding.stages.iter().map(|(id, attempt)| match attempt {
        0 => id.to_string(),
        attempt => format!("{id} (attempt {attempt})"),
    });
    let nodes = finding.nodes.iter().map(|(sql, _, name)| format!("{name} of {sql}"));
    [
        ("Stages", stages.collect::<Vec<_>>()),
        ("SQL executions", finding.sql.iter().map(ToString::to_string).collect()),
        ("Plan nodes", nodes.collect()),
        ("Executors", finding.executors.clone()),
    ]
    .into_iter()
    .filter(|(_, all)| !all.is_empty())
    .map(|(name, all)| (name.to_owned(), joined(all)))
    .collect()
}

/// The lists of plain sentences that documents end with.
pub(super) fn lists(document: &mut Document, summary: &SummaryView) {
    let causes = summary.failures.iter().map(|cause| {
        let ending = if cause.count == 1 { "" } else { "s" };
        let ended = format!("{} {}{ending}", shown::count(cause.count as f64), cause.of);
        // Of an executor the tasks that went with it are told by themselves.
        let lost = (cause.lost_ms > 0.0).then(|| format!(", {} of task time lost", shown::duration(cause.lost_ms)));
        format!("{ended}{}: {}. {}", lost.unwrap_or_default(), cause.text, cause.example)
    });
    document.list("Why things failed", causes.collect());
    document.list("What is fine, and what would not help", summary.negatives.clone());
    let warnings = summary.quality.warnings.iter().map(|(_, message)| message.clone());
    document.list("What is wrong with the log", warnings.collect());
    document.list("What the log cannot tell", summary.quality.cannot_say.clone());
}
