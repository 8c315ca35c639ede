//! SkyPilot's `vms.csv`: on-demand and spot prices by zone, with one header for all clouds.

use std::collections::HashMap;
use std::sync::Arc;

use afterglow_units::{UsdPerHour, order};

use super::tally::Tally;
use super::{ImportFormat, money};
use crate::quote::{Listing, ListingKind};
use crate::{Cloud, Csv, Date, Market, Offer, Overlay, Terms};

pub(super) fn read(csv: &Csv) -> Overlay {
    let kind = ImportFormat::SkyPilot.what();
    let mut overlay = Overlay { kind, ..Overlay::default() };
    let column = |name| csv.column(name).unwrap_or(usize::MAX);
    let (name_at, price_at, spot_at, region_at) =
        (column("instancetype"), column("price"), column("spotprice"), column("region"));
    let listing = |kind_of| Arc::new(Listing { source: Arc::from(kind), date: Date::default(), kind: kind_of });
    let list = listing(ListingKind::List);
    let mut spot = Tally::default();
    // The list price is the same in all zones of a region: the last one holds.
    let mut listed: HashMap<(Arc<str>, Arc<str>), f64> = HashMap::new();

    for row in &csv.rows {
        let (name, region) = (row.cell(name_at), row.cell(region_at));
        if name.is_empty() || region.is_empty() {
            overlay.passed_over += 1;
            continue;
        }
        for (at, is_spot) in [(price_at, false), (spot_at, true)] {
            match csv.number(row, at) {
                Ok(Some(price)) => match money::per_hour(price) {
                    Ok(price) if is_spot => spot.add(region, name, price),
                    Ok(price) => drop(listed.insert((Arc::from(region), Arc::from(name)), price)),
                    Err(what) => overlay.issues.push(csv.issue(row, at, what)),
                },
                Ok(None) => {}
                Err(issue) => overlay.issues.push(issue),
            }
        }
    }
    let mut listed: Vec<_> = listed.into_iter().collect();
    order::by(&mut listed, |a, b| a.0.cmp(&b.0));
    overlay.offers = listed
        .into_iter()
        .map(|((region, instance), price)| Offer {
            cloud: cloud_of(&instance),
            region,
            instance,
            terms: Terms::Price(Market::OnDemand, UsdPerHour(price)),
            listing: list.clone(),
        })
        .collect();
    overlay.offers.extend(spot.offers(cloud_of, &listing(ListingKind::SpotHistory)));
    overlay
}

/// The file does not say whose it is, but the names of the types do.
pub(super) fn cloud_of(instance: &str) -> Cloud {
    match instance {
        name if name.starts_with("Standard_") || name.starts_with("Basic_") => Cloud::Azure,
        name if name.contains('.') => Cloud::Aws,
        _ => Cloud::Gcp,
    }
}
