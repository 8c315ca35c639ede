//! The user's own tables, with the headers of the project's `instances.csv` and `prices.csv`.

use std::sync::Arc;

use afterglow_units::UsdPerHour;

use super::ImportFormat;
use super::money::{Listings, MOST_PER_HOUR};
use crate::csv::shorten;
use crate::pack::rows::instances as instances_of;
use crate::pack::tables::{Form, INSTANCES, INSTANCES_SHARE_ALIKE, table_of};
use crate::quote::ListingKind;
use crate::{Cloud, Csv, CsvRow, Date, InterruptionBucket, Issue, Market, Offer, Overlay, Terms};

/// Instance types. Needed: cloud, name, virtual CPUs and memory; any other column may be missing or empty.
pub(super) fn instances(csv: &Csv) -> Overlay {
    let mut overlay = Overlay { kind: ImportFormat::OwnInstances.what(), ..Overlay::default() };
    let mut names: Vec<Arc<str>> = Vec::new();
    let (mut free, mut bound) = (Vec::new(), Vec::new());
    for row in &csv.rows {
        match key(csv, row).and_then(|(_, name)| needed(csv, row).map(|()| name)) {
            Ok(name) => {
                free.push(cells(csv, row, INSTANCES, &mut overlay.issues));
                bound.push(cells(csv, row, INSTANCES_SHARE_ALIKE, &mut overlay.issues));
                names.push(name);
            }
            Err(issue) => overlay.issues.push(issue),
        }
    }
    match (table_of(free, INSTANCES), table_of(bound, INSTANCES_SHARE_ALIKE)) {
        (Ok(mut free), Ok(mut bound)) => overlay.instances = instances_of(&mut free, &mut bound, names),
        (Err(error), _) | (_, Err(error)) => overlay.issues.push(Issue::within("table", error.to_string())),
    }
    overlay
}

/// Prices, with a spot price where there is one.
pub(super) fn prices(csv: &Csv) -> Overlay {
    let mut overlay = Overlay { kind: ImportFormat::OwnPrices.what(), ..Overlay::default() };
    let mut listings = Listings::new(overlay.kind, ListingKind::Own);
    let markets = [
        ("on_demand_usd_per_hour", Market::OnDemand),
        ("spot_usd_per_hour", Market::Spot),
        ("reserved_1y_no_upfront", Market::Reserved1y),
        ("reserved_3y_no_upfront", Market::Reserved3y),
    ];
    for row in &csv.rows {
        let (cloud, instance) = match key(csv, row) {
            Ok(key) => key,
            Err(issue) => {
                overlay.issues.push(issue);
                continue;
            }
        };
        let text = |name: &str| csv.column(name).map_or("", |at| row.cell(at));
        let date = Date::parse(text("od_date")).unwrap_or_default();
        let listing = listings.of(text("currency"), date);
        let mut offer = |terms| {
            let (region, instance, listing) = (Arc::from(text("region")), instance.clone(), listing.clone());
            overlay.offers.push(Offer { cloud, region, instance, terms, listing });
        };
        for (name, market) in markets {
            let Some(at) = csv.column(name) else { continue };
            match csv.number(row, at) {
                // Nothing is a price too: machines that are there anyway.
                Ok(Some(price)) if (0.0..=MOST_PER_HOUR).contains(&price) => {
                    offer(Terms::Price(market, UsdPerHour(price)));
                }
                Ok(Some(price)) => overlay.issues.push(csv.issue(row, at, format!("{price} is no price of an hour"))),
                Ok(None) => {}
                Err(issue) => overlay.issues.push(issue),
            }
        }
        if let Some(bucket) = InterruptionBucket::parse(text("interruption_bucket")) {
            let savings = text("savings_over_od_pct").parse().unwrap_or(0);
            overlay.offers.push(Offer {
                cloud,
                region: Arc::from(text("region")),
                instance: instance.clone(),
                terms: Terms::Advisor(bucket, savings),
                listing: listing.clone(),
            });
        }
    }
    overlay.issues.extend(listings.issues("currency"));
    overlay
}

fn key(csv: &Csv, row: &CsvRow) -> Result<(Cloud, Arc<str>), Issue> {
    let text = |name: &str| csv.column(name).map_or("", |at| row.cell(at));
    let place = |name: &str| csv.column(name).unwrap_or(0);
    let cloud = Cloud::parse(text("cloud")).ok_or_else(|| {
        let what = format!("“{}” is none of aws, gcp, azure, onprem", shorten(text("cloud")));
        csv.issue(row, place("cloud"), what)
    })?;
    match text("instance_type") {
        "" => Err(csv.issue(row, place("instance_type"), "needed, but empty".to_owned())),
        name => Ok((cloud, Arc::from(name))),
    }
}

fn needed(csv: &Csv, row: &CsvRow) -> Result<(), Issue> {
    for name in ["vcpus", "memory_gib"] {
        let Some(at) = csv.column(name) else { continue };
        if csv.number(row, at)?.is_none_or(|n| n <= 0.0) {
            return Err(csv.issue(row, at, "needed, and more than 0".to_owned()));
        }
    }
    Ok(())
}

/// The cells in the order of `columns`, numbers with a decimal point. One that is wrong becomes empty.
fn cells(csv: &Csv, row: &CsvRow, columns: &[(&'static str, Form)], issues: &mut Vec<Issue>) -> Vec<String> {
    let mut cell = |name: &str, form: Form| {
        let Some(at) = csv.column(name) else { return String::new() };
        match (form, csv.number(row, at)) {
            (Form::Text, _) => row.cell(at).to_owned(),
            (Form::Number, Ok(None)) => String::new(),
            (Form::Number, Ok(Some(n))) if (0.0..1e9).contains(&n) => tidy(n),
            (Form::Number, Ok(Some(n))) => {
                issues.push(csv.issue(row, at, format!("{n} is out of range")));
                String::new()
            }
            (Form::Number, Err(issue)) => {
                issues.push(issue);
                String::new()
            }
        }
    };
    columns.iter().map(|(name, form)| cell(name, *form)).collect()
}

/// At most six decimals, without zeros at the end.
fn tidy(n: f64) -> String {
    let text = format!("{n:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
