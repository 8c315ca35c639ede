//! Fees of platforms, and prices of cores and memory by family, a row for each.

use std::fmt::Write;
use std::sync::Arc;

use afterglow_units::{Usd, UsdPerHour};

use super::rows::{Above, Origins, Row};
use crate::csv::{quoted, shorten};
use crate::import::money::{MOST_DBU_PER_HOUR, MOST_FOR_A_PART, MOST_PER_DBU};
use crate::{Csv, DatabricksTier, FamilyPrice, FeeOffer, FeeTerms, Issue, Part, Platform};

const FEES: &str = "platform,cloud,region,terms,instance_type,amount";
const FAMILIES: &str = "family,region,market,part,usd_per_hour";

/// The table of fees; empty without rows.
pub(super) fn write(fees: &[FeeOffer]) -> String {
    if fees.is_empty() {
        return String::new();
    }
    let mut out = format!("{FEES},{}\n", Origins::COLUMNS);
    let (mut above, mut origins) = (Above::default(), Origins::default());
    for fee in fees {
        let instance = fee.terms.instance().map(|name| quoted(name)).unwrap_or_default();
        let (terms, amount) = match &fee.terms {
            FeeTerms::Machine { usd_per_hour, .. } => ("machine", usd_per_hour.0),
            FeeTerms::Node { usd_per_hour, .. } => ("node", usd_per_hour.0),
            FeeTerms::DbuPerHour { dbu_per_hour, .. } => ("dbu_per_hour", *dbu_per_hour),
            FeeTerms::PerDbu { tier, usd } => (tier.word(), usd.0),
        };
        // No region is all regions, so that it is never that of the row above.
        let region = quoted(fee.region.as_deref().unwrap_or_default());
        let (platform, cloud) = (above.short(0, fee.platform.word()), above.short(1, fee.cloud.word()));
        // A text can always be written.
        let _ =
            writeln!(out, "{platform},{cloud},{region},{terms},{instance},{amount},{}", origins.cells(&fee.listing));
    }
    out
}

/// The inverse; rows that cannot be used are issues.
pub(super) fn read(text: &str, issues: &mut Vec<Issue>) -> Vec<FeeOffer> {
    let csv = Csv::parse(text);
    let (mut above, mut origins) = (Above::default(), Origins::default());
    let mut fees = Vec::new();
    for row in &csv.rows {
        let row = Row { csv: &csv, row };
        let [platform, cloud] = [(0, "platform"), (1, "cloud")].map(|(at, name)| above.long(at, row.text(name)));
        let listing = origins.listing(&row);
        let fee = terms(&row).and_then(|terms| {
            let what = || format!("“{}” is no platform here", shorten(&platform));
            let platform = Platform::parse(&platform).ok_or_else(|| row.wrong("platform", what()))?;
            let region = Some(row.text("region")).filter(|region| !region.is_empty()).map(Arc::from);
            Ok(FeeOffer { platform, cloud: row.cloud(&cloud)?, region, terms, listing })
        });
        match fee {
            Ok(fee) => fees.push(fee),
            Err(issue) => issues.push(issue),
        }
    }
    fees
}

fn terms(row: &Row<'_>) -> Result<FeeTerms, Issue> {
    let instance = || match row.text("instance_type") {
        "" => Err(row.wrong("instance_type", "needed, but empty".to_owned())),
        name => Ok(Arc::from(name)),
    };
    let of_an_hour = || row.waivable("amount").map(UsdPerHour);
    Ok(match row.text("terms") {
        "machine" => FeeTerms::Machine { instance: instance()?, usd_per_hour: of_an_hour()? },
        "node" => FeeTerms::Node { instance: instance()?, usd_per_hour: of_an_hour()? },
        "dbu_per_hour" => {
            FeeTerms::DbuPerHour { instance: instance()?, dbu_per_hour: row.amount("amount", MOST_DBU_PER_HOUR)? }
        }
        word => {
            let tier = DatabricksTier::ALL.into_iter().find(|tier| tier.word() == word);
            let tier = tier.ok_or_else(|| row.wrong("terms", format!("“{}” is no kind of fee", shorten(word))))?;
            FeeTerms::PerDbu { tier, usd: Usd(row.amount("amount", MOST_PER_DBU)?) }
        }
    })
}

/// The table of families; empty without rows.
pub(super) fn write_families(families: &[FamilyPrice]) -> String {
    if families.is_empty() {
        return String::new();
    }
    let mut out = format!("{FAMILIES},{}\n", Origins::COLUMNS);
    let (mut above, mut origins) = (Above::default(), Origins::default());
    for price in families.iter().filter(|price| !price.family.is_empty() && !price.region.is_empty()) {
        let part = match price.part {
            Part::Core => "core",
            Part::Gib => "gib",
        };
        let (family, region) = (quoted(above.short(0, &price.family)), quoted(above.short(1, &price.region)));
        let (market, amount, origin) = (price.market.word(), price.usd_per_hour.0, origins.cells(&price.listing));
        // A text can always be written.
        let _ = writeln!(out, "{family},{region},{market},{part},{amount},{origin}");
    }
    out
}

/// The inverse; rows that cannot be used are issues.
pub(super) fn read_families(text: &str, issues: &mut Vec<Issue>) -> Vec<FamilyPrice> {
    let csv = Csv::parse(text);
    let (mut above, mut origins) = (Above::default(), Origins::default());
    let mut families = Vec::new();
    for row in &csv.rows {
        let row = Row { csv: &csv, row };
        let [family, region] =
            [(0, "family"), (1, "region")].map(|(at, name)| Arc::from(above.long(at, row.text(name))));
        let listing = origins.listing(&row);
        let part = match row.text("part") {
            "core" => Ok(Part::Core),
            "gib" => Ok(Part::Gib),
            other => Err(row.wrong("part", format!("“{}” is neither core nor gib", shorten(other)))),
        };
        match part.and_then(|part| Ok((part, row.market()?, row.amount("usd_per_hour", MOST_FOR_A_PART)?))) {
            Ok((part, market, amount)) => {
                let usd_per_hour = UsdPerHour(amount);
                families.push(FamilyPrice { family, region, market, part, usd_per_hour, listing });
            }
            Err(issue) => issues.push(issue),
        }
    }
    families
}
