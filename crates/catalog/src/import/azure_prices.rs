//! Azure Retail Prices: pages of `prices.azure.com/api/retail/prices`.
//!
//! Windows, Cloud Services and Low Priority meters stand under the same size names and must be left out, or the
//! prices are those of Windows.

use std::collections::BTreeSet;
use std::io::Read;
use std::sync::Arc;

use afterglow_units::UsdPerHour;
use serde::Deserialize;

use super::{ImportFormat, json};
use crate::quote::{Listing, ListingKind};
use crate::{Cloud, Date, Issue, Market, Offer, Overlay, Terms};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    currency_code: Option<String>,
    retail_price: f64,
    arm_region_name: String,
    arm_sku_name: String,
    product_name: String,
    sku_name: String,
    service_name: String,
    r#type: String,
    unit_of_measure: String,
    reservation_term: Option<String>,
    effective_start_date: Option<String>,
}

/// Hours in a year, by which a reservation's price for its whole term is divided.
const HOURS_OF_A_YEAR: f64 = 8760.0;

pub(super) fn read(from: impl Read) -> Result<Overlay, serde_json::Error> {
    let kind = ImportFormat::AzurePrices.what();
    let mut overlay = Overlay { kind, ..Overlay::default() };
    let mut currencies = BTreeSet::new();
    let mut wrong = Vec::new();
    let issues = json::each(from, "Items", |at, item: Item| {
        let Some((market, price)) = terms(&item) else {
            overlay.passed_over += 1;
            return;
        };
        if !(price.is_finite() && price > 0.0) {
            wrong.push(Issue::within(format!("Items[{at}].retailPrice"), format!("{price} is no price")));
            return;
        }
        let currency = item.currency_code.unwrap_or_default();
        let source = match currency.as_str() {
            "" | "USD" => Arc::from(kind),
            label => Arc::from(format!("{kind}, in {label}, not converted")),
        };
        currencies.insert(currency);
        let date = item.effective_start_date.and_then(|text| Date::parse(&text)).unwrap_or_default();
        overlay.offers.push(Offer {
            cloud: Cloud::Azure,
            region: Arc::from(item.arm_region_name),
            instance: Arc::from(item.arm_sku_name),
            terms: Terms::Price(market, UsdPerHour(price)),
            listing: Arc::new(Listing { source, date, kind: ListingKind::List }),
        });
    })?;
    overlay.issues = [issues, wrong].concat();
    for label in currencies.iter().filter(|label| !["", "USD"].contains(&label.as_str())) {
        let what = format!("prices are in {label}; they are kept as they are and do not compare with dollars");
        overlay.issues.push(Issue::within("currencyCode", what));
    }
    Ok(overlay)
}

/// What a meter is the price of; `None` for all that is no Linux machine by the hour.
fn terms(item: &Item) -> Option<(Market, f64)> {
    let other = ["Windows", "Cloud Services", "CloudServices", "Dedicated"];
    if item.service_name != "Virtual Machines"
        || item.arm_sku_name.is_empty()
        || other.iter().any(|word| item.product_name.contains(word))
        || item.sku_name.contains("Low Priority")
    {
        return None;
    }
    match (item.r#type.as_str(), item.reservation_term.as_deref()) {
        ("Consumption", _) if item.unit_of_measure != "1 Hour" => None,
        ("Consumption", _) if item.sku_name.ends_with("Spot") => Some((Market::Spot, item.retail_price)),
        ("Consumption", _) => Some((Market::OnDemand, item.retail_price)),
        ("Reservation", Some("1 Year")) => Some((Market::Reserved1y, item.retail_price / HOURS_OF_A_YEAR)),
        ("Reservation", Some("3 Years")) => Some((Market::Reserved3y, item.retail_price / (3.0 * HOURS_OF_A_YEAR))),
        _ => None,
    }
}
