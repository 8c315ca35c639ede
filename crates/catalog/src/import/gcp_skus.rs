//! Google Cloud Billing catalogue: pages of `services/6F81-5844-456A/skus` (Compute Engine).
//!
//! The form is that of "Get publicly available Google Cloud pricing information" (Cloud Billing documentation, read
//! 2026-11-21). Google prices cores and memory by family and region; which of them a SKU is, only its description says:
//!
//! | description | is |
//! | --- | --- |
//! | `N2D AMD Instance Core running in Americas` | a core of n2d, on demand |
//! | `Spot Preemptible C3 Instance Ram running in Iowa` | a GiB of c3, spot |
//! | `Commitment v1: E2 Cpu in Americas for 1 Year` | a core of e2, committed for a year |
//! | `Compute optimized Core running in Americas` | a core of c2 |
//!
//! Custom and extended machines, sole tenancy, GPUs, disks, premiums and all that is not of one of these forms is passed over.

use std::collections::HashMap;
use std::io::Read;
use std::sync::Arc;

use afterglow_units::UsdPerHour;
use serde::Deserialize;

use super::ImportFormat;
use super::json::{self, Text};
use super::money::{self, Listings, MOST_FOR_A_PART};
use crate::csv::shorten;
use crate::issue::Found;
use crate::quote::ListingKind;
use crate::{Date, FamilyPrice, Issue, Market, Overlay, Part};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sku {
    description: String,
    #[serde(default)]
    category: Category,
    #[serde(default)]
    service_regions: Vec<String>,
    #[serde(default)]
    pricing_info: Vec<Pricing>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Category {
    resource_family: Text,
    usage_type: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pricing {
    #[serde(default)]
    effective_time: Text,
    pricing_expression: Expression,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Expression {
    #[serde(default)]
    usage_unit: Text,
    tiered_rates: Vec<Rate>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rate {
    unit_price: Money,
}

/// Whole units as a text (or nothing), and billionths.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Money {
    currency_code: Text,
    units: Text,
    nanos: f64,
}

impl Money {
    fn amount(&self) -> Option<f64> {
        let units: f64 = if self.units.0.is_empty() { 0.0 } else { self.units.0.parse().ok()? };
        Some(units + self.nanos / 1e9)
    }
}

pub(super) fn read(from: impl Read, format: ImportFormat) -> Result<Overlay, serde_json::Error> {
    let kind = format.what();
    let mut overlay = Overlay { kind, ..Overlay::default() };
    let mut listings = Listings::new(kind, ListingKind::List);
    let mut found = Found::default();
    let mut regions: HashMap<String, Arc<str>> = HashMap::new();
    let key = if format == ImportFormat::GcpSkus { "skus" } else { "" };
    let issues = json::each(from, key, |at, sku: Sku| {
        let meaning = (sku.category.resource_family.0 == "Compute").then(|| meaning(&sku)).flatten();
        let Some((family, part, market)) = meaning else {
            overlay.passed_over += 1;
            return;
        };
        let place = || format!("{key}[{at}] {}", shorten(&sku.description));
        match price(&sku, part) {
            Ok((price, currency, date)) => {
                let listing = listings.of(currency, date);
                let family: Arc<str> = Arc::from(family);
                for region in &sku.service_regions {
                    let shared = regions.entry(region.clone()).or_insert_with(|| Arc::from(region.as_str()));
                    overlay.families.push(FamilyPrice {
                        family: family.clone(),
                        region: shared.clone(),
                        market,
                        part,
                        usd_per_hour: UsdPerHour(price),
                        listing: listing.clone(),
                    });
                }
            }
            Err(what) => found.push(Issue::within(place(), what)),
        }
    })?;
    found.extend(issues);
    overlay.issues = found.into_issues();
    overlay.issues.extend(listings.issues("currencyCode"));
    Ok(overlay)
}

/// The newest price of a SKU for one core or GiB and an hour, with its currency and date.
fn price(sku: &Sku, part: Part) -> Result<(f64, &str, Date), String> {
    let pricing = sku.pricing_info.last().ok_or("no pricingInfo")?;
    let unit = pricing.pricing_expression.usage_unit.0.as_str();
    let wanted = match part {
        Part::Core => "h",
        Part::Gib => "GiBy.h",
    };
    if unit != wanted {
        return Err(format!("the unit is “{}”, expected “{wanted}”", shorten(unit)));
    }
    let [rate] = pricing.pricing_expression.tiered_rates.as_slice() else {
        return Err("more or less than one rate; a core and a GiB have one".to_owned());
    };
    let amount = rate.unit_price.amount().ok_or("no price in it")?;
    let date = Date::parse(&pricing.effective_time.0).unwrap_or_default();
    Ok((money::up_to(amount, MOST_FOR_A_PART)?, &rate.unit_price.currency_code.0, date))
}

/// What a SKU is the price of; `None` for all that is no core or memory of a predefined machine.
fn meaning(sku: &Sku) -> Option<(String, Part, Market)> {
    let text = sku.description.as_str();
    Some(match sku.category.usage_type.0.as_str() {
        "OnDemand" => running(text, Market::OnDemand)?,
        "Preemptible" => {
            let machine = text.strip_prefix("Spot Preemptible ").or_else(|| text.strip_prefix("Preemptible "))?;
            running(machine, Market::Spot)?
        }
        "Commit1Yr" => committed(text, Market::Reserved1y)?,
        "Commit3Yr" => committed(text, Market::Reserved3y)?,
        _ => return None,
    })
}

fn running(text: &str, market: Market) -> Option<(String, Part, Market)> {
    let (machine, _) = text.split_once(" running in ")?;
    let (machine, part) = match machine.strip_suffix(" Core") {
        Some(machine) => (machine, Part::Core),
        None => (machine.strip_suffix(" Ram")?, Part::Gib),
    };
    if machine == "Compute optimized" {
        return Some(("c2".to_owned(), part, market));
    }
    Some((family(machine.strip_suffix(" Instance")?)?, part, market))
}

fn committed(text: &str, market: Market) -> Option<(String, Part, Market)> {
    // The oldest of them keep the form of the machine that is committed to.
    if let Some(machine) = text.strip_prefix("Commitment: Compute optimized ") {
        let core = machine.starts_with("Core ").then_some(Part::Core);
        let part = core.or_else(|| machine.starts_with("Ram ").then_some(Part::Gib))?;
        return Some(("c2".to_owned(), part, market));
    }
    let text = text.strip_prefix("Commitment v1: ")?;
    let (machine, _) = text.split_once(" in ")?;
    // N1 is not named, its commitments were the first.
    match machine {
        "Cpu" => return Some(("n1".to_owned(), Part::Core, market)),
        "Ram" => return Some(("n1".to_owned(), Part::Gib, market)),
        _ => {}
    }
    let (machine, part) = match machine.strip_suffix(" Cpu") {
        Some(machine) => (machine, Part::Core),
        None => (machine.strip_suffix(" Ram")?, Part::Gib),
    };
    Some((family(machine)?, part, market))
}

/// `N2D AMD` is n2d; `None` for words that are no machine family alone (`Custom`, `Sole Tenancy`, `Memory-optimized`).
fn family(words: &str) -> Option<String> {
    let mut words = words.split(' ');
    let name = words.next()?;
    let mut letters = name.chars();
    let letter = letters.next()?.is_ascii_uppercase();
    let digit = letters.next()?.is_ascii_digit();
    let rest = letters.all(|c| c.is_ascii_uppercase());
    let plain = words.all(|word| ["Predefined", "AMD", "Arm", "Memory-optimized"].contains(&word));
    (letter && digit && rest && plain).then(|| name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{Category, Sku, Text, meaning};
    use crate::{Market, Part};

    fn read(usage: &str, description: &str) -> Option<(String, Part, Market)> {
        let category = Category { resource_family: Text("Compute".into()), usage_type: Text(usage.into()) };
        let sku = Sku { description: description.into(), category, service_regions: vec![], pricing_info: vec![] };
        meaning(&sku)
    }

    #[test]
    fn descriptions_of_cores_and_memory() {
        for (usage, text, family, part, market) in [
            ("OnDemand", "N1 Predefined Instance Core running in Americas", "n1", Part::Core, Market::OnDemand),
            ("OnDemand", "N2D AMD Instance Ram running in Virginia", "n2d", Part::Gib, Market::OnDemand),
            ("OnDemand", "C4A Arm Instance Core running in Iowa", "c4a", Part::Core, Market::OnDemand),
            ("OnDemand", "Compute optimized Ram running in Americas", "c2", Part::Gib, Market::OnDemand),
            ("Preemptible", "Spot Preemptible C3 Instance Core running in Toronto", "c3", Part::Core, Market::Spot),
            ("Preemptible", "Preemptible E2 Instance Ram running in Americas", "e2", Part::Gib, Market::Spot),
            ("Commit1Yr", "Commitment v1: E2 Cpu in APAC for 1 Year", "e2", Part::Core, Market::Reserved1y),
            ("Commit3Yr", "Commitment v1: N2D AMD Ram in Americas for 3 Year", "n2d", Part::Gib, Market::Reserved3y),
            ("Commit1Yr", "Commitment v1: Cpu in Americas for 1 Year", "n1", Part::Core, Market::Reserved1y),
            (
                "Commit3Yr",
                "Commitment: Compute optimized Core running in Americas for 3 Year",
                "c2",
                Part::Core,
                Market::Reserved3y,
            ),
        ] {
            assert_eq!(read(usage, text), Some((family.to_owned(), part, market)), "{text}");
        }
    }

    #[test]
    fn what_looks_like_them_is_passed_over() {
        for (usage, text) in [
            ("OnDemand", "N2 Custom Instance Core running in Americas"),
            ("OnDemand", "N2D AMD Custom Extended Instance Ram running in Americas"),
            ("OnDemand", "N2 Sole Tenancy Instance Core running in Americas"),
            ("OnDemand", "Sole Tenancy Premium for N2 Sole Tenancy Instance Core running in Americas"),
            ("OnDemand", "Memory-optimized Instance Core running in Americas"),
            ("OnDemand", "C3 Instance Local SSD running in Iowa"),
            ("OnDemand", "Nvidia L4 GPU running in Americas"),
            ("OnDemand", "Preemptible E2 Instance Ram running in Americas"),
            ("Commit1Yr", "Commitment v1: Z3 Local SSD in Iowa for 1 Year"),
            ("Commit1Yr", "Commitment v1: Memory-optimized Cpu in Americas for 1 Year"),
            ("Preemptible", "N2 Instance Core running in Americas"),
            ("OnDemand", "Reserved N2 Instance Core in Americas"),
        ] {
            assert_eq!(read(usage, text), None, "{text}");
        }
    }
}
