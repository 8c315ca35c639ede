//! Shares of the run stay within it.

use afterglow_engine::view::SummaryView;

use super::kit::{Ended, Log, summary};

/// Percentages in all sentences of a summary.
fn percentages(summary: &SummaryView) -> Vec<f64> {
    let findings = summary.findings.iter().chain(&summary.hints).flat_map(|finding| [&finding.what, &finding.why]);
    let all = findings.chain(&summary.verdict).chain(&summary.negatives).chain(&summary.quality.cannot_say);
    let said = all.flat_map(|text| {
        let parts: Vec<&str> = text.split(" %").collect();
        let before = parts[..parts.len() - 1].iter();
        before.filter_map(|part| part.rsplit([' ', '(']).next()?.parse().ok()).collect::<Vec<f64>>()
    });
    said.collect()
}

#[test]
fn a_run_of_two_ms_has_no_share_of_more_than_all_of_it() {
    // The driver's clock was set back: jobs and tasks go on after the end.
    let long: Vec<(u32, i64, i64)> = vec![(1, 1, 60_000)];
    let log = Log::new().executor(1, 0).executor(2, 0).job(0, 0, 60_000, &long, Ended::Well);
    let late = [(1, 120_000, 180_000)];
    let summary = summary(&log.job(1, 120_000, 180_000, &late, Ended::Well).end(2).open());
    assert_eq!(summary.card.wall_ms, Some(2.0));
    let said = percentages(&summary);
    assert!(!said.is_empty() && said.iter().all(|percent| *percent <= 100.0), "{said:?}: {summary:#?}");
    let whole: f64 = summary.breakdown.iter().map(|slice| slice.ms).sum();
    assert!(whole <= 2.0, "{:?}", summary.breakdown);
}
