//! Azure Retail Prices: pages of `prices.azure.com/api/retail/prices` (form: "Azure Retail Prices overview", Microsoft
//! Learn, read 2026-11-21).
//!
//! Windows, Cloud Services and Low Priority meters stand under the same size names and must be left out, or the
//! prices are those of Windows. Besides machines: Databricks units of classic jobs compute, and HDInsight's price of a node,
//! which contains the machine.

use std::io::Read;
use std::sync::Arc;

use afterglow_units::{Usd, UsdPerHour};
use serde::Deserialize;

use super::money::{self, Listings};
use super::{ImportFormat, json};
use crate::issue::Found;
use crate::quote::ListingKind;
use crate::{Cloud, DatabricksTier, Date, FeeOffer, FeeTerms, Issue, Market, Offer, Overlay, Platform, Terms};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    currency_code: Option<String>,
    retail_price: f64,
    arm_region_name: String,
    #[serde(default)]
    arm_sku_name: String,
    product_name: String,
    sku_name: String,
    #[serde(default)]
    meter_name: String,
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
    let mut listings = Listings::new(kind, ListingKind::List);
    let mut found = Found::default();
    let issues = json::each(from, "Items", |at, item: Item| {
        let Some(meter) = meter(&item) else {
            overlay.passed_over += 1;
            return;
        };
        if let Err(what) = money::per_hour(meter.per_hour(&item)) {
            found.push(Issue::within(format!("Items[{at}].retailPrice"), what));
            return;
        }
        let date = item.effective_start_date.as_deref().and_then(Date::parse).unwrap_or_default();
        let listing = listings.of(item.currency_code.as_deref().unwrap_or_default(), date);
        let (region, price) = (Arc::from(item.arm_region_name.as_str()), UsdPerHour(meter.per_hour(&item)));
        let (platform, terms) = match meter {
            Meter::Machine(market, _) => {
                let (instance, terms) = (Arc::from(item.arm_sku_name), Terms::Price(market, price));
                overlay.offers.push(Offer { cloud: Cloud::Azure, region, instance, terms, listing });
                return;
            }
            Meter::HdInsight(instance) => {
                (Platform::HdInsight, FeeTerms::Node { instance: Arc::from(instance), usd_per_hour: price })
            }
            Meter::Dbu(tier) => (Platform::Databricks, FeeTerms::PerDbu { tier, usd: Usd(price.0) }),
        };
        overlay.fees.push(FeeOffer { platform, cloud: Cloud::Azure, region: Some(region), terms, listing });
    })?;
    found.extend(issues);
    overlay.issues = found.into_issues();
    overlay.issues.extend(listings.issues("currencyCode"));
    Ok(overlay)
}

/// What a meter is the price of.
#[derive(Debug, PartialEq)]
enum Meter {
    /// A Linux machine in a market, and the hours that its price is for.
    Machine(Market, f64),
    /// A node of HDInsight, with the type's name.
    HdInsight(String),
    /// A unit of Databricks' classic jobs compute.
    Dbu(DatabricksTier),
}

impl Meter {
    fn per_hour(&self, item: &Item) -> f64 {
        match self {
            Self::Machine(_, hours) => item.retail_price / hours,
            Self::HdInsight(_) | Self::Dbu(_) => item.retail_price,
        }
    }
}

/// What a meter is the price of; `None` for all that is not used.
fn meter(item: &Item) -> Option<Meter> {
    match item.service_name.as_str() {
        "Virtual Machines" => machine(item),
        "HDInsight" => node(item).map(Meter::HdInsight),
        "Azure Databricks" => dbu(item).map(Meter::Dbu),
        _ => None,
    }
}

fn is_hourly(item: &Item) -> bool {
    item.r#type == "Consumption" && item.unit_of_measure == "1 Hour"
}

/// A Linux machine by the hour.
fn machine(item: &Item) -> Option<Meter> {
    let other = ["Windows", "Cloud Services", "CloudServices", "Dedicated"];
    if item.arm_sku_name.is_empty()
        || other.iter().any(|word| item.product_name.contains(word))
        || item.sku_name.contains("Low Priority")
    {
        return None;
    }
    let (market, hours) = match (item.r#type.as_str(), item.reservation_term.as_deref()) {
        ("Consumption", _) if item.unit_of_measure != "1 Hour" => return None,
        ("Consumption", _) if item.sku_name.ends_with("Spot") => (Market::Spot, 1.0),
        ("Consumption", _) => (Market::OnDemand, 1.0),
        ("Reservation", Some("1 Year")) => (Market::Reserved1y, HOURS_OF_A_YEAR),
        ("Reservation", Some("3 Years")) => (Market::Reserved3y, 3.0 * HOURS_OF_A_YEAR),
        _ => return None,
    };
    Some(Meter::Machine(market, hours))
}

/// The machine type of a node of HDInsight: `E8 v3` is `Standard_E8_v3`. Disks and the security package are no nodes.
fn node(item: &Item) -> Option<String> {
    let size = item.sku_name.trim();
    let mut letters = size.chars();
    let like_a_size = letters.next()?.is_ascii_uppercase() && letters.any(|c| c.is_ascii_digit());
    let other = ["Disk", "Operations", "Security", "ESP", "Low Priority"];
    let is_other = other.iter().any(|word| item.meter_name.contains(word) || size.contains(word));
    (is_hourly(item) && like_a_size && !is_other).then(|| format!("Standard_{}", size.replace(' ', "_")))
}

/// The plan of a unit of classic jobs compute. `Azure Databricks Regional` holds the serverless ones, in which the
/// machines are contained.
fn dbu(item: &Item) -> Option<DatabricksTier> {
    let plan = item.sku_name.strip_suffix(" Jobs Compute")?.to_ascii_uppercase();
    let tier = DatabricksTier::ALL.into_iter().find(|tier| tier.word() == plan)?;
    (is_hourly(item) && item.product_name == "Azure Databricks").then_some(tier)
}
