//! `aws ec2 describe-spot-price-history`: spot prices by zone and time.

use std::io::Read;
use std::sync::Arc;

use afterglow_units::calendar::days_since_1970;
use afterglow_units::{Timestamp, UsdPerHour, order};
use serde::Deserialize;

use super::tally::Tally;
use super::{ImportFormat, json, money};
use crate::csv::shorten;
use crate::issue::Found;
use crate::quote::{Listing, ListingKind};
use crate::{Cloud, Date, Issue, Overlay, SpotSample};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    availability_zone: String,
    instance_type: String,
    product_description: Option<String>,
    spot_price: String,
    timestamp: String,
}

pub(super) fn read(from: impl Read) -> Result<Overlay, serde_json::Error> {
    let kind = ImportFormat::Ec2SpotHistory.what();
    let mut overlay = Overlay { kind, ..Overlay::default() };
    let mut tally = Tally::default();
    let mut wrong = Found::default();
    let mut last = Date::default();
    let issues = json::each(from, "SpotPriceHistory", |at, row: Row| {
        if !row.product_description.as_deref().is_none_or(|what| what.starts_with("Linux/UNIX")) {
            overlay.passed_over += 1;
            return;
        }
        let place = || format!("SpotPriceHistory[{at}]");
        let price = row.spot_price.parse().ok().filter(|price: &f64| money::per_hour(*price).is_ok());
        let (Some(price), Some(time)) = (price, timestamp(&row.timestamp)) else {
            wrong.push(Issue::within(
                place(),
                format!("price “{}” at “{}”", shorten(&row.spot_price), shorten(&row.timestamp)),
            ));
            return;
        };
        let region = row.availability_zone.trim_end_matches(|c: char| c.is_ascii_lowercase());
        tally.add(region, &row.instance_type, price);
        last = last.max(Date::parse(&row.timestamp).unwrap_or_default());
        overlay.spot_samples.push(SpotSample {
            instance: Arc::from(row.instance_type),
            zone: Arc::from(row.availability_zone),
            at: time,
            price: UsdPerHour(price),
        });
    })?;
    order::by_key(&mut overlay.spot_samples, |sample| sample.at);
    let listing = Listing { source: Arc::from(kind), date: last, kind: ListingKind::SpotHistory };
    overlay.offers = tally.offers(|_| Cloud::Aws, &Arc::new(listing));
    wrong.extend(issues);
    overlay.issues = wrong.into_issues();
    Ok(overlay)
}

/// `2026-08-01T12:34:56.000Z` or with `+00:00` behind; other zones do not occur in this feed and are not read.
fn timestamp(text: &str) -> Option<Timestamp> {
    let (date, time) = (Date::parse(text)?, text.split_once('T')?.1);
    let clock = time.strip_suffix('Z').or_else(|| time.strip_suffix("+00:00"))?;
    let mut parts = clock.split(':').map(str::parse::<f64>);
    let mut next = |most: f64| parts.next()?.ok().filter(|n| (0.0..=most).contains(n));
    let (hours, minutes, seconds) = (next(23.0)?, next(59.0)?, next(60.0)?);
    let ms = ((hours * 60.0 + minutes) * 60.0 + seconds) * 1e3;
    let days = days_since_1970(date.year.into(), date.month.into(), date.day.into())?;
    Some(Timestamp(days * 86_400_000 + ms as i64))
}

#[cfg(test)]
mod tests {
    use super::{Timestamp, timestamp};

    #[test]
    fn timestamps_of_the_feed() {
        assert_eq!(timestamp("1970-01-01T00:00:00.000Z"), Some(Timestamp(0)));
        assert_eq!(timestamp("2024-02-29T12:00:00+00:00"), Some(Timestamp(1_709_208_000_000)));
        assert_eq!(timestamp("2026-03-01T00:00:00Z"), Some(Timestamp(1_772_323_200_000)));
        assert_eq!(timestamp("2026-03-01"), None);
        assert_eq!(timestamp("2026-02-31T00:00:00Z"), None);
        assert_eq!(timestamp("2026-03-01T25:00:00Z"), None);
    }
}
