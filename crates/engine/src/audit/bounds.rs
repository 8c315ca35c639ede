//! What a record may ask for: anybody may have written it, and what it asks for is computed.

use crate::contract::MadeOf;

/// More points than this are not predicted for a record.
const MOST_POINTS: usize = 10_000;
/// No list of a setting is longer.
const MOST_ENTRIES: usize = 10_000;
/// A record names no more files.
const MOST_FILES: usize = 100_000;

/// Which setting is none that anybody could have asked with, if one is.
pub(super) fn wrong(record: &MadeOf) -> Option<&'static str> {
    let settings = &record.settings;
    let files = record.others.iter().map(Vec::len).fold(record.files.len(), usize::saturating_add);
    let points = [settings.slots.len(), settings.data_scale.len(), settings.instances.len()];
    let points = points.iter().fold(1_usize, |points, many| points.saturating_mul((*many).max(1)));
    let lists = [
        settings.slots.len(),
        settings.data_scale.len(),
        settings.instances.len(),
        settings.conf.len(),
        settings.clouds.len(),
        settings.regions.len(),
        settings.columns.len(),
        settings.at.len(),
    ];
    let within =
        |number: Option<f64>, least: f64, most: f64| number.is_none_or(|number| (least..=most).contains(&number));
    [
        (files <= MOST_FILES, "more files than a report names"),
        (points <= MOST_POINTS, "more points than are predicted for a report"),
        (lists.iter().all(|many| *many <= MOST_ENTRIES), "a longer list of settings than a report has"),
        (settings.slots.iter().all(|slots| *slots > 0), "slots"),
        (settings.data_scale.iter().all(|scale| (1e-6..=1e6).contains(scale)), "data_scale"),
        (within(settings.deadline_ms, f64::MIN_POSITIVE, f64::MAX), "deadline_ms"),
        (within(settings.budget_usd, 0.0, f64::MAX), "budget_usd"),
        (within(settings.percentile, f64::MIN_POSITIVE, 100.0), "percentile"),
        (within(settings.stop_below, 0.0, 1.0), "stop_below"),
        (within(settings.data, f64::MIN, f64::MAX), "data"),
    ]
    .into_iter()
    .find(|(is_right, _)| !is_right)
    .map(|(_, what)| what)
}
