//! Databricks under the user's own contract: what a DBU costs, and how many of them a machine takes in an hour.
//!
//! - `system.billing.list_prices` (or `account_prices`, of the same columns) as CSV or as a JSON array. The columns are
//!   those of "Pricing system table reference" (docs.databricks.com, read 2026-11-21): `sku_name`, `cloud`,
//!   `currency_code`, `usage_unit`, `price_start_time`, `price_end_time` and the struct `pricing`, whose
//!   `effective_list.default` is what is reckoned with, and `default` where it is missing.
//! - a table of DBU an hour by instance type. Databricks has no system table of these; the names of the columns are
//!   those that people use ([`INSTANCE`], [`RATE`]).
//!
//! Taken is classic jobs compute without Photon. Other SKUs (all-purpose, SQL, serverless, Photon) are passed over.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use afterglow_units::Usd;
use serde::Deserialize;
use serde_json::Value;

use super::json::{self, Text};
use super::money::{self, Listings, MOST_DBU_PER_HOUR, MOST_PER_DBU};
use super::{ImportFormat, skypilot};
use crate::csv::{number, shorten};
use crate::issue::Found;
use crate::quote::ListingKind;
use crate::{Cloud, Csv, CsvRow, DatabricksTier, Date, FeeOffer, FeeTerms, Issue, Overlay, Platform};

/// Names of the column with the instance type.
pub(super) const INSTANCE: [&str; 6] =
    ["instance_type", "node_type", "node_type_id", "api_name", "instance", "instance type"];
/// Names of the column with DBU an hour.
pub(super) const RATE: [&str; 7] =
    ["dbu_per_hour", "dbus_per_hour", "hourly_dbus", "dbu_rate", "dbu/hour", "dbu/h", "dbu_hour"];

/// One row of the price table.
#[derive(Deserialize, Default)]
#[serde(default)]
struct PriceRow {
    sku_name: Text,
    cloud: Text,
    currency_code: Text,
    usage_unit: Text,
    price_start_time: Text,
    price_end_time: Text,
    pricing: Value,
}

pub(super) fn prices_json(from: impl Read) -> Result<Overlay, serde_json::Error> {
    let mut prices = Prices::new(ImportFormat::DatabricksPricesJson);
    let issues = json::each(from, "", |at, row: PriceRow| {
        let amount = amount(&row.pricing);
        prices.put(&row, amount, |what| Issue::within(format!("[{at}]"), what));
    })?;
    prices.found.extend(issues);
    Ok(prices.finish())
}

pub(super) fn prices_csv(csv: &Csv) -> Overlay {
    let mut prices = Prices::new(ImportFormat::DatabricksPrices);
    let flat =
        ["pricing.effective_list.default", "pricing_effective_list_default", "effective_list", "pricing.default"];
    let flat = flat.into_iter().chain(["pricing_default", "default", "list_price"]).find_map(|name| csv.column(name));
    let structured = csv.column("pricing");
    if structured.or(flat).is_none() {
        prices.found.push(Issue::at(1, "header", "no column “pricing” and no “pricing.default”"));
    }
    for row in &csv.rows {
        let text = |name: &str| Text(csv.column(name).map_or("", |at| row.cell(at)).to_owned());
        let price = PriceRow {
            sku_name: text("sku_name"),
            cloud: text("cloud"),
            currency_code: text("currency_code"),
            usage_unit: text("usage_unit"),
            price_start_time: text("price_start_time"),
            price_end_time: text("price_end_time"),
            pricing: Value::Null,
        };
        let cell = structured.map_or("", |at| row.cell(at));
        let amount = match serde_json::from_str::<Value>(cell) {
            Ok(value @ Value::Object(_)) => amount(&value),
            _ => flat.or(structured).and_then(|at| number(row.cell(at), csv.separator != ',')),
        };
        prices.put(&price, amount, |what| Issue::at(row.line, "pricing", what));
    }
    prices.finish()
}

/// The price in the struct `pricing`, which may itself be written as text.
fn amount(pricing: &Value) -> Option<f64> {
    let parsed = pricing.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
    let pricing = parsed.as_ref().unwrap_or(pricing);
    let read = |value: &Value| value.as_f64().or_else(|| number(value.as_str()?, false));
    read(&pricing["effective_list"]["default"]).or_else(|| read(&pricing["default"])).or_else(|| read(pricing))
}

/// A price and since when it holds; the one without an end, and then the latest one, is the last in this order.
type Since = (bool, Date);

struct Prices {
    overlay: Overlay,
    listings: Listings,
    found: Found,
    best: BTreeMap<(Cloud, DatabricksTier), (Since, f64, String)>,
    with_region: usize,
}

impl Prices {
    fn new(format: ImportFormat) -> Self {
        let kind = format.what();
        Self {
            overlay: Overlay { kind, ..Overlay::default() },
            listings: Listings::new(kind, ListingKind::Own),
            found: Found::default(),
            best: BTreeMap::new(),
            with_region: 0,
        }
    }

