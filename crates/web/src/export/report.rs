//! The summary as a document: Markdown for a ticket, HTML that needs no script, and the browser's print.
//!
//! The same summary gives the same bytes: no date of writing, no order by chance.

use std::fmt::Write;

use afterglow_engine::view::{FindingView, Range, SummaryView};
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;

use super::download;
use crate::widgets::value::Value;
use crate::words::{format, text};

/// The look of the HTML report. It stands alone, so the page's own tokens cannot be used; system colours follow the
/// reader's light or dark.
const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}\
table{border-collapse:collapse}td,th{text-align:left;padding:.2rem 1rem .2rem 0;vertical-align:top}td{font-variant-numeric:tabular-nums}\
h2{margin-top:2rem}small{opacity:.75}";

/// Saves the summary as Markdown.
pub(crate) fn save_markdown(summary: &SummaryView) {
    download::save(&file_name(summary, "md"), "text/markdown", &markdown(summary));
}

/// Saves the summary as a page of its own.
pub(crate) fn save_html(summary: &SummaryView) {
    download::save(&file_name(summary, "html"), "text/html", &html(summary));
}

/// A file name by the application's id, of letters and digits alone: what a log says is no path.
fn file_name(summary: &SummaryView, ending: &str) -> String {
    let id = summary.card.id.as_deref().unwrap_or("run");
    let safe = id.chars().filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')).take(80);
    format!("afterglow-{}.{ending}", safe.collect::<String>())
}

/// The browser's print dialog, which also writes PDF. What is folded on the page is unfolded on paper.
pub(crate) fn print() {
    let folded = document().query_selector_all("details.finding:not([open])").ok();
    for at in 0..folded.as_ref().map_or(0, web_sys::NodeList::length) {
        let element = folded.as_ref().and_then(|list| list.get(at)?.dyn_into::<web_sys::Element>().ok());
        if let Some(element) = element {
            // A finding that cannot be unfolded is printed folded.
            let _ = element.set_attribute("open", "");
        }
    }
    // A browser without printing has nothing to say about it either.
    let _ = window().print();
}

/// The facts that both documents show, in order.
fn facts(summary: &SummaryView) -> Vec<(&'static str, String)> {
    let (card, totals) = (&summary.card, &summary.totals);
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| format::UNKNOWN.to_owned());
    vec![
        ("Application", text(&card.id)),
        ("Log", card.log.clone()),
        ("Spark", text(&card.spark_version)),
        ("Started", card.started_ms.map_or_else(|| format::UNKNOWN.to_owned(), format::date_time)),
        ("Wall time", Value::maybe(card.wall_ms, Value::Ms).shown()),
        ("Driver only", Value::maybe(totals.driver_only_ms, |ms| Value::Ms(ms as f64)).shown()),
        ("Slots idle", Value::maybe(totals.slot_idle_ratio, Value::Share).shown()),
        ("Jobs, stages, tasks", format!("{}, {}, {}", totals.jobs, totals.stages, totals.tasks)),
        ("Tasks failed", format::count(totals.tasks_failed as f64)),
        (
            "Read, written",
            format!("{}, {}", format::bytes(totals.input_bytes as f64), format::bytes(totals.output_bytes as f64)),
        ),
        ("Shuffle read", format::bytes(totals.shuffle_read_bytes as f64)),
        ("Spilled to disk", format::bytes(totals.disk_spilled_bytes as f64)),
    ]
}

