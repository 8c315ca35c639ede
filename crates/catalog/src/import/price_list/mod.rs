//! AWS's Price List, bulk files of AmazonEC2 (on demand and reserved) and ElasticMapReduce (EMR's fee of each type).
//!
//! The form is that of "Reading the service price list file for an AWS service" (AWS Billing user guide, read
//! 2026-11-21): in CSV five lines about the file, a row of names, then a row for each price; in JSON `products` by SKU
//! and after them `terms` by kind, SKU and offer. The files of EC2 have 200 to 400 MB for one region, so both are read
//! in one pass, and only what is kept takes memory.

pub(super) mod csv;
pub(super) mod json;

use std::sync::Arc;

use afterglow_units::UsdPerHour;

use super::ImportFormat;
use super::money::{self, Listings};
use crate::issue::Found;
use crate::quote::ListingKind;
use crate::{Cloud, Date, FeeOffer, FeeTerms, Issue, Market, Offer, Overlay, Platform, Terms};

/// What is looked at of a product or a price. The names differ between CSV and JSON in case and blanks only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Family,
    Instance,
    Region,
    System,
    Tenancy,
    Software,
    Capacity,
    MarketOption,
    SoftwareType,
    TermType,
    Unit,
    Price,
    Currency,
    Lease,
    Purchase,
    Class,
}

impl Column {
    pub(super) const ALL: [Self; 16] = [
        Self::Family,
        Self::Instance,
        Self::Region,
        Self::System,
        Self::Tenancy,
        Self::Software,
        Self::Capacity,
        Self::MarketOption,
        Self::SoftwareType,
        Self::TermType,
        Self::Unit,
        Self::Price,
        Self::Currency,
        Self::Lease,
        Self::Purchase,
        Self::Class,
    ];

    /// The title in lower case without anything but letters.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Family => "productfamily",
            Self::Instance => "instancetype",
            Self::Region => "regioncode",
            Self::System => "operatingsystem",
            Self::Tenancy => "tenancy",
            Self::Software => "preinstalledsw",
            Self::Capacity => "capacitystatus",
            Self::MarketOption => "marketoption",
            Self::SoftwareType => "softwaretype",
            Self::TermType => "termtype",
            Self::Unit => "unit",
            Self::Price => "priceperunit",
            Self::Currency => "currency",
            Self::Lease => "leasecontractlength",
            Self::Purchase => "purchaseoption",
            Self::Class => "offeringclass",
        }
    }
}

/// What a product is, as far as it is used here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Product {
    /// A Linux machine of one's own account on shared hardware, without paid software.
    Machine,
    /// EMR's own software on a machine.
    Emr,
}

/// What a product is; `None` for all else (Windows, dedicated hosts, reserved capacity, volumes, traffic).
fn product<'a>(get: impl Fn(Column) -> &'a str) -> Option<Product> {
    let shared_linux = || {
        get(Column::System) == "Linux"
            && get(Column::Tenancy) == "Shared"
            && get(Column::Software) == "NA"
            && get(Column::Capacity) == "Used"
            && ["", "OnDemand"].contains(&get(Column::MarketOption))
    };
    match get(Column::Family) {
        "Elastic Map Reduce Instance" => (get(Column::SoftwareType) == "EMR").then_some(Product::Emr),
        family if family.starts_with("Compute Instance") => shared_linux().then_some(Product::Machine),
        _ => None,
    }
}

/// The market of a price; `None` for upfront payments and convertible reservations.
fn market<'a>(get: impl Fn(Column) -> &'a str) -> Option<Market> {
    if !get(Column::Unit).eq_ignore_ascii_case("hrs") {
        return None;
    }
    let plain = || get(Column::Purchase) == "No Upfront" && get(Column::Class).eq_ignore_ascii_case("standard");
    match (get(Column::TermType), get(Column::Lease).replace(' ', "").as_str()) {
        ("OnDemand", _) => Some(Market::OnDemand),
        ("Reserved", "1yr") if plain() => Some(Market::Reserved1y),
        ("Reserved", "3yr") if plain() => Some(Market::Reserved3y),
        _ => None,
    }
}

/// What was taken of a file so far.
struct Taken {
    overlay: Overlay,
    listings: Listings,
    found: Found,
    date: Date,
}

impl Taken {
    fn new(format: ImportFormat) -> Self {
        let kind = format.what();
        Self {
            overlay: Overlay { kind, ..Overlay::default() },
            listings: Listings::new(kind, ListingKind::List),
            found: Found::default(),
            date: Date::default(),
        }
    }

    /// Takes one price in; what is wrong with it otherwise.
    fn put(
        &mut self,
        product: Product,
        (region, instance): (Arc<str>, Arc<str>),
        market: Market,
        (price, currency): (f64, &str),
    ) -> Result<(), String> {
        if region.is_empty() || instance.is_empty() {
            return Err("no region code or no instance type".to_owned());
        }
        let usd_per_hour = UsdPerHour(money::per_hour(price)?);
        let listing = self.listings.of(currency, self.date);
        match product {
            Product::Machine => {
                let terms = Terms::Price(market, usd_per_hour);
                self.overlay.offers.push(Offer { cloud: Cloud::Aws, region, instance, terms, listing });
            }
            Product::Emr => self.overlay.fees.push(FeeOffer {
                platform: Platform::Emr,
                cloud: Cloud::Aws,
                region: Some(region),
                terms: FeeTerms::Machine { instance, usd_per_hour },
                listing,
            }),
        }
        Ok(())
    }

    fn finish(mut self) -> Overlay {
        if self.date == Date::default() {
            self.found.push(Issue::within("Publication Date", "the file does not tell its day"));
        }
        self.overlay.issues = self.found.into_issues();
        self.overlay.issues.extend(self.listings.issues("Currency"));
        self.overlay
    }
}
