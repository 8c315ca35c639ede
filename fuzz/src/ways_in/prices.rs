//! Any bytes as a price file of a provider, or as the tables that one was reduced to: every price is a number, the tables
//! come back as they were, and the catalogue with them over it answers.
//!
//! The first byte says which; tables are parted by lines of `---`.

use afterglow_catalog::import::{import, recognise};
use afterglow_catalog::{Catalog, Market, Overlay, OverlayText, Platform, Terms};

use super::kit::choices;

pub(crate) fn law(data: &[u8]) {
    let Some(([choice], bytes)) = choices(data) else { return };
    if choice & 1 == 0 {
        recognise(bytes);
        if let Ok(overlay) = import(bytes) {
            holds(&overlay);
        }
    } else {
        let text = String::from_utf8_lossy(bytes);
        let mut tables = text.split("\n---\n").map(str::to_owned);
        let mut next = || tables.next().unwrap_or_default();
        holds(&Overlay::from_text(&OverlayText {
            instances: next(),
            prices: next(),
            families: next(),
            fees: next(),
            spot_samples: next(),
        }));
    }
}

fn holds(overlay: &Overlay) {
    for offer in &overlay.offers {
        let prices = match offer.terms {
            Terms::Price(_, price) => vec![price.0],
            Terms::SpotRange(low, mid, high) => {
                assert!(low.0 <= mid.0 && mid.0 <= high.0, "{offer:?}");
                vec![low.0, mid.0, high.0]
            }
            Terms::Advisor(_, percent) => vec![f64::from(percent)],
        };
        assert!(prices.iter().all(|price| price.is_finite() && *price >= 0.0), "{offer:?}");
    }
    let text = overlay.to_text();
    let back = Overlay::from_text(&text);
    assert!(back.issues.is_empty(), "tables of ours have {:?}\n{text:?}", back.issues);
    assert_eq!(back.to_text(), text, "tables that come back are others");
    let (catalog, _) = Catalog::builtin().with_overlay(overlay);
    assert!(catalog.sha256().ends_with("+own"));
    for offer in overlay.offers.iter().take(20) {
        let Some(of) = catalog.find(offer.cloud, &offer.instance) else { continue };
        for market in [Market::OnDemand, Market::Spot, Market::Reserved1y, Market::Reserved3y] {
            let price = catalog.price(of, &offer.region, market);
            assert!(
                price.is_none_or(|price| price.usd_per_hour.0.is_finite() && price.usd_per_hour.0 >= 0.0),
                "{offer:?}"
            );
        }
        for platform in [Platform::Emr, Platform::Databricks] {
            let fee = catalog.fee(platform, of, &offer.region).usd_per_hour;
            assert!(fee.is_none_or(|fee| fee.0.is_finite() && fee.0 >= 0.0), "{offer:?}");
        }
    }
}