    fn put(&mut self, row: &PriceRow, amount: Option<f64>, issue: impl Fn(String) -> Issue) {
        let sku = row.sku_name.0.trim().to_ascii_uppercase();
        let Some((tier, rest)) = DatabricksTier::ALL
            .into_iter()
            .find_map(|tier| Some((tier, sku.strip_prefix(tier.word())?.strip_prefix("_JOBS_COMPUTE")?.to_owned())))
        else {
            self.overlay.passed_over += 1;
            return;
        };
        if !rest.is_empty() || !row.usage_unit.0.trim().eq_ignore_ascii_case("DBU") {
            self.with_region += usize::from(!rest.is_empty() && !rest.contains("PHOTON"));
            self.overlay.passed_over += 1;
            return;
        }
        let Some(cloud) = Cloud::parse(&row.cloud.0).filter(|cloud| *cloud != Cloud::OnPremises) else {
            self.found.push(issue(format!("“{}” is none of AWS, AZURE, GCP", shorten(&row.cloud.0))));
            return;
        };
        let price = amount.ok_or_else(|| "no price in it".to_owned()).and_then(|n| money::up_to(n, MOST_PER_DBU));
        let price = match price {
            Ok(price) => price,
            Err(what) => return self.found.push(issue(what)),
        };
        let open = ["", "null"].contains(&row.price_end_time.0.trim());
        let day = row.price_start_time.0.trim().replace(' ', "T");
        let since = (open, Date::parse(&day).unwrap_or_default());
        let this = (since, price, row.currency_code.0.clone());
        let known = self.best.get(&(cloud, tier));
        self.overlay.passed_over += usize::from(known.is_some());
        if known.is_none_or(|known| since >= known.0) {
            self.best.insert((cloud, tier), this);
        }
    }

    fn finish(mut self) -> Overlay {
        for ((cloud, tier), ((open, date), price, currency)) in self.best {
            if !open {
                let what = format!(
                    "the last price of {} jobs compute ({date}) has ended; it is used all the same",
                    tier.word()
                );
                self.found.push(Issue::within(format!("{cloud}"), what));
            }
            self.overlay.fees.push(FeeOffer {
                platform: Platform::Databricks,
                cloud,
                region: None,
                terms: FeeTerms::PerDbu { tier, usd: Usd(price) },
                listing: self.listings.of(&currency, date),
            });
        }
        if self.with_region > 0 {
            let what = format!(
                "{} SKUs of jobs compute with something behind their name are passed over: only prices of a whole cloud \
                 are understood",
                self.with_region
            );
            self.found.push(Issue::within("sku_name", what));
        }
        self.overlay.issues = self.found.into_issues();
        self.overlay.issues.extend(self.listings.issues("currency_code"));
        self.overlay
    }
}

/// DBU an hour of each type.
pub(super) fn rates(csv: &Csv) -> Overlay {
    let kind = ImportFormat::DatabricksRates.what();
    let mut overlay = Overlay { kind, ..Overlay::default() };
    let mut listings = Listings::new(kind, ListingKind::Own);
    let mut found = Found::default();
    let column = |names: &[&str]| names.iter().find_map(|name| csv.column(name));
    let (Some(instance_at), Some(rate_at)) = (column(&INSTANCE), column(&RATE)) else { return overlay };
    for row in &csv.rows {
        match rate(csv, row, (instance_at, rate_at)) {
            Ok(Some((cloud, dbu_per_hour))) => {
                let date = csv.column("date").and_then(|at| Date::parse(row.cell(at))).unwrap_or_default();
                overlay.fees.push(FeeOffer {
                    platform: Platform::Databricks,
                    cloud,
                    region: None,
                    terms: FeeTerms::DbuPerHour { instance: Arc::from(row.cell(instance_at)), dbu_per_hour },
                    listing: listings.of("", date),
                });
            }
            Ok(None) => overlay.passed_over += 1,
            Err(issue) => found.push(issue),
        }
    }
    overlay.issues = found.into_issues();
    overlay
}

/// Whose type it is and its DBU an hour; `None` for rows with Photon and rows that say nothing.
fn rate(csv: &Csv, row: &CsvRow, (instance_at, rate_at): (usize, usize)) -> Result<Option<(Cloud, f64)>, Issue> {
    let text = |name: &str| csv.column(name).map_or("", |at| row.cell(at));
    let name = row.cell(instance_at);
    let photon = ["true", "yes", "1"].iter().any(|word| text("photon").eq_ignore_ascii_case(word));
    let Some(dbu) = csv.number(row, rate_at)? else { return Ok(None) };
    if name.is_empty() || photon {
        return Ok(None);
    }
    let dbu = money::up_to(dbu, MOST_DBU_PER_HOUR).map_err(|what| csv.issue(row, rate_at, what))?;
    let cloud = match text("cloud") {
        "" => skypilot::cloud_of(name),
        word => Cloud::parse(word).ok_or_else(|| {
            let at = csv.column("cloud").unwrap_or(0);
            csv.issue(row, at, format!("“{}” is none of aws, gcp, azure", shorten(word)))
        })?,
    };
    Ok(Some((cloud, dbu)))
}
