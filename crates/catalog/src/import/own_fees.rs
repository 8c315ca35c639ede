//! The user's own fees: `platform,cloud,region,instance_type,fee_usd_per_hour`, with `date` and `currency` where wanted.

use std::sync::Arc;

use afterglow_units::UsdPerHour;

use super::ImportFormat;
use super::money::{Listings, MOST_PER_HOUR};
use crate::csv::shorten;
use crate::issue::Found;
use crate::quote::ListingKind;
use crate::{Cloud, Csv, CsvRow, Date, FeeOffer, FeeTerms, Issue, Overlay, Platform};

pub(super) fn read(csv: &Csv) -> Overlay {
    let kind = ImportFormat::OwnFees.what();
    let mut overlay = Overlay { kind, ..Overlay::default() };
    let mut listings = Listings::new(kind, ListingKind::Own);
    let mut found = Found::default();
    for row in &csv.rows {
        match fee(csv, row, &mut listings) {
            Ok(fee) => overlay.fees.push(fee),
            Err(issue) => found.push(issue),
        }
    }
    overlay.issues = found.into_issues();
    overlay.issues.extend(listings.issues("currency"));
    overlay
}

fn fee(csv: &Csv, row: &CsvRow, listings: &mut Listings) -> Result<FeeOffer, Issue> {
    let text = |name: &str| csv.column(name).map_or("", |at| row.cell(at));
    let wrong = |name: &str, what: String| csv.issue(row, csv.column(name).unwrap_or(0), what);
    let platform = Platform::parse(text("platform"))
        .ok_or_else(|| wrong("platform", format!("“{}” is no platform here", shorten(text("platform")))))?;
    let cloud = match text("cloud") {
        "" => super::skypilot::cloud_of(text("instance_type")),
        word => Cloud::parse(word)
            .ok_or_else(|| wrong("cloud", format!("“{}” is none of aws, gcp, azure, onprem", shorten(word))))?,
    };
    if !platform.is_on(cloud) {
        return Err(wrong("platform", format!("{} does not run on {cloud}", platform.word())));
    }
    if platform.is_serverless() {
        return Err(wrong("platform", format!("{} is sold by its own units, not by machines", platform.word())));
    }
    let instance = match text("instance_type") {
        "" => return Err(wrong("instance_type", "needed, but empty".to_owned())),
        name => Arc::from(name),
    };
    let at = csv.column("fee_usd_per_hour").unwrap_or(usize::MAX);
    let price = csv.number(row, at)?.ok_or_else(|| csv.issue(row, at, "needed, but empty".to_owned()))?;
    // Nothing is a fee too: the contract may waive it.
    if !(0.0..=MOST_PER_HOUR).contains(&price) {
        return Err(csv.issue(row, at, format!("{price} is no fee of an hour")));
    }
    Ok(FeeOffer {
        platform,
        cloud,
        region: Some(text("region")).filter(|region| !region.is_empty()).map(Arc::from),
        terms: FeeTerms::Machine { instance, usd_per_hour: UsdPerHour(price) },
        listing: listings.of(text("currency"), Date::parse(text("date")).unwrap_or_default()),
    })
}
