//! `spot-advisor-data.json`: AWS's public feed of how often spot machines are taken back and what they save.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use super::ImportFormat;
use crate::issue::Found;
use crate::quote::{Listing, ListingKind};
use crate::{Cloud, Date, InterruptionBucket, Issue, Offer, Overlay, Terms};

#[derive(Deserialize)]
struct Feed {
    /// Region, operating system, type.
    spot_advisor: BTreeMap<String, BTreeMap<String, BTreeMap<String, Value>>>,
}

pub(super) fn read(from: impl Read) -> Result<Overlay, serde_json::Error> {
    let feed: Feed = serde_json::from_reader(std::io::BufReader::new(from))?;
    let kind = ImportFormat::SpotAdvisor.what();
    let mut overlay = Overlay { kind, ..Overlay::default() };
    let listing = Arc::new(Listing { source: Arc::from(kind), date: Date::default(), kind: ListingKind::SpotAdvisor });
    let mut found = Found::default();
    for (region, systems) in feed.spot_advisor {
        let region_name: Arc<str> = Arc::from(region.as_str());
        for (system, types) in systems {
            if system != "Linux" {
                overlay.passed_over += types.len();
                continue;
            }
            for (name, line) in types {
                let bucket = line["r"].as_u64().and_then(|r| InterruptionBucket::ALL.get(r as usize));
                let savings = line["s"].as_u64().filter(|s| *s <= 100);
                let (Some(bucket), Some(savings)) = (bucket, savings) else {
                    let place = format!("spot_advisor.{region}.Linux.{name}");
                    found.push(Issue::within(place, "expected “r” of 0 to 4 and “s” of 0 to 100"));
                    continue;
                };
                overlay.offers.push(Offer {
                    cloud: Cloud::Aws,
                    region: region_name.clone(),
                    instance: Arc::from(name),
                    terms: Terms::Advisor(*bucket, savings as u8),
                    listing: listing.clone(),
                });
            }
        }
    }
    overlay.issues = found.into_issues();
    Ok(overlay)
}
