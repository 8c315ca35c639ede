//! Single prices of a spot price history, by type and zone.

use std::fmt::Write;
use std::sync::Arc;

use afterglow_units::{Timestamp, order};

use super::rows::{Above, Row};
use crate::csv::quoted;
use crate::{Csv, Issue, SpotSample};

const COLUMNS: &str = "instance_type,zone,at_ms,usd_per_hour";

/// The table; empty without rows.
pub(super) fn write(all: &[SpotSample]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let mut ordered: Vec<&SpotSample> = all.iter().collect();
    order::by(&mut ordered, |a, b| (&a.instance, &a.zone, a.at).cmp(&(&b.instance, &b.zone, b.at)));
    let mut out = COLUMNS.to_owned() + "\n";
    let mut above = Above::default();
    for sample in ordered {
        let (instance, zone) = (above.short(0, &sample.instance), above.short(1, &sample.zone));
        // A text can always be written.
        let _ = writeln!(out, "{},{},{},{}", quoted(instance), quoted(zone), sample.at.0, sample.price.0);
    }
    out
}

/// The inverse, in the order of time; rows that cannot be used are issues.
pub(super) fn read(text: &str, issues: &mut Vec<Issue>) -> Vec<SpotSample> {
    let csv = Csv::parse(text);
    let mut above = Above::default();
    let mut samples = Vec::new();
    for row in &csv.rows {
        let row = Row { csv: &csv, row };
        let (instance, zone) = (above.long(0, row.text("instance_type")), above.long(1, row.text("zone")));
        let at = row.text("at_ms").parse().map(Timestamp);
        let at = at.map_err(|_| row.wrong("at_ms", "no time in milliseconds".to_owned()));
        match at.and_then(|at| Ok((at, row.price("usd_per_hour")?))) {
            Ok((at, price)) => {
                let (instance, zone) = (Arc::from(instance), Arc::from(zone));
                samples.push(SpotSample { instance, zone, at, price });
            }
            Err(issue) => issues.push(issue),
        }
    }
    order::by_key(&mut samples, |sample: &SpotSample| sample.at);
    samples
}