/// What a finding saves, in time, of cores and memory, and in money; and on what basis it is said.
fn saving(finding: &FindingView) -> String {
    let range = |range: Option<Range>, kind: fn(f64) -> Value, of: &str| {
        let shown = |figure: f64| kind(figure).shown();
        range.map(|it| format!("saves {}{of} ({} to {})", shown(it.mid), shown(it.low), shown(it.high)))
    };
    let parts = [
        range(finding.saves_ms, Value::Ms, ""),
        range(finding.saves_share, Value::Share, " of cores and memory"),
        range(finding.saves_usd, Value::Usd, ""),
        Some(text::basis(&finding.basis).0.to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The lists of plain sentences that both documents end with: a heading, and its lines.
fn lists(summary: &SummaryView) -> Vec<(&'static str, Vec<String>)> {
    let causes = summary.failures.iter().map(|cause| {
        let lost = format::duration(cause.lost_ms);
        format!("{} times, {lost} of task time lost: {}. {}", cause.count, cause.text, cause.example)
    });
    let warnings = summary.quality.warnings.iter().map(|(_, message)| message.clone());
    let lists = vec![
        ("Why things failed", causes.collect()),
        ("What is fine, and what would not help", summary.negatives.clone()),
        ("What is wrong with the log", warnings.collect()),
        ("What the log cannot tell", summary.quality.cannot_say.clone()),
    ];
    lists.into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
}

/// The findings, and what is worth knowing, each under its heading.
fn found(summary: &SummaryView) -> [(&'static str, &[FindingView]); 2] {
    [("Findings", &summary.findings), ("Worth knowing, though the log cannot tell what it would save", &summary.hints)]
}

fn markdown(summary: &SummaryView) -> String {
    let mut out = format!("# {}\n\n", plain(&summary.card.name));
    for sentence in &summary.verdict {
        line(&mut out, &plain(sentence));
    }
    out.push_str("\n| figure | value |\n| --- | --- |\n");
    for (label, value) in facts(summary) {
        line(&mut out, &format!("| {label} | {} |", plain(&value)));
    }
    for (heading, findings) in found(summary).into_iter().filter(|(_, findings)| !findings.is_empty()) {
        line(&mut out, &format!("\n## {heading}\n"));
        for finding in findings {
            line(&mut out, &format!("- **{}** ({})", plain(&finding.title), saving(finding)));
            line(&mut out, &format!("  {} {} {}", plain(&finding.what), plain(&finding.why), plain(&finding.advice)));
            for setting in &finding.settings {
                line(&mut out, &format!("  - `{}` = `{}`", plain(&setting.key), plain(&setting.to)));
            }
        }
    }
    for (heading, lines) in lists(summary) {
        line(&mut out, &format!("\n## {heading}\n"));
        for sentence in lines {
            line(&mut out, &format!("- {}", plain(&sentence)));
        }
    }
    out
}

fn html(summary: &SummaryView) -> String {
    let title = escaped(&summary.card.name);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title><style>{STYLE}</style></head><body>\n<h1>{title}</h1>\n"
    );
    for sentence in &summary.verdict {
        line(&mut out, &format!("<p>{}</p>", escaped(sentence)));
    }
    out.push_str("<table>\n");
    for (label, value) in facts(summary) {
        line(&mut out, &format!("<tr><th>{label}</th><td>{}</td></tr>", escaped(&value)));
    }
    out.push_str("</table>\n<h2>Where the time went</h2>\n<table>\n");
    for slice in &summary.breakdown {
        let (label, basis) = (escaped(&slice.label), text::basis(&slice.basis).0);
        line(
            &mut out,
            &format!("<tr><th>{label}</th><td>{}</td><td><small>{basis}</small></td></tr>", format::duration(slice.ms)),
        );
    }
    out.push_str("</table>\n");
    for (heading, findings) in found(summary).into_iter().filter(|(_, findings)| !findings.is_empty()) {
        line(&mut out, &format!("<h2>{heading}</h2>"));
        for finding in findings {
            line(&mut out, &format!("<h3>{} <small>{}</small></h3>", escaped(&finding.title), saving(finding)));
            line(&mut out, &format!("<p>{} {}</p>", escaped(&finding.what), escaped(&finding.why)));
            line(&mut out, &format!("<p><strong>{}</strong></p>", escaped(&finding.advice)));
            for setting in &finding.settings {
                line(&mut out, &format!("<p><code>{}={}</code></p>", escaped(&setting.key), escaped(&setting.to)));
            }
        }
    }
    for (heading, lines) in lists(summary) {
        line(&mut out, &format!("<h2>{heading}</h2>\n<ul>"));
        for sentence in lines {
            line(&mut out, &format!("<li>{}</li>", escaped(&sentence)));
        }
        line(&mut out, "</ul>");
    }
    out.push_str("</body></html>\n");
    out
}

fn line(out: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{text}");
}

/// A text of the log inside Markdown: one line, and nothing that a renderer takes for markup or a link.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' => out.push(' '),
            '|' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' | '\\' | '!' => out.extend(['\\', letter]),
            other => out.push(other),
        }
    }
    out
}

/// A text of the log inside HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hostile() -> SummaryView {
        let mut summary = SummaryView::default();
        summary.card.name = "<script>alert(1)</script> [x](javascript:1)".to_owned();
        summary.verdict = vec!["a | b\n# c".to_owned()];
        summary
    }

    #[test]
    fn a_text_of_the_log_stays_text() {
        let html = html(&hostile());
        assert!(!html.contains("<script"));
        assert!(html.contains("&lt;script&gt;"));
        let markdown = markdown(&hostile());
        assert!(markdown.contains("\\<script\\>") && markdown.contains("\\[x\\](javascript:1)"));
        assert!(markdown.contains("a \\| b \\# c"));
    }

    #[test]
    fn the_same_summary_gives_the_same_bytes() {
        assert_eq!(html(&hostile()), html(&hostile()));
    }
}
