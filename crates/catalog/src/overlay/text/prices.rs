//! Prices and interruption buckets, a row for each.

use std::fmt::Write;
use std::sync::Arc;

use super::rows::{Above, MARKETS, Origins, Row};
use crate::csv::{quoted, shorten};
use crate::quote::Listing;
use crate::{Csv, InterruptionBucket, Issue, Offer, Terms};

const COLUMNS: &str = "cloud,region,instance_type,terms,usd_per_hour,low,high,savings_pct";

/// The table; empty without rows.
pub(super) fn write(offers: &[Offer]) -> String {
    if offers.is_empty() {
        return String::new();
    }
    let mut out = format!("{COLUMNS},{}\n", Origins::COLUMNS);
    let (mut above, mut origins) = (Above::default(), Origins::default());
    // What is offered in no region is offered nowhere.
    for offer in offers.iter().filter(|offer| !offer.region.is_empty() && !offer.instance.is_empty()) {
        let (terms, amounts) = match offer.terms {
            Terms::Price(market, price) => (market.word(), format!("{},,,", price.0)),
            Terms::SpotRange(low, mid, high) => ("spot_range", format!("{},{},{},", mid.0, low.0, high.0)),
            Terms::Advisor(bucket, savings) => (bucket.label(), format!(",,,{savings}")),
        };
        for (at, key) in [offer.cloud.word(), &*offer.region, &*offer.instance].into_iter().enumerate() {
            out += &quoted(above.short(at, key));
            out.push(',');
        }
        // A text can always be written.
        let _ = writeln!(out, "{terms},{amounts},{}", origins.cells(&offer.listing));
    }
    out
}

/// The inverse; rows that cannot be used are issues.
pub(super) fn read(text: &str, issues: &mut Vec<Issue>) -> Vec<Offer> {
    let csv = Csv::parse(text);
    let (mut above, mut origins) = (Above::default(), Origins::default());
    let mut offers = Vec::new();
    for row in &csv.rows {
        let row = Row { csv: &csv, row };
        let keys = [(0, "cloud"), (1, "region"), (2, "instance_type")];
        let [cloud, region, instance] = keys.map(|(at, name)| above.long(at, row.text(name)));
        let listing = origins.listing(&row);
        let offer = terms(&row, &listing).and_then(|terms| {
            let cloud = row.cloud(&cloud)?;
            Ok(Offer { cloud, region: Arc::from(region), instance: Arc::from(instance), terms, listing })
        });
        match offer {
            Ok(offer) => offers.push(offer),
            Err(issue) => issues.push(issue),
        }
    }
    offers
}

fn terms(row: &Row<'_>, listing: &Listing) -> Result<Terms, Issue> {
    let word = row.text("terms");
    if let Some(market) = MARKETS.into_iter().find(|market| market.word() == word) {
        return Ok(Terms::Price(market, row.price_in("usd_per_hour", listing)?));
    }
    if word == "spot_range" {
        let [low, mid, high] = [row.price("low")?, row.price("usd_per_hour")?, row.price("high")?];
        if low > mid || mid > high {
            let what = format!("{} is not between {} and {}", mid.0, low.0, high.0);
            return Err(row.wrong("usd_per_hour", what));
        }
        return Ok(Terms::SpotRange(low, mid, high));
    }
    let bucket = InterruptionBucket::parse(word)
        .ok_or_else(|| row.wrong("terms", format!("“{}” is no market and no interruption bucket", shorten(word))))?;
    Ok(Terms::Advisor(bucket, row.text("savings_pct").parse().unwrap_or(0)))
}
